// The stages: each does a real part of the ingest on the long day and times it. A check of what came out guards against
// measuring nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ChunkInfo, DaySummary, JobProgress } from '../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../contracts/params.ts';
import { memoryLinkPair } from '../contracts/wire/link.ts';
import { Peer } from '../contracts/wire/peer.ts';
import { assert } from '../src/base/assert.ts';
import { MBO_BYTES, MBO_WORDS, RTYPE, W_SIZE } from '../src/core/dbn/layout.ts';
import { GoldKernel } from '../src/core/fields/kernel.ts';
import type { SilverChunk } from '../src/core/silver/chunk.ts';
import { InstrumentStream } from '../src/core/silver/instrument-stream.ts';
import { createEngine } from '../src/engine/engine.ts';
import { openDbnSource } from '../src/engine/source/file-source.ts';
import { benchGold } from './gold.bench.ts';
import type { LongDay } from './long-day.ts';
import { benchOptions } from './options.ts';

export interface Outcome {
  readonly seconds: number;
  readonly records?: number;
  readonly windows?: number;
  /** What the work cost as a part of decoding the same file in the same process. */
  readonly ofDecoding?: number;
}

export interface Measurement extends Required<Omit<Outcome, 'ofDecoding'>>, Pick<Outcome, 'ofDecoding'> {
  readonly peakRssBytes: number;
}

interface Stage {
  readonly does: string;
  run(day: LongDay): Promise<Outcome>;
}

/** Blocks as the product reads them, 256 KiB: one endless loop would spend its life unoptimised. */
const BLOCK_WORDS = 4680 * MBO_WORDS;
const PAGE_WORDS = 1024;
const TICK_NANOS = 250_000_000n;
const INSTANTS = 400;
/** Steps of this share of a span never meet and leave no gap. */
const GOLDEN_SHARE = 0.618_033_988_75;

