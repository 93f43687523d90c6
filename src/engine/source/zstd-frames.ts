// Walks the structure of a zstd file (RFC 8878): frames, blocks, checksums, skippable frames. Bytes come in pieces split
// anywhere; out come the slices to decode, a block at a time, so that damage is located to a block and a stream that
// does not end at a frame's end is noticed. Decodes nothing and never looks into a block.
import type { FaultCode } from '../../../contracts/errors.ts';

const ZSTD_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Window descriptor, dictionary id, content size: no frame header is longer. */
const MAX_HEADER_BYTES = 18;
const BLOCK_CAP_BYTES = 128 * 1024;
/** As the reference decoder's own default: what a frame may ask the reader to keep in memory. */
export const WINDOW_CAP_BYTES = 128 * 1024 * 1024;

/** What `step` found: a slice to decode, the end of a frame, the need for more bytes, or what makes going on futile. */
export type FrameStep = 'decode' | 'frame-end' | 'need-bytes' | 'fault';

type Expecting =
  | 'magic'
  | 'frame-header'
  | 'block-header'
  | 'block-body'
  | 'checksum'
  | 'skippable'
  | 'garbage';

export interface FrameFault {
  readonly code: FaultCode;
  readonly message: string;
  /** Offset in the file. */
  readonly offset: number;
}

export function isZstdMagic(magic: number): boolean {
  return magic >>> 0 === ZSTD_MAGIC;
}

export function isSkippableMagic(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC;
}

export class ZstdFrameScanner {
  /** The slice to decode after `step` said 'decode'. */
  slice: Uint8Array = new Uint8Array(0);
  sliceFrom = 0;
  sliceTo = 0;
  fault: FrameFault | null = null;
  /** File offsets: the byte `step` looks at next, the start of the current frame and of the current block. */
  offset: number;
  frameStart = 0;
  blockStart = 0;
  frames = 0;
  frameBytes = 0;
  skippableBytes = 0;
  trailingBytes = 0;

  #expecting: Expecting = 'magic';
  readonly #head = new Uint8Array(MAX_HEADER_BYTES);
  readonly #headView = new DataView(this.#head.buffer);
  #headLength = 0;
  #left = 0;
  #lastBlock = false;
  #hasChecksum = false;
  #blockCapBytes = BLOCK_CAP_BYTES;

  constructor(offset = 0) {
    this.offset = offset;
  }

  /** Bytes of the frame that is not at its end yet. */
  get openBytes(): number {
    const between =
      this.#expecting === 'magic' || this.#expecting === 'garbage' || this.#expecting === 'skippable';
    return between ? 0 : this.offset - this.frameStart;
  }

