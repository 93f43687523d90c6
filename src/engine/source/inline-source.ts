// A DbnSource that decodes in the caller's thread: reads wait for the thread pool, one ahead of the decoding.
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { type BlockBuffer, blockBufferFrom, type FramedBlock } from '../../core/dbn/framer.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { Block, DbnSource, SourceOptions, SourceProgress } from './dbn-source.ts';
import { DEFAULT_BLOCK_BYTES, metadataFromFragment } from './dbn-source.ts';
import { RawFile, unreadableFault } from './raw-file.ts';
import { type ByteAccount, DbnStreamDecoder } from './stream-decoder.ts';
import { createZstdDecoder, type ZstdDecoder } from './zstd.ts';

type Phase = 'decoding' | 'hashing' | 'done';

/** Each read is handed to another thread, which costs as much as reading 100 kB does. */
const AHEAD_BYTES = 512 * 1024;

export class InlineSource implements DbnSource {
  readonly path: string;
  readonly #file: RawFile;
  readonly #zstd: ZstdDecoder;
  readonly #decoder: DbnStreamDecoder;
  readonly #blockBytes: number;
  readonly #free: BlockBuffer[] = [];
  /** Two read buffers in turn: while one is decoded the other is being filled. */
  readonly #buffers = [new Uint8Array(AHEAD_BYTES), new Uint8Array(AHEAD_BYTES)] as const;
  #turn = 0;
  #reading: Promise<Uint8Array> | null = null;
  #readFaults: Fault[] = [];
  #phase: Phase = 'decoding';
  #closed = false;
  #closing: Promise<void> | null = null;
  #lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(file: RawFile, zstd: ZstdDecoder, options: SourceOptions) {
    this.path = file.path;
    this.#file = file;
    this.#zstd = zstd;
    this.#blockBytes = options.blockBytes ?? DEFAULT_BLOCK_BYTES;
    const fragment = options.fragment ? metadataFromFragment(options.fragment) : null;
    this.#decoder = new DbnStreamDecoder(zstd, this.#takeBuffer(), fragment);
  }

  /** Throws a FaultError `file_unreadable`. */
  static async open(path: string, options: SourceOptions = {}): Promise<InlineSource> {
    const file = RawFile.open(path);
    if (!file.ok) throw new FaultError(file.error);
    return new InlineSource(file.value, await createZstdDecoder(options.zstd), options);
  }

  metadata(): Promise<Result<DbnMetadata, Fault>> {
    return this.#inTurn(() => this.#readMetadata());
  }

  next(): Promise<Block | null> {
    return this.#inTurn(() => this.#readBlock());
  }

  progress(): SourceProgress {
    return { bytesRead: this.#file.bytesRead, bytesTotal: this.#file.bytesTotal };
  }

  faults(): readonly Fault[] {
    return [...this.#readFaults, ...this.#decoder.faults()].map((fault) => ({ ...fault, file: this.path }));
  }

  digest(): string | null {
    return this.#file.digest;
  }

  accounted(): ByteAccount | null {
    return this.#phase === 'done' ? this.#decoder.account() : null;
  }

  recordCounts(): Float64Array | null {
    return this.#phase === 'done' ? this.#decoder.records : null;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#inTurn(async () => {
      await this.#reading?.catch(() => undefined);
      this.#file.close();
      this.#zstd.close();
    });
    return this.#closing;
  }

  /** Calls that overlap wait for each other: there is one file position and one decoder. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastTurn.then(work);
    this.#lastTurn = done.catch(() => undefined);
    return done;
  }

  async #readMetadata(): Promise<Result<DbnMetadata, Fault>> {
    const decoder = this.#decoder;
    while (!decoder.metadata && !this.#closed && decoder.run() === 'input') await this.#feed();
    if (decoder.metadata) return ok(decoder.metadata);
    return err(this.faults()[0] ?? { code: 'cancelled', message: 'The file was closed before it was read.' });
  }

  async #readBlock(): Promise<Block | null> {
    while (this.#phase === 'decoding' && !this.#closed) {
      const state = this.#decoder.run();
      if (state === 'input') await this.#feed();
      else if (state === 'block') return this.#blockFrom(this.#decoder.cut(this.#takeBuffer()));
      else {
        const last = this.#decoder.cut(null);
        this.#phase = 'hashing';
        if (last) return this.#blockFrom(last);
      }
    }
    if (this.#phase === 'hashing' && !this.#closed) await this.#readToTheEnd();
    return null;
  }

  async #feed(): Promise<void> {
    const bytes = await this.#read();
    if (bytes.length === 0) this.#decoder.finish();
    else this.#decoder.push(bytes);
  }

  /** The read that was begun last time; begins the next. A read that fails ends the file where it stands. */
  async #read(): Promise<Uint8Array> {
    try {
      const bytes = await (this.#reading ?? this.#beginRead());
      this.#reading = bytes.length === 0 || this.#closed ? null : this.#beginRead();
      return bytes;
    } catch (error) {
      this.#reading = null;
      this.#readFaults.push({
        ...unreadableFault(this.path, error),
        byteOffset: String(this.#file.bytesRead),
      });
      return new Uint8Array(0);
    }
  }

  #beginRead(): Promise<Uint8Array> {
    this.#turn ^= 1;
    const reading = this.#file.read(this.#buffers[this.#turn] as Uint8Array);
    // Whoever awaits it sees the failure; until then it is nobody's.
    reading.catch(() => undefined);
    return reading;
  }

  async #readToTheEnd(): Promise<void> {
    for (let bytes = await this.#read(); bytes.length > 0; bytes = await this.#read())
      this.#decoder.skip(bytes.length);
    if (this.#readFaults.length === 0 && !this.#closed) {
      const changed = this.#file.end();
      if (changed) this.#readFaults.push(changed);
    }
    this.#phase = 'done';
  }

  #takeBuffer(): BlockBuffer {
    return this.#free.pop() ?? blockBufferFrom(new ArrayBuffer(this.#blockBytes), 0, this.#blockBytes);
  }

  #blockFrom(decoded: FramedBlock | null): Block {
    const { buffer, ...block } = ensure(decoded, 'a full block holds records');
    let held = true;
    return {
      u8: buffer.u8,
      i32: buffer.i32,
      ...block,
      release: () => {
        if (held) this.#free.push(buffer);
        held = false;
      },
    };
  }
}
