// A file → its days, wherever they go: opens the source, runs the pass, starts over once where a tick was inferred too
// coarse, and says how it ended. Nothing here knows the store; a DayListener takes what comes.
import { dirname } from 'node:path';
import type { AuditBytes } from '../../../contracts/audit.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import { recordTypeText } from '../../../contracts/record-types.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DbnSource } from '../source/dbn-source.ts';
import { findDefinitions } from '../source/definitions.ts';
import { openDbnSource } from '../source/file-source.ts';
import { readSessionFiles } from '../source/session-files.ts';
import { readVendorFiles } from '../source/vendor-files.ts';
import { IngestPass, inferTicks, type PassEnd } from './ingest.ts';
import type { DayListener, InstrumentFeed } from './instrument-feed.ts';
import { InstrumentNames } from './names.ts';
import { SessionLog } from './session-log.ts';

/** What to do about a file beside the data that is broken, where its fault does not say. */
const BESIDE_HINT = 'The data beside it was read without it. Put a whole copy there and open the data again.';

/** How far a pass is, for those who wait. */
export interface PassProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly records: number;
}

/** One start of the reading: a file whose ticks have to be inferred anew gets a second one. */
export interface IngestAttempt {
  readonly listener: DayListener;
  /** Called after every block; what it returns is waited for. */
  onBlock(progress: () => PassProgress): Promise<void> | null;
  /** A reason to stop that lies outside the source. */
  failure(): Fault | null;
  /** The attempt came to nothing: drop what it gave. */
  discard(): Promise<void>;
}

export interface IngestFileOptions {
  readonly path: string;
  readonly threads: 1 | 2;
  readonly signal: AbortSignal;
  /** Given for a file of bare records. */
  readonly fragment?: FragmentSettings | undefined;
  begin(metadata: DbnMetadata, names: InstrumentNames): IngestAttempt;
}

export interface IngestOutcome {
  readonly end: 'complete' | 'broken' | 'cancelled';
  readonly metadata: DbnMetadata;
  readonly faults: readonly Fault[];
  /** What was wrong with files beside it: they cost it a name or a tick, and no data. */
  readonly beside: readonly Fault[];
  readonly records: number;
  readonly recordTypes: Readonly<Record<string, number>>;
  readonly feeds: readonly InstrumentFeed[];
  /** What the exchange said of the days besides orders. */
  readonly session: SessionLog;
  /** Where every byte went; null where the file was not read to its end. */
  readonly bytes: AuditBytes | null;
  /** Whether a gap in the sequence numbers would show. */
  readonly gapsVisible: boolean;
  /** SHA-256 of the whole file; null where it was not read to its end. */
  readonly digest: string | null;
}

/** Throws a FaultError where the file gives nothing at all: unreadable, not DBN, broken before its first record. */
export async function ingestFile(options: IngestFileOptions): Promise<IngestOutcome> {
  const first = await runOnce(options, null);
  if (first !== 'tick_too_coarse') return first;
  const source = await openSource(options);
  try {
    await metadataOf(source);
    const ticks = await inferTicks(source, options.signal);
    const second = await runOnce(options, ticks);
    if (second !== 'tick_too_coarse') return second;
  } finally {
    await source.close();
  }
  throw new FaultError({
    code: 'internal',
    message: 'The tick size of this file could not be settled.',
    file: options.path,
  });
}

async function runOnce(
  options: IngestFileOptions,
  inferredTicks: ReadonlyMap<number, bigint> | null,
): Promise<IngestOutcome | 'tick_too_coarse'> {
  const source = await openSource(options);
  try {
    const metadata = await metadataOf(source);
    const beside = await findDefinitions(options.path, metadata, options.signal);
    const vendor = await readVendorFiles(dirname(options.path), metadata.dataset);
    const names = new InstrumentNames(metadata, beside.definitions, {
      givenSymbol: options.fragment?.symbol,
      vendor,
    });
    const session = new SessionLog();
    const sessionFaults = await readSessionFiles(
      options.path,
      metadata,
      (...record) => session.take(...record),
      options.signal,
    );
    const attempt = options.begin(metadata, names);
    const pass: IngestPass = new IngestPass(source, {
      metadata,
      names,
      session,
      listener: attempt.listener,
      inferredTicks,
      signal: options.signal,
      onBlock: () => attempt.onBlock(() => ({ ...source.progress(), records: pass.records })),
      failure: () => attempt.failure(),
    });
    const end = await pass.run();
    if (end === 'tick_too_coarse') {
      await attempt.discard();
      return end;
    }
    const faultsBeside = [...vendor.faults, ...beside.faults, ...sessionFaults];
    return {
      ...outcomeFrom(source, pass, metadata, end),
      session,
      beside: faultsBeside.map((fault) => ({ hint: BESIDE_HINT, ...fault })),
    };
  } finally {
    await source.close();
  }
}

function openSource({ path, threads, fragment }: IngestFileOptions): Promise<DbnSource> {
  return openDbnSource(path, { threads, ...(fragment && { fragment }) });
}

async function metadataOf(source: DbnSource): Promise<DbnMetadata> {
  const metadata = await source.metadata();
  if (!metadata.ok) throw new FaultError(metadata.error);
  return metadata.value;
}

function outcomeFrom(
  source: DbnSource,
  pass: IngestPass,
  metadata: DbnMetadata,
  end: Exclude<PassEnd, 'tick_too_coarse'>,
): Omit<IngestOutcome, 'session' | 'beside'> {
  const faults = [...source.faults(), ...pass.faults];
  const recordTypes = pass.recordTypes();
  // A record of another size than its type has is passed over; everything else ends the reading.
  const broken =
    end === 'failed' ||
    source
      .faults()
      .some((fault) => fault.code !== 'record_size_mismatch' || recordTypes['mbo'] === undefined);
  if (pass.mboRecords === 0 && pass.records > 0 && end !== 'cancelled') faults.push(noMboFault(recordTypes));
  return {
    end: end === 'cancelled' ? 'cancelled' : broken ? 'broken' : 'complete',
    metadata,
    faults,
    records: pass.records,
    recordTypes,
    feeds: pass.feeds,
    bytes: source.accounted(),
    gapsVisible: pass.gapsVisible,
    digest: source.digest(),
  };
}

function noMboFault(recordTypes: Readonly<Record<string, number>>): Fault {
  const held = Object.entries(recordTypes).map(([name, count]) => recordTypeText(name, count));
  return {
    code: 'no_mbo_records',
    message: `The file holds no order-by-order (MBO) records, only ${held.join(', ')}.`,
    hint: 'Ask Databento for the schema "mbo" of this day.',
  };
}
