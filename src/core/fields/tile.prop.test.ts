// Texels against frames: level 0 holds each window's frame, a coarse column what a plain loop over its windows' frames
// finds, and neither depends on which other tiles the same walk shapes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT_TEXEL, LATTICES } from '../../../contracts/fields.ts';
import { FIELD_PRESETS } from '../../../contracts/params.ts';
import {
  bandsFromSpotRange,
  TILE_AGGREGATES,
  TILE_COLUMNS,
  type TileAggregate,
  windowsPerColumn,
  windowsPerTile,
} from '../../../contracts/tiles.ts';
import { windowsFromSeed } from './fixtures/scripted-stream.ts';
import { chunksFromWindows, type SilverWindow } from './fixtures/silver-stream.ts';
import { GoldKernel } from './kernel.ts';
import { FIELDS, fieldIdsOfGroup, GROUP_COUNT } from './registry.ts';
import { type ShapedTile, TileShaper, type TileSpec } from './tile.ts';

const PARAMS = { ...FIELD_PRESETS.contrast, xMax: 12 };
const FIRST_WINDOW = 1024 - 11;
const LEVELS = [0, 1, 2, 3];

function walk(
  windows: readonly SilverWindow[],
  visit: (window: number, kernel: GoldKernel, valid: boolean) => void,
) {
  const kernel = new GoldKernel(PARAMS, { fields: [...FIELDS.all.map(({ id }) => id), 'depth_behind'] });
  for (const chunk of chunksFromWindows(FIRST_WINDOW, windows)) {
    for (let i = 0; i < chunk.windowCount; i++)
      visit(chunk.windowFrom + i, kernel, kernel.step(chunk, i, true));
  }
  return kernel;
}

/** Frames of all windows as maps: `${window}/${lattice}/${field}` → values by tick. */
function framesByWindow(windows: readonly SilverWindow[], ids: readonly string[]) {
  const frames = new Map<string, Map<number, number>>();
  const valid = new Map<number, boolean>();
  walk(windows, (window, kernel, isValid) => {
    valid.set(window, isValid);
    for (const lattice of LATTICES) {
      const frame = kernel.frame(lattice);
      if (!frame) continue;
      for (const id of ids) {
        const plane = frame.plane(id);
        const byTick = new Map(Array.from(plane, (value, i) => [frame.tickLo + i, value]));
        frames.set(`${window}/${lattice}/${id}`, byTick);
      }
      const lots = Array.from({ length: frame.n }, (_, i): [number, number] => {
        const cell = kernel.cell(lattice, frame.tickLo + i)?.lots;
        return [frame.tickLo + i, Math.max(cell?.start ?? 0, cell?.end ?? 0)];
      });
      frames.set(`${window}/${lattice}/lots`, new Map(lots));
    }
  });
  return { frames, valid };
}

function specsOf(
  windows: readonly SilverWindow[],
  group: number,
  aggregate: TileAggregate,
  weighting: number | null,
): TileSpec[] {
  const spots = windows.map(({ spotTick }) => spotTick).filter((spot) => spot !== null);
  const [band] = bandsFromSpotRange(Math.min(...spots), Math.max(...spots), PARAMS.xMax);
  // Split in two, as a span whose spot runs far is: what one band lacks the other has.
  const bands = [
    { tickLo: band.tickLo, rows: 64 },
    { tickLo: band.tickLo + 64, rows: band.rows - 64 },
  ];
  const lastWindow = FIRST_WINDOW + windows.length - 1;
  return LEVELS.flatMap((level) => {
    const indices = [FIRST_WINDOW, lastWindow].map((window) => Math.floor(window / windowsPerTile(level)));
    return [...new Set(indices)].flatMap((index) =>
      LATTICES.flatMap((lattice) =>
        bands.map((part) => ({ lattice, group, level, index, band: part, aggregate, weighting })),
      ),
    );
  });
}

/** What a texel must hold, from the frames of its column's windows one by one. */
function expectedTexel(
  { spec }: ShapedTile,
  column: number,
  tick: number,
  id: string,
  { frames, valid }: ReturnType<typeof framesByWindow>,
): { value: number; valid: boolean } {
  const perColumn = windowsPerColumn(spec.level);
  const first = (spec.index * TILE_COLUMNS + column) * perColumn;
  const inside = [...valid.keys()].filter((window) => window >= first && window < first + perColumn);
  const good = inside.filter((window) => valid.get(window));
  const used = good.length > 0 ? good : inside.slice(-1);
  const published = used.flatMap((window) => {
    const value = frames.get(`${window}/${spec.lattice}/${id}`)?.get(tick);
    if (value === undefined) return [];
    if (spec.weighting === null) return [Math.fround(value)];
    const lots = frames.get(`${window}/${spec.lattice}/lots`)?.get(tick) as number;
    return [Math.fround((value * lots) / (lots + spec.weighting))];
  });
  return { value: aggregated(published, spec.aggregate), valid: good.length > 0 };
}

