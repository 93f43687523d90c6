// What the store keeps of a source and of a day besides the tables: JSON in the index, checked when it is read.
import { z } from 'zod';
import {
  AuditBytes,
  type AuditFindings,
  type AuditVerdict,
  type MidnightCheck,
} from '../../../contracts/audit.ts';
import type { TableSpec } from '../../../contracts/datasets.ts';
import { Fault, FaultError } from '../../../contracts/errors.ts';
import { FragmentSettings } from '../../../contracts/fragment.ts';
import { type ChunkInfo, DaySummary } from '../../../contracts/messages.ts';
import { QualityCounts } from '../../../contracts/quality.ts';
import { countsFrom, verdictFrom } from '../../core/silver/audit-verdict.ts';
import type { ChunkRow, IndexDatabase } from './db.ts';

/** Schema messages are kept as the batch of this chunk. */
export const SCHEMA_CHUNK = -1;

/** What is known of a day besides its chunks. */
export const DayDetails = z.object({
  summary: DaySummary,
  quality: QualityCounts,
  windowFrom: z.number().int(),
  windowEnd: z.number().int(),
  validWindows: z.number().int(),
  /** Given where this is no instrument but the options of an underlying: what the ticks of its rows stand for. */
  options: z
    .object({
      underlying: z.string(),
      series: z
        .array(z.object({ strike: z.string(), right: z.enum(['C', 'P']), expiry: z.string() }))
        .readonly(),
    })
    .optional(),
  /** TAPE_VERSION of the sweeps and refills that are stored; absent where none were looked for. */
  tape: z.number().int().optional(),
});
export type DayDetails = z.infer<typeof DayDetails>;

export interface StoredDay extends DayDetails {
  readonly chunks: readonly ChunkInfo[];
}

/** What an ingest learnt of a source as a whole. */
export const SourceDetails = z.object({
  path: z.string(),
  records: z.number().int(),
  /** Records by type name, as the file holds them. */
  recordTypes: z.record(z.string(), z.number().int()),
  faults: z.array(Fault),
  /** What was wrong with files that lay beside it. */
  beside: z.array(Fault).default([]),
  cancelled: z.boolean(),
  /** Where every byte of the file went, as far as it was read to its end. */
  bytes: AuditBytes.nullable().default(null),
  /** Whether its sequence numbers follow each other, so that a gap would show. */
  gapsVisible: z.boolean().default(false),
  /** How a file of bare records was read. */
  fragment: FragmentSettings.optional(),
});
export type SourceDetails = z.infer<typeof SourceDetails>;

/** The verdict of a day as it is stored. */
export function verdictFromStored(
  { summary, validWindows }: DayDetails,
  findings: AuditFindings,
  faults: readonly Fault[],
  midnight: MidnightCheck | null,
): AuditVerdict {
  const { records, state } = summary;
  const spanNanos = Number(BigInt(summary.lastTsNanos) - BigInt(summary.firstTsNanos));
  return verdictFrom({
    ...findings,
    ...countsFrom(findings),
    records,
    spanNanos,
    validWindows,
    state,
    faults: faults.map(({ code }) => code),
    midnight,
  });
}

/** Throws `store_damaged` as a FaultError. */
export function parseStored<T extends z.ZodType>(schema: T, json: string): z.output<T> {
  const parsed = schema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new FaultError({
    code: 'store_damaged',
    message: 'The index of the store holds a row that this version cannot read.',
    hint: 'Open the original file again; it is read anew.',
  });
}

export function chunkFromRow(row: ChunkRow): ChunkInfo {
  return {
    chunk: row.chunk,
    windowFrom: row.window_from,
    windowCount: row.window_count,
    validWindows: row.valid_windows,
    spotLo: row.spot_lo,
    spotHi: row.spot_hi,
  };
}

/** What a writer needs of the store it writes into. */
export interface StoreFiles {
  readonly db: IndexDatabase;
  tablePath(dayId: string, spec: TableSpec): string;
  forget(sourceId: string): Promise<void>;
}
