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
  NULL_I32,
  type SilverChunk,
} from '../silver/chunk.ts';
import { ChunkBuilder } from '../silver/chunk-builder.ts';
import type { OptionSeries } from './series.ts';
import { livesOf, type StrikeLattice } from './strike-lattice.ts';

const SECOND = 1_000_000_000n;
const UNDEF_PRICE = 0x7fffffffffffffffn;
const NEVER = -1;

export interface StrikeScope {
  readonly series: readonly OptionSeries[];
  readonly lattice: StrikeLattice;
  readonly right: OptionRight;
  readonly expiries: FieldParams['optExpiries'];
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
    opens = !valid;
    writeWindow(builder, w, future, sums.aggregated, scope);
  }
  return builder.take();
}

class StrikeSums {
  aggregated = false;
  readonly #scope: StrikeScope;
  /** What rests of each series and side: quantity, its part at rest, orders. */
  readonly #qty: Int32Array;
  readonly #rest: Int32Array;
  readonly #orders: Int32Array;
  /** The same by strike and side, over the series in scope. */
  readonly #strikeQty: Int32Array;
  readonly #strikeRest: Int32Array;
  readonly #strikeOrders: Int32Array;
  /** Strike's place from the lowest, per series. */
  readonly #slot: Int32Array;
  readonly #lives: readonly bigint[];
  readonly #counts: Uint8Array;
  /** When the next series in scope expires. */
  #nextExpiry = 0n;
  readonly #row: Int32Array;

  constructor(scope: StrikeScope) {
    const { lattice, series, right, expiries, dayStartNanos } = scope;
    const cells = 2 * (lattice.highest - lattice.lowest + 1);
    this.#scope = scope;
    this.#qty = new Int32Array(2 * series.length);
    this.#rest = new Int32Array(2 * series.length);
    this.#orders = new Int32Array(2 * series.length);
    this.#strikeQty = new Int32Array(cells);
    this.#strikeRest = new Int32Array(cells);
    this.#strikeOrders = new Int32Array(cells);
    this.#row = new Int32Array(cells).fill(NEVER);
    this.#slot = lattice.strikeOf.map((strike) => strike - lattice.lowest);
    this.#lives = livesOf(series, right, expiries, dayStartNanos);
    this.#counts = new Uint8Array(series.length);
  }

