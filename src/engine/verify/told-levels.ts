// One side of a truth that shows its best levels only, against the book. At a price that the truth showed before and
// shows now, every event in between was told, so its quantity must be the book's plus what was found unknown there. At
// a price that comes into sight, what the book lacks or has too much is of orders that came or went out of sight: that
// is noted as unknown there, and is the only difference that is explained.
import { BID_SIDE, type BookLevel, type BookSide } from './replayed-book.ts';

export interface TruthLevel {
  readonly tick: number;
  readonly qtyLots: number;
}

export type SideOutcome =
  | { readonly kind: 'equal' }
  | {
      readonly kind: 'explained' | 'unexplained';
      readonly tick: number;
      readonly truth: number;
      readonly book: number;
    };

const EVERYTHING = Number.POSITIVE_INFINITY;

export class ToldLevels {
  /** +1 where larger ticks are worse (asks), -1 on bids: positions are ticks times it. */
  readonly #sign: number;
  /** Lots by tick that the truth has and the book does not; negative the other way. */
  #unknown = new Map<number, number>();
  /** Worst position that the last row showed. */
  #sight = Number.NEGATIVE_INFINITY;

  constructor(side: BookSide) {
    this.#sign = side === BID_SIDE ? -1 : 1;
  }

  /** A message told of `lots` at a price which the book did not give. */
  takeUnknown(tick: number, lots: number): void {
    const left = (this.#unknown.get(tick) ?? 0) - lots;
    if (left === 0) this.#unknown.delete(tick);
    else this.#unknown.set(tick, left);
  }

  /** Compares a row, best levels first; `whole` where it could have shown more levels than there are. */
  compare(truth: readonly TruthLevel[], book: readonly BookLevel[], whole: boolean): SideOutcome {
    const last = truth.at(-1);
    const sight = whole || !last ? EVERYTHING : last.tick * this.#sign;
    const shown = new Map(truth.map(({ tick, qtyLots }) => [tick, qtyLots]));
    const known = new Map<number, number>();
    for (const { tick, qtyLots } of book) if (tick * this.#sign <= sight) known.set(tick, qtyLots);
    const contradiction = this.#settle(shown, known, sight);
    this.#sight = sight;
    const difference = contradiction ?? firstDifference(shown, known);
    if (!difference) return { kind: 'equal' };
    return { kind: contradiction ? 'unexplained' : 'explained', ...difference };
  }

  /** Brings what is unknown up to this row; returns the first price at which that cannot be. */
  #settle(shown: ReadonlyMap<number, number>, known: ReadonlyMap<number, number>, sight: number) {
    const before = this.#unknown;
    this.#unknown = new Map();
    let contradiction: Difference | null = null;
    for (const tick of new Set([...shown.keys(), ...known.keys(), ...before.keys()])) {
      const position = tick * this.#sign;
      if (position > sight) continue; // what happens there now is not told: it is found anew when it comes back
      const truth = shown.get(tick) ?? 0;
      const book = known.get(tick) ?? 0;
      const unknown = truth - book;
      if (unknown !== 0) this.#unknown.set(tick, unknown);
      const wasInSight = position <= this.#sight;
      if (wasInSight && unknown !== (before.get(tick) ?? 0)) contradiction ??= { tick, truth, book };
    }
    return contradiction;
  }
}

interface Difference {
  readonly tick: number;
  readonly truth: number;
  readonly book: number;
}

function firstDifference(
  shown: ReadonlyMap<number, number>,
  known: ReadonlyMap<number, number>,
): Difference | null {
  for (const tick of new Set([...shown.keys(), ...known.keys()])) {
    const truth = shown.get(tick) ?? 0;
    const book = known.get(tick) ?? 0;
    if (truth !== book) return { tick, truth, book };
  }
  return null;
}
