// Why the value at the cursor is what it is: asks the engine for the terms of the field shown, or of one that the user
// followed from there. What was explained last stays while the pointer is away from the chart, so that it can be read.
import type { Lattice } from '../../../contracts/fields.ts';
import type { Explanation } from '../../../contracts/messages.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { CursorReadout } from './readouts.ts';
import type { ViewStore } from './view.ts';

export interface Why {
  readonly place: { readonly window: number; readonly tick: number; readonly lattice: Lattice };
  /** Null where the cell is not published. */
  readonly explanation: Explanation | null;
  /** The field whose terms these are. */
  readonly fieldId: string;
}

/** A pointer that passes over a cell asks nothing. */
const SETTLE_MS = 40;

export class WhyReadout implements Disposable {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #view: ViewStore;
  readonly #gold: Observable<GoldView>;
  readonly #why = new ObservableValue<Why | null>(null);
  /** Fields followed from the one shown, the last one explained. */
  readonly #path = new ObservableValue<readonly string[]>([]);
  readonly #subscriptions = new DisposableSet();
  #dayId: string | null = null;
  #place: Why['place'] | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #abort: AbortController | null = null;

  constructor(
    peer: Pick<Peer, 'call'>,
    cursor: Observable<CursorReadout | null>,
    view: ViewStore,
    gold: Observable<GoldView>,
  ) {
    this.#peer = peer;
    this.#view = view;
    this.#gold = gold;
    this.#subscriptions.add(cursor.subscribe((readout) => this.#onCursor(readout)));
    this.#subscriptions.add(gold.subscribe(() => this.#askSoon()));
    this.#subscriptions.add(
      disposableFrom(
        view.subscribe((now, before) => {
          if (now.fieldId !== before.fieldId) this.#path.set([]);
          if (now.lattice !== before.lattice && this.#place) {
            this.#place = { ...this.#place, lattice: now.lattice };
          }
          if (now.fieldId !== before.fieldId || now.lattice !== before.lattice) this.#askSoon();
        }),
      ),
    );
  }

  get why(): Observable<Why | null> {
    return this.#why;
  }

  get path(): Observable<readonly string[]> {
    return this.#path;
  }

  setDay(dayId: string | null): void {
    if (dayId === this.#dayId) return;
    this.#cancel();
    this.#dayId = dayId;
    this.#place = null;
    this.#path.set([]);
    this.#why.set(null);
  }

  /** Explains a field that went into the one explained now. */
  follow(fieldId: string): void {
    this.#path.set([...this.#path.get(), fieldId]);
    void this.#ask();
  }

  back(): void {
    this.#path.set(this.#path.get().slice(0, -1));
    void this.#ask();
  }

  dispose(): void {
    this.#cancel();
    this.#subscriptions.dispose();
  }

  #onCursor(readout: CursorReadout | null): void {
    if (readout?.state !== 'here') return;
    const { lattice } = this.#view.getState();
    const place = { window: readout.window, tick: readout.tick, lattice };
    if (this.#place && place.window === this.#place.window && place.tick === this.#place.tick) return;
    this.#place = place;
    this.#askSoon();
  }

  #askSoon(): void {
    this.#cancel();
    this.#timer = setTimeout(() => void this.#ask(), SETTLE_MS);
  }

  async #ask(): Promise<void> {
    this.#cancel();
    const place = this.#place;
    const fieldId = this.#path.get().at(-1) ?? this.#view.getState().fieldId;
    if (!place || !fieldId || this.#dayId === null) return;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const { params } = this.#gold.get();
      const { result } = await this.#peer.call(
        'day.explain',
        { dayId: this.#dayId, ...place, fieldId, params },
        { signal: abort.signal },
      );
      if (this.#abort === abort) this.#why.set({ place, fieldId, explanation: result.explanation });
    } catch {
      // Cancelled by a later place, or the engine is gone, which is told elsewhere.
    }
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#abort?.abort();
    this.#abort = null;
  }
}
