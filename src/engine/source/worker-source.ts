// A DbnSource whose file is read, decompressed and framed by a worker of its own (pipeline/decode-worker.ts), through
// shared memory: the caller only takes finished blocks. Awaiting costs once per block.
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DecodeMessage, DecodeReport } from '../pipeline/decode-worker.ts';
import { type RingBlock, RingReader } from '../pipeline/ring.ts';
import type { Block, DbnSource, SourceOptions, SourceProgress } from './dbn-source.ts';
import { DEFAULT_BLOCK_BYTES } from './dbn-source.ts';
import { DecodeThread, type DecodeUser } from './decode-thread.ts';
import type { ByteAccount } from './stream-decoder.ts';

export class WorkerSource implements DbnSource, DecodeUser {
  readonly path: string;
  readonly #thread: DecodeThread;
  readonly #ring: RingReader;
  readonly #opened = Promise.withResolvers<Fault | null>();
  readonly #metadataOrEnd = Promise.withResolvers<DbnMetadata | null>();
  readonly #reported = Promise.withResolvers<DecodeReport>();
  #bytesTotal = 0;
  #report: DecodeReport | null = null;
  #finished = false;
  #closing: Promise<void> | null = null;

  private constructor(path: string, thread: DecodeThread, options: SourceOptions) {
    this.path = path;
    this.#thread = thread;
    const { fragment, zstd, blockBytes = DEFAULT_BLOCK_BYTES } = options;
    const ring = thread.ring(blockBytes);
    this.#ring = new RingReader(ring, blockBytes);
    const settings = { ...(fragment && { fragment }), ...(zstd && { zstd }), blockBytes };
    thread.begin({ path, ring, options: settings }, this);
  }

  /** Null where the thread is another's, or does not begin. Throws a FaultError `file_unreadable` or `internal`. */
  static async open(path: string, url: URL, options: SourceOptions = {}): Promise<WorkerSource | null> {
    const thread = DecodeThread.at(url);
    if (!(await thread.take(options.startMillis))) return null;
    const source = new WorkerSource(path, thread, options);
    const fault = await source.#opened.promise;
    if (!fault) return source;
    await source.close();
    throw new FaultError(fault);
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

  /** The worker closes the file before it reports, and looks at the ring no more. */
  async #end(): Promise<void> {
    this.#ring.cancel();
    this.#ring.abandon();
    await this.#reported.promise;
    this.#thread.release();
  }

  hear(message: DecodeMessage): void {
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

  /** If the worker had not reported, that is a fault of its own, and nobody must wait for it any longer. */
  lost(why: string): void {
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

  #blockFrom({ buffer, index, ...block }: RingBlock): Block {
    let held = true;
    return {
      u8: buffer.u8,
      i32: buffer.i32,
      ...block,
      release: () => {
        // After the end the ring may be another source's.
        if (held && !this.#closing) this.#ring.release(index);
        held = false;
      },
    };
  }
}
