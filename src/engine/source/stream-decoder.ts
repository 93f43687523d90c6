// Raw file bytes → blocks of whole records: the container's stream pulled straight into the framer's block. The one piece of
// decoding that both ways of running share: in the caller's thread, or in a worker that fills shared memory.
import type { Fault } from '../../../contracts/errors.ts';
import type { BlockBuffer, FramedBlock } from '../../core/dbn/framer.ts';
import { DbnFramer } from '../../core/dbn/framer.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { Container, foreignCompression } from './container.ts';
import type { ZstdDecoder } from './zstd.ts';
import { isZstdMagic } from './zstd-frames.ts';

/** Where every byte went: file = payload + skippable + trailing, stream = metadata + records + tail. */
export interface ByteAccount {
  readonly fileBytes: number;
  /** Plain DBN, or zstd frames. */
  readonly payloadBytes: number;
  readonly skippableBytes: number;
  /** After the last frame, or left unread because of a fault. */
  readonly trailingBytes: number;
  readonly streamBytes: number;
  readonly metadataBytes: number;
  readonly recordBytes: number;
  readonly tailBytes: number;
}

export type DecoderState = 'input' | 'block' | 'end';

export class DbnStreamDecoder {
  readonly #container: Container;
  readonly #framer: DbnFramer;
  #ended = false;
  /** Bytes of the file that were never pushed, because a fault came first. */
  #unreadBytes = 0;

  constructor(zstd: ZstdDecoder, block: BlockBuffer, fragment: DbnMetadata | null) {
    this.#container = new Container(zstd);
    this.#framer = new DbnFramer(block, fragment);
  }

  get metadata(): DbnMetadata | null {
    return this.#framer.metadata;
  }

  get records(): Float64Array {
    return this.#framer.records;
  }

  push(bytes: Uint8Array): void {
    this.#container.push(bytes);
  }

  finish(): void {
    this.#container.finish();
  }

  /** Counts bytes that the decoder has no use for any more. */
  skip(bytes: number): void {
    this.#unreadBytes += bytes;
  }

  /** Works until it needs input, has a full block to be cut, or is at the end (where one more cut may give a block). */
  run(): DecoderState {
    const framer = this.#framer;
    const container = this.#container;
    while (!framer.stopped) {
      if (framer.full) return 'block';
      const count = container.pull(framer.target, framer.from, framer.to);
      if (count > 0) framer.commit(count);
      else if (container.wantsInput) return 'input';
      else if (container.ended) framer.finish();
    }
    this.#ended = true;
    return 'end';
  }

  /** Takes the whole records so far, if any; goes on in `next`, null at the very end. */
  cut(next: BlockBuffer | null): FramedBlock | null {
    return this.#framer.cut(next);
  }

  /** What was found wrong, in file order as far as that is known. */
  faults(): Fault[] {
    const faults = this.#framer.warnings.map((warning) => this.#located(warning));
    const container = this.#container.fault;
    const framing = this.#framingFault();
    if (framing) faults.push(framing);
    if (container) faults.push(container);
    return faults;
  }

  account(): ByteAccount {
    const file = this.#container.account();
    const trailingBytes = file.trailingBytes + this.#unreadBytes;
    const fileBytes = file.payloadBytes + file.skippableBytes + trailingBytes;
    return { fileBytes, ...file, trailingBytes, ...this.#framer.account() };
  }

  /** A stream cut short by its container needs no second word for the record that was cut with it. */
  #framingFault(): Fault | null {
    const fault = this.#ended ? this.#framer.fault : null;
    if (!fault) return null;
    const cutShort = ['file_empty', 'metadata_truncated', 'record_truncated', 'not_dbn'].includes(fault.code);
    const cause = this.#container.fault;
    if (cutShort && cause && cause.code !== 'trailing_bytes') return null;
    return this.#located(this.#compressedTwice(fault) ?? fault);
  }

  #compressedTwice(fault: Fault): Fault | null {
    if (fault.code !== 'not_dbn' || this.#container.kind !== 'zstd') return null;
    const head = this.#framer.target;
    const magic = new DataView(head.buffer, head.byteOffset, 4).getInt32(0, true);
    const inner = isZstdMagic(magic) ? 'zstd' : foreignCompression(head);
    if (inner === null) return null;
    const message = `The file is compressed twice, with ${inner} inside zstd, which is not read here.`;
    return { ...fault, code: 'compression_unsupported', message, hint: 'Decompress it once first.' };
  }

  /** In a plain file the stream is the file; in a compressed one the frame's start is the nearest place in the file. */
  #located(fault: Fault): Fault {
    const frame = this.#container.frameStart;
    if (frame !== null) return { ...fault, byteOffset: String(frame) };
    const { streamOffset: byteOffset, ...rest } = fault;
    return byteOffset === undefined ? fault : { ...rest, byteOffset };
  }
}
