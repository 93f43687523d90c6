// A DBN stream → its metadata, once, and blocks of whole records. Bytes come in pieces split anywhere; they are written
// straight into the block that will be handed on (`target`, `from`, `to`, then `commit`), so each is stored once, and
// record boundaries are found by walking the length bytes as 32-bit words. A block's first record is 8-byte aligned
// whatever the metadata's length. Sequence numbers are watched on the way. A fault ends the walk; what came before it stays
// usable.
import type { Fault } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import { RTYPE } from './layout.ts';
import type { DbnMetadata } from './metadata.ts';
import { isDbnMagic, PRELUDE_BYTES, parseMetadata, parsePrelude } from './metadata.ts';
import { HEADER_WORDS, recordBytes, recordWordsTable } from './record-size.ts';
import { SequenceWatch } from './sequence-watch.ts';

/** Both views of one block's memory; `u8` starts 8-byte aligned and holds at least a few records. */
export interface BlockBuffer {
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
}

/** Whole records at the beginning of a buffer. */
export interface FramedBlock {
  readonly buffer: BlockBuffer;
  readonly words: number;
  /** Where the first record stands in the decompressed stream. */
  readonly streamOffset: number;
  /** Records whose sequence number is odd, in order, for `oddityAt` and `oddityKind` (sequence-watch.ts). */
  readonly oddities: Int32Array;
  /** Whether the numbers have followed each other up to the end of the block, so that a gap would show. */
  readonly gapsVisible: boolean;
}

/** Where the stream's bytes went; `metadata + records + tail = stream`. */
export interface StreamAccount {
  readonly streamBytes: number;
  readonly metadataBytes: number;
  readonly recordBytes: number;
  /** After the last whole record: a cut record, or all from a fault on. */
  readonly tailBytes: number;
}

const FIRST_METADATA_BYTES = 64 * 1024;
const DBN_MAGIC_WORD = 0x4e4244;

export function blockBufferFrom(memory: ArrayBufferLike, offset: number, bytes: number): BlockBuffer {
  return { u8: new Uint8Array(memory, offset, bytes), i32: new Int32Array(memory, offset, bytes >> 2) };
}

type Phase = 'prelude' | 'metadata' | 'records' | 'stopped';

export class DbnFramer {
  /** The next stream bytes belong into `target[from..to)`; call `commit` after writing some. */
  target: Uint8Array = new Uint8Array(PRELUDE_BYTES);
  from = 0;
  to = PRELUDE_BYTES;
  metadata: DbnMetadata | null = null;
  /** What ended the walk, or what the end of the stream left open. */
  fault: Fault | null = null;
  /** Records whose length is not the one of their version's layout; they are framed by their length all the same. */
  readonly warnings: Fault[] = [];
  /** Records by rtype, index 0..255. */
  readonly records = new Float64Array(256);

  #phase: Phase = 'prelude';
  readonly #fragment: DbnMetadata | null;
  readonly #sequences = new SequenceWatch();
  #block: BlockBuffer;
  #walkedWords = 0;
  #blockOffset = 0;
  #streamBytes = 0;
  #metadataBytes = 0;
  #recordBytes = 0;
  #metadataEnd = 0;
  #mboHead = 0;
  #recordWords: Uint8Array = new Uint8Array(256);

  /**
   * @param block first buffer for records
   * @param fragment metadata for a stream that has none (bare records); a DBN header, if there is one, wins
   */
  constructor(block: BlockBuffer, fragment: DbnMetadata | null = null) {
    this.#block = block;
    this.#fragment = fragment;
  }

  /** The block is full: `cut` it before going on. */
  get full(): boolean {
    return this.#phase === 'records' && this.from === this.to;
  }

  /** Nothing more will be read from the stream. */
  get stopped(): boolean {
    return this.#phase === 'stopped';
  }

  account(): StreamAccount {
    const streamBytes = this.#streamBytes;
    const metadataBytes = this.#metadataBytes;
    const recordBytes = this.#recordBytes + this.#walkedWords * 4;
    return { streamBytes, metadataBytes, recordBytes, tailBytes: streamBytes - metadataBytes - recordBytes };
  }

