// What a file is, by its first bytes and never by its name (dbn-format §1), and the DBN stream inside it. Raw bytes are
// pushed in pieces of any size, stream bytes are pulled into the caller's buffer; nothing is buffered in between, so
// memory stays flat whatever a block expands to. Counts every byte of the file.
import type { Fault, FaultCode } from '../../../contracts/errors.ts';
import { assert } from '../../base/assert.ts';
import { DBZ_FIXED_BYTES, DBZ_SNIFF_BYTES, isDbz, metadataFromDbz } from '../../core/dbn/dbz.ts';
import { METADATA_CAP_BYTES } from '../../core/dbn/metadata.ts';
import { DbzHead } from './dbz-head.ts';
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
const SNIFF_BYTES = DBZ_SNIFF_BYTES;

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
  /** Of a DBZ file: its metadata on the way in, and, as those of DBN version 1, on the way out. */
  #dbz: DbzHead | null = null;
  #metadata: Uint8Array = new Uint8Array(0);
  #metadataAt = 0;

  constructor(zstd: ZstdDecoder) {
    this.#zstd = zstd;
  }

  /** All that was pushed has been used: push more, or `finish`. */
  get wantsInput(): boolean {
    return !this.#finished && !this.#slicePending && !this.fault && this.#at === this.#input.length;
  }

  /** No more stream bytes will come. */
  get ended(): boolean {
    if (this.fault) return true;
    const used = !this.#slicePending && this.#at === this.#input.length;
    return this.#finished && used && this.#metadataAt === this.#metadata.length;
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
    if (this.#dbz) this.#takeDbz(this.#dbz);
    if (this.#dbz && !this.#scanner && !this.fault) this.#refuseDbz('metadata_truncated');
    if (this.#scanner && !this.fault && !this.#scanner.finish()) this.#takeScannerFault();
  }

  account(): FileAccount {
    const scanner = this.#scanner;
    if (!scanner) {
      const used = this.kind === 'plain' ? this.#usedBytes : 0;
      return { payloadBytes: used, skippableBytes: 0, trailingBytes: this.#pushedBytes - used };
    }
    const payloadBytes = (this.#dbz?.taken ?? 0) + scanner.frameBytes + scanner.openBytes;
    const { skippableBytes } = scanner;
    return { payloadBytes, skippableBytes, trailingBytes: this.#pushedBytes - payloadBytes - skippableBytes };
  }

  /**
   * Writes stream bytes into out[from..to) and returns how many.
   * 0 means: more input is wanted, or there is nothing more (`ended`).
   */
  pull(out: Uint8Array, from: number, to: number): number {
    if (this.fault || this.kind === 'unknown') return 0;
    if (this.#dbz && !this.#scanner) this.#takeDbz(this.#dbz);
    if (this.#metadataAt < this.#metadata.length) return this.#pullMetadata(out, from, to);
    if (this.#dbz && !this.#scanner) return 0;
    return this.#scanner ? this.#pullFrames(this.#scanner, out, from, to) : this.#pullPlain(out, from, to);
  }

  #pullMetadata(out: Uint8Array, from: number, to: number): number {
    const count = Math.min(to - from, this.#metadata.length - this.#metadataAt);
    out.set(this.#metadata.subarray(this.#metadataAt, this.#metadataAt + count), from);
    this.#metadataAt += count;
    return count;
  }

  /** Gathers the metadata of a DBZ file; behind them come plain zstd frames. */
  #takeDbz(dbz: DbzHead): void {
    while (!dbz.whole && !this.fault && this.#at < this.#input.length) {
      this.#at += dbz.take(this.#input, this.#at);
      if (dbz.refused) {
        this.#refuseDbz(dbz.refused === 'too-large' ? 'metadata_too_large' : 'metadata_invalid');
      }
    }
    if (!dbz.whole || this.fault || this.#scanner) return;
    const variable = this.#decompress(dbz.content.subarray(DBZ_FIXED_BYTES));
    if (!variable) return;
    this.#metadata = metadataFromDbz(dbz.content, variable);
    this.#scanner = new ZstdFrameScanner(dbz.taken);
  }

  /** Null after a fault. */
  #decompress(bytes: Uint8Array): Uint8Array | null {
    const inner = new Container(this.#zstd);
    inner.push(bytes);
    inner.finish();
    let out: Uint8Array = new Uint8Array(16 * 1024);
    let length = 0;
    while (!inner.ended && length < METADATA_CAP_BYTES) {
      if (length === out.length) {
        const larger = new Uint8Array(2 * length);
        larger.set(out);
        out = larger;
      }
      length += inner.pull(out, length, out.length);
    }
    if (!inner.fault && inner.kind === 'zstd' && inner.ended) return out.subarray(0, length);
    this.#refuseDbz(length >= METADATA_CAP_BYTES ? 'metadata_too_large' : 'metadata_invalid');
    return null;
  }

  #refuseDbz(code: 'metadata_invalid' | 'metadata_too_large' | 'metadata_truncated'): void {
    const { taken, claimedBytes } = this.#dbz ?? new DbzHead();
    const messages = {
      metadata_invalid: 'The metadata of this DBZ file are damaged.',
      metadata_too_large: `The metadata of this DBZ file claim ${claimedBytes} bytes or more, more than the ${METADATA_CAP_BYTES} allowed.`,
      metadata_truncated: `The metadata of this DBZ file should be ${claimedBytes} bytes long, but the file ends after ${taken}.`,
    };
    this.#refuse(code, code === 'metadata_truncated' ? taken : 0, messages[code]);
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
      this.kind = 'zstd';
      this.#dbz = new DbzHead();
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
