// The best price of each side over orders that come and go, to tell whether a new order crosses the book. Prices are
// kept by tick in the book's own pages, so that asking never searches all orders.
import { Book } from '../../core/book/book.ts';
import { NO_ASK, NO_BID } from '../../core/book/layout.ts';
import { Oddities } from '../../core/book/oddities.ts';
import { OFF_LATTICE, PriceLattice } from '../../core/book/price-lattice.ts';
import { Kernel } from '../../core/kernel/kernel.ts';

export class SideBests {
  /** Of levels whose quantity is their number of orders. */
  readonly #book = new Book(new Kernel(), new Oddities(), 0);
  readonly #lattice: PriceLattice;

  constructor(tickSizeNanos: bigint) {
    this.#lattice = new PriceLattice(tickSizeNanos);
  }

  enter(side: 'B' | 'A', priceNanos: bigint): void {
    this.#change(side, priceNanos, 1);
  }

  leave(side: 'B' | 'A', priceNanos: bigint): void {
    this.#change(side, priceNanos, -1);
  }

  /** Whether an order at this price would trade with the other side. */
  crosses(side: 'B' | 'A', priceNanos: bigint): boolean {
    const tick = this.#tickOf(priceNanos);
    if (tick === OFF_LATTICE) return false;
    if (side === 'A') {
      const bid = this.#book.levels.bestBid();
      return bid !== NO_BID && tick <= bid;
    }
    const ask = this.#book.levels.bestAsk();
    return ask !== NO_ASK && tick >= ask;
  }

  #change(side: 'B' | 'A', priceNanos: bigint, orders: number): void {
    const tick = this.#tickOf(priceNanos);
    if (tick === OFF_LATTICE) return;
    const { levels } = this.#book;
    const bit = side === 'B' ? 0 : 1;
    this.#book.setLevel(tick, bit, levels.quantityOf(levels.at(tick, bit)) + orders);
  }

  #tickOf(priceNanos: bigint): number {
    return this.#lattice.tickOf(
      Number(BigInt.asIntN(32, priceNanos)),
      Number(BigInt.asIntN(32, priceNanos >> 32n)),
    );
  }
}
