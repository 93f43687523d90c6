// Fills that wait for the next cancel or modify of an option's order (field-model §2 "Pending fill"). Few orders have any at
// a time: one bit in the order's slot tells, and the fills' list is kept apart, by the slot's number.
import { PendingFills } from '../book/pending-fills.ts';
import { type OptionOrders, SLOT_PLACE } from './option-orders.ts';
import { SLOT_WORDS } from './slot-index.ts';

/** Bit of a slot's place. */
export const FILLS_WAIT = 4;

export class WaitingFills {
  readonly #orders: OptionOrders;
  #fills: PendingFills | null = null;
  /** Head of each list, by slot / 8; of meaning where the order's bit is set. */
  #heads = new Int32Array(1);

  constructor(orders: OptionOrders) {
    this.#orders = orders;
  }

  /** Remembers a fill of an order. */
  add(slot: number, quantity: number, ts: number): void {
    this.#fills ??= new PendingFills();
    const { words } = this.#orders;
    const at = slot / SLOT_WORDS;
    if (at >= this.#heads.length) {
      const bigger = new Int32Array(2 * at);
      bigger.set(this.#heads);
      this.#heads = bigger;
    }
    const head = (words[slot + SLOT_PLACE] & FILLS_WAIT) === 0 ? 0 : this.#heads[at];
    this.#heads[at] = this.#fills.push(head, quantity, ts);
    words[slot + SLOT_PLACE] |= FILLS_WAIT;
  }

  /** What waits for an order, newest first. */
  of(slot: number): ReturnType<PendingFills['entries']> {
    const waits = (this.#orders.words[slot + SLOT_PLACE] & FILLS_WAIT) !== 0;
    return (waits && this.#fills?.entries(this.#heads[slot / SLOT_WORDS])) || [];
  }

  /** Lets go of an order's fills; returns what of them is not older than `ts`. */
  take(slot: number, ts: number): number {
    const { words } = this.#orders;
    if ((words[slot + SLOT_PLACE] & FILLS_WAIT) === 0 || !this.#fills) return 0;
    words[slot + SLOT_PLACE] &= ~FILLS_WAIT;
    return this.#fills.consume(this.#heads[slot / SLOT_WORDS], ts);
  }

  /** Moves the origin of all times by `nanos` (a new UTC day). */
  shiftTimes(nanos: number): void {
    this.#fills?.shiftTimes(nanos);
  }
}
