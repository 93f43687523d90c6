// The product's own book behind a verification: rows go through the same encoding and the same stream as a file's
// records do, and the levels are read where the screen's book is read.
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import { InstrumentStream } from '../../core/silver/instrument-stream.ts';

export interface BookLevel {
  readonly tick: number;
  readonly qtyLots: number;
  readonly orders: number;
}

export const BID_SIDE = 0;
export const ASK_SIDE = 1;
export type BookSide = typeof BID_SIDE | typeof ASK_SIDE;

export class ReplayedBook {
  readonly tickSizeNanos: bigint;
  readonly stream: InstrumentStream;
  /** Room for one record, for those who make them. */
  readonly words = new Int32Array(MBO_WORDS);

  constructor(tickSizeNanos: bigint) {
    this.tickSizeNanos = tickSizeNanos;
    this.stream = new InstrumentStream({ tickSizeNanos, onChunk: () => {} });
  }

  /** Feeds the record in `words`. */
  record(): void {
    this.stream.record(this.words, 0);
  }

  /** Every level of a side, best first. */
  levels(side: BookSide): BookLevel[] {
    const { levels } = this.stream.book;
    const found: BookLevel[] = [];
    levels.forEachOccupied((level) => {
      if (levels.sideOf(level) !== side) return;
      found.push({
        tick: levels.tickOf(level),
        qtyLots: levels.quantityOf(level),
        orders: levels.ordersOf(level),
      });
    });
    return side === BID_SIDE ? found.reverse() : found;
  }

  tickFrom(priceNanos: bigint): number {
    return Number(priceNanos / this.tickSizeNanos);
  }

  priceText(tick: number): string {
    return String(Number(BigInt(tick) * this.tickSizeNanos) / 1e9);
  }
}
