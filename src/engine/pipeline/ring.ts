// A ring of blocks in shared memory between one thread that fills them and one that uses them, in order. The writer
// blocks while every slot is taken. The reader awaits: it leaves word that it sleeps, and is told by message (a notice to
// Atomics.waitAsync is lost where it comes just before the wait). A slot carries its words and its place in the stream.
import { assert } from '../../base/assert.ts';
import { type BlockBuffer, blockBufferFrom } from '../../core/dbn/framer.ts';

/** Control words, int32: blocks written, blocks given back, the reader gave up, the writer is at its end, the reader sleeps. */
const WRITTEN = 0;
const RELEASED = 1;
const CANCELLED = 2;
const ENDED = 3;
const SLEEPING = 4;
/** Control words, int64. */
const BYTES_READ = 3;
const FIRST_SLOT = 4;
const CONTROL_BYTES = 1024;

/** Many and small: with 8 the two threads of a day of 10 M records wake each other 500 times, which costs a fifth of it. */
export const RING_SLOTS = 32;

export interface RingBlock {
  readonly buffer: BlockBuffer;
  readonly words: number;
  readonly streamOffset: number;
  /** Number of the block, to give it back. */
  readonly index: number;
}

class RingMemory {
  readonly control: Int32Array;
  readonly longs: BigInt64Array;
  readonly slots: readonly BlockBuffer[];

  constructor(memory: SharedArrayBuffer, slotBytes: number) {
    this.control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
    this.longs = new BigInt64Array(memory, 0, CONTROL_BYTES / 8);
    const count = Math.floor((memory.byteLength - CONTROL_BYTES) / slotBytes);
    this.slots = Array.from({ length: count }, (_, i) =>
      blockBufferFrom(memory, CONTROL_BYTES + i * slotBytes, slotBytes),
    );
  }

  slot(index: number): BlockBuffer {
    return this.slots[index % this.slots.length] as BlockBuffer;
  }

  /** Where the words and the stream offset of a block stand among the longs. */
  infoAt(index: number): number {
    return FIRST_SLOT + (index % this.slots.length) * 2;
  }
}

/** Memory of a ring with `slots` blocks of `slotBytes` (a multiple of 8). */
export function allocateRing(slotBytes: number, slots = RING_SLOTS): SharedArrayBuffer {
  assert(
    slotBytes % 8 === 0 && slots >= 3 && slots <= 32,
    'ring: slots of whole 8-byte words, 3 to 32 of them',
  );
  return new SharedArrayBuffer(CONTROL_BYTES + slotBytes * slots);
}

/** Makes a ring that was used as good as new; nobody may look at it any more. */
export function clearRing(memory: SharedArrayBuffer): void {
  new Uint8Array(memory, 0, CONTROL_BYTES).fill(0);
}

/** The filling side. All its waiting blocks the thread: it belongs into a worker. */
export class RingWriter {
  readonly #ring: RingMemory;
  readonly #wake: () => void;
  #written = 0;

  /** `wake` must make the reader's thread call `RingReader.wake`. */
  constructor(memory: SharedArrayBuffer, slotBytes: number, wake: () => void) {
    this.#ring = new RingMemory(memory, slotBytes);
    this.#wake = wake;
  }

  get cancelled(): boolean {
    return Atomics.load(this.#ring.control, CANCELLED) !== 0;
  }

  setBytesRead(bytes: number): void {
    Atomics.store(this.#ring.longs, BYTES_READ, BigInt(bytes));
  }

  /** Memory for block `ahead` blocks after the last one published; waits for it to be free. Null once cancelled. */
  acquire(ahead: 0 | 1): BlockBuffer | null {
    const { control, slots } = this.#ring;
    const index = this.#written + ahead;
    while (!this.cancelled) {
      const released = Atomics.load(control, RELEASED);
      if (index - released < slots.length) return this.#ring.slot(index);
      Atomics.wait(control, RELEASED, released);
    }
    return null;
  }

  /** Hands over the oldest acquired block. */
  publish(words: number, streamOffset: number): void {
    const { longs, control } = this.#ring;
    const at = this.#ring.infoAt(this.#written);
    longs[at] = BigInt(words);
    longs[at + 1] = BigInt(streamOffset);
    this.#written += 1;
    Atomics.store(control, WRITTEN, this.#written);
    this.#wakeReader();
  }

  /** No more blocks will come. */
  end(): void {
    Atomics.store(this.#ring.control, ENDED, 1);
    this.#wakeReader();
  }

  #wakeReader(): void {
    if (Atomics.exchange(this.#ring.control, SLEEPING, 0) === 1) this.#wake();
  }
}

/** The using side. */
export class RingReader {
  readonly #ring: RingMemory;
  #taken = 0;
  #released = 0;
  #wakeUp: () => void = () => undefined;
  readonly #givenBack = new Set<number>();

  constructor(memory: SharedArrayBuffer, slotBytes: number) {
    this.#ring = new RingMemory(memory, slotBytes);
  }

  get bytesRead(): number {
    return Number(Atomics.load(this.#ring.longs, BYTES_READ));
  }

  /** The next block if it is there already. */
  take(): RingBlock | null {
    const { control, longs } = this.#ring;
    if (this.#taken === Atomics.load(control, WRITTEN)) return null;
    const index = this.#taken;
    this.#taken += 1;
    const at = this.#ring.infoAt(index);
    const words = Number(longs[at]);
    return { buffer: this.#ring.slot(index), words, streamOffset: Number(longs[at + 1]), index };
  }

  /** Whether the writer has ended and everything has been taken. */
  get drained(): boolean {
    const { control } = this.#ring;
    return Atomics.load(control, ENDED) !== 0 && this.#taken === Atomics.load(control, WRITTEN);
  }

  /** Resolves when there may be something to take, or the writer has ended. */
  changed(): Promise<void> {
    const { control } = this.#ring;
    const sleep = Promise.withResolvers<void>();
    this.#wakeUp = sleep.resolve;
    Atomics.notify(control, RELEASED);
    // First the word that it sleeps, then one more look: what comes in between finds either.
    Atomics.store(control, SLEEPING, 1);
    if (this.#taken !== Atomics.load(control, WRITTEN) || Atomics.load(control, ENDED) !== 0) this.wake();
    return sleep.promise;
  }

  /** To be called when the writer asks for it. */
  wake(): void {
    Atomics.store(this.#ring.control, SLEEPING, 0);
    this.#wakeUp();
  }

  /** Gives block `index` back. Slots are reused in order, so one that is held holds up those after it. */
  release(index: number): void {
    this.#givenBack.add(index);
    while (this.#givenBack.delete(this.#released)) this.#released += 1;
    const { control, slots } = this.#ring;
    Atomics.store(control, RELEASED, this.#released);
    // A writer that waits is let sleep until half of the ring is free: each wake may cost a switch of threads.
    if ((Atomics.load(control, WRITTEN) - this.#released) * 2 <= slots.length)
      Atomics.notify(control, RELEASED);
  }

  /** Stops the writer at its next chance. */
  cancel(): void {
    Atomics.store(this.#ring.control, CANCELLED, 1);
    Atomics.notify(this.#ring.control, RELEASED);
  }

  /** For when the writer died: wakes whoever awaits `changed`, and lets no one wait again. */
  abandon(): void {
    Atomics.store(this.#ring.control, ENDED, 1);
    this.wake();
  }
}
