// The kernel's state at the start of chunks of a day, so that any chunk can be computed without the ones before it. A
// walk goes forwards from the nearest known state, one walk at a time; it leaves a state behind every few chunks, in
// memory, and some of them on the disk for the day's next opening.
import type { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import { windowsToForget } from '../../core/fields/decay.ts';
import { GoldKernel, type GoldSelection } from '../../core/fields/kernel.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../store/checkpoint-codec.ts';
import type { DerivedFiles } from '../store/derived-files.ts';
import type { GoldSource } from './gold-source.ts';
import { Turns } from './turn.ts';

export type CheckpointCache = Lru<string, GoldCheckpoint>;

/** Chunks between states that a walk leaves in memory, and on the disk. */
const MEMORY_STRIDE = 4;
const DISK_STRIDE = 16;
/** States that a short walk leaves behind: the view's earlier tiles are asked for after its last one. */
const SHORT_WALK_KEEPS = 4;
/** A walk that publishes nothing needs next to no planes. */
const STATE_ONLY: GoldSelection = { fields: ['liquidity_velocity'], lattices: ['L'] };

export interface CheckpointOptions {
  readonly source: GoldSource;
  readonly dayId: string;
  readonly cache: CheckpointCache;
  /** Null where the state is not worth keeping. */
  readonly files: DerivedFiles | null;
}

export class GoldCheckpoints {
  readonly #options: CheckpointOptions;
  readonly #key: string;
  #onDisk: Promise<Set<number>> | null = null;
  #walk: Promise<unknown> = Promise.resolve();
  /** Kernels that went on from the state of a short walk. */
  readonly #shortKernels = new WeakSet<GoldKernel>();

  constructor(options: CheckpointOptions) {
    this.#options = options;
    this.#key = `${options.dayId}/${options.source.set.stateHash}`;
  }

  /** A kernel about to step into the day's chunk number `position` (counted in the day's list of chunks). */
  async kernelAt(position: number, selection: GoldSelection, signal: AbortSignal): Promise<GoldKernel> {
    const kernel = new GoldKernel(this.#options.source.set.params, selection);
    const checkpoint = await this.#at(position, signal);
    if (checkpoint) kernel.restore(checkpoint);
    if (checkpoint !== (this.#options.cache.peek(this.#keyAt(position)) ?? null))
      this.#shortKernels.add(kernel);
    return kernel;
  }

  /** Keeps the state of a kernel that came by, before chunk `position`, if it is one worth keeping. */
  offer(position: number, kernel: GoldKernel): void {
    if (position % MEMORY_STRIDE !== 0 || this.#options.cache.peek(this.#keyAt(position))) return;
    if (this.#shortKernels.has(kernel)) this.#remember(this.#shortKeyAt(position), kernel.save());
    else this.#put(position, kernel.save());
  }

  /** State before a chunk; null at the day's beginning. */
  async #at(position: number, signal: AbortSignal): Promise<GoldCheckpoint | null> {
    if (position === 0) return null;
    const known = this.#known(position);
    if (known) return known;
    // Walks take turns: the second one mostly finds what it wants when its turn comes.
    const walk = this.#walk
      .catch(() => {})
      .then(() => this.#known(position) ?? this.#walkTo(position, signal));
    this.#walk = walk;
    return walk;
  }

  /** From the nearest state, or from nothing where that is nearer and forgotten by then. */
  async #walkTo(position: number, signal: AbortSignal): Promise<GoldCheckpoint> {
    const { source } = this.#options;
    const nearest = await this.nearest(position);
    if (nearest.checkpoint && nearest.from === position) return nearest.checkpoint;
    const kernel = new GoldKernel(source.set.params, STATE_ONLY);
    const short = shortStart(source, position);
    if (short.from > nearest.from) {
      kernel.beginAfter(short.validWindows);
      await stepOver(source, kernel, { from: short.from, to: position }, signal, (at) => {
        if (at >= short.rightFrom) this.#remember(this.#shortKeyAt(at), kernel.save());
      });
      return kernel.save();
    }
    if (nearest.checkpoint) kernel.restore(nearest.checkpoint);
    await stepOver(source, kernel, { from: nearest.from, to: position }, signal, (at) =>
      this.offer(at, kernel),
    );
    const end = kernel.save();
    this.#put(position, end);
    return end;
  }

  /** The latest whole state at or before a position; null where the day's beginning is nearest. */
  async nearest(position: number): Promise<{ from: number; checkpoint: GoldCheckpoint | null }> {
    const { cache, files } = this.#options;
    const onDisk = await this.#positionsOnDisk();
    for (let from = position; from > 0; from--) {
      const known = cache.get(this.#keyAt(from));
      if (known) return { from, checkpoint: known };
      if (!onDisk.has(from)) continue;
      const bytes = (await files?.read(fileName(from))) ?? null;
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

  /** Kept from a whole walk, or else from a short one. */
  #known(position: number): GoldCheckpoint | undefined {
    const { cache } = this.#options;
    return cache.get(this.#keyAt(position)) ?? cache.get(this.#shortKeyAt(position));
  }

  #remember(key: string, checkpoint: GoldCheckpoint): void {
    this.#options.cache.set(key, checkpoint, bytesOf(checkpoint));
  }

  #put(position: number, checkpoint: GoldCheckpoint): void {
    this.#remember(this.#keyAt(position), checkpoint);
    const { files } = this.#options;
    if (files && position % DISK_STRIDE === 0) void this.#keep(files, position, checkpoint);
  }

  async #keep(files: DerivedFiles, position: number, checkpoint: GoldCheckpoint): Promise<void> {
    const onDisk = await this.#positionsOnDisk();
    if (onDisk.has(position)) return;
    onDisk.add(position);
    await files.write(fileName(position), encodeCheckpoint(checkpoint));
  }

  #positionsOnDisk(): Promise<Set<number>> {
    this.#onDisk ??= (this.#options.files?.list() ?? Promise.resolve([])).then(
      (names) =>
        new Set(names.flatMap((name) => /^state-(\d+)\.bin$/.exec(name)?.slice(1).map(Number) ?? [])),
    );
    return this.#onDisk;
  }

  #keyAt(position: number): string {
    return `${this.#key}/${position}`;
  }

  /** States of short walks have names of their own: whole walks and the disk go on from whole ones alone. */
  #shortKeyAt(position: number): string {
    return `${this.#key}/short/${position}`;
  }
}

/** Steps over whole chunks; `passed` hears before which chunk the kernel stands after each. */
export async function stepOver(
  source: GoldSource,
  kernel: GoldKernel,
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
  passed: (position: number) => void,
): Promise<void> {
  const { chunks } = source.day();
  const turns = new Turns();
  for (let at = from; at < to; at++) {
    // Where no window is valid no state moves.
    if (chunks[at].validWindows > 0) {
      const chunk = await source.readChunk(chunks[at]);
      for (let w = 0; w < chunk.windowCount; w++) kernel.step(chunk, w, false);
      if (turns.due) await turns.next(signal);
    }
    passed(at + 1);
  }
}

/** Where a walk begins that takes nothing with it. */
export interface ShortStart {
  readonly from: number;
  /** Valid windows of the day before it. */
  readonly validWindows: number;
  /** From this position on its state is right: the view's earlier tiles are asked for after its last one. */
  readonly rightFrom: number;
}

/**
 * The latest chunk from which a walk that begins with nothing is right at `position` and a few before, to what the model
 * lets count as 0; 0 where the day is not that long. A change of the averages' parameters is so seen at once, wherever the
 * view is.
 */
export function shortStart(source: GoldSource, position: number): ShortStart {
  const { chunks } = source.day();
  const enough = windowsToForget(source.set.params.taus);
  const rightFrom = Math.max(0, position - SHORT_WALK_KEEPS + 1);
  let from = rightFrom;
  for (let passed = 0; from > 0 && passed < enough; from--) passed += chunks[from - 1].validWindows;
  let validWindows = 0;
  for (let at = 0; at < from; at++) validWindows += chunks[at].validWindows;
  return { from, validWindows, rightFrom };
}

function fileName(position: number): string {
  return `state-${position}.bin`;
}

function bytesOf(checkpoint: GoldCheckpoint): number {
  let bytes = 512;
  for (const value of [...Object.values(checkpoint), ...Object.values(checkpoint.flow)]) {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  }
  for (const companion of checkpoint.companions) bytes += bytesOf(companion);
  return bytes;
}
