// One value that says how fields are wanted: the parameters, and how the view wants them brought to pixels.
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { type GoldView, goldViewKey } from '../replay/gold-view.ts';
import { ObservableValue } from './observable.ts';
import type { ParamsControl } from './params.ts';
import type { ViewStore } from './view.ts';

export class GoldChoice extends ObservableValue<GoldView> implements Disposable {
  readonly #subscriptions = new DisposableSet();

  constructor(params: ParamsControl, view: ViewStore) {
    const current = (): GoldView => {
      const { aggregate, weighted, weightLots } = view.getState();
      const { params: fieldParams, hash } = params.state.get();
      return { params: fieldParams, paramsHash: hash, aggregate, weighting: weighted ? weightLots : null };
    };
    super(current(), (a, b) => goldViewKey(a) === goldViewKey(b));
    this.#subscriptions.add(params.state.subscribe(() => this.set(current())));
    this.#subscriptions.add(disposableFrom(view.subscribe(() => this.set(current()))));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
