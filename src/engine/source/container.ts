// What a file is, by its first bytes and never by its name (dbn-format §1), and the DBN stream inside it. Raw bytes are
// pushed in pieces of any size, stream bytes are pulled into the caller's buffer; nothing is buffered in between, so
// memory stays flat whatever a block expands to. Counts every byte of the file.
import type { Fault, FaultCode } from '../../../contracts/errors.ts';
import { assert } from '../../base/assert.ts';
import type { ZstdDecoder } from './zstd.ts';
import { isSkippableMagic, isZstdMagic, ZstdFrameScanner } from './zstd-frames.ts';

export type ContainerKind = 'unknown' | 'plain' | 'zstd' | 'refused';

/** Where the file's bytes went; the parts add up to all bytes pushed. */
export interface FileAccount {
  /** Plain DBN bytes, or bytes of zstd frames. */
  readonly payloadBytes: number;
  readonly skippableBytes: number;
  /** After the last zstd frame, or not used because of a fault. */
  readonly trailingBytes: number;
}

/** As much as tells DBZ's skippable frame from any other. */
const SNIFF_BYTES = 12;

const FOREIGN: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['7-zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
];

/** Name of a compression or archive that is not read, by its first bytes. */
export function foreignCompression(head: Uint8Array): string | null {
  const found = FOREIGN.find(([, magic]) => magic.every((byte, i) => head[i] === byte));
  return found ? found[0] : null;
}

function isDbz(head: Uint8Array): boolean {
  return (
    head.length >= SNIFF_BYTES && head[8] === 0x44 && head[9] === 0x42 && head[10] === 0x5a && head[11] === 1
  );
}

export class Container {
  kind: ContainerKind = 'unknown';
  fault: Fault | null = null;
  /** Offset in the file of the zstd frame being read, null for plain files. */
  get frameStart(): number | null {
    return this.#scanner?.frameStart ?? null;
  }

  readonly #zstd: ZstdDecoder;
  #scanner: ZstdFrameScanner | null = null;
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;
  #pushedBytes = 0;
  #usedBytes = 0;
  #finished = false;
  /** The slice being decoded, which may need more than one output buffer. */
  #sliceAt = 0;
  #sliceTo = 0;
  #slicePending = false;
  #frameEnds = false;

  constructor(zstd: ZstdDecoder) {
    this.#zstd = zstd;
  }

  /** All that was pushed has been used: push more, or `finish`. */
  get wantsInput(): boolean {
    return !this.#finished && !this.#slicePending && !this.fault && this.#at === this.#input.length;
  }

