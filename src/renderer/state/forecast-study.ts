// What is asked of the forecast beside the path itself, while somebody looks: its terms by price, the paths of the last
// minutes, and the record of the day so far. Follows the playhead, second by second.
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { ForecastWish } from './forecast.ts';
import { type ForecastModel, forecastSettings } from './forecast-model.ts';
import { type ForecastRecord, ForecastRecorder } from './forecast-record.ts';
import { type ForecastTerms, ForecastTermsReader } from './forecast-terms.ts';
import type { Observable } from './observable.ts';
import { PastForecasts, type PastPath } from './past-forecasts.ts';
import { lastKnownWindow } from './readouts.ts';
import type { LowerPane, ViewStore } from './view.ts';

export interface ForecastStudyDeps {
  readonly peer: Peer;
  readonly day: Observable<DayData | null>;
  readonly playhead: Playhead;
  readonly view: ViewStore;
  readonly model: Observable<ForecastModel>;
  readonly lowerPane: Observable<LowerPane>;
}

export class ForecastStudy implements Disposable {
  readonly #deps: ForecastStudyDeps;
  readonly #terms: ForecastTermsReader;
  readonly #past: PastForecasts;
  readonly #recorder: ForecastRecorder;
  readonly #subscriptions = new DisposableSet();

  constructor(deps: ForecastStudyDeps) {
    this.#deps = deps;
    this.#terms = new ForecastTermsReader(deps.peer);
    this.#past = new PastForecasts(deps.peer);
    this.#recorder = new ForecastRecorder(deps.peer);
    const show = (): void => this.#show();
    let window = -1;
    const onPosition = (position: number): void => {
      if (lastKnownWindow(position) === window) return;
      window = lastKnownWindow(position);
      show();
    };
    this.#subscriptions.add(deps.playhead.position.subscribe(onPosition));
    this.#subscriptions.add(deps.day.subscribe(show));
    this.#subscriptions.add(deps.model.subscribe(show));
    this.#subscriptions.add(deps.lowerPane.subscribe(show));
    this.#subscriptions.add(
      disposableFrom(
        deps.view.subscribe((now, before) => {
          if (now.path !== before.path || now.pastPaths !== before.pastPaths || now.zones !== before.zones)
            show();
        }),
      ),
    );
  }

  get terms(): Observable<ForecastTerms | null> {
    return this.#terms.terms;
  }

  get past(): Observable<readonly PastPath[]> {
    return this.#past.paths;
  }

  get record(): Observable<ForecastRecord | null> {
    return this.#recorder.record;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(): void {
    const { day, view, lowerPane } = this.#deps;
    const { path, pastPaths, zones } = view.getState();
    const wish = this.#wish();
    const looks = lowerPane.get() === 'path';
    const showsZones = zones && path === 'extrapolated';
    this.#terms.show(looks || showsZones ? wish : null);
    this.#past.show(pastPaths && path !== 'off' ? wish : null);
    this.#recorder.show(looks ? wish : null, day.get());
  }

  /** The last second known; null without one. Where no path is chosen, what is told is told of the frozen one. */
  #wish(): ForecastWish | null {
    const { day, playhead, view, model } = this.#deps;
    const data = day.get();
    const window = lastKnownWindow(playhead.position.get());
    if (!data || window < data.windowFrom || window >= data.windowEnd) return null;
    const { path } = view.getState();
    const mode = path === 'off' ? 'frozen' : path;
    return { dayId: data.dayId, window, mode, ...forecastSettings(model.get(), mode) };
  }
}
