// The kernel's state at the start of chunks of a day, so that any chunk can be computed without the ones before it. A
// walk goes forwards from the nearest known state, one walk at a time; it leaves a state behind every few chunks, in
// memory, and some of them on the disk for the day's next opening.
import type { FieldParams } from '../../../contracts/params.ts';
import type { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import { GoldKernel, type GoldSelection } from '../../core/fields/kernel.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../store/checkpoint-codec.ts';
import type { DerivedFiles } from '../store/derived-files.ts';
import type { Store } from '../store/store.ts';
import { Turns } from './turn.ts';

export type CheckpointCache = Lru<string, GoldCheckpoint>;

/** Chunks between states that a walk leaves in memory, and on the disk. */
const MEMORY_STRIDE = 4;
const DISK_STRIDE = 16;
/** A walk that publishes nothing needs next to no planes. */
const STATE_ONLY: GoldSelection = { fields: ['liquidity_velocity'], lattices: ['L'] };

export interface CheckpointOptions {
  readonly store: Store;
  readonly dayId: string;
  readonly params: FieldParams;
  readonly paramsHash: string;
  readonly cache: CheckpointCache;
  readonly files: DerivedFiles;
}

export class GoldCheckpoints {
  readonly #options: CheckpointOptions;
  readonly #key: string;
  #onDisk: Promise<Set<number>> | null = null;
  #walk: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointOptions) {
    this.#options = options;
    this.#key = `${options.dayId}/${options.paramsHash}`;
  }

  /** A kernel about to step into the day's chunk number `position` (counted in the day's list of chunks). */
  async kernelAt(position: number, selection: GoldSelection, signal: AbortSignal): Promise<GoldKernel> {
    const kernel = new GoldKernel(this.#options.params, selection);
    const checkpoint = await this.#at(position, signal);
    if (checkpoint) kernel.restore(checkpoint);
    return kernel;
  }

  /** Keeps the state of a kernel that came by, before chunk `position`, if it is one worth keeping. */
  offer(position: number, kernel: GoldKernel): void {
    if (position % MEMORY_STRIDE !== 0 || this.#options.cache.peek(this.#keyAt(position))) return;
    this.#put(position, kernel.save());
  }

  /** State before a chunk; null at the day's beginning. */
  async #at(position: number, signal: AbortSignal): Promise<GoldCheckpoint | null> {
    if (position === 0) return null;
    const known = this.#options.cache.get(this.#keyAt(position));
    if (known) return known;
    // Walks take turns: the second one mostly finds what it wants when its turn comes.
    const walk = this.#walk
      .catch(() => {})
      .then(() => this.#options.cache.get(this.#keyAt(position)) ?? this.#walkTo(position, signal));
    this.#walk = walk;
    return walk;
  }

  async #walkTo(position: number, signal: AbortSignal): Promise<GoldCheckpoint> {
    const { store, dayId, params } = this.#options;
    const { from, checkpoint } = await this.#nearest(position);
    if (checkpoint && from === position) return checkpoint;
    const kernel = new GoldKernel(params, STATE_ONLY);
    if (checkpoint) kernel.restore(checkpoint);
    const { chunks } = store.day(dayId);
    const turns = new Turns();
    for (let at = from; at < position; at++) {
      // Where no window is valid no state moves.
      if (chunks[at].validWindows > 0) {
        const chunk = await store.readChunk(dayId, chunks[at]);
        for (let w = 0; w < chunk.windowCount; w++) kernel.step(chunk, w, false);
        if (turns.due) await turns.next(signal);
      }
      this.offer(at + 1, kernel);
    }
    const end = kernel.save();
    this.#put(position, end);
    return end;
  }

  async #nearest(position: number): Promise<{ from: number; checkpoint: GoldCheckpoint | null }> {
    const { cache, files } = this.#options;
    const onDisk = await this.#positionsOnDisk();
    for (let from = position; from > 0; from--) {
      const known = cache.get(this.#keyAt(from));
      if (known) return { from, checkpoint: known };
      if (!onDisk.has(from)) continue;
      const bytes = await files.read(fileName(from));
      if (!bytes) {
        onDisk.delete(from);
        continue;
      }
      const checkpoint = decodeCheckpoint(bytes);
      cache.set(this.#keyAt(from), checkpoint, bytes.length);
      return { from, checkpoint };
    }
    return { from: 0, checkpoint: null };
  }

  #put(position: number, checkpoint: GoldCheckpoint): void {
    this.#options.cache.set(this.#keyAt(position), checkpoint, bytesOf(checkpoint));
    if (position % DISK_STRIDE === 0) void this.#keep(position, checkpoint);
  }

  async #keep(position: number, checkpoint: GoldCheckpoint): Promise<void> {
    const onDisk = await this.#positionsOnDisk();
    if (onDisk.has(position)) return;
    onDisk.add(position);
    await this.#options.files.write(fileName(position), encodeCheckpoint(checkpoint));
  }

  #positionsOnDisk(): Promise<Set<number>> {
    this.#onDisk ??= this.#options.files
      .list()
      .then(
        (names) =>
          new Set(names.flatMap((name) => /^state-(\d+)\.bin$/.exec(name)?.slice(1).map(Number) ?? [])),
      );
    return this.#onDisk;
  }

  #keyAt(position: number): string {
    return `${this.#key}/${position}`;
  }
}

function fileName(position: number): string {
  return `state-${position}.bin`;
}

function bytesOf(checkpoint: GoldCheckpoint): number {
  let bytes = 512;
  for (const value of [...Object.values(checkpoint), ...Object.values(checkpoint.flow)]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  }
  return bytes;
}
