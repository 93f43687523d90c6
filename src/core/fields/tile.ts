// Frames become texels: one walk over a kernel's windows shapes any number of tiles (contracts/tiles.ts), of several
// lattices, groups and levels. Level 0 has a window a column; a coarser column is an aggregate of its windows. A column
// without a valid window repeats the last valid frame and has its validity bit clear; before the first it is absent.
import { ABSENT_TEXEL, CHANNELS_PER_GROUP, type Lattice } from '../../../contracts/fields.ts';
import {
  TILE_COLUMNS,
  type TileAggregate,
  type TileBand,
  windowsPerColumn,
} from '../../../contracts/tiles.ts';
import type { Tick, WindowIndex } from '../../../contracts/units.ts';
import { ColumnAggregate } from './column-aggregate.ts';
import type { Frame } from './frame.ts';
import type { GoldKernel } from './kernel.ts';
import { fieldIdsOfGroup } from './registry.ts';

export interface TileSpec {
  readonly lattice: Lattice;
  readonly group: number;
  readonly level: number;
  readonly index: number;
  readonly band: TileBand;
  readonly aggregate: TileAggregate;
  /** Lots behind a value at which it counts half (lots / (lots + this)); null leaves values as they are. */
  readonly weighting: number | null;
}

/** Planes that a kernel must publish for tiles of a group. */
export function planeIdsOfTile({
  group,
  weighting,
}: Pick<TileSpec, 'group' | 'weighting'>): readonly string[] {
  return weighting === null ? fieldIdsOfGroup(group) : [...fieldIdsOfGroup(group), 'depth_behind'];
}

export interface ShapedTile {
  readonly spec: TileSpec;
  /** RGBA texels, row = tick: (row · 256 + column) · 4 + channel. */
  readonly texels: Float32Array;
  /** 256 bits: bit c & 7 of byte c >> 3 is set where column c has a valid window. */
  readonly validity: Uint8Array;
}

/** Tiles of one level in a walk, and the column they are waiting for. */
interface LevelTiles {
  readonly level: number;
  readonly column: ColumnAggregate;
  readonly tiles: ShapedTile[];
}

interface GroupTiles {
  readonly lattice: Lattice;
  readonly fieldIds: readonly string[];
  readonly weighting: number | null;
  /** Weighted planes of the window at hand; none where values stay as they are. */
  readonly weighted: Float64Array[];
  readonly levels: LevelTiles[];
}

/** Shapes tiles while a kernel walks over windows; the kernel must publish the planes of each (planeIdsOfTile). */
export class TileShaper {
  readonly tiles: readonly ShapedTile[];
  readonly #groups: readonly GroupTiles[];
  #lastWindow: WindowIndex = -1;

  constructor(specs: readonly TileSpec[]) {
    this.tiles = specs.map((spec) => ({
      spec,
      texels: new Float32Array(spec.band.rows * TILE_COLUMNS * CHANNELS_PER_GROUP).fill(ABSENT_TEXEL),
      validity: new Uint8Array(TILE_COLUMNS / 8),
    }));
    this.#groups = groupTiles(this.tiles);
  }

  /** The window of the day that the kernel has just stepped over, and whether it was valid. */
  take(window: WindowIndex, kernel: GoldKernel, valid: boolean): void {
    for (const group of this.#groups) {
      const frame = kernel.frame(group.lattice);
      if (!frame) continue;
      const planes = planesOf(group, frame);
      for (const { level, column, tiles } of group.levels) {
        if (level === 0) for (const tile of tiles) writePlanes(tile, window, planes, frame, valid);
        else if (valid) column.takePlanes(planes, frame.tickLo, frame.n);
      }
      this.#closeColumns(group, planes, frame, window, false);
    }
    this.#lastWindow = window;
  }

