// fieldbook audit FILE|FOLDER: every fault and oddity of every day in words, and how far its book can be trusted.
import { type Fault, FaultError, faultText } from '../../../contracts/errors.ts';
import type { DayAudit, DaySummary } from '../../../contracts/messages.ts';
import { auditText } from '../audit-text.ts';
import { type CliIo, faultJson, jsonText, snakeCaseNames, tableText } from '../output.ts';
import type { Session } from '../session.ts';

interface AuditedDay {
  readonly summary: DaySummary;
  readonly audit: DayAudit;
}

/** Exit code 1 where a file was damaged or could not be read; what could be read is told all the same. */
export async function runAudit(
  io: CliIo,
  session: Session,
  path: string,
  options: { json?: boolean },
): Promise<number> {
  const { days, faults } = await open(session, path);
  const audited: AuditedDay[] = [];
  for (const summary of days) {
    const { result } = await session.peer.call('day.audit', { dayId: summary.dayId });
    audited.push({ summary, audit: result });
  }
  if (options.json) io.write(jsonText({ days: audited.map(dayJson), faults: faults.map(faultJson) }));
  else io.write(audited.map(({ summary, audit }) => auditText(summary, audit)).join('\n'));
  if (!options.json && audited.length > 1) io.write(`\n${overviewText(audited)}`);
  for (const fault of faults) io.writeError(`${faultText(fault)}\n`);
  return faults.length > 0 ? 1 : 0;
}

/** The days of a file or folder, oldest first; a file that gives none is a fault like the others. */
async function open(
  session: Session,
  path: string,
): Promise<{ readonly days: readonly DaySummary[]; readonly faults: readonly Fault[] }> {
  try {
    const { days, faults } = await session.open(path);
    return { days: days.toSorted(byDate), faults };
  } catch (error) {
    if (error instanceof FaultError) return { days: [], faults: [error.fault] };
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

function overviewText(days: readonly AuditedDay[]): string {
  const rows = days.map(({ summary, audit: { verdict } }) => [
    summary.symbol,
    summary.utcDate,
    summary.records,
    verdict.grade,
    verdict.phrase,
  ]);
  return tableText(['symbol', 'day', 'records', 'verdict', 'why'], rows);
}
