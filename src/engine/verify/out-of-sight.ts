// At which prices of one side the book cannot be sure. Before the file, what rested beyond the opening levels was not
// told. While it runs, messages tell only of the best levels: what a level deeper than those gains or loses is not told.
import { BID_SIDE, type BookLevel, type BookSide } from './replayed-book.ts';

export class OutOfSight {
  readonly #sign: number;
  readonly #depth: number;
  /** Worst opening position; positions are ticks times -1 on bids, so that larger ones are worse. */
  readonly #opening: number;
  /** Levels of the book that have been too deep since they were last empty, and prices that ever were. */
  #sunk = new Set<number>();
  readonly #ever = new Set<number>();

  /** `depth`: the levels that messages tell of; `openingTicks`: those that the book was opened with. */
  constructor(side: BookSide, depth: number, openingTicks: readonly number[]) {
    this.#sign = side === BID_SIDE ? -1 : 1;
    this.#depth = depth;
    const positions = openingTicks.map((tick) => tick * this.#sign);
    this.#opening = Math.max(Number.NEGATIVE_INFINITY, ...positions);
  }

  /** The side's levels after a message, best first. */
  note(levels: readonly BookLevel[]): void {
    if (levels.length <= this.#depth && this.#sunk.size === 0) return;
    const sunk = new Set<number>();
    levels.forEach(({ tick }, i) => {
      if (i >= this.#depth) this.#ever.add(tick);
      if (i >= this.#depth || this.#sunk.has(tick)) sunk.add(tick);
    });
    this.#sunk = sunk;
  }

  /** Whether orders may have rested at a price without the book's knowing. */
  mayHold(tick: number): boolean {
    return tick * this.#sign > this.#opening || this.#ever.has(tick);
  }

  /** Whether orders that the book has at a price may be gone. */
  mayHaveLost(tick: number): boolean {
    return this.#sunk.has(tick);
  }
}
