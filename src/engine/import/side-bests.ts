// The best price of each side over orders that come and go, to tell whether a new order crosses the book. Prices are
// kept by tick in the book's own pages, so that asking never searches all orders.
import { LEVEL_ORDERS, LevelPages, NO_ASK, NO_BID } from '../../core/book/levels.ts';
import { OFF_LATTICE, PriceLattice } from '../../core/book/price-lattice.ts';

export class SideBests {
  readonly #levels = new LevelPages();
  readonly #lattice: PriceLattice;

  constructor(tickSizeNanos: bigint) {
    this.#lattice = new PriceLattice(tickSizeNanos);
  }

  enter(side: 'B' | 'A', priceNanos: bigint): void {
    const offset = this.#offsetOf(side, priceNanos);
    if (offset < 0) return;
    const words = this.#levels.words;
    words[offset + LEVEL_ORDERS]! += 1;
    if (words[offset + LEVEL_ORDERS] === 1) this.#levels.occupy(offset);
  }

  leave(side: 'B' | 'A', priceNanos: bigint): void {
    const offset = this.#offsetOf(side, priceNanos);
    if (offset < 0) return;
    const words = this.#levels.words;
    words[offset + LEVEL_ORDERS]! -= 1;
    if (words[offset + LEVEL_ORDERS] === 0) this.#levels.vacate(offset);
  }

  /** Whether an order at this price would trade with the other side. */
  crosses(side: 'B' | 'A', priceNanos: bigint): boolean {
    const tick = this.#tickOf(priceNanos);
    if (tick === OFF_LATTICE) return false;
    if (side === 'A') {
      const bid = this.#levels.bestBid();
      return bid !== NO_BID && tick <= bid;
    }
    const ask = this.#levels.bestAsk();
    return ask !== NO_ASK && tick >= ask;
  }

  #offsetOf(side: 'B' | 'A', priceNanos: bigint): number {
    const tick = this.#tickOf(priceNanos);
    return tick === OFF_LATTICE ? -1 : this.#levels.offsetOf(tick, side === 'B' ? 0 : 1);
  }

  #tickOf(priceNanos: bigint): number {
    return this.#lattice.tickOf(
      Number(BigInt.asIntN(32, priceNanos)),
      Number(BigInt.asIntN(32, priceNanos >> 32n)),
    );
  }
}
