// Moments like the one at the playhead, once the user asked for them: follows the playhead while it stands. One request at
// a time; while one is under way only the newest wish is kept. The first one of a day reads the days through, and can be
// cancelled.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { SimilarAnswer } from '../../../contracts/similar.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { ForecastModel } from './forecast-model.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface SimilarView {
  readonly dayId: string;
  /** The second whose features are compared; its end is where the playhead stands. */
  readonly window: number;
  readonly answer: SimilarAnswer;
}

export type SimilarModel = Pick<
  ForecastModel,
  'params' | 'hash' | 'forecast' | 'forecastHash' | 'calibration' | 'fitsDay'
>;

export interface SimilarDeps {
  readonly peer: Peer;
  readonly playhead: Playhead;
  readonly day: Observable<DayData | null>;
  /** Parameters of fields and forecast, which the features depend on; a calibration that fits says which days to look at. */
  readonly model: Observable<SimilarModel>;
  report(fault: Fault): void;
}

interface Wish {
  readonly dayId: string;
  readonly window: number;
  /** Hashes of the parameters. */
  readonly model: string;
}

const COUNT = 20;

export class SimilarReadout implements Disposable {
  /** The pane is in sight. */
  readonly isShown = new ObservableValue(false);
  /** The user asked for it: what takes long is not begun unasked. */
  readonly isOn = new ObservableValue(false);
  /** Share of the days that has been read; null while nothing is read. */
  readonly progress = new ObservableValue<number | null>(null);
  readonly #deps: SimilarDeps;
  readonly #view = new ObservableValue<SimilarView | null>(null);
  readonly #subscriptions = new DisposableSet();
  #wish: Wish | null = null;
  #answered: Wish | null = null;
  #asking: { readonly jobId: string; readonly abort: AbortController } | null = null;

  constructor(deps: SimilarDeps) {
    this.#deps = deps;
    const follow = (): void => this.#follow();
    for (const watched of [
      deps.playhead.position,
      deps.playhead.playing,
      deps.model,
      this.isShown,
      this.isOn,
    ])
      this.#subscriptions.add(watched.subscribe(follow));
    this.#subscriptions.add(
      deps.day.subscribe(() => {
        this.#view.set(null);
        follow();
      }),
    );
    this.#subscriptions.add(
      deps.peer.on('similar', ({ jobId, secondsDone, secondsTotal }) => {
        if (jobId === this.#asking?.jobId) this.progress.set(secondsDone / (secondsTotal || 1));
      }),
    );
  }

  /** What is known of the second before the playhead, or of the one before it meanwhile. */
  get view(): Observable<SimilarView | null> {
    return this.#view;
  }

  cancel(): void {
    this.isOn.set(false);
    this.#wish = null;
    this.#asking?.abort.abort();
  }

  dispose(): void {
    this.#asking?.abort.abort();
    this.#subscriptions.dispose();
  }

  #follow(): void {
    const { playhead, day, model } = this.#deps;
    const data = day.get();
    const wanted = data && this.isOn.get() && this.isShown.get() && !playhead.playing.get();
    if (!wanted) return;
    const window = Math.max(0, Math.ceil(playhead.position.get()) - 1);
    const { hash, forecastHash } = model.get();
    const settings = `${hash} ${forecastHash} ${calibrationOf(model.get()) ?? ''}`;
    const wish = { dayId: data.dayId, window, model: settings };
    if (sameWish(wish, this.#wish ?? this.#answered)) return;
    this.#wish = wish;
    if (!this.#asking) void this.#answerNewest();
  }

  async #answerNewest(): Promise<void> {
    const { peer, day, model, report } = this.#deps;
    const asking = { jobId: crypto.randomUUID(), abort: new AbortController() };
    this.#asking = asking;
    try {
      for (let wish = this.#wish; wish; wish = this.#wish) {
        this.#wish = null;
        this.#answered = wish;
        const { dayId, window } = wish;
        const { params, forecast } = model.get();
        const calibration = calibrationOf(model.get());
        const ask = { jobId: asking.jobId, dayId, window, count: COUNT, params, forecast, calibration };
        const { result } = await peer.call('similar.at', ask, { signal: asking.abort.signal });
        this.progress.set(null);
        if (day.get()?.dayId === dayId) this.#view.set({ dayId, window, answer: result });
      }
    } catch (error) {
      this.isOn.set(false);
      this.#answered = null;
      report(faultFrom(error));
    } finally {
      this.#asking = null;
      this.progress.set(null);
    }
  }
}

/** The one whose training days are looked through. */
function calibrationOf({ calibration, fitsDay }: SimilarModel): string | undefined {
  return fitsDay ? calibration?.hash : undefined;
}

function sameWish(a: Wish, b: Wish | null): boolean {
  return b !== null && a.dayId === b.dayId && a.window === b.window && a.model === b.model;
}
