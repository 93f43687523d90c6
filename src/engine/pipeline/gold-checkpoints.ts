// The kernel's state at the start of each chunk of a day, so that any chunk can be computed without the ones before it.
// One walk at a time makes them, forwards; whoever needs a later chunk waits for it or drives it on.
import type { FieldParams } from '../../../contracts/params.ts';
import type { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import { GoldKernel, type GoldSelection } from '../../core/fields/kernel.ts';
import type { Store } from '../store/store.ts';
import { nextTurn } from './turn.ts';

export type CheckpointCache = Lru<string, GoldCheckpoint>;

/** A walk that publishes nothing needs next to no planes. */
const STATE_ONLY: GoldSelection = { fields: ['liquidity_velocity'], lattices: ['L'] };

export class GoldCheckpoints {
  readonly #store: Store;
  readonly #dayId: string;
  readonly #params: FieldParams;
  readonly #cache: CheckpointCache;
  readonly #key: string;
  #walk: Promise<void> = Promise.resolve();

  constructor(store: Store, dayId: string, params: FieldParams, paramsHash: string, cache: CheckpointCache) {
    this.#store = store;
    this.#dayId = dayId;
    this.#params = params;
    this.#cache = cache;
    this.#key = `${dayId}/${paramsHash}`;
  }

  /** A kernel about to step into the day's chunk number `position` (counted in the day's list of chunks). */
  async kernelAt(position: number, selection: GoldSelection, signal: AbortSignal): Promise<GoldKernel> {
    const kernel = new GoldKernel(this.#params, selection);
    while (position > 0) {
      await this.#ensure(position, signal);
      const checkpoint = this.#cache.get(this.#keyAt(position));
      // Other work may have pushed it out of the cache in the meantime.
      if (!checkpoint) continue;
      kernel.restore(checkpoint);
      break;
    }
    return kernel;
  }

  put(position: number, kernel: GoldKernel): void {
    const checkpoint = kernel.save();
    this.#cache.set(this.#keyAt(position), checkpoint, bytesOf(checkpoint));
  }

  has(position: number): boolean {
    return position === 0 || this.#cache.peek(this.#keyAt(position)) !== undefined;
  }

  #keyAt(position: number): string {
    return `${this.#key}/${position}`;
  }

  async #ensure(position: number, signal: AbortSignal): Promise<void> {
    while (!this.has(position)) {
      const before = this.#walk;
      const mine = before
        .catch(() => {})
        .then(() => (this.has(position) ? undefined : this.#walkTo(position, signal)));
      this.#walk = mine;
      await mine;
    }
  }

  async #walkTo(position: number, signal: AbortSignal): Promise<void> {
    let from = position;
    while (!this.has(from)) from -= 1;
    const kernel = new GoldKernel(this.#params, STATE_ONLY);
    const checkpoint = this.#cache.get(this.#keyAt(from));
    if (checkpoint) kernel.restore(checkpoint);
    const { chunks } = this.#store.day(this.#dayId);
    for (let at = from; at < position; at++) {
      const chunk = await this.#store.readChunk(this.#dayId, chunks[at]);
      for (let w = 0; w < chunk.windowCount; w++) kernel.step(chunk, w, false);
      this.put(at + 1, kernel);
      await nextTurn(signal);
    }
  }
}

function bytesOf(checkpoint: GoldCheckpoint): number {
  let bytes = 0;
  for (const value of [...Object.values(checkpoint), ...Object.values(checkpoint.flow)]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  }
  return bytes;
}
