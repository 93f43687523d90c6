import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsPerColumn, windowsPerTile } from '../../../contracts/tiles.ts';
import { drawsFromSlots, type PlacedTile } from './draw-list.ts';
import {
  type ChunkSpots,
  knownEndFromPosition,
  levelFromPixelsPerWindow,
  planTiles,
  spotRangeOfTile,
  type TilePlanInput,
} from './tile-plan.ts';

const chunks: ChunkSpots[] = Array.from({ length: 338 }, (_, chunk) => ({
  chunk,
  spotLo: 19_200,
  spotHi: 19_210,
}));
const plot = { x: 0, y: 0, width: 1000, height: 400 };
const input = (windowFrom: number, windowTo: number, position: number): TilePlanInput => ({
  view: { windowFrom, windowTo, tickLo: 19_190, tickHi: 19_220 },
  plot,
  position,
  windowEnd: 86_400,
  chunks,
  xMax: 200,
});

describe('level', () => {
  it('is the finest whose columns are at least a pixel wide', () => {
    expect([4, 1, 0.99, 0.25, 0.24, 0.0625, 0.02, 0.001].map(levelFromPixelsPerWindow)).toEqual([
      0, 0, 1, 1, 2, 2, 3, 4,
    ]);
  });
});

describe('planTiles', () => {
  it('asks for the tiles under the view, the playhead’s first', () => {
    const plan = planTiles(input(1000, 2000, 2000));
    expect(plan.level).toBe(0);
    expect(plan.slots.map(({ index }) => index)).toEqual([7, 6, 5, 4, 3]);
    expect(plan.slots.at(-1)).toMatchObject({ from: 1000, to: 1024 });
  });

  it('draws nothing after the playhead, but the last frame until the next second closes', () => {
    const plan = planTiles(input(1000, 2000, 1500.4));
    expect(plan.knownEnd).toBe(1500);
    expect(Math.max(...plan.slots.map(({ to }) => to))).toBe(1500.4);
    expect(planTiles(input(1000, 2000, 900)).slots).toEqual([]);
  });

  it('fills the column that the playhead cuts from finer levels', () => {
    const plan = planTiles(input(0, 86_400, 50_001));
    expect(plan.level).toBe(4);
    const spans = plan.slots
      .toSorted((a, b) => a.from - b.from)
      .map(({ level, from, to }) => [level, from, to]);
    expect(spans).toEqual([
      [4, 0, 49_920],
      [3, 49_920, 49_984],
      [2, 49_984, 50_000],
      [0, 50_000, 50_001],
    ]);
  });

  it('never shows a column that holds a second after the playhead, and leaves no gap before it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 86_000, noNaN: true }),
        fc.double({ min: 4, max: 86_400, noNaN: true }),
        fc.double({ min: 0, max: 86_400, noNaN: true }),
        (from, span, position) => {
          const plan = planTiles(input(from, from + span, position));
          const slots = plan.slots.toSorted((a, b) => a.from - b.from);
          let at = from;
          for (const slot of slots) {
            expect(slot.from).toBeCloseTo(at, 6);
            at = slot.to;
            const columnEnd =
              Math.ceil(Math.min(slot.to, plan.knownEnd) / windowsPerColumn(slot.level) - 1e-9) *
              windowsPerColumn(slot.level);
            expect(columnEnd <= plan.knownEnd || slot.to >= from + span - 1e-6).toBe(true);
          }
          if (slots.length > 0)
            expect(at).toBeCloseTo(
              Math.min(from + span, Math.max(plan.knownEnd, Math.min(position, plan.knownEnd + 1))),
              6,
            );
        },
      ),
    );
  });

  it('asks for the bands under the prices on screen, and for none where no second was valid', () => {
    const wide: ChunkSpots[] = [{ chunk: 0, spotLo: 10_000, spotHi: 12_000 }];
    const base = { ...input(0, 200, 200), chunks: wide };
    const high = planTiles({ ...base, view: { ...base.view, tickLo: 12_000, tickHi: 12_100 } });
    expect(high.slots.map(({ band }) => band)).toEqual([2]);
    expect(planTiles({ ...base, chunks: [{ chunk: 0, spotLo: null, spotHi: null }] }).slots).toEqual([]);
    expect(spotRangeOfTile(wide, 4, 0)).toEqual({ lo: 10_000, hi: 12_000 });
  });

  it('counts a window as known from its end on', () => {
    expect([99.999, 100, 100.5].map((position) => knownEndFromPosition(position, 86_400))).toEqual([
      99, 100, 100,
    ]);
    expect(knownEndFromPosition(500, 300)).toBe(300);
  });
});