/** The plain meaning of each aggregate. */
function aggregated(values: readonly number[], kind: TileAggregate): number {
  if (values.length === 0) return ABSENT_TEXEL;
  if (kind === 'last') return values.at(-1) as number;
  if (kind === 'mean') return Math.fround(values.reduce((sum, value) => sum + value, 0) / values.length);
  return values.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best));
}

function hasWindows(spec: TileSpec, column: number, { valid }: ReturnType<typeof framesByWindow>): boolean {
  const perColumn = windowsPerColumn(spec.level);
  const first = (spec.index * TILE_COLUMNS + column) * perColumn;
  for (let window = first; window < first + perColumn; window++) if (valid.has(window)) return true;
  return false;
}

function expectAbsent({ texels, spec }: ShapedTile, column: number): void {
  for (let row = 0; row < spec.band.rows; row++) {
    const texel = texels.subarray((row * TILE_COLUMNS + column) * 4, (row * TILE_COLUMNS + column + 1) * 4);
    if (!texel.every((value) => value === ABSENT_TEXEL)) expect(texel, `column ${column}`).toEqual([]);
  }
}

function checkTile(tile: ShapedTile, frames: ReturnType<typeof framesByWindow>): void {
  const ids = fieldIdsOfGroup(tile.spec.group);
  for (let column = 0; column < TILE_COLUMNS; column++) {
    if (!hasWindows(tile.spec, column, frames)) {
      expectAbsent(tile, column);
      continue;
    }
    const bit = ((tile.validity[column >> 3] >> (column & 7)) & 1) === 1;
    for (let row = 0; row < tile.spec.band.rows; row++) {
      for (let channel = 0; channel < 4; channel++) {
        const got = tile.texels[(row * TILE_COLUMNS + column) * 4 + channel];
        const tick = tile.spec.band.tickLo + row;
        const want =
          channel < ids.length
            ? expectedTexel(tile, column, tick, ids[channel], frames)
            : { value: ABSENT_TEXEL, valid: bit };
        const wanted = Object.is(want.value, -0) ? 0 : want.value;
        if (got !== wanted || bit !== want.valid) {
          expect({ got, bit }, `${JSON.stringify(tile.spec)} column ${column} tick ${tick}`).toEqual(want);
        }
      }
    }
  }
}

describe('tiles', () => {
  it('hold the frames, and in coarse columns what a plain loop over their cells finds', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(0, 1, GROUP_COUNT - 1),
        fc.constantFrom(...TILE_AGGREGATES),
        fc.constantFrom(null, 12),
        (seed, group, aggregate, weighting) => {
          const windows = windowsFromSeed(seed, 40);
          fc.pre(windows.some(({ valid }) => valid));
          const frames = framesByWindow(windows, fieldIdsOfGroup(group));
          const shaper = new TileShaper(specsOf(windows, group, aggregate, weighting));
          const kernel = walk(windows, (window, at, valid) => {
            shaper.take(window, at, valid);
            // Looking at a half-built pyramid must not spoil it.
            if (window % 7 === 3) shaper.finish(at);
          });
          shaper.finish(kernel);
          for (const tile of shaper.tiles) checkTile(tile, frames);
        },
      ),
      { numRuns: 18 },
    );
  });

  it('are the same alone as in company', () => {
    const windows = windowsFromSeed(7, 40);
    const specs = [...specsOf(windows, 0, 'mean', 7), ...specsOf(windows, 0, 'max', null)];
    const together = new TileShaper(specs);
    together.finish(walk(windows, (window, kernel, valid) => together.take(window, kernel, valid)));
    specs.forEach((spec, i) => {
      const alone = new TileShaper([spec]);
      alone.finish(walk(windows, (window, kernel, valid) => alone.take(window, kernel, valid)));
      expect(alone.tiles[0].texels).toStrictEqual(together.tiles[i].texels);
      expect(alone.tiles[0].validity).toStrictEqual(together.tiles[i].validity);
    });
  });
});