  /** `bytes` more bytes stand in the target. */
  commit(bytes: number): void {
    this.from += bytes;
    this.#streamBytes += bytes;
    if (this.#phase === 'records') this.#walk();
    else if (this.#phase === 'metadata') this.#growMetadata();
    else if (this.#phase === 'prelude' && this.from === PRELUDE_BYTES) this.#readPrelude();
  }

  /**
   * Takes the whole records so far, if any.
   * @param next where to go on, begun with the record that is not whole yet; null at the very end
   */
  cut(next: BlockBuffer | null): FramedBlock | null {
    if (this.#walkedWords === 0) return null;
    const block: FramedBlock = {
      buffer: this.#block,
      words: this.#walkedWords,
      streamOffset: this.#blockOffset,
      oddities: this.#sequences.cut(),
      gapsVisible: this.#sequences.isConsecutive,
    };
    const walkedBytes = this.#walkedWords * 4;
    this.#recordBytes += walkedBytes;
    this.#blockOffset += walkedBytes;
    this.#walkedWords = 0;
    if (next) this.#goOnIn(next, this.#block.u8.subarray(walkedBytes, this.from));
    return block;
  }

  #goOnIn(next: BlockBuffer, begun: Uint8Array): void {
    next.u8.set(begun);
    this.#block = next;
    this.target = next.u8;
    this.from = begun.length;
    this.to = next.u8.length & ~3;
  }

  /** The stream has ended; sets `fault` if it ended in the middle of something. */
  finish(): void {
    if (this.#phase === 'prelude') this.#finishPrelude();
    else if (this.#phase === 'metadata') {
      this.#stop(
        'metadata_truncated',
        this.#streamBytes,
        `The metadata should be ${this.#metadataEnd} bytes long, but the data ends after ${this.#streamBytes}.`,
      );
    } else if (this.#phase === 'records') {
      const tail = this.account().tailBytes;
      if (tail > 0) {
        this.#stop(
          'record_truncated',
          this.#streamBytes - tail,
          `The data ends inside a record; its first ${tail} bytes are left over.`,
        );
      } else this.#phase = 'stopped';
    }
  }

  #finishPrelude(): void {
    const head = this.target.subarray(0, this.from);
    if (this.from === 0) this.#stop('file_empty', 0, 'There is no data in the file.');
    else if (this.#fragment)
      this.#stop('record_truncated', 0, `The data ends inside its first record, after ${this.from} bytes.`);
    else if (isDbnMagic(head) || 'DBN'.startsWith(String.fromCharCode(...head))) {
      this.#stop(
        'metadata_truncated',
        this.from,
        `The data ends after ${this.from} bytes, within the first 8 of its metadata.`,
      );
    } else this.#stop('not_dbn', 0, 'This is not a DBN file: it does not begin with "DBN".');
  }

  #stop(code: Fault['code'], offset: number, message: string): void {
    this.fault = { code, message, streamOffset: String(offset) };
    this.#phase = 'stopped';
  }

