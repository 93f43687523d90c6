// A DbnSource whose file is read, decompressed and framed by a worker of its own (pipeline/decode-worker.ts), through
// shared memory: the caller only takes finished blocks. Awaiting costs once per block.
import { Worker } from 'node:worker_threads';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DecodeJob, DecodeMessage, DecodeReport } from '../pipeline/decode-worker.ts';
import { allocateRing, clearRing, type RingBlock, RingReader } from '../pipeline/ring.ts';
import type { Block, DbnSource, SourceOptions, SourceProgress } from './dbn-source.ts';
import { DEFAULT_BLOCK_BYTES } from './dbn-source.ts';
import type { ByteAccount } from './stream-decoder.ts';

/** Where the decoding worker's script is: the build points this address at the built file. */
export function decodeWorkerUrl(): URL {
  return new URL('../pipeline/decode-worker.ts', import.meta.url);
}

/**
 * The ring of a source that is done with, for the next one: with many files in a row the collector would let megabytes of
 * shared memory gather for each.
 */
let spareRing: SharedArrayBuffer | null = null;

function takeRing(blockBytes: number): SharedArrayBuffer {
  const spare = spareRing;
  if (!spare || blockBytes !== DEFAULT_BLOCK_BYTES) return allocateRing(blockBytes);
  spareRing = null;
  clearRing(spare);
  return spare;
}

/** In Electron the start of a thread can stand still for good behind the end of another (one in some hundred). */
const START_MILLIS = 5000;

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export class WorkerSource implements DbnSource {
  readonly path: string;
  readonly #worker: Worker;
  readonly #ring: RingReader;
  readonly #opened: Deferred<Fault | null> = Promise.withResolvers();
  readonly #metadataOrEnd: Deferred<DbnMetadata | null> = Promise.withResolvers();
  readonly #reported: Deferred<DecodeReport> = Promise.withResolvers();
  readonly #memory: SharedArrayBuffer;
  readonly #blockBytes: number;
  /** Who still looks at the ring: the decoding thread, and whoever takes blocks. */
  #sides = 2;
  #bytesTotal = 0;
  #report: DecodeReport | null = null;
  #finished = false;
  #closing: Promise<void> | null = null;

  private constructor(path: string, url: URL, options: SourceOptions) {
    this.path = path;
    const { fragment, zstd, blockBytes = DEFAULT_BLOCK_BYTES } = options;
    const memory = takeRing(blockBytes);
    this.#memory = memory;
    this.#blockBytes = blockBytes;
    this.#ring = new RingReader(memory, blockBytes);
    const job: DecodeJob = {
      path,
      ring: memory,
      options: { ...(fragment && { fragment }), ...(zstd && { zstd }), blockBytes },
    };
    this.#worker = new Worker(url, { workerData: job, name: 'decode' });
    this.#worker.on('message', (message: DecodeMessage) => this.#hear(message));
    this.#worker.on('error', (error) => this.#lost(error.message));
    this.#worker.on('exit', () => {
      this.#lost('the decoding thread ended unexpectedly');
      this.#sides -= 1;
      this.#spareRing();
    });
  }

  /** Null where the thread does not begin. Throws a FaultError `file_unreadable`. */
  static async open(path: string, url: URL, options: SourceOptions = {}): Promise<WorkerSource | null> {
    const source = new WorkerSource(path, url, options);
    const fault = await source.#begun(options.startMillis ?? START_MILLIS);
    if (fault === 'silent') return null;
    if (!fault) return source;
    await source.close();
    throw new FaultError(fault);
  }

  /** How the thread began; one that has said nothing in time is given up, and ends as soon as it looks at the ring. */
  async #begun(withinMillis: number): Promise<Fault | null | 'silent'> {
    const { promise: silence, resolve } = Promise.withResolvers<'silent'>();
    // What it said while this thread was busy comes before the second look.
    const timer = setTimeout(() => setImmediate(() => resolve('silent')), withinMillis);
    const begun = await Promise.race([this.#opened.promise, silence]);
    clearTimeout(timer);
    if (begun !== 'silent') return begun;
    this.#ring.cancel();
    this.#worker.unref();
    void this.#worker.terminate();
    return begun;
  }

  async metadata(): Promise<Result<DbnMetadata, Fault>> {
    const metadata = await this.#metadataOrEnd.promise;
    if (metadata) return ok(metadata);
    const { faults } = await this.#reported.promise;
    return err(
      this.#located(faults[0] ?? { code: 'cancelled', message: 'The file was closed before it was read.' }),
    );
  }

  async next(): Promise<Block | null> {
    while (!this.#closing) {
      const block = this.#ring.take();
      if (block) return this.#blockFrom(block);
      if (this.#ring.drained) {
        await this.#reported.promise;
        this.#finished = true;
        return null;
      }
      await this.#ring.changed();
    }
    return null;
  }

  progress(): SourceProgress {
    return { bytesRead: this.#ring.bytesRead, bytesTotal: this.#bytesTotal };
  }

  faults(): readonly Fault[] {
    return (this.#report?.faults ?? []).map((fault) => this.#located(fault));
  }

  digest(): string | null {
    return this.#report?.digest ?? null;
  }

  accounted(): ByteAccount | null {
    return this.#finished ? ensure(this.#report, 'a finished source has its report').account : null;
  }

  recordCounts(): Float64Array | null {
    return this.#finished ? ensure(this.#report, 'a finished source has its report').records : null;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /**
   * The worker closes the file before it reports and then ends by itself. Its thread is not waited for: in Electron one
   * whose work is done may take forever to end.
   */
  async #end(): Promise<void> {
    this.#ring.cancel();
    this.#ring.abandon();
    await this.#reported.promise;
    this.#worker.unref();
    this.#sides -= 1;
    this.#spareRing();
  }

  /** Once neither side looks at the ring any more. */
  #spareRing(): void {
    if (this.#sides === 0 && this.#blockBytes === DEFAULT_BLOCK_BYTES) spareRing = this.#memory;
  }

  #hear(message: DecodeMessage): void {
    switch (message.kind) {
      case 'opened':
        this.#bytesTotal = message.bytesTotal;
        this.#opened.resolve(null);
        break;
      case 'unreadable':
        this.#opened.resolve(message.fault);
        break;
      case 'metadata':
        this.#metadataOrEnd.resolve(message.metadata);
        break;
      case 'wake':
        this.#ring.wake();
        break;
      case 'report':
        this.#settle(message.report);
        break;
    }
  }

  /** The worker is gone; if it had not reported, that is a fault of its own, and nobody must wait for it any longer. */
  #lost(why: string): void {
    const fault: Fault = {
      code: this.#closing ? 'cancelled' : 'internal',
      message: `Decoding stopped: ${why}.`,
    };
    this.#opened.resolve(fault);
    this.#settle({ faults: [fault], digest: null, account: null, records: null });
    this.#ring.abandon();
  }

  #settle(report: DecodeReport): void {
    this.#report ??= report;
    this.#metadataOrEnd.resolve(null);
    this.#reported.resolve(report);
  }

  #located(fault: Fault): Fault {
    return { ...fault, file: this.path };
  }

  #blockFrom({ buffer, words, streamOffset, index }: RingBlock): Block {
    let held = true;
    return {
      u8: buffer.u8,
      i32: buffer.i32,
      words,
      streamOffset,
      release: () => {
        // After the end the ring may be another source's.
        if (held && !this.#closing) this.#ring.release(index);
        held = false;
      },
    };
  }
}