describe('drawsFromSlots', () => {
  const tile = (level: number, index: number): PlacedTile => ({ level, index, tickLo: 19_000, rows: 448 });
  const source = (tiles: PlacedTile[], before: PlacedTile[] = []) => ({
    before: (level: number, index: number) =>
      before.find((each) => each.level === level && each.index === index),
    tile: (level: number, index: number) =>
      tiles.find((each) => each.level === level && each.index === index),
    bands: (level: number, index: number) =>
      tiles.filter((each) => each.level === level && each.index === index),
  });

  it('draws a coarser tile where the wanted one is not here yet, and only there', () => {
    const plan = planTiles(input(1024, 1536, 1536));
    const draws = drawsFromSlots(plan.slots, source([tile(0, 5), tile(2, 0)]));
    expect(draws.map(({ tile: { level }, from, to }) => [level, from, to])).toEqual([
      [2, 1024, 1280],
      [0, 1280, 1536],
    ]);
  });

  it('does not let a coarser tile show what lies after the playhead', () => {
    const plan = planTiles(input(1024, 1280, 1100));
    const draws = drawsFromSlots(plan.slots, source([tile(2, 0)]));
    expect(draws).toEqual([{ tile: tile(2, 0), from: 1024, to: 1088, lastColumn: 67 }]);
  });

  it('repeats the last known column up to the playhead', () => {
    const plan = planTiles(input(1024, 1280, 1100.7));
    const draws = drawsFromSlots(plan.slots, source([tile(0, 4)]));
    expect(draws).toEqual([{ tile: tile(0, 4), from: 1024, to: 1100.7, lastColumn: 1099 - 1024 }]);
  });

  it('draws a tile as far as it is shaped, and behind that the picture before, else a coarser one', () => {
    const plan = planTiles(input(1024, 1280, 86_400));
    const part = { ...tile(0, 4), shapedTo: 1100 };
    const told = (draws: ReturnType<typeof drawsFromSlots>) =>
      draws.map(({ tile: { level, tickLo }, from, to }) => [level, tickLo, from, to]);
    const old = { ...tile(0, 4), tickLo: 18_000 };
    expect(told(drawsFromSlots(plan.slots, source([part], [old])))).toEqual([
      [0, 18_000, 1100, 1280],
      [0, 19_000, 1024, 1100],
    ]);
    expect(told(drawsFromSlots(plan.slots, source([part, tile(2, 0)])))).toEqual([
      [2, 19_000, 1100, 1280],
      [0, 19_000, 1024, 1100],
    ]);
    const coarse = { ...tile(2, 0), shapedTo: 1088 };
    expect(told(drawsFromSlots(plan.slots, source([coarse])))).toEqual([[2, 19_000, 1024, 1088]]);
  });

  it('uses finer tiles when the view has just been zoomed out', () => {
    const plan = planTiles(input(0, windowsPerTile(1), 86_400));
    const draws = drawsFromSlots(plan.slots, source([tile(0, 1)]));
    expect(draws.map(({ tile: { level }, from, to }) => [level, from, to])).toEqual([[0, 256, 512]]);
  });
});
