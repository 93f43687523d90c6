// Silver of one strike lattice: what the options in scope hold and do at each strike, in the windows of a chunk of their
// underlying. The sums of all series come in (option-lattice.ts), a chunk that the fields' kernel steps through like any
// other goes out: its ticks are strikes, its valid windows are the underlying's, its spot is the strike nearest to spot.
// Where the underlying's window is not valid no state moves; what the options did meanwhile shows as another opening.
import { type OptionRight, strikeNearest } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { upperBound } from '../../base/bisect.ts';
import {
  FLAG_AGGREGATED,
  FLAG_BOOK_VALID,
  FLAG_WINDOW_VALID,
  type FlowColumns,
  NULL_I32,
  type SilverChunk,
} from '../silver/chunk.ts';
import { ChunkBuilder } from '../silver/chunk-builder.ts';
import type { OptionSeries } from './series.ts';
import { type Life, livesOf, type StrikeLattice } from './strike-lattice.ts';

const SECOND = 1_000_000_000n;
const UNDEF_PRICE = 0x7fffffffffffffffn;

export interface StrikeScope {
  readonly series: readonly OptionSeries[];
  readonly lattice: StrikeLattice;
  readonly right: OptionRight;
  readonly expiries: FieldParams['optExpiries'];
  /** Whose calendar tells the trade date. */
  readonly dataset: string;
  readonly dayStartNanos: bigint;
  /** Of the underlying, 1e-9. */
  readonly tickSizeNanos: bigint;
}

export interface OptionChunks {
  /** Of the same windows as the underlying's chunk; null where the options have none there. */
  readonly own: SilverChunk | null;
  /** The last one before it, where `own` does not begin with the chunk. */
  readonly before: SilverChunk | null;
}

export function strikeChunk(future: SilverChunk, options: OptionChunks, scope: StrikeScope): SilverChunk {
  const sums = new StrikeSums(scope);
  if (options.before) sums.replay(options.before, Number.POSITIVE_INFINITY);
  const builder = new ChunkBuilder();
  builder.begin(future.windowFrom);
  let opens = true;
  for (let w = 0; w < future.windowCount; w++) {
    const window = future.windowFrom + w;
    const { own } = options;
    if (own && window === Math.max(own.windowFrom, future.windowFrom)) {
      sums.replay(own, window);
      opens = true;
    }
    if (sums.age(window)) opens = true;
    const valid = (future.snapshots.flags[w] & FLAG_WINDOW_VALID) !== 0;
    if (valid && opens) sums.writeKeyframe(builder, window);
    const from = builder.rows.length;
    if (own && window >= own.windowFrom && window < own.windowFrom + own.windowCount)
      sums.step(builder, own, window);
    if (!valid) builder.rows.length = from;
    // One window has about as many as another: room for all at once, where doubling would copy them time and again.
    if (from === 0) builder.reserveRows(builder.rows.length * (future.windowCount - w));
    opens = !valid;
    builder.snapshots.flags[w] = sums.aggregated ? FLAG_AGGREGATED : 0;
  }
  writeWindows(builder, future, scope);
  return builder.lend();
}

/** Words of what rests of a series and side, or of a strike and side: quantity, its part at rest, orders. */
const HELD_QTY = 0;
const HELD_REST = 1;
const HELD_ORDERS = 2;
const HELD_WORDS = 4;
/** Words of a strike and side in the window at hand, in the order of a row's columns. */
const ROW_START = 0;
const ROW_ADD = 1;
const ROW_PULL = 2;
const ROW_FILL = 3;
const ROW_PULL_REST = 4;
const ROW_WORDS = 8;

class StrikeSums {
  aggregated = false;
  readonly #scope: StrikeScope;
  /** What rests of each series and side. */
  readonly #held: Int32Array;
  /** The same by strike and side, over the series in scope. */
  readonly #strikes: Int32Array;
  /** Place of each series' bids among strikes and sides. */
  readonly #cell: Int32Array;
  readonly #lives: readonly Life[];
  readonly #counts: Uint8Array;
  /** When the next series begins to count or counts no more. */
  #nextChange = 0n;
  /** The window at hand: which strikes and sides have a row, and what flowed there. */
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  readonly #flows: Int32Array;

