// Sweeps and iceberg refills of one instrument, from its records as they are applied (docs/walls-and-voids.md).
//
// A sweep is a run of trades of one aggressor: the same side, the same order where both trades name one, no later than a
// millisecond after the first by ts_event, at prices that only go its way. That several prices traded tells that what was
// shown at the ones before was taken: no aggressor is matched at a worse price while a better one rests. A run that goes
// on over a second's edge counts as two. A run of one price is none.
//
// A refill is an order that shows more after a fill than the fill left, at its price: the modify that takes the fill off
// shows more, or the order was executed whole and the same id comes back at the same price within a second. What is
// remembered of icebergs is the latest 64 orders.
import type { ExecutionWatch } from '../book/execution-watch.ts';
import type { ExecutionFilters } from '../kernel/execution-filters.ts';
import type { TradeRun } from '../kernel/trade-run.ts';
import { TAPE_REFILL, TAPE_SWEEP, type TapeBuffer, tapeBuffer } from './tape-rows.ts';

const MOST_ICEBERGS = 64;
const MOST_LOTS = 0x7fffffff;

/** Of the row that is being applied. */
export interface TapeClock {
  /** Second of the day that it falls into. */
  window(): number;
  /** Index time and ts_event, nanoseconds from the day's midnight. */
  now(): number;
  eventTime(): number;
}

export class TapeWatch implements ExecutionWatch {
  readonly filters: ExecutionFilters;
  /** Of the current day. */
  rows: TapeBuffer = tapeBuffer();
  readonly #idLo = new Int32Array(MOST_ICEBERGS);
  readonly #idHi = new Int32Array(MOST_ICEBERGS);
  readonly #refills = new Int32Array(MOST_ICEBERGS);
  readonly #executed = new Float64Array(MOST_ICEBERGS);
  readonly #shown = new Int32Array(MOST_ICEBERGS);
  #icebergs = 0;
  /** Place of the next iceberg once all are taken. */
  #oldest = 0;
  readonly #clock: TapeClock;
  /** The run of trades in progress. */
  readonly #run: TradeRun;

  constructor(clock: TapeClock, filters: ExecutionFilters, run: TradeRun) {
    this.#clock = clock;
    this.filters = filters;
    this.#run = run;
  }

  /** A trade belongs to a run of several prices: the run's row, which each of them brings up to date. */
  sweep(): void {
    const run = this.#run;
    const { side, firstTick, lastTick, first, last, idLo, idHi, levels, lots } = run.state;
    const sweep = {
      window: this.#clock.window(),
      kind: TAPE_SWEEP,
      side,
      tick: lastTick,
      tickLo: Math.min(firstTick, lastTick),
      tickHi: Math.max(firstTick, lastTick),
      ts: this.#clock.now(),
      tsEvent: first,
      duration: last - first,
      idLo,
      idHi,
      count: levels,
      lots,
      shown: 0,
      showsNow: 0,
    };
    if (run.row < 0) {
      run.row = this.rows.length;
      this.rows.push(sweep);
    } else this.rows.replace(run.row, sweep);
  }

  /** `lots` of an order were executed: counted where it is an iceberg. */
  executed(lo: number, hi: number, lots: number): void {
    const place = this.#icebergAt(lo, hi);
    if (place >= 0) this.#executed[place] += lots;
  }

  /** The order shows `now` after `executed` of the `before` that it showed: the modify that takes it off, or a return. */
  refilled(
    lo: number,
    hi: number,
    tick: number,
    side: number,
    before: number,
    now: number,
    executed: number,
  ): void {
    let place = this.#icebergAt(lo, hi);
    if (place < 0) {
      place = this.#newIceberg(lo, hi);
      this.#executed[place] = executed;
    }
    this.#refills[place] += 1;
    this.#shown[place] = Math.max(this.#shown[place], before, now);
    this.rows.push({
      window: this.#clock.window(),
      kind: TAPE_REFILL,
      side,
      tick,
      tickLo: tick,
      tickHi: tick,
      ts: this.#clock.now(),
      tsEvent: this.#clock.eventTime(),
      duration: 0,
      idLo: lo,
      idHi: hi,
      count: this.#refills[place],
      lots: Math.min(MOST_LOTS, this.#executed[place]),
      shown: this.#shown[place],
      showsNow: now,
    });
  }

  /** The book was cleared or replaced by a snapshot: nothing goes on. */
  reset(): void {
    this.#run.reset();
    for (let place = 0; place < this.#icebergs; place++) this.filters.countIceberg(this.#idLo[place], -1);
    this.#icebergs = 0;
    this.#oldest = 0;
    this.filters.forgetGone();
  }

  /** A new UTC day. */
  nextDay(): void {
    this.rows = tapeBuffer();
    this.reset();
  }

  #icebergAt(lo: number, hi: number): number {
    for (let place = 0; place < this.#icebergs; place++)
      if (this.#idLo[place] === lo && this.#idHi[place] === hi) return place;
    return -1;
  }

  #newIceberg(lo: number, hi: number): number {
    let place = this.#icebergs;
    if (place < MOST_ICEBERGS) this.#icebergs += 1;
    else {
      place = this.#oldest;
      this.filters.countIceberg(this.#idLo[place], -1);
      this.#oldest = (this.#oldest + 1) % MOST_ICEBERGS;
    }
    this.filters.countIceberg(lo, 1);
    this.#idLo[place] = lo;
    this.#idHi[place] = hi;
    this.#refills[place] = 0;
    this.#shown[place] = 0;
    return place;
  }
}
