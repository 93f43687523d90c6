// From a chunk's sparse rows and keyframes back to the dense set of one window: every cell whose start, end or flow is
// not 0 (field-model §2). Reading ascending windows replays each row once; going back restarts at a keyframe.
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import { ASK, FLAG_WINDOW_VALID, type FlowColumns, type SilverChunk } from './chunk.ts';

/** The cells of one valid window: bids before asks, ticks ascending. Columns as in FlowColumns. */
export type SilverCells = Omit<FlowColumns, 'window'>;

interface LevelState {
  qty: number;
  rest: number;
  orders: number;
}

export class SilverReader {
  readonly chunk: SilverChunk;
  /** First row, and first keyframe row, of each window; one more entry closes the last. */
  readonly #rowFrom: Int32Array;
  readonly #keyframeFrom: Int32Array;
  /** Book at the opening of window `#at` of the chunk, by cell key. */
  readonly #levels = new Map<number, LevelState>();
  #at = -1;

  constructor(chunk: SilverChunk) {
    this.chunk = chunk;
    this.#rowFrom = startsByWindow(chunk.rows.window, chunk.rows.length);
    this.#keyframeFrom = startsByWindow(chunk.keyframes.window, chunk.keyframes.length);
  }

  isValid(window: number): boolean {
    const index = window - this.chunk.windowFrom;
    return ((this.chunk.snapshots.flags[index] ?? 0) & FLAG_WINDOW_VALID) !== 0;
  }

  /** Dense cells of a window of the day; undefined where it is not in the chunk or not valid. */
  read(window: number): SilverCells | undefined {
    if (!this.isValid(window)) return undefined;
    const inChunk = window & (WINDOWS_PER_CHUNK - 1);
    this.#seek(inChunk);
    return this.#collect(inChunk);
  }

  /** Brings the book to the window's opening. */
  #seek(target: number): void {
    let keyframe = target;
    while (keyframe > 0 && this.#keyframeFrom[keyframe] === this.#keyframeFrom[keyframe + 1]) keyframe -= 1;
    if (this.#at < keyframe || this.#at > target) {
      this.#levels.clear();
      const { side, tick, qty, rest, orders } = this.chunk.keyframes;
      const to = this.#keyframeFrom[keyframe + 1] as number;
      for (let i = this.#keyframeFrom[keyframe] as number; i < to; i += 1) {
        this.#levels.set(cellKey(side[i] as number, tick[i] as number), {
          qty: qty[i] as number,
          rest: rest[i] as number,
          orders: orders[i] as number,
        });
      }
      this.#at = keyframe;
    }
    const rows = this.chunk.rows;
    const to = this.#rowFrom[target] as number;
    for (let i = this.#rowFrom[this.#at] as number; i < to; i += 1) {
      const key = cellKey(rows.side[i] as number, rows.tick[i] as number);
      const qty = rows.end[i] as number;
      if (qty === 0) this.#levels.delete(key);
      else this.#levels.set(key, { qty, rest: rows.rest[i] as number, orders: rows.orders[i] as number });
    }
    this.#at = target;
  }

  #collect(inChunk: number): SilverCells {
    const rows = this.chunk.rows;
    const rowByKey = new Map<number, number>();
    const to = this.#rowFrom[inChunk + 1] as number;
    for (let i = this.#rowFrom[inChunk] as number; i < to; i += 1) {
      rowByKey.set(cellKey(rows.side[i] as number, rows.tick[i] as number), i);
    }
    const keys = Float64Array.from(new Set([...this.#levels.keys(), ...rowByKey.keys()])).sort();
    const cells = emptyCells(keys.length);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as number;
      const row = rowByKey.get(key);
      cells.side[at] = sideOfKey(key);
      cells.tick[at] = tickOfKey(key);
      if (row === undefined) copyState(cells, at, this.#levels.get(key) as LevelState);
      else copyRow(cells, at, rows, row);
    }
    return cells;
  }
}

function copyState(cells: SilverCells, at: number, state: LevelState): void {
  cells.start[at] = state.qty;
  cells.end[at] = state.qty;
  cells.rest[at] = state.rest;
  cells.orders[at] = state.orders;
}

function copyRow(cells: SilverCells, at: number, rows: FlowColumns, row: number): void {
  cells.start[at] = rows.start[row] as number;
  cells.add[at] = rows.add[row] as number;
  cells.pull[at] = rows.pull[row] as number;
  cells.fill[at] = rows.fill[row] as number;
  cells.end[at] = rows.end[row] as number;
  cells.rest[at] = rows.rest[row] as number;
  cells.pullRest[at] = rows.pullRest[row] as number;
  cells.orders[at] = rows.orders[row] as number;
}

function emptyCells(length: number): SilverCells {
  return {
    length,
    side: new Uint8Array(length),
    tick: new Int32Array(length),
    start: new Int32Array(length),
    add: new Int32Array(length),
    pull: new Int32Array(length),
    fill: new Int32Array(length),
    end: new Int32Array(length),
    rest: new Int32Array(length),
    pullRest: new Int32Array(length),
    orders: new Int32Array(length),
  };
}

const SIDE_STRIDE = 2 ** 32;
const TICK_ORIGIN = 2 ** 31;

/** Sorts by side, then tick. */
function cellKey(side: number, tick: number): number {
  return side * SIDE_STRIDE + tick + TICK_ORIGIN;
}

function sideOfKey(key: number): number {
  return key >= ASK * SIDE_STRIDE ? 1 : 0;
}

function tickOfKey(key: number): number {
  return (key % SIDE_STRIDE) - TICK_ORIGIN;
}

/** First index of each window 0..256 in a column of ascending windows. */
function startsByWindow(windows: Uint8Array, length: number): Int32Array {
  const starts = new Int32Array(WINDOWS_PER_CHUNK + 1);
  let i = 0;
  for (let window = 0; window <= WINDOWS_PER_CHUNK; window += 1) {
    while (i < length && (windows[i] as number) < window) i += 1;
    starts[window] = i;
  }
  return starts;
}