  /** Leaves out what has expired by the opening of a window; true where that changed anything. */
  age(window: number): boolean {
    const now = this.#scope.dayStartNanos + BigInt(window) * SECOND;
    if (now < this.#nextExpiry) return false;
    let next = 1n << 62n;
    this.#lives.forEach((until, series) => {
      this.#counts[series] = until > now ? 1 : 0;
      if (until > now && until < next) next = until;
    });
    this.#nextExpiry = next;
    this.#sumUp();
    return true;
  }

  /** The book of all series as a chunk has it at the opening of a window. */
  replay(chunk: SilverChunk, window: number): void {
    const { keyframes, rows, windowFrom } = chunk;
    for (const column of [this.#qty, this.#rest, this.#orders]) column.fill(0);
    const first = windowFrom & 255;
    for (let i = 0; i < keyframes.length && keyframes.window[i] === first; i++) {
      const at = 2 * keyframes.tick[i] + keyframes.side[i];
      this.#qty[at] = keyframes.qty[i];
      this.#rest[at] = keyframes.rest[i];
      this.#orders[at] = keyframes.orders[i];
    }
    const until = window - (windowFrom - first);
    for (let i = 0; i < rows.length && rows.window[i] < until; i++) {
      const at = 2 * rows.tick[i] + rows.side[i];
      this.#qty[at] = rows.end[i];
      this.#rest[at] = rows.rest[i];
      this.#orders[at] = rows.orders[i];
    }
    this.#sumUp();
  }

  writeKeyframe(builder: ChunkBuilder, window: number): void {
    const { lowest } = this.#scope.lattice;
    for (let cell = 0; cell < this.#strikeQty.length; cell++) {
      if (this.#strikeQty[cell] === 0) continue;
      const [side, strike] = [cell & 1, lowest + (cell >> 1)];
      const [qty, rest, orders] = [this.#strikeQty[cell], this.#strikeRest[cell], this.#strikeOrders[cell]];
      builder.addKeyframe(window, side, strike, qty, rest, orders);
    }
  }

  /** The rows of a window: one a strike and side that any series in scope has a row for. */
  step(builder: ChunkBuilder, chunk: SilverChunk, window: number): void {
    const { rows, snapshots } = chunk;
    this.aggregated = (snapshots.flags[window - chunk.windowFrom] & FLAG_AGGREGATED) !== 0;
    const inChunk = window & 255;
    const to = upperBound(rows.window, inChunk, rows.length);
    let from = to;
    while (from > 0 && rows.window[from - 1] === inChunk) from -= 1;
    const first = builder.rows.length;
    for (let i = from; i < to; i++) this.#take(builder, chunk, i);
    for (let at = first; at < builder.rows.length; at++)
      this.#row[2 * (builder.rows.tick[at] - this.#scope.lattice.lowest) + builder.rows.side[at]] = NEVER;
  }

  #take(builder: ChunkBuilder, { rows }: SilverChunk, i: number): void {
    const series = rows.tick[i];
    const of = 2 * series + rows.side[i];
    const qtyBefore = this.#qty[of];
    const restChange = rows.rest[i] - this.#rest[of];
    const ordersChange = rows.orders[i] - this.#orders[of];
    this.#qty[of] = rows.end[i];
    this.#rest[of] = rows.rest[i];
    this.#orders[of] = rows.orders[i];
    if (this.#counts[series] === 0) return;
    const cell = 2 * this.#slot[series] + rows.side[i];
    const at = this.#rowOf(builder, cell, rows.window[i]);
    const out = builder.rows;
    out.start[at] += rows.start[i] - qtyBefore;
    out.add[at] += rows.add[i];
    out.pull[at] += rows.pull[i];
    out.fill[at] += rows.fill[i];
    out.end[at] += rows.end[i] - qtyBefore;
    out.rest[at] += restChange;
    out.pullRest[at] += rows.pullRest[i];
    out.orders[at] += ordersChange;
    this.#strikeQty[cell] += rows.end[i] - qtyBefore;
    this.#strikeRest[cell] += restChange;
    this.#strikeOrders[cell] += ordersChange;
  }

  /** Row of a strike and side in the window at hand; begun with what rests there, untouched series and all. */
  #rowOf(builder: ChunkBuilder, cell: number, window: number): number {
    const known = this.#row[cell];
    if (known !== NEVER) return known;
    builder.reserveRows(1);
    const { rows } = builder;
    const at = rows.length;
    rows.window[at] = window;
    rows.side[at] = cell & 1;
    rows.tick[at] = this.#scope.lattice.lowest + (cell >> 1);
    rows.start[at] = this.#strikeQty[cell];
    rows.add[at] = 0;
    rows.pull[at] = 0;
    rows.fill[at] = 0;
    rows.end[at] = this.#strikeQty[cell];
    rows.rest[at] = this.#strikeRest[cell];
    rows.pullRest[at] = 0;
    rows.orders[at] = this.#strikeOrders[cell];
    rows.length = at + 1;
    this.#row[cell] = at;
    return at;
  }

  #sumUp(): void {
    for (const column of [this.#strikeQty, this.#strikeRest, this.#strikeOrders]) column.fill(0);
    for (let series = 0; series < this.#counts.length; series++) {
      if (this.#counts[series] === 0) continue;
      for (let side = 0; side < 2; side++) {
        const cell = 2 * this.#slot[series] + side;
        this.#strikeQty[cell] += this.#qty[2 * series + side];
        this.#strikeRest[cell] += this.#rest[2 * series + side];
        this.#strikeOrders[cell] += this.#orders[2 * series + side];
      }
    }
  }
}

function writeWindow(
  builder: ChunkBuilder,
  w: number,
  future: SilverChunk,
  aggregated: boolean,
  { lattice, tickSizeNanos }: StrikeScope,
): void {
  const { snapshots } = builder;
  const spot = future.snapshots.spotTick[w];
  for (const name of ['bestBidTick', 'bestAskTick', 'mid2', 'mid2Open'] as const)
    snapshots[name][w] = NULL_I32;
  for (const name of ['bestBidQty', 'bestBidOrders', 'bestAskQty', 'bestAskOrders', 'crossedEvents'] as const)
    snapshots[name][w] = 0;
  for (const name of ['volumeBuy', 'volumeSell', 'volumeNone'] as const) snapshots[name][w] = 0;
  snapshots.actions.fill(0, w * 8, (w + 1) * 8);
  snapshots.lastTradePrice[w] = UNDEF_PRICE;
  snapshots.spotTick[w] =
    spot === NULL_I32 ? NULL_I32 : strikeNearest(BigInt(spot) * tickSizeNanos, lattice.stepNanos);
  snapshots.flags[w] =
    (future.snapshots.flags[w] & (FLAG_BOOK_VALID | FLAG_WINDOW_VALID)) | (aggregated ? FLAG_AGGREGATED : 0);
  builder.windowCount = w + 1;
}
