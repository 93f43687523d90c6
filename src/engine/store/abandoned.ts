// Sources whose reader is gone: killed, crashed, out of power. What they recorded is whole, since a row never points at
// bytes that may be missing; it stays, as a part, until the file is opened again.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AuditFindings } from '../../../contracts/audit.ts';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import type { IndexDatabase, SourceRow } from './db.ts';
import { DayDetails, parseStored, SourceDetails, verdictFromStored } from './details.ts';

/** A process that has not been heard of for so long is not the one that has this number now. */
const SILENT_AFTER_MS = 60_000;
const DAY_FOLDER = /^([0-9a-f]{16})\.\d+\.\d+\.\d{4}-\d{2}-\d{2}$/;

/** Ends every abandoned source but those that `isOurs`. Throws `disk_full` or `store_locked` as a FaultError. */
export function settleAbandoned(db: IndexDatabase, isOurs: (sourceId: string) => boolean): void {
  const now = Date.now();
  for (const row of db.growing()) {
    if (isOurs(row.source_id) || !isAbandoned(row, now)) continue;
    db.transaction(() => settle(db, row));
  }
}

function settle(db: IndexDatabase, row: SourceRow): void {
  const days = db.daysOf(row.source_id);
  if (days.length === 0) {
    db.deleteSource(row.source_id);
    return;
  }
  const details = parseStored(SourceDetails, row.details);
  const faults = [interrupted(details.path)];
  let records = 0;
  for (const day of days) {
    const stored = parseStored(DayDetails, day.details);
    const partial = { ...stored, summary: { ...stored.summary, state: 'partial' as const } };
    const findings = db.audit(day.day_id);
    if (findings) {
      const verdict = verdictFromStored(partial, parseStored(AuditFindings, findings), faults, null);
      partial.summary.verdict = { grade: verdict.grade, phrase: verdict.phrase };
    }
    records += day.records;
    db.putDay({ ...day, details: JSON.stringify(partial) });
  }
  db.settleSource(row.source_id, JSON.stringify({ ...details, records, faults }));
}

function interrupted(path: string): Fault {
  return {
    code: 'interrupted',
    message: 'The program ended while it was reading this file; what was stored until then is shown.',
    file: path,
    hint: 'Open the file again: it is read to its end, and what is stored already is used.',
  };
}

/** Whether the process that reads a source is gone. */
export function isAbandoned(row: SourceRow, nowMillis = Date.now()): boolean {
  if (nowMillis - row.heartbeat_ms > SILENT_AFTER_MS) return true;
  // An engine of this very process that is gone leaves its sources behind only where it was not closed.
  if (row.owner_pid === process.pid) return true;
  try {
    process.kill(row.owner_pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ESRCH';
  }
}

/** Removes folders of days whose source the index does not know: bytes that were written and never recorded. */
export function sweepDayFolders(daysFolder: string, db: IndexDatabase): void {
  // Listed before the index is asked: a source is in the index before its first folder is made.
  const names = readdirSync(daysFolder);
  const known = new Set(db.sources().map((row) => row.source_id));
  for (const name of names) {
    const sourceId = DAY_FOLDER.exec(name)?.[1];
    if (sourceId && !known.has(sourceId)) rmSync(join(daysFolder, name), { recursive: true, force: true });
  }
}

/** Whether a fault only says that something cannot be written now. */
export function isForNow(error: unknown): boolean {
  return (
    error instanceof FaultError && (error.fault.code === 'disk_full' || error.fault.code === 'store_locked')
  );
}