  constructor(scope: StrikeScope) {
    const { lattice, series, right, expiries } = scope;
    const cells = 2 * (lattice.highest - lattice.lowest + 1);
    this.#scope = scope;
    this.#held = new Int32Array(2 * series.length * HELD_WORDS);
    this.#strikes = new Int32Array(cells * HELD_WORDS);
    this.#cell = lattice.strikeOf.map((strike) => 2 * (strike - lattice.lowest));
    this.#lives = livesOf(series, right, expiries, scope);
    this.#counts = new Uint8Array(series.length);
    // One more than there are cells: the next entry is written before it is known whether it counts.
    this.#touched = new Int32Array(cells + 1);
    this.#isTouched = new Uint8Array(cells);
    this.#flows = new Int32Array(cells * ROW_WORDS);
  }

  /** Which series count from the opening of a window on; true where that changed. */
  age(window: number): boolean {
    const now = this.#scope.dayStartNanos + BigInt(window) * SECOND;
    if (now < this.#nextChange) return false;
    let next = 1n << 62n;
    this.#lives.forEach(({ from, until }, series) => {
      this.#counts[series] = from <= now && now < until ? 1 : 0;
      for (const change of [from, until]) if (change > now && change < next) next = change;
    });
    this.#nextChange = next;
    this.#sumUp();
    return true;
  }

  /** The book of all series as a chunk has it at the opening of a window. */
  replay(chunk: SilverChunk, window: number): void {
    const { keyframes, rows, windowFrom } = chunk;
    const held = this.#held.fill(0);
    const first = windowFrom & 255;
    for (let i = 0; i < keyframes.length && keyframes.window[i] === first; i++) {
      const at = (2 * keyframes.tick[i] + keyframes.side[i]) * HELD_WORDS;
      held[at + HELD_QTY] = keyframes.qty[i];
      held[at + HELD_REST] = keyframes.rest[i];
      held[at + HELD_ORDERS] = keyframes.orders[i];
    }
    const until = window - (windowFrom - first);
    for (let i = 0; i < rows.length && rows.window[i] < until; i++) {
      const at = (2 * rows.tick[i] + rows.side[i]) * HELD_WORDS;
      held[at + HELD_QTY] = rows.end[i];
      held[at + HELD_REST] = rows.rest[i];
      held[at + HELD_ORDERS] = rows.orders[i];
    }
    this.#sumUp();
  }

  writeKeyframe(builder: ChunkBuilder, window: number): void {
    const { lowest } = this.#scope.lattice;
    const strikes = this.#strikes;
    for (let cell = 0; cell * HELD_WORDS < strikes.length; cell++) {
      const at = cell * HELD_WORDS;
      const qty = strikes[at + HELD_QTY];
      if (qty === 0) continue;
      const strike = lowest + (cell >> 1);
      builder.addKeyframe(window, cell & 1, strike, qty, strikes[at + HELD_REST], strikes[at + HELD_ORDERS]);
    }
  }

  /** The rows of a window: one a strike and side that any series in scope has a row for. */
  step(builder: ChunkBuilder, chunk: SilverChunk, window: number): void {
    const { rows, snapshots } = chunk;
    this.aggregated = (snapshots.flags[window - chunk.windowFrom] & FLAG_AGGREGATED) !== 0;
    const inChunk = window & 255;
    const to = upperBound(rows.window, inChunk, rows.length);
    const from = inChunk === 0 ? 0 : upperBound(rows.window, inChunk - 1, rows.length);
    this.#writeRows(builder, inChunk, this.#take(rows, from, to));
  }

  /** Adds up rows of series; returns how many strikes and sides have one. */
  #take(rows: FlowColumns, from: number, to: number): number {
    const { tick, side, start, add, pull, fill, end, rest, pullRest, orders } = rows;
    const held = this.#held;
    const strikes = this.#strikes;
    const flows = this.#flows;
    const counts = this.#counts;
    const cellOf = this.#cell;
    const isTouched = this.#isTouched;
    const touchedCells = this.#touched;
    let touched = 0;
    for (let i = from; i < to; i++) {
      const series = tick[i];
      const of = (2 * series + side[i]) * HELD_WORDS;
      const qtyBefore = held[of + HELD_QTY];
      const restChange = rest[i] - held[of + HELD_REST];
      const ordersChange = orders[i] - held[of + HELD_ORDERS];
      held[of + HELD_QTY] = end[i];
      held[of + HELD_REST] = rest[i];
      held[of + HELD_ORDERS] = orders[i];
      if (counts[series] === 0) continue;
      const cell = cellOf[series] + side[i];
      const at = cell * HELD_WORDS;
      const row = cell * ROW_WORDS;
      // Whether a cell is new to the window follows no pattern that a branch could be predicted by.
      const isNew = 1 - isTouched[cell];
      isTouched[cell] = 1;
      touchedCells[touched] = cell;
      touched += isNew;
      // What rests there at the opening: of the series with a row what that says, of the others what is known.
      flows[row + ROW_START] += start[i] - qtyBefore + (strikes[at + HELD_QTY] & -isNew);
      flows[row + ROW_ADD] += add[i];
      flows[row + ROW_PULL] += pull[i];
      flows[row + ROW_FILL] += fill[i];
      flows[row + ROW_PULL_REST] += pullRest[i];
      strikes[at + HELD_QTY] += end[i] - qtyBefore;
      strikes[at + HELD_REST] += restChange;
      strikes[at + HELD_ORDERS] += ordersChange;
    }
    return touched;
  }

  #writeRows(builder: ChunkBuilder, inChunk: number, count: number): void {
    const { lowest } = this.#scope.lattice;
    const strikes = this.#strikes;
    const flows = this.#flows;
    builder.reserveRows(count);
    const { rows } = builder;
    const { window, side, tick, start, add, pull, fill, pullRest, end, rest, orders } = rows;
    const touched = this.#touched;
    const isTouched = this.#isTouched;
    for (let i = 0; i < count; i++) {
      const cell = touched[i];
      const at = rows.length + i;
      const row = cell * ROW_WORDS;
      const held = cell * HELD_WORDS;
      window[at] = inChunk;
      side[at] = cell & 1;
      tick[at] = lowest + (cell >> 1);
      start[at] = flows[row + ROW_START];
      add[at] = flows[row + ROW_ADD];
      pull[at] = flows[row + ROW_PULL];
      fill[at] = flows[row + ROW_FILL];
      pullRest[at] = flows[row + ROW_PULL_REST];
      end[at] = strikes[held + HELD_QTY];
      rest[at] = strikes[held + HELD_REST];
      orders[at] = strikes[held + HELD_ORDERS];
      isTouched[cell] = 0;
      flows[row + ROW_START] = 0;
      flows[row + ROW_ADD] = 0;
      flows[row + ROW_PULL] = 0;
      flows[row + ROW_FILL] = 0;
      flows[row + ROW_PULL_REST] = 0;
    }
    rows.length += count;
  }

  #sumUp(): void {
    const held = this.#held;
    const strikes = this.#strikes.fill(0);
    for (let series = 0; series < this.#counts.length; series++) {
      if (this.#counts[series] === 0) continue;
      for (let side = 0; side < 2; side++) {
        const from = (2 * series + side) * HELD_WORDS;
        const to = (this.#cell[series] + side) * HELD_WORDS;
        for (let word = 0; word < HELD_WORDS; word++) strikes[to + word] += held[from + word];
      }
    }
  }
}

/** What a strike lattice has no best prices or trades of, and where its spot is. */
function writeWindows(
  builder: ChunkBuilder,
  future: SilverChunk,
  { lattice, tickSizeNanos }: StrikeScope,
): void {
  const { snapshots } = builder;
  const count = future.windowCount;
  for (const name of ['bestBidTick', 'bestAskTick', 'mid2', 'mid2Open'] as const)
    snapshots[name].fill(NULL_I32, 0, count);
  snapshots.lastTradePrice.fill(UNDEF_PRICE, 0, count);
  let spot = NULL_I32;
  let strike = NULL_I32;
  for (let w = 0; w < count; w++) {
    const own = future.snapshots.spotTick[w];
    if (own !== spot) {
      spot = own;
      strike = spot === NULL_I32 ? NULL_I32 : strikeNearest(BigInt(spot) * tickSizeNanos, lattice.stepNanos);
    }
    snapshots.spotTick[w] = strike;
    snapshots.flags[w] |= future.snapshots.flags[w] & (FLAG_BOOK_VALID | FLAG_WINDOW_VALID);
  }
  builder.windowCount = count;
}
