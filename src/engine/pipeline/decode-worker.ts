// The worker that reads, hashes, decompresses and frames a DBN file into a ring of shared blocks (ring.ts) and watches
// its sequence numbers, one file after another. One plain loop a file: every wait in it blocks this thread, which has
// nothing else to do. Metadata and the closing report go by message.
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Fault } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { SourceOptions } from '../source/dbn-source.ts';
import { DEFAULT_BLOCK_BYTES, metadataFromFragment, READ_BYTES } from '../source/dbn-source.ts';
import { RawFile, unreadableFault } from '../source/raw-file.ts';
import { type ByteAccount, DbnStreamDecoder } from '../source/stream-decoder.ts';
import { createZstdDecoder } from '../source/zstd.ts';
import { RingWriter } from './ring.ts';

export interface DecodeJob {
  readonly path: string;
  readonly ring: SharedArrayBuffer;
  readonly options: Pick<SourceOptions, 'fragment' | 'zstd' | 'blockBytes'>;
}

/** What is known when the last block has been written; after a cancellation, as far as it came. */
export interface DecodeReport {
  readonly faults: readonly Fault[];
  readonly digest: string | null;
  readonly account: ByteAccount | null;
  readonly records: Float64Array | null;
}

export type DecodeMessage =
  | { readonly kind: 'opened'; readonly bytesTotal: number }
  | { readonly kind: 'unreadable'; readonly fault: Fault }
  | { readonly kind: 'metadata'; readonly metadata: DbnMetadata }
  | { readonly kind: 'wake' }
  | { readonly kind: 'report'; readonly report: DecodeReport };

class DecodeLoop {
  readonly #file: RawFile;
  readonly #ring: RingWriter;
  readonly #decoder: DbnStreamDecoder;
  readonly #post: (message: DecodeMessage) => void;
  readonly #buffer = new Uint8Array(READ_BYTES);
  readonly #readFaults: Fault[] = [];
  #metadataSent = false;

  constructor(
    file: RawFile,
    ring: RingWriter,
    decoder: DbnStreamDecoder,
    post: (message: DecodeMessage) => void,
  ) {
    this.#file = file;
    this.#ring = ring;
    this.#decoder = decoder;
    this.#post = post;
  }

  run(): DecodeReport {
    this.#decode();
    if (!this.#ring.cancelled) this.#readToTheEnd();
    const faults = [...this.#readFaults, ...this.#decoder.faults()];
    return {
      faults,
      digest: this.#file.digest,
      account: this.#decoder.account(),
      records: this.#decoder.records,
    };
  }

  #decode(): void {
    for (;;) {
      const state = this.#decoder.run();
      this.#sendMetadata();
      if (this.#ring.cancelled) return;
      if (state === 'input') this.#feed();
      else if (!this.#hand(state === 'block') || state === 'end') return;
    }
  }

  #sendMetadata(): void {
    const { metadata } = this.#decoder;
    if (!metadata || this.#metadataSent) return;
    this.#metadataSent = true;
    this.#post({ kind: 'metadata', metadata });
  }

  #feed(): void {
    const bytes = this.#read();
    this.#ring.setBytesRead(this.#file.bytesRead);
    if (bytes.length === 0) this.#decoder.finish();
    else this.#decoder.push(bytes);
  }

  #read(): Uint8Array {
    try {
      return this.#file.readSync(this.#buffer);
    } catch (error) {
      this.#readFaults.push({
        ...unreadableFault(this.#file.path, error),
        byteOffset: String(this.#file.bytesRead),
      });
      return this.#buffer.subarray(0, 0);
    }
  }

  /** Publishes the block; where it goes on must be free first, since the record begun moves there. */
  #hand(goesOn: boolean): boolean {
    const next = goesOn ? this.#ring.acquire(1) : null;
    if (goesOn && !next) return false;
    const block = this.#decoder.cut(next);
    if (block) this.#ring.publish(block);
    return true;
  }

  #readToTheEnd(): void {
    for (let bytes = this.#read(); bytes.length > 0 && !this.#ring.cancelled; bytes = this.#read()) {
      this.#decoder.skip(bytes.length);
      this.#ring.setBytesRead(this.#file.bytesRead);
    }
    if (this.#readFaults.length > 0 || this.#ring.cancelled) return;
    const changed = this.#file.end();
    if (changed) this.#readFaults.push(changed);
  }
}

async function decode(
  job: DecodeJob,
  ring: RingWriter,
  post: (message: DecodeMessage) => void,
): Promise<DecodeReport> {
  const opened = RawFile.open(job.path);
  if (!opened.ok) {
    post({ kind: 'unreadable', fault: opened.error });
    return NOTHING;
  }
  const file = opened.value;
  post({ kind: 'opened', bytesTotal: file.bytesTotal });
  const zstd = await createZstdDecoder(job.options.zstd);
  const fragment = job.options.fragment ? metadataFromFragment(job.options.fragment) : null;
  const first = ring.acquire(0);
  const loop = first && new DecodeLoop(file, ring, new DbnStreamDecoder(zstd, first, fragment), post);
  const report = loop ? loop.run() : NOTHING;
  zstd.close();
  file.close();
  return report;
}

const NOTHING: DecodeReport = { faults: [], digest: null, account: null, records: null };

async function answer(job: DecodeJob, port: MessagePort): Promise<void> {
  const post = (message: DecodeMessage) => port.postMessage(message);
  const ring = new RingWriter(job.ring, job.options.blockBytes ?? DEFAULT_BLOCK_BYTES, () =>
    post({ kind: 'wake' }),
  );
  const report = await decode(job, ring, post).catch((error): DecodeReport => {
    const message = `Internal error while decoding: ${error instanceof Error ? error.message : String(error)}`;
    return { ...NOTHING, faults: [{ code: 'internal', message }] };
  });
  // The report comes last: after it the ring may be the next file's.
  ring.end();
  post({ kind: 'report', report });
}

/** Nothing of zod's size is loaded here: the thread must be at work within milliseconds of being asked for. */
const port = ensure(parentPort, 'decode-worker runs in a worker thread');
port.on('message', (job: DecodeJob) => void answer(job, port));
port.postMessage('ready');
