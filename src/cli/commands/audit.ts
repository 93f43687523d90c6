// fieldbook audit FILE|FOLDER: every fault and oddity of every day in words, and how far its book can be trusted.

import type { DayAudit } from '../../../contracts/audit.ts';
import { type Fault, FaultError, faultText } from '../../../contracts/errors.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { auditText } from '../audit-text.ts';
import { type CliIo, faultJson, jsonText, snakeCaseNames, tableText } from '../output.ts';
import type { Session } from '../session.ts';

interface AuditedDay {
  readonly summary: DaySummary;
  readonly audit: DayAudit;
}

interface Opened {
  readonly days: readonly DaySummary[];
  readonly faults: readonly Fault[];
  /** Files that give no day, and what was wrong with those beside the data. */
  readonly beside: readonly Fault[];
  readonly otherFiles: number;
}

/** Exit code 1 where a file was damaged or could not be read; what could be read is told all the same. */
export async function runAudit(
  io: CliIo,
  session: Session,
  path: string,
  options: { json?: boolean },
): Promise<number> {
  const { days, faults, beside, otherFiles } = await open(session, path);
  const audited: AuditedDay[] = [];
  for (const summary of days) {
    const { result } = await session.peer.call('day.audit', { dayId: summary.dayId });
    audited.push({ summary, audit: result });
  }
  if (options.json) {
    const told = { faults: faults.map(faultJson), beside: beside.map(faultJson), otherFiles };
    io.write(jsonText(snakeCaseNames({ days: audited.map(dayJson), ...told })));
  } else {
    io.write(audited.map(({ summary, audit }) => auditText(summary, audit)).join('\n'));
    if (audited.length > 1) io.write(`\n${overviewText(audited)}`);
    if (otherFiles > 0) io.write(`\n${otherFilesText(otherFiles)}\n`);
    for (const fault of beside) io.writeError(`${faultText(fault)}\n`);
  }
  for (const fault of faults) io.writeError(`${faultText(fault)}\n`);
  return faults.length > 0 ? 1 : 0;
}

/** The days of a file or folder, oldest first; a file that gives none is a fault like the others. */
async function open(session: Session, path: string): Promise<Opened> {
  try {
    const end = await session.open(path);
    return { ...end, days: end.days.toSorted(byDate) };
  } catch (error) {
    if (error instanceof FaultError) return { days: [], faults: [error.fault], beside: [], otherFiles: 0 };
    throw error;
  }
}

function byDate(a: DaySummary, b: DaySummary): number {
  return a.utcDate < b.utcDate ? -1 : a.utcDate > b.utcDate ? 1 : 0;
}

function dayJson({ summary, audit }: AuditedDay): unknown {
  const { dayId, sourceName, dataset, symbol, instrumentId, publisherId, utcDate, records, state } = summary;
  const day = { dayId, sourceName, dataset, symbol, instrumentId, publisherId, utcDate, records, state };
  return snakeCaseDeep({ ...day, ...audit });
}

function snakeCaseDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(snakeCaseNames(value)).map(([name, item]) => [name, snakeCaseDeep(item)]),
  );
}

function otherFilesText(count: number): string {
  const one = count === 1;
  return `${count} other DBN ${one ? 'file' : 'files'} here ${one ? 'holds' : 'hold'} no orders (definitions, trades, bars, …): there is no book in ${one ? 'it' : 'them'} to audit.`;
}

function overviewText(days: readonly AuditedDay[]): string {
  const rows = days.map(({ summary, audit: { verdict } }) => [
    summary.symbol,
    summary.utcDate,
    summary.records,
    verdict.grade,
    verdict.phrase,
    summary.sourceName,
  ]);
  return tableText(['symbol', 'day', 'records', 'verdict', 'why', 'file'], rows);
}
