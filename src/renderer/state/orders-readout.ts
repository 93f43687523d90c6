// What the orders pane shows: the queue of a price at the playhead, the orders that made a cell, or the life of one order,
// with the way back. An answer for something that was left is dropped.
import type { BookSide, CellOrders, OrderLife } from '../../../contracts/exact.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface CellPlace {
  readonly dayId: string;
  readonly window: number;
  readonly tick: number;
  readonly side: BookSide;
}

/** `cell` and `life` are null until they have come. */
export type OrdersView =
  | { readonly kind: 'queue' }
  | { readonly kind: 'cell'; readonly place: CellPlace; readonly cell: CellOrders | null }
  | {
      readonly kind: 'life';
      readonly orderId: string;
      readonly life: OrderLife | null;
      readonly back: OrdersView | null;
    };

export class OrdersReadout {
  readonly #peer: Peer;
  readonly #report: (error: unknown) => void;
  readonly #shown = new ObservableValue<OrdersView | null>(null);
  #abort: AbortController | null = null;

  constructor(peer: Peer, report: (error: unknown) => void) {
    this.#peer = peer;
    this.#report = report;
  }

  get shown(): Observable<OrdersView | null> {
    return this.#shown;
  }

  show(view: OrdersView | null): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#shown.set(view);
  }

  async showCell(place: CellPlace): Promise<void> {
    const view: OrdersView = { kind: 'cell', place, cell: null };
    await this.#load(view, async (signal) => {
      const { result } = await this.#peer.call('cell.orders', place, { signal });
      return { ...view, cell: result };
    });
  }

  async showLife(dayId: string, orderId: string): Promise<void> {
    const before = this.#shown.get();
    const back = before?.kind === 'life' ? before.back : before;
    const view: OrdersView = { kind: 'life', orderId, life: null, back };
    await this.#load(view, async (signal) => {
      const { result } = await this.#peer.call('order.life', { dayId, orderId }, { signal });
      return { ...view, life: result };
    });
  }

  async #load(view: OrdersView, load: (signal: AbortSignal) => Promise<OrdersView>): Promise<void> {
    this.show(view);
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const loaded = await load(abort.signal);
      if (this.#shown.get() === view) this.#shown.set(loaded);
    } catch (error) {
      if (this.#shown.get() !== view) return;
      this.show(null);
      this.#report(error);
    }
  }
}
