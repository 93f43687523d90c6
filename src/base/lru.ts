// A map with a budget: what was used longest ago leaves first. Costs are in any unit the caller chooses (bytes, items).
export class Lru<K, V> {
  readonly #entries = new Map<K, { value: V; cost: number }>();
  readonly #budget: number;
  readonly #onEvict: ((key: K, value: V) => void) | undefined;
  #cost = 0;

  constructor(budget: number, onEvict?: (key: K, value: V) => void) {
    this.#budget = budget;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#entries.size;
  }

  get cost(): number {
    return this.#cost;
  }

  /** Returns the value and marks it as used now. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Returns the value without marking it as used. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: K, value: V, cost = 1): void {
    this.delete(key);
    this.#entries.set(key, { value, cost });
    this.#cost += cost;
    for (const oldest of this.#entries.keys()) {
      if (this.#cost <= this.#budget || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#entries.delete(key);
    this.#cost -= entry.cost;
    this.#onEvict?.(key, entry.value);
    return true;
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  keys(): IterableIterator<K> {
    return this.#entries.keys();
  }
}
