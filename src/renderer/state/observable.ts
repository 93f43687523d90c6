// Values that announce their changes: how hot state (playhead, viewport, cursor) is watched without being copied into
// React. Listeners run at once, in the order they came, and only when the value really changed.
import { type Disposable, disposableFrom } from '../../base/disposable.ts';

export interface Observable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): Disposable;
}

export class ObservableValue<T> implements Observable<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #equal: (a: T, b: T) => boolean;
  #value: T;

  constructor(initial: T, equal: (a: T, b: T) => boolean = Object.is) {
    this.#value = initial;
    this.#equal = equal;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (this.#equal(this.#value, value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return disposableFrom(() => this.#listeners.delete(listener));
  }
}
