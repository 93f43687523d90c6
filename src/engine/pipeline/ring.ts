// A ring of blocks in shared memory between one thread that fills them and one that uses them, in order. The writer
// blocks while every slot is taken. The reader awaits: it leaves word that it sleeps, and is told by message (a notice to
// Atomics.waitAsync is lost where it comes just before the wait). With a block go its length, its place in the stream and
// what is odd of its sequence numbers.
import { assert } from '../../base/assert.ts';
import { type BlockBuffer, blockBufferFrom, type FramedBlock } from '../../core/dbn/framer.ts';
import { mostOddities } from '../../core/dbn/sequence-watch.ts';

/** Control words, int32: blocks written, blocks given back, the reader gave up, the writer is at its end, the reader sleeps. */
const WRITTEN = 0;
const RELEASED = 1;
const CANCELLED = 2;
const ENDED = 3;
const SLEEPING = 4;
/** Control words, int64. */
const BYTES_READ = 3;
const FIRST_SLOT = 4;
/** Of a slot, int64: words, place in the stream, number of oddities, whether gaps are visible. */
const SLOT_LONGS = 4;
const CONTROL_BYTES = 2048;

/** Many and small: with 8 the two threads of a day of 10 M records wake each other 500 times, which costs a fifth of it. */
export const RING_SLOTS = 32;

export interface RingBlock extends FramedBlock {
  /** Number of the block, to give it back. */
  readonly index: number;
}

/** Control words, then the slots, then for each slot a room for the most oddities that its records can have. */
class RingMemory {
  readonly control: Int32Array;
  readonly longs: BigInt64Array;
  readonly slots: readonly BlockBuffer[];
  readonly #rooms: readonly Int32Array[];

  constructor(memory: SharedArrayBuffer, slotBytes: number) {
    this.control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
    this.longs = new BigInt64Array(memory, 0, CONTROL_BYTES / 8);
    const roomWords = mostOddities(slotBytes / 4);
    const count = Math.floor((memory.byteLength - CONTROL_BYTES) / (slotBytes + roomWords * 4));
    const roomsAt = CONTROL_BYTES + count * slotBytes;
    this.slots = Array.from({ length: count }, (_, i) =>
      blockBufferFrom(memory, CONTROL_BYTES + i * slotBytes, slotBytes),
    );
    this.#rooms = this.slots.map((_, i) => new Int32Array(memory, roomsAt + i * roomWords * 4, roomWords));
  }

  slot(index: number): BlockBuffer {
    return this.slots[index % this.slots.length] as BlockBuffer;
  }

  /** What goes with block `index`, into its slot. */
  describe(index: number, { words, streamOffset, oddities, gapsVisible }: FramedBlock): void {
    const at = this.#longsAt(index);
    this.longs[at] = BigInt(words);
    this.longs[at + 1] = BigInt(streamOffset);
    this.longs[at + 2] = BigInt(oddities.length);
    this.longs[at + 3] = gapsVisible ? 1n : 0n;
    this.#room(index).set(oddities);
  }

  /** Block `index` as it was described. */
  block(index: number): RingBlock {
    const at = this.#longsAt(index);
    const [words, streamOffset, oddities, gapsVisible] = this.longs.subarray(at, at + SLOT_LONGS);
    return {
      buffer: this.slot(index),
      words: Number(words),
      streamOffset: Number(streamOffset),
      oddities: this.#room(index).subarray(0, Number(oddities)),
      gapsVisible: gapsVisible === 1n,
      index,
    };
  }

  #longsAt(index: number): number {
    return FIRST_SLOT + (index % this.slots.length) * SLOT_LONGS;
  }

  #room(index: number): Int32Array {
    return this.#rooms[index % this.slots.length] as Int32Array;
  }
}

/** Memory of a ring with `slots` blocks of `slotBytes` (a multiple of 8). */
export function allocateRing(slotBytes: number, slots = RING_SLOTS): SharedArrayBuffer {
  assert(
    slotBytes % 8 === 0 && slots >= 3 && slots <= 32,
    'ring: slots of whole 8-byte words, 3 to 32 of them',
  );
  return new SharedArrayBuffer(CONTROL_BYTES + (slotBytes + mostOddities(slotBytes / 4) * 4) * slots);
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
  publish(block: FramedBlock): void {
    this.#ring.describe(this.#written, block);
    this.#written += 1;
    Atomics.store(this.#ring.control, WRITTEN, this.#written);
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
    if (this.#taken === Atomics.load(this.#ring.control, WRITTEN)) return null;
    const block = this.#ring.block(this.#taken);
    this.#taken += 1;
    return block;
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