  /** No more stream bytes will come. */
  get ended(): boolean {
    return this.fault !== null || (this.#finished && !this.#slicePending && this.#at === this.#input.length);
  }

  /** Hands over the next bytes of the file; they must not change until `wantsInput`. */
  push(bytes: Uint8Array): void {
    assert(this.wantsInput, 'container: pushed before the last bytes were used');
    this.#pushedBytes += bytes.length;
    if (this.kind !== 'unknown' || bytes.length === 0) {
      this.#input = bytes;
      this.#at = 0;
      return;
    }
    this.#sniff(bytes);
  }

  /** The file has no more bytes. */
  finish(): void {
    this.#finished = true;
    if (this.kind === 'unknown') this.#decide();
    if (this.#scanner && !this.fault && !this.#scanner.finish()) this.#takeScannerFault();
  }

  account(): FileAccount {
    const scanner = this.#scanner;
    if (!scanner) {
      const used = this.kind === 'plain' ? this.#usedBytes : 0;
      return { payloadBytes: used, skippableBytes: 0, trailingBytes: this.#pushedBytes - used };
    }
    const payloadBytes = scanner.frameBytes + scanner.openBytes;
    const { skippableBytes } = scanner;
    return { payloadBytes, skippableBytes, trailingBytes: this.#pushedBytes - payloadBytes - skippableBytes };
  }

  /**
   * Writes stream bytes into out[from..to) and returns how many.
   * 0 means: more input is wanted, or there is nothing more (`ended`).
   */
  pull(out: Uint8Array, from: number, to: number): number {
    if (this.fault || this.kind === 'unknown') return 0;
    return this.#scanner ? this.#pullFrames(this.#scanner, out, from, to) : this.#pullPlain(out, from, to);
  }

  #pullPlain(out: Uint8Array, from: number, to: number): number {
    const count = Math.min(to - from, this.#input.length - this.#at);
    if (count === 0) return 0;
    out.set(this.#input.subarray(this.#at, this.#at + count), from);
    this.#at += count;
    this.#usedBytes += count;
    return count;
  }

  #pullFrames(scanner: ZstdFrameScanner, out: Uint8Array, from: number, to: number): number {
    let outAt = from;
    while (outAt < to) {
      if (!this.#slicePending && !this.#nextSlice(scanner)) break;
      const zstd = this.#zstd;
      zstd.decode(scanner.slice, this.#sliceAt, this.#sliceTo, out, outAt, to);
      if (zstd.error) {
        this.#refuseFrame(scanner, zstd.error);
        break;
      }
      this.#sliceAt += zstd.consumed;
      outAt += zstd.produced;
      if (outAt < to && !this.#endSlice(scanner)) break;
    }
    return outAt - from;
  }

  /** The decoder took what it was given and the output has room left: the slice is done, or the data is not sound. */
  #endSlice(scanner: ZstdFrameScanner): boolean {
    const stuck = this.#sliceAt < this.#sliceTo || (this.#frameEnds && !this.#zstd.atFrameEnd());
    this.#slicePending = false;
    if (!stuck) return true;
    this.#refuseFrame(scanner, { checksum: false, message: 'the frame ends too early' });
    return false;
  }

  #nextSlice(scanner: ZstdFrameScanner): boolean {
    const before = scanner.offset;
    const step = scanner.step(this.#input, this.#at, this.#input.length);
    this.#at += scanner.offset - before;
    if (step === 'fault') this.#takeScannerFault();
    if (step === 'need-bytes' || step === 'fault') return false;
    this.#sliceAt = scanner.sliceFrom;
    this.#sliceTo = scanner.sliceTo;
    this.#slicePending = true;
    this.#frameEnds = step === 'frame-end';
    return true;
  }

  #refuseFrame(
    scanner: ZstdFrameScanner,
    error: { readonly checksum: boolean; readonly message: string },
  ): void {
    this.#slicePending = false;
    const frame = `the zstd frame that begins at byte ${scanner.frameStart}`;
    if (error.checksum) {
      this.#refuse(
        'zstd_checksum_mismatch',
        scanner.frameStart,
        `The checksum of ${frame} does not match: some of its records are wrong.`,
      );
    } else {
      this.#refuse(
        'zstd_corrupt',
        scanner.blockStart,
        `The data is damaged in the block at byte ${scanner.blockStart} of ${frame} (${error.message}).`,
      );
    }
  }

  #takeScannerFault(): void {
    const fault = this.#scanner?.fault;
    if (fault) this.#refuse(fault.code, fault.offset, fault.message);
  }

  #refuse(code: FaultCode, offset: number, message: string, hint?: string): void {
    this.fault = { code, message, byteOffset: String(offset), ...(hint === undefined ? {} : { hint }) };
  }

  #sniff(bytes: Uint8Array): void {
    const head = new Uint8Array(this.#input.length + bytes.length);
    head.set(this.#input);
    head.set(bytes, this.#input.length);
    this.#input = this.#input.length === 0 ? bytes : head;
    this.#at = 0;
    if (this.#input.length >= SNIFF_BYTES) this.#decide();
    else {
      // Kept as begun; `wantsInput` looks at `at`.
      this.#input = head;
      this.#at = head.length;
    }
  }

  #decide(): void {
    this.#at = 0;
    const head = this.#input;
    const magic = head.length >= 4 ? new DataView(head.buffer, head.byteOffset, 4).getInt32(0, true) : 0;
    const foreign = foreignCompression(head);
    if (isSkippableMagic(magic) && isDbz(head)) {
      this.#decideNot(
        'legacy_dbz',
        'This is a file in the legacy DBZ format.',
        "Convert it with the vendor's dbn tool, or download it again.",
      );
    } else if (isZstdMagic(magic) || isSkippableMagic(magic)) {
      this.kind = 'zstd';
      this.#scanner = new ZstdFrameScanner();
    } else if (foreign) {
      this.#decideNot(
        'compression_unsupported',
        `The file is compressed with ${foreign}, which is not read here.`,
        'Decompress it first; plain DBN and zstd are read.',
      );
    } else this.kind = 'plain';
  }

  #decideNot(code: FaultCode, message: string, hint: string): void {
    this.kind = 'refused';
    this.#refuse(code, 0, message, hint);
  }
}