  /** Takes what it can use of bytes[from..to), moves `offset` by as much, and says what it found. */
  step(bytes: Uint8Array, from: number, to: number): FrameStep {
    let at = from;
    for (;;) {
      const start = at;
      switch (this.#expecting) {
        case 'magic':
          at = this.#gather(bytes, at, to, 4);
          this.offset += at - start;
          if (this.#headLength < 4) return 'need-bytes';
          if (!this.#readMagic()) return 'fault';
          break;
        case 'garbage':
          this.offset += to - at;
          this.trailingBytes += to - at;
          return 'need-bytes';
        case 'skippable':
          at = this.#skip(bytes, at, to);
          this.offset += at - start;
          if (this.#expecting === 'skippable') return 'need-bytes';
          break;
        case 'block-body': {
          const length = Math.min(this.#left, to - at);
          if (length === 0) return 'need-bytes';
          this.offset += length;
          return this.#bodySlice(bytes, at, length);
        }
        default: {
          at = this.#gather(bytes, at, to, this.#headBytes());
          this.offset += at - start;
          if (this.#headLength < this.#headBytes()) {
            if (at === to) return 'need-bytes';
            break;
          }
          return this.#readHead();
        }
      }
    }
  }

  /** Marks the end of the file; false if it stands in the middle of something. */
  finish(): boolean {
    if (this.#expecting === 'garbage' || this.fault) return true;
    if (this.#expecting !== 'magic') {
      const what = this.#expecting === 'skippable' ? 'skippable zstd frame' : 'zstd frame';
      const message = `The file ends at byte ${this.offset} inside the ${what} that begins at byte ${this.frameStart}.`;
      this.fault = { code: 'zstd_truncated', message, offset: this.offset };
      return false;
    }
    if (this.#headLength > 0) {
      this.trailingBytes += this.#headLength;
      this.#stop(
        'trailing_bytes',
        this.offset - this.#headLength,
        `${this.#headLength} bytes follow the last zstd frame.`,
      );
      return false;
    }
    return true;
  }

  #gather(bytes: Uint8Array, from: number, to: number, wanted: number): number {
    let at = from;
    while (at < to && this.#headLength < wanted) this.#head[this.#headLength++] = bytes[at++] as number;
    return at;
  }

  #stop(code: FaultCode, offset: number, message: string): FrameStep {
    this.fault = { code, message, offset };
    this.#expecting = 'garbage';
    return 'fault';
  }

  #readMagic(): boolean {
    const magic = this.#headView.getUint32(0, true);
    if (isZstdMagic(magic)) {
      this.frameStart = this.offset - 4;
      this.blockStart = this.frameStart;
      this.#expecting = 'frame-header';
    } else if (isSkippableMagic(magic)) {
      this.frameStart = this.offset - 4;
      this.#left = -1;
      this.#expecting = 'skippable';
    } else {
      this.trailingBytes += 4;
      this.#stop('trailing_bytes', this.offset - 4, 'Bytes that are not zstd follow the last zstd frame.');
      return false;
    }
    return true;
  }

  /** `left` is -1 until the length of the skippable frame is known. */
  #skip(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    if (this.#left < 0) {
      at = this.#gather(bytes, at, to, 8);
      if (this.#headLength < 8) return at;
      this.#left = this.#headView.getUint32(4, true);
    }
    const length = Math.min(this.#left, to - at);
    this.#left -= length;
    if (this.#left === 0) {
      this.skippableBytes += this.offset + (at - from) + length - this.frameStart;
      this.#expecting = 'magic';
      this.#headLength = 0;
    }
    return at + length;
  }

  /** Bytes of the header being gathered, as far as known: the frame header tells its own length in byte 4. */
  #headBytes(): number {
    if (this.#expecting === 'block-header') return 3;
    if (this.#expecting === 'checksum') return 4;
    if (this.#headLength < 5) return 5;
    const descriptor = this.#head[4] as number;
    const singleSegment = (descriptor >> 5) & 1;
    const sizeCode = descriptor >> 6;
    const sizeBytes = sizeCode === 0 ? singleSegment : 1 << sizeCode;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
    return 5 + (1 - singleSegment) + dictionaryBytes + sizeBytes;
  }

  #readHead(): FrameStep {
    if (this.#expecting === 'frame-header') return this.#readFrameHeader();
    if (this.#expecting === 'block-header') return this.#readBlockHeader();
    return this.#headSlice('magic');
  }

  #readFrameHeader(): FrameStep {
    const descriptor = this.#head[4] as number;
    if (descriptor & 8)
      return this.#stop('zstd_corrupt', this.frameStart + 4, 'The zstd frame header has a reserved bit set.');
    if (descriptor & 3) {
      return this.#stop(
        'compression_unsupported',
        this.frameStart,
        'The zstd data needs a dictionary, which Databento files never do.',
      );
    }
    const windowBytes = this.#windowBytes(descriptor);
    if (windowBytes > WINDOW_CAP_BYTES) {
      return this.#stop(
        'zstd_window_too_large',
        this.frameStart,
        `The zstd frame asks for ${windowBytes} bytes of memory, more than the ${WINDOW_CAP_BYTES} allowed.`,
      );
    }
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#blockCapBytes = Math.min(BLOCK_CAP_BYTES, Math.max(windowBytes, 1));
    return this.#headSlice('block-header');
  }

  #windowBytes(descriptor: number): number {
    if ((descriptor & 0x20) === 0) {
      const window = this.#head[5] as number;
      const base = 2 ** (10 + (window >> 3));
      return base + (base / 8) * (window & 7);
    }
    switch (descriptor >> 6) {
      case 0:
        return this.#head[5] as number;
      case 1:
        return this.#headView.getUint16(5, true) + 256;
      case 2:
        return this.#headView.getUint32(5, true);
      default:
        return Number(this.#headView.getBigUint64(5, true));
    }
  }

  #readBlockHeader(): FrameStep {
    const bits =
      (this.#head[0] as number) | ((this.#head[1] as number) << 8) | ((this.#head[2] as number) << 16);
    const type = (bits >> 1) & 3;
    const size = bits >> 3;
    this.blockStart = this.offset - 3;
    if (type === 3) return this.#stop('zstd_corrupt', this.blockStart, 'A zstd block has a reserved type.');
    if (size > this.#blockCapBytes)
      return this.#stop(
        'zstd_corrupt',
        this.blockStart,
        `A zstd block claims ${size} bytes, more than a block may have.`,
      );
    this.#lastBlock = (bits & 1) !== 0;
    this.#left = type === 1 ? 1 : size;
    return this.#headSlice(this.#left > 0 ? 'block-body' : this.#afterBlock());
  }

  #afterBlock(): Expecting {
    if (!this.#lastBlock) return 'block-header';
    return this.#hasChecksum ? 'checksum' : 'magic';
  }

  #headSlice(next: Expecting): FrameStep {
    this.slice = this.#head;
    this.sliceFrom = 0;
    this.sliceTo = this.#headLength;
    return this.#sliceThen(next);
  }

  #bodySlice(bytes: Uint8Array, at: number, length: number): FrameStep {
    this.slice = bytes;
    this.sliceFrom = at;
    this.sliceTo = at + length;
    this.#left -= length;
    return this.#left > 0 ? 'decode' : this.#sliceThen(this.#afterBlock());
  }

  /** Going to 'magic' means that the slice is a frame's last. */
  #sliceThen(next: Expecting): FrameStep {
    this.#expecting = next;
    this.#headLength = 0;
    if (next !== 'magic') return 'decode';
    this.frames += 1;
    this.frameBytes += this.offset - this.frameStart;
    return 'frame-end';
  }
}
