// A value for those who describe the picture: the same as the picture's own, but heard of once the picture is painted. The
// engine has one thread: a path, a range or an account that is asked for first makes the picture late.
import type { Disposable } from '../../base/disposable.ts';
import { type Observable, ObservableValue } from './observable.ts';

/** A picture that takes longer, or a drag that goes on, is not waited for. */
export const MOST_WAIT_MS = 1500;
/** A drag comes by again within this time. */
export const DRAG_REST_MS = 80;

/** Settles with `painted`, or when that has taken too long. */
export async function notLater(painted: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MOST_WAIT_MS);
  });
  await Promise.race([painted, late]);
  clearTimeout(timer);
}

/** Calls once the picture of the moment is painted, however often it is asked to until then; never after `dispose`. */
export class OncePainted implements Disposable {
  readonly #whenPainted: () => Promise<void>;
  readonly #call: () => void;
  #waiting = false;
  #disposed = false;

  constructor(whenPainted: () => Promise<void>, call: () => void) {
    this.#whenPainted = whenPainted;
    this.#call = call;
  }

  readonly ask = (): void => {
    if (this.#waiting) return;
    this.#waiting = true;
    void this.#whenPainted().then(() => {
      this.#waiting = false;
      if (!this.#disposed) this.#call();
    });
  };

  dispose(): void {
    this.#disposed = true;
  }
}

export interface AfterPictureDeps<T> {
  readonly source: Observable<T>;
  /** Settles once the picture of the moment is painted, or has taken too long (`notLater`). */
  whenPainted(): Promise<void>;
  /** Whether a change is one that the picture takes part in; others are told at once. Absent: all are. */
  changesPicture?(now: T, before: T): boolean;
  /** For so long nothing more may have come after the picture was painted; absent: it is told at once. */
  readonly restMs?: number;
}

export class AfterPicture<T> implements Observable<T>, Disposable {
  readonly #deps: AfterPictureDeps<T>;
  readonly #value: ObservableValue<T>;
  readonly #subscription: Disposable;
  #waiting = false;
  /** Something more came while it waited. */
  #moved = false;
  #disposed = false;

  constructor(deps: AfterPictureDeps<T>) {
    this.#deps = deps;
    this.#value = new ObservableValue(deps.source.get());
    this.#subscription = deps.source.subscribe((now) => this.#hear(now));
  }

  get(): T {
    return this.#value.get();
  }

  subscribe(listener: (value: T) => void): Disposable {
    return this.#value.subscribe(listener);
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription.dispose();
  }

  #hear(now: T): void {
    this.#moved = true;
    if (this.#deps.changesPicture?.(now, this.#value.get()) === false) this.#value.set(now);
    else if (!this.#waiting) void this.#follow();
  }

  async #follow(): Promise<void> {
    const { restMs = 0, source, whenPainted } = this.#deps;
    this.#waiting = true;
    const until = performance.now() + MOST_WAIT_MS;
    do {
      this.#moved = false;
      // Whoever hears of the change later in this turn, the chart among them, has heard of it then.
      await Promise.resolve();
      await whenPainted();
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    } while (this.#moved && restMs > 0 && performance.now() < until);
    this.#waiting = false;
    if (!this.#disposed) this.#value.set(source.get());
  }
}
