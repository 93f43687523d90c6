// One file through the whole way in: the source alone, then source, instruments, book and windows. What must hold for any
// bytes at all: nothing is thrown but a coded fault, every byte is accounted for, no cell's flows fail to add up, and
// memory stays in bounds.
import { FAULT_CODES, type Fault, FaultError } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import { NO_ASK, NO_BID } from '../../core/book/layout.ts';
import { type IngestOutcome, ingestFile } from '../pipeline/ingest-file.ts';
import { openDbnSource } from '../source/file-source.ts';
import { sumsOf } from '../source/shared-data.fixture.ts';
import type { ZstdEngine } from '../source/zstd.ts';

export interface DriveOptions {
  readonly zstd: ZstdEngine;
  readonly fragment: FragmentSettings | null;
}

export interface DriveResult {
  readonly codes: readonly string[];
  readonly records: number;
  readonly windows: number;
}

/** More than any small file may need; a claim of gigabytes that is believed goes far beyond. */
const MAX_ARRAY_BYTES = 192 * 1024 * 1024;

/** Throws an Error that says which of the rules was broken. */
export async function driveFile(path: string, options: DriveOptions): Promise<DriveResult> {
  const before = process.memoryUsage().arrayBuffers;
  const codes = new Set<string>();
  await readSource(path, options, codes);
  const outcome = await readBook(path, options, codes);
  const grown = process.memoryUsage().arrayBuffers - before;
  ensureRule(grown < MAX_ARRAY_BYTES, `memory grew by ${grown} bytes`);
  let windows = 0;
  for (const { stream } of outcome?.feeds ?? []) {
    if (!stream) continue;
    ensureRule(stream.quality.identity_violations === 0, 'the flows of a cell do not add up');
    const { levels, orders } = stream.book;
    ensureRule(orders.live >= 0, 'fewer than no orders');
    const [bid, ask] = [levels.bestBid(), levels.bestAsk()];
    ensureRule(bid >= NO_BID && ask <= NO_ASK, 'a best price beyond all ticks');
    windows += stream.totals.windows;
  }
  return { codes: [...codes], records: outcome?.records ?? 0, windows };
}

async function readSource(path: string, options: DriveOptions, codes: Set<string>): Promise<void> {
  const { zstd, fragment } = options;
  const source = await openDbnSource(path, { threads: 1, zstd, ...(fragment ? { fragment } : {}) });
  try {
    let words = 0;
    for (let block = await source.next(); block; block = await source.next()) {
      words += block.words;
      block.release();
    }
    for (const fault of source.faults()) noteFault(fault, codes);
    const account = source.accounted();
    ensureRule(account !== null, 'a source read to its end has no account');
    const sums = sumsOf(account);
    ensureRule(sums.file === account.fileBytes, `file: ${JSON.stringify(account)}`);
    ensureRule(sums.stream === account.streamBytes, `stream: ${JSON.stringify(account)}`);
    ensureRule(words * 4 === account.recordBytes, `${words} words of records: ${JSON.stringify(account)}`);
  } finally {
    await source.close();
  }
}

async function readBook(
  path: string,
  { fragment }: DriveOptions,
  codes: Set<string>,
): Promise<IngestOutcome | null> {
  try {
    const outcome = await ingested(path, fragment);
    for (const fault of outcome.faults) noteFault(fault, codes);
    return outcome;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    noteFault(error.fault, codes);
    return null;
  }
}

/** A file through source, instruments, book and windows, with nobody to keep what comes of it. */
export function ingested(path: string, fragment: FragmentSettings | null): Promise<IngestOutcome> {
  const listener = { onDayStart() {}, onChunk() {}, onDayEnd() {} };
  const attempt = { listener, onBlock: () => null, failure: () => null, discard: async () => {} };
  const signal = new AbortController().signal;
  return ingestFile({ path, threads: 1, signal, ...(fragment ? { fragment } : {}), begin: () => attempt });
}

function noteFault(fault: Fault, codes: Set<string>): void {
  ensureRule(FAULT_CODES.includes(fault.code), `the unknown code ${fault.code}`);
  ensureRule(fault.code !== 'internal', fault.message);
  ensureRule(fault.message.endsWith('.'), `no sentence: ${fault.message}`);
  codes.add(fault.code);
}

function ensureRule(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
