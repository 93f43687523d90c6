// Instants and orders: what the book's and the orders' panes, the keys and a click on the field do with the exact book.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import { ExactBook, type QueuePlace } from './exact-book.ts';
import type { Observable } from './observable.ts';
import { OrdersReadout } from './orders-readout.ts';
import type { CursorReadout } from './readouts.ts';
import type { ViewStore } from './view.ts';

/** What they work with: the page's controller. */
export interface InstantsTarget {
  readonly playhead: Playhead;
  readonly session: { readonly data: Observable<DayData | null> };
  readonly readouts: { readonly cursor: Observable<CursorReadout | null> };
  readonly view: ViewStore;
  /** Where the orders' pane is brought to the front. */
  readonly lowerPane: { set(pane: 'orders'): void };
}

const NANOS = 1e9;

export class Instants implements Disposable {
  readonly exact: ExactBook;
  readonly orders: OrdersReadout;
  readonly #target: InstantsTarget;
  readonly #subscriptions = new DisposableSet();

  constructor(peer: Peer, target: InstantsTarget, report: (fault: Fault) => void) {
    this.#target = target;
    const { playhead, session } = target;
    const reportError = (error: unknown): void => report(faultFrom(error));
    this.exact = new ExactBook(peer, playhead, session.data, reportError);
    this.orders = new OrdersReadout(peer, reportError);
    this.#subscriptions.add(this.exact);
    this.#subscriptions.add(session.data.subscribe(() => this.orders.show(null)));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Stops at a nanosecond and shows the exact book of it. */
  goTo(tsNanos: bigint): void {
    const data = this.#target.session.data.get();
    if (!data) return;
    this.#target.playhead.pause();
    this.#target.playhead.seek(Number(tsNanos - data.dayStartNanos) / NANOS);
    this.exact.turn(true);
  }

  showQueue(place: QueuePlace): void {
    this.#target.playhead.pause();
    this.exact.showQueue(place);
    this.orders.show({ kind: 'queue' });
    this.#target.lowerPane.set('orders');
  }

  showLife(orderId: string): void {
    const data = this.#target.session.data.get();
    if (!data) return;
    this.#target.lowerPane.set('orders');
    void this.orders.showLife(data.dayId, orderId);
  }

  /** Gives up the second pass over the file, and what waits for it. */
  stopReading(): void {
    this.exact.stopReading();
    this.orders.show(null);
  }

  /** The orders that made the cell under the cursor; of both sides' lattice, the side that faces spot. */
  showCellAtCursor(): void {
    const place = this.#target.readouts.cursor.get();
    const data = this.#target.session.data.get();
    if (!place || !data || place.state !== 'here') return;
    const { lattice } = this.#target.view.getState();
    const below = place.spotTick === null || place.tick <= place.spotTick;
    const side = lattice === 'L' ? (below ? 'bid' : 'ask') : lattice === 'B' ? 'bid' : 'ask';
    this.#target.lowerPane.set('orders');
    void this.orders.showCell({ dayId: data.dayId, window: place.window, tick: place.tick, side });
  }

  /** Alt and a click in `root`, over the field. */
  listen(root: HTMLElement): Disposable {
    const onClick = (event: MouseEvent): void => {
      if (event.altKey) this.showCellAtCursor();
    };
    root.addEventListener('click', onClick);
    return disposableFrom(() => root.removeEventListener('click', onClick));
  }
}
