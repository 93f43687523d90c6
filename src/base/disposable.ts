// Lifetimes: whatever registers something returns a Disposable that takes it back.
export interface Disposable {
  dispose(): void;
}

export function disposableFrom(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/** Collects disposables and disposes them together, last registered first. */
export class DisposableSet implements Disposable {
  readonly #items: Disposable[] = [];

  add<T extends Disposable>(item: T): T {
    this.#items.push(item);
    return item;
  }

  dispose(): void {
    for (let item = this.#items.pop(); item; item = this.#items.pop()) item.dispose();
  }
}