  /** Writes the columns still open at the last window taken. The walk may go on afterwards. */
  finish(kernel: GoldKernel): void {
    if (this.#lastWindow < 0) return;
    for (const group of this.#groups) {
      const frame = kernel.frame(group.lattice);
      if (!frame) continue;
      this.#closeColumns(group, planesOf(group, frame), frame, this.#lastWindow, true);
    }
  }

  /** Writes the coarse columns that end with this window, or those still open. */
  #closeColumns(
    { levels }: GroupTiles,
    planes: readonly Float64Array[],
    frame: Frame,
    window: WindowIndex,
    unfinished: boolean,
  ): void {
    for (const { level, column, tiles } of levels) {
      const ended = (window + 1) % windowsPerColumn(level) === 0;
      if (level === 0 || ended === unfinished) continue;
      column.settle();
      for (const tile of tiles) {
        if (column.filled) writeColumn(tile, window, column);
        else writePlanes(tile, window, planes, frame, false);
      }
      if (ended) column.reset();
    }
  }
}

/** A group's planes in the frame, weighted by the depth behind them where the tiles want that. */
function planesOf({ fieldIds, weighting, weighted }: GroupTiles, frame: Frame): readonly Float64Array[] {
  const planes = fieldIds.map((id) => frame.plane(id));
  if (weighting === null) return planes;
  const behind = frame.plane('depth_behind');
  for (const [channel, plane] of planes.entries()) {
    weighted[channel] ??= new Float64Array(frame.n);
    const out = weighted[channel];
    for (let i = 0; i < frame.n; i++) out[i] = (plane[i] * behind[i]) / (behind[i] + weighting);
  }
  return weighted;
}

function groupTiles(tiles: readonly ShapedTile[]): GroupTiles[] {
  const groups = new Map<string, GroupTiles>();
  for (const tile of tiles) {
    const { lattice, group, level, aggregate, weighting } = tile.spec;
    const key = `${lattice}${group}${aggregate}${weighting}`;
    const entry = groups.get(key) ?? {
      lattice,
      fieldIds: fieldIdsOfGroup(group),
      weighting,
      weighted: [],
      levels: [],
    };
    groups.set(key, entry);
    const known = entry.levels.find((candidate) => candidate.level === level);
    if (known) known.tiles.push(tile);
    else entry.levels.push({ level, column: new ColumnAggregate(aggregate), tiles: [tile] });
  }
  return [...groups.values()];
}

/** Column of a window in a tile, -1 where the window is not the tile's; marks it if valid. */
function columnOf({ spec, validity }: ShapedTile, window: WindowIndex, valid: boolean): number {
  const column = Math.floor(window / windowsPerColumn(spec.level)) - spec.index * TILE_COLUMNS;
  if (column < 0 || column >= TILE_COLUMNS) return -1;
  if (valid) validity[column >> 3] |= 1 << (column & 7);
  return column;
}

/** Ticks that a tile's band and a span have in common. */
function overlap({ band }: TileSpec, tickLo: Tick, count: number): { from: Tick; to: Tick } {
  return { from: Math.max(band.tickLo, tickLo), to: Math.min(band.tickLo + band.rows, tickLo + count) };
}

function writePlanes(
  tile: ShapedTile,
  window: WindowIndex,
  planes: readonly Float64Array[],
  { tickLo, n }: Frame,
  valid: boolean,
): void {
  const column = columnOf(tile, window, valid);
  if (column < 0) return;
  const { texels, spec } = tile;
  const { from, to } = overlap(spec, tickLo, n);
  const stride = TILE_COLUMNS * CHANNELS_PER_GROUP;
  for (let channel = 0; channel < planes.length; channel++) {
    const plane = planes[channel];
    let at = (from - spec.band.tickLo) * stride + column * CHANNELS_PER_GROUP + channel;
    for (let i = from - tickLo; i < to - tickLo; i++, at += stride) texels[at] = plane[i];
  }
}

function writeColumn(tile: ShapedTile, window: WindowIndex, source: ColumnAggregate): void {
  const column = columnOf(tile, window, true);
  if (column < 0) return;
  const { texels, spec } = tile;
  const { values, tickLo } = source;
  const { from, to } = overlap(spec, tickLo, source.tickCount);
  for (let row = 0; row < spec.band.rows; row++) {
    const at = (row * TILE_COLUMNS + column) * CHANNELS_PER_GROUP;
    const tick = spec.band.tickLo + row;
    const value = (tick - tickLo) * CHANNELS_PER_GROUP;
    const published = tick >= from && tick < to;
    for (let channel = 0; channel < CHANNELS_PER_GROUP; channel++) {
      texels[at + channel] = published ? values[value + channel] : ABSENT_TEXEL;
    }
  }
}
