// fieldbook ingest FILE…: reads files into the store and tells what came out, day by day and instrument by instrument.
import { type Fault, faultFrom, faultText } from '../../../contracts/errors.ts';
import type { DayInfo } from '../../../contracts/messages.ts';
import { type CliIo, faultJson, jsonText, tableText } from '../output.ts';
import type { Session } from '../session.ts';

/**
 * Exit code 1 where a file was damaged or could not be read; the others are read all the same. A file beside one of them
 * that cannot be used is told, and costs nothing else.
 */
export async function runIngest(
  io: CliIo,
  session: Session,
  files: readonly string[],
  options: { json?: boolean; again?: boolean },
): Promise<number> {
  const rows: IngestRow[] = [];
  const faults: Fault[] = [];
  const beside: Fault[] = [];
  for (const file of files) {
    try {
      if (options.again) await forget(session, file);
      const one = await ingestOne(session, file);
      rows.push(...one.rows);
      faults.push(...one.faults);
      beside.push(...one.beside);
    } catch (error) {
      faults.push({ file, ...faultFrom(error) });
    }
  }
  if (options.json)
    io.write(
      jsonText({ instruments: rows, faults: faults.map(faultJson), side_files: beside.map(faultJson) }),
    );
  else if (rows.length > 0) io.write(ingestText(rows));
  for (const fault of [...faults, ...beside]) io.writeError(`${faultText(fault)}\n`);
  return faults.length > 0 ? 1 : 0;
}

async function ingestOne(
  session: Session,
  file: string,
): Promise<{ rows: IngestRow[]; faults: readonly Fault[]; beside: readonly Fault[] }> {
  const startMillis = performance.now();
  const progress = await session.open(file);
  const seconds = (performance.now() - startMillis) / 1000;
  const recordsPerSecond = progress.fromStore ? null : Math.round(progress.records / seconds);
  const rows: IngestRow[] = [];
  for (const day of progress.days) {
    const { result } = await session.peer.call('day.info', { dayId: day.dayId });
    rows.push(rowOf(file, result, progress.fromStore, recordsPerSecond));
  }
  return { rows, faults: progress.faults, beside: progress.beside };
}

type IngestRow = ReturnType<typeof rowOf>;

function rowOf(file: string, info: DayInfo, fromStore: boolean, recordsPerSecond: number | null) {
  const { summary, quality } = info;
  return {
    file,
    day_id: summary.dayId,
    symbol: summary.symbol,
    instrument_id: summary.instrumentId,
    publisher_id: summary.publisherId,
    utc_date: summary.utcDate,
    tick_size: summary.tickSizeNanos,
    tick_size_from: summary.tickSizeFrom,
    state: summary.state,
    /** What the vendor's condition.json says of the day, where it is not as it should be. */
    vendor_condition: summary.condition ?? null,
    records: summary.records,
    traded_volume: summary.volume,
    first_ts_ns: summary.firstTsNanos,
    last_ts_ns: summary.lastTsNanos,
    windows: info.windowEnd - info.windowFrom,
    valid_windows: info.validWindows,
    identity_violations: quality['identity_violations'] ?? 0,
    crossed_samples: quality['crossed_samples'] ?? 0,
    quality,
    from_store: fromStore,
    /** Records of the whole file a second, store written; null where it was in the store already. */
    records_per_s: recordsPerSecond,
  };
}

/** Takes a file's days out of the store, so that it is read anew. */
async function forget(session: Session, file: string): Promise<void> {
  const progress = await session.open(file);
  if (!progress.fromStore) return;
  for (const sourceId of new Set(progress.days.map((day) => day.sourceId))) {
    await session.peer.call('days.forget', { sourceId });
  }
}

function ingestText(rows: readonly IngestRow[]): string {
  const header = [
    'symbol',
    'day',
    'records',
    'windows',
    'valid',
    'identity violations',
    'crossed',
    'records/s',
  ];
  return tableText(
    header,
    rows.map((row) => [
      row.symbol,
      row.utc_date,
      row.records,
      row.windows,
      row.valid_windows,
      row.identity_violations,
      row.crossed_samples,
      row.from_store ? 'from the store' : row.records_per_s,
    ]),
  );
}
