// What stands at the strikes of the day's options at the playhead: asked for second by second, the newest wish only. A day
// without options is never asked about.

import type { Lattice } from '../../../contracts/fields.ts';
import type { OptionRight } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import { MOST_LAG } from './forecast.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';
import { lastKnownWindow } from './readouts.ts';
import type { ViewStore } from './view.ts';

export interface Strike {
  readonly priceNanos: bigint;
  /** O_opt. */
  readonly strength: number;
}

export interface StrikesAt {
  readonly dayId: string;
  readonly window: number;
  readonly right: OptionRight;
  readonly lattice: Lattice;
  readonly strikes: readonly Strike[];
}

interface Wish {
  readonly dayId: string;
  readonly window: number;
  readonly right: OptionRight;
  readonly lattice: Lattice;
  readonly params: FieldParams;
  readonly hash: string;
}

export interface StrikesDeps {
  readonly peer: Pick<Peer, 'call'>;
  readonly day: Observable<DayData | null>;
  readonly playhead: Playhead;
  readonly view: ViewStore;
  readonly gold: Observable<GoldView>;
}

export class StrikesReader implements Disposable {
  readonly #deps: StrikesDeps;
  readonly #at = new ObservableValue<StrikesAt | null>(null);
  readonly #wish: NewestWish<Wish>;
  readonly #subscriptions = new DisposableSet();

  constructor(deps: StrikesDeps) {
    this.#deps = deps;
    this.#wish = new NewestWish((wish) => this.#read(wish));
    const show = (): void => this.#show();
    this.#subscriptions.add(deps.playhead.position.subscribe(show));
    this.#subscriptions.add(deps.day.subscribe(show));
    this.#subscriptions.add(deps.gold.subscribe(show));
    this.#subscriptions.add(disposableFrom(deps.view.subscribe(show)));
  }

  /** Null where none are shown or known; never of a second later than the playhead's. */
  get at(): Observable<StrikesAt | null> {
    return this.#at;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(): void {
    const wish = this.#wished();
    const { current } = this.#wish;
    if (wish && current && sameWish(wish, current)) return;
    if (!fits(this.#at.get(), wish)) this.#at.set(null);
    this.#wish.set(wish);
  }

  #wished(): Wish | null {
    const { day, playhead, view, gold } = this.#deps;
    const data = day.get();
    const { strikes: right, lattice } = view.getState();
    if (!data?.info.options || right === 'off') return null;
    const window = lastKnownWindow(playhead.position.get());
    if (window < data.windowFrom || window >= data.windowEnd) return null;
    const { params, paramsHash: hash } = gold.get();
    return { dayId: data.dayId, window, right, lattice, params, hash };
  }

  async #read(wish: Wish): Promise<void> {
    const { dayId, window, right, lattice, params } = wish;
    const ask = { dayId, window, table: 'gold_opt', right, lattice, params } as const;
    const { payload } = await this.#deps.peer.call('day.cells', ask);
    const columns = payload ? decodeTable(payload).batches[0]?.columns : undefined;
    const prices = (columns?.['strike_price_int'] ?? []) as BigInt64Array;
    const strengths = (columns?.['wall_strength_opt'] ?? []) as Float32Array;
    const strikes = Array.from(prices, (priceNanos, i) => ({ priceNanos, strength: strengths[i] as number }));
    const at = { dayId, window, right, lattice, strikes: strikes.filter(({ strength }) => strength > 0) };
    if (fits(at, this.#wish.current)) this.#at.set(at);
  }
}

function sameWish(a: Wish, b: Wish): boolean {
  return (
    a.dayId === b.dayId &&
    a.window === b.window &&
    a.right === b.right &&
    a.lattice === b.lattice &&
    a.hash === b.hash
  );
}

/** Whether strikes may stand for what is wished for until that has come. */
function fits(at: StrikesAt | null, wish: Wish | null): boolean {
  if (!at || !wish || at.dayId !== wish.dayId) return false;
  if (at.right !== wish.right || at.lattice !== wish.lattice) return false;
  const lag = wish.window - at.window;
  return lag >= 0 && lag <= MOST_LAG;
}