export const STAGES = {
  walk: { does: 'plain walk in memory', run: walk },
  zwalk: { does: 'zstd and walk', run: zwalk },
  book: { does: 'decode, book and silver in memory', run: (day) => book(day, false) },
  book_gold: { does: 'decode, book, silver and gold in memory', run: (day) => book(day, true) },
  store_one_thread: { does: '.zst to silver, store written, one thread', run: (day) => ingest(day, 1) },
  store_two_threads: {
    does: '.zst to silver, store written, decoding in a second thread',
    run: (day) => ingest(day, 2),
  },
  gold: { does: 'gold alone, every field of 82,800 windows', run: gold },
  first_picture: { does: 'from opening the .zst to the first tile', run: firstPicture },
  exact_pass: { does: 'the second pass that exact answers need once', run: exactPass },
  book_at: {
    does: 'the exact book at a random nanosecond: CPU seconds that 95 of 100 stay under',
    run: bookAt,
  },
  options_decode: { does: 'zstd and walk of 2,000 options, CPU seconds', run: () => benchOptions('decode') },
  options_books: {
    does: 'their books summed by strike each second, CPU seconds on top',
    run: () => benchOptions('books'),
  },
  options_fields: {
    does: 'every field of their strikes each second, CPU seconds on top',
    run: () => benchOptions('fields'),
  },
  reopen: { does: 'from opening a stored file to its first tile', run: reopen },
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof STAGES;

async function walk(day: LongDay): Promise<Outcome> {
  const words = plainWords(day);
  const start = performance.now();
  const count = { records: 0, lots: 0 };
  for (let at = 0; at < words.length; at += BLOCK_WORDS) {
    const block = words.subarray(at, at + BLOCK_WORDS);
    walkWords(block, block.length, count);
  }
  const seconds = secondsSince(start);
  assert(count.records === day.records && count.lots > 0, 'the walk missed records');
  return { seconds, records: count.records };
}

async function zwalk(day: LongDay): Promise<Outcome> {
  const start = performance.now();
  const source = await openDbnSource(day.compressedPath, { threads: 1 });
  const count = { records: 0, lots: 0 };
  for (let block = await source.next(); block; block = await source.next()) {
    walkWords(block.i32, block.words, count);
    block.release();
  }
  const seconds = secondsSince(start);
  await source.close();
  assert(count.records === day.records && count.lots > 0, 'the walk missed records');
  return { seconds, records: count.records };
}

function walkWords(words: Int32Array, end: number, count: { records: number; lots: number }): void {
  let { records, lots } = count;
  for (let at = 0; at < end; ) {
    const header = words[at];
    if (((header >> 8) & 0xff) === RTYPE.mbo) {
      lots += words[at + W_SIZE];
      records++;
    }
    at += header & 0xff;
  }
  count.records = records;
  count.lots = lots;
}

async function book(day: LongDay, withGold: boolean): Promise<Outcome> {
  const words = plainWords(day);
  const kernel = withGold ? new GoldKernel(DEFAULT_FIELD_PARAMS) : null;
  let windows = 0;
  let rows = 0;
  const stream = new InstrumentStream({
    tickSizeNanos: TICK_NANOS,
    lendsChunks: true,
    onChunk(chunk: SilverChunk) {
      windows += chunk.windowCount;
      rows += chunk.rows.length;
      if (kernel) for (let i = 0; i < chunk.windowCount; i++) kernel.step(chunk, i, true);
    },
  });
  const start = performance.now();
  for (let at = 0; at < words.length; at += BLOCK_WORDS) {
    const block = words.subarray(at, at + BLOCK_WORDS);
    stream.records(block, 0, block.length, MBO_WORDS);
  }
  stream.finish();
  const seconds = secondsSince(start);
  assert(windows > 80_000 && rows > windows, 'silver is missing');
  assert(stream.quality.identity_violations === 0, 'the identity does not hold');
  return { seconds, records: day.records, windows };
}

async function gold(): Promise<Outcome> {
  const { seconds, windows } = benchGold();
  return { seconds, windows };
}

async function ingest(day: LongDay, threads: 1 | 2): Promise<Outcome> {
  return withEngine(threads, async (open) => {
    const start = performance.now();
    const end = await open(day.compressedPath).done;
    const seconds = secondsSince(start);
    assert(end.days[0]?.records === day.records && !end.fromStore, 'the day was not read whole');
    return { seconds, records: day.records };
  });
}

async function firstPicture(day: LongDay): Promise<Outcome> {
  return withEngine(2, async (open) => {
    const start = performance.now();
    const opening = open(day.compressedPath);
    const seen = await opening.firstChunk;
    await opening.tile(seen.dayId, seen.chunk);
    const seconds = secondsSince(start);
    await opening.cancel();
    return { seconds };
  });
}

async function reopen(day: LongDay): Promise<Outcome> {
  return withEngine(2, async (open) => {
    await open(day.compressedPath).done;
    const start = performance.now();
    const opening = open(day.compressedPath);
    const end = await opening.done;
    assert(end.fromStore, 'the day was not in the store');
    const { dayId } = end.days[0] as DaySummary;
    await opening.tile(dayId, await opening.lastValidChunk(dayId));
    return { seconds: secondsSince(start) };
  });
}

async function exactPass(day: LongDay): Promise<Outcome> {
  return withEngine(2, async (open) => {
    const opening = open(day.compressedPath);
    const { dayId, firstTsNanos } = (await opening.done).days[0] as DaySummary;
    const start = performance.now();
    await opening.bookAt(dayId, firstTsNanos);
    return { seconds: secondsSince(start), records: day.records };
  });
}

/** Instants in no order, so that none is helped by the one before. */
async function bookAt(day: LongDay): Promise<Outcome> {
  return withEngine(2, async (open) => {
    const opening = open(day.compressedPath);
    const { dayId, firstTsNanos, lastTsNanos } = (await opening.done).days[0] as DaySummary;
    const first = BigInt(firstTsNanos);
    const span = Number(BigInt(lastTsNanos) - first);
    await opening.bookAt(dayId, firstTsNanos);
    const seconds: number[] = [];
    for (let i = 0; i < INSTANTS; i++) {
      const instant = first + BigInt(Math.floor(span * ((i * GOLDEN_SHARE) % 1)));
      // On a busy machine the clock tells what else runs on it.
      const start = process.cpuUsage();
      await opening.bookAt(dayId, String(instant));
      const { user, system } = process.cpuUsage(start);
      seconds.push((user + system) / 1e6);
    }
    seconds.sort((a, b) => a - b);
    return { seconds: seconds[Math.floor(0.95 * INSTANTS)] as number };
  });
}

interface Opening {
  readonly done: Promise<JobProgress>;
  readonly firstChunk: Promise<{ dayId: string; chunk: number }>;
  tile(dayId: string, chunk: number): Promise<void>;
  bookAt(dayId: string, tsNanos: string): Promise<void>;
  lastValidChunk(dayId: string): Promise<number>;
  cancel(): Promise<void>;
}

/** An engine of its own on a store that is thrown away, spoken to as a page does. */
async function withEngine<T>(
  threads: 1 | 2,
  work: (open: (path: string) => Opening) => Promise<T>,
): Promise<T> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'fieldbook-bench-store-'));
  const engine = await createEngine({ dataFolder, productVersion: 'bench', openPaths: [], threads });
  const [near, far] = memoryLinkPair();
  // As the hosts' thread does.
  await engine.practise();
  engine.connect(far);
  const peer = new Peer(near);
  try {
    return await work((path) => openIn(peer, path));
  } finally {
    peer.close();
    await engine.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

function openIn(peer: Peer, path: string): Opening {
  const done = Promise.withResolvers<JobProgress>();
  const first = Promise.withResolvers<{ dayId: string; chunk: number }>();
  const listeners = [
    peer.on('job', (progress) => {
      if (progress.phase === 'done') done.resolve(progress);
      else if (progress.phase === 'failed' || progress.phase === 'cancelled') {
        done.reject(new Error(progress.faults[0]?.message ?? progress.phase));
      }
    }),
    peer.on('day.grown', (grown) => {
      const chunk = grown.chunks.find(({ validWindows }) => validWindows > 0);
      if (chunk) first.resolve({ dayId: grown.dayId, chunk: chunk.chunk });
    }),
  ];
  const started = peer.call('source.open', { paths: [path] });
  started.catch(done.reject);
  const stopListening = (): void => {
    for (const listener of listeners) listener.dispose();
  };
  done.promise.then(stopListening, stopListening);
  return {
    done: done.promise,
    firstChunk: first.promise,
    async tile(dayId, chunk) {
      const { payload } = await peer.call('day.tile', {
        dayId,
        lattice: 'L',
        group: 0,
        level: 0,
        index: chunk,
        band: 0,
      });
      assert(payload !== null && payload.length > 0, 'the tile is empty');
    },
    async bookAt(dayId, tsNanos) {
      const ask = { dayId, at: { tsNanos }, levels: 20, queues: 'all', trades: 20 } as const;
      const { result } = await peer.call('book.at', ask);
      assert(result.bids.length > 0 && result.asks.length > 0, 'the exact book is empty');
    },
    async lastValidChunk(dayId) {
      const { result } = await peer.call('day.info', { dayId });
      return (result.chunks.findLast(({ validWindows }) => validWindows > 0) as ChunkInfo).chunk;
    },
    async cancel() {
      await peer.call('job.cancel', { jobId: (await started).result.jobId });
      await done.promise.catch(() => undefined);
    },
  };
}

function plainWords(day: LongDay): Int32Array {
  const bytes = readFileSync(day.plainPath);
  const recordsAt = 8 + bytes.readUInt32LE(4);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + recordsAt, (bytes.length - recordsAt) >> 2);
  assert(words.length * 4 === day.records * MBO_BYTES, 'the plain day has another length');
  // The first touch of a page is the system's work: it belongs to the loading, as in the native program.
  let touched = 0;
  for (let at = 0; at < words.length; at += PAGE_WORDS) touched ^= words[at];
  assert(touched !== 0x7fffffff, 'unreachable: keeps the loop above alive');
  return words;
}

function secondsSince(startMillis: number): number {
  return (performance.now() - startMillis) / 1000;
}