  #readPrelude(): void {
    if (this.#fragment && !isDbnMagic(this.target)) {
      this.#startFragment(this.#fragment);
      return;
    }
    const prelude = parsePrelude(this.target);
    if (!prelude.ok) {
      this.fault = notDbnOrFragment(this.target, prelude.error);
      this.#phase = 'stopped';
      return;
    }
    this.#metadataEnd = PRELUDE_BYTES + prelude.value.length;
    this.#phase = 'metadata';
    this.#moveMetadata(Math.min(this.#metadataEnd, FIRST_METADATA_BYTES));
  }

  #startFragment(metadata: DbnMetadata): void {
    const head = this.target;
    this.#startRecords(metadata);
    this.target.set(head);
    this.#blockOffset = 0;
    this.from = head.length;
    this.#walk();
  }

  /** The claimed length is only believed as far as bytes have come: the buffer doubles with what is really there. */
  #moveMetadata(bytes: number): void {
    const larger = new Uint8Array(bytes);
    larger.set(this.target.subarray(0, this.from));
    this.target = larger;
    this.to = bytes;
  }

  #growMetadata(): void {
    if (this.from < this.to) return;
    if (this.to < this.#metadataEnd) {
      this.#moveMetadata(Math.min(this.#metadataEnd, this.to * 2));
      return;
    }
    const metadata = parseMetadata(this.target);
    if (!metadata.ok) {
      this.fault = metadata.error;
      this.#phase = 'stopped';
      return;
    }
    this.#metadataBytes = this.#metadataEnd;
    this.#startRecords(metadata.value);
  }

  #startRecords(metadata: DbnMetadata): void {
    this.metadata = metadata;
    this.#phase = 'records';
    this.#recordWords = recordWordsTable(metadata.version, metadata.tsOut);
    this.#mboHead = (this.#recordWords[RTYPE.mbo] as number) | (RTYPE.mbo << 8);
    this.#blockOffset = this.#streamBytes;
    this.target = this.#block.u8;
    this.from = 0;
    this.to = this.#block.u8.length & ~3;
  }

  #walk(): void {
    const words = this.#block.i32;
    const mboHead = this.#mboHead;
    const end = this.from >> 2;
    let at = this.#walkedWords;
    let mboWords = 0;
    while (at < end) {
      const head = words[at] as number;
      if ((head & 0xffff) === mboHead) {
        const behind = this.#sequences.run(words, at, end);
        if (behind === at) break;
        mboWords += behind - at;
        at = behind;
        continue;
      }
      const length = this.#otherRecord(head, at);
      if (length === 0 || at + length > end) break;
      this.records[(head >>> 8) & 255] = (this.records[(head >>> 8) & 255] as number) + 1;
      at += length;
    }
    this.records[RTYPE.mbo] = (this.records[RTYPE.mbo] as number) + mboWords / (mboHead & 255);
    this.#walkedWords = at;
  }

  /** Words of a record that is no MBO of the expected size; 0 after a fault. */
  #otherRecord(head: number, at: number): number {
    const length = head & 255;
    const rtype = (head >>> 8) & 255;
    const offset = this.#blockOffset + at * 4;
    if ((head & 0xffffff) === DBN_MAGIC_WORD) {
      this.#stop('concatenated_dbn', offset, 'A second DBN file begins here; only the first is read.');
      return 0;
    }
    if (length < HEADER_WORDS) {
      this.#stop(
        'record_length_invalid',
        offset,
        `A record of ${length * 4} bytes is shorter than its own header.`,
      );
      return 0;
    }
    const expected = this.#recordWords[rtype] as number;
    if (expected === 0 || expected === length) return length;
    const { version, tsOut } = ensure(this.metadata, 'records come after metadata');
    const message = `A record of type 0x${rtype.toString(16)} has ${length * 4} bytes; DBN version ${version}${tsOut ? ' with send times' : ''} has ${expected * 4}.`;
    if (rtype === RTYPE.mbo) {
      this.#stop('record_size_mismatch', offset, message);
      return 0;
    }
    if (!this.warnings.some((warning) => warning.message === message)) {
      this.warnings.push({ code: 'record_size_mismatch', message, streamOffset: String(offset) });
    }
    return length;
  }
}

/** Bare records look like a record header; say so, since they can be read once the user names version and dataset. */
function notDbnOrFragment(head: Uint8Array, error: Fault): Fault {
  if (error.code !== 'not_dbn') return error;
  const bytes = (head[0] as number) * 4;
  const rtype = head[1] as number;
  const looksLikeRecord = ([1, 2, 3] as const).some((version) => {
    const expected = recordBytes(rtype, version);
    return expected > 0 && (bytes === expected || bytes === expected + 8);
  });
  if (!looksLikeRecord) return error;
  return {
    code: 'fragment_needs_settings',
    message: 'The file seems to hold bare records without metadata (a fragment).',
    streamOffset: '0',
    hint: 'Say which DBN version and dataset the records are of to open it.',
  };
}
