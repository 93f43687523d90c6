// The last trades at the playhead, from the day's records: asked for while its pane is open and the user wants them, since
// the first answer of a day reads its file once more.
import { faultFrom } from '../../../contracts/errors.ts';
import type { TapeTrade } from '../../../contracts/exact.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { LowerPane } from './view.ts';

export interface Tape {
  readonly dayId: string;
  /** Newest first. */
  readonly trades: readonly TapeTrade[];
}

interface TapeWish {
  readonly dayId: string;
  readonly tsNanos: bigint;
}

/** More than a pane has room for without scrolling. */
export const TAPE_TRADES = 100;
/** In replay the tape moves ten times a second at most. */
const STEPS_A_SECOND = 10;
const NANOS = 1e9;

export interface TapeDeps {
  readonly peer: Pick<Peer, 'call'>;
  readonly day: Observable<DayData | null>;
  readonly playhead: Playhead;
  readonly lowerPane: Observable<LowerPane>;
  report(error: unknown): void;
}

export class TapeReadout implements Disposable {
  readonly isOn = new ObservableValue(false);
  readonly #deps: TapeDeps;
  readonly #tape = new ObservableValue<Tape | null>(null);
  readonly #wish: NewestWish<TapeWish>;
  readonly #subscriptions = new DisposableSet();

  constructor(deps: TapeDeps) {
    this.#deps = deps;
    this.#wish = new NewestWish((wish) => this.#read(wish));
    let step = -1;
    const onPosition = (position: number): void => {
      const now = Math.floor(position * STEPS_A_SECOND + 1e-6);
      if (now !== step) this.#follow();
      step = now;
    };
    this.#subscriptions.add(deps.playhead.position.subscribe(onPosition));
    this.#subscriptions.add(deps.lowerPane.subscribe(() => this.#follow()));
    this.#subscriptions.add(
      deps.day.subscribe(() => {
        this.#tape.set(null);
        this.#follow();
      }),
    );
  }

  /** Null until the trades have come, and where nobody wants them. */
  get tape(): Observable<Tape | null> {
    return this.#tape;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  turn(on: boolean): void {
    this.isOn.set(on);
    this.#follow();
  }

  #follow(): void {
    const { day, playhead, lowerPane } = this.#deps;
    const data = day.get();
    const wanted = this.isOn.get() && lowerPane.get() === 'tape' && data !== null;
    if (!wanted) {
      this.#wish.set(null);
      return;
    }
    const nanos = BigInt(Math.round(playhead.position.get() * NANOS));
    this.#wish.set({ dayId: data.dayId, tsNanos: data.dayStartNanos + nanos });
  }

  async #read({ dayId, tsNanos }: TapeWish): Promise<void> {
    try {
      const { result } = await this.#deps.peer.call('book.at', {
        dayId,
        at: { tsNanos: String(tsNanos) },
        levels: 0,
        trades: TAPE_TRADES,
      });
      const { current } = this.#wish;
      // In replay the answer may be a little old, never of a later time.
      if (current?.dayId === dayId && current.tsNanos >= tsNanos)
        this.#tape.set({ dayId, trades: [...result.trades].reverse() });
    } catch (error) {
      this.isOn.set(false);
      this.#wish.set(null);
      const fault = faultFrom(error);
      if (fault.code !== 'cancelled') this.#deps.report(error);
    }
  }
}
