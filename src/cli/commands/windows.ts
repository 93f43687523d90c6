// fieldbook windows FILE: the book at the end of each second (book_snapshot_1s).

import { BOOK_SNAPSHOT } from '../../../contracts/datasets.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { chunkFromWindow, NANOS_PER_SECOND } from '../../../contracts/units.ts';
import { type CliIo, jsonText, tableText, UsageError } from '../output.ts';
import { type Row, rowsFromPayload } from '../rows.ts';
import type { Session } from '../session.ts';
import { parseTime, resolveTime } from '../time.ts';

export interface WindowsOptions {
  readonly instrument?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export async function runWindows(
  io: CliIo,
  session: Session,
  file: string,
  options: WindowsOptions,
): Promise<number> {
  const from = options.from === undefined ? null : parseTime(options.from);
  const to = options.to === undefined ? null : parseTime(options.to);
  const days = session.daysOf(await session.open(file), options.instrument);
  const rows: Row[] = [];
  for (const day of days) {
    const dayStart = BigInt(day.dayStartNanos);
    const first = from ? resolveTime(from, dayStart) : null;
    const end = to ? resolveTime(to, dayStart) : null;
    if (first !== null && end !== null && end <= first)
      throw new UsageError('--to must be later than --from.');
    rows.push(...(await snapshotRows(session, day, first, end)));
  }
  const [day] = days as [DaySummary];
  const { symbol, instrumentId } = day;
  io.write(
    options.json
      ? jsonText({ table: BOOK_SNAPSHOT.id, symbol, instrument_id: instrumentId, rows })
      : windowsText(rows),
  );
  return 0;
}

/** Rows of the windows that begin in [first, end); null leaves that end open. */
export async function snapshotRows(
  session: Session,
  day: DaySummary,
  first: bigint | null,
  end: bigint | null,
): Promise<Row[]> {
  const { result: info } = await session.peer.call('day.info', { dayId: day.dayId });
  const dayStart = BigInt(day.dayStartNanos);
  const windowFrom = Math.max(info.windowFrom, first === null ? 0 : windowAtOrAfter(first - dayStart));
  const windowEnd = Math.min(info.windowEnd, end === null ? info.windowEnd : windowAtOrAfter(end - dayStart));
  const rows: Row[] = [];
  // A few chunks at a time: a day's rows need not be in memory twice.
  for (
    let chunk = chunkFromWindow(windowFrom);
    windowFrom < windowEnd && chunk <= chunkFromWindow(windowEnd - 1);
    chunk += 16
  ) {
    const chunkEnd = Math.min(chunk + 16, chunkFromWindow(windowEnd - 1) + 1);
    const { payload } = await session.peer.call('day.snapshots', {
      dayId: day.dayId,
      chunkFrom: chunk,
      chunkEnd,
    });
    if (payload)
      rows.push(
        ...rowsFromPayload(BOOK_SNAPSHOT, payload).filter((row) =>
          within(row, dayStart, windowFrom, windowEnd),
        ),
      );
  }
  return rows;
}

function within(row: Row, dayStart: bigint, windowFrom: number, windowEnd: number): boolean {
  const window = Number((BigInt(row['window_end_ts_ns'] as string) - dayStart) / NANOS_PER_SECOND) - 1;
  return window >= windowFrom && window < windowEnd;
}

/** First window that begins at or after a time of the day; 0 before the day. */
export function windowAtOrAfter(nanosOfDay: bigint): number {
  return nanosOfDay <= 0n ? 0 : Number((nanosOfDay + NANOS_PER_SECOND - 1n) / NANOS_PER_SECOND);
}

const SHOWN = ['best_bid_tick', 'best_bid_qty', 'best_ask_tick', 'best_ask_qty', 'spot_tick'];

function windowsText(rows: readonly Row[]): string {
  const header = ['end (UTC)', 'bid', 'bid qty', 'ask', 'ask qty', 'spot', 'bought', 'sold', 'valid'];
  return tableText(
    header,
    rows.map((row) => {
      const millis = Number(BigInt(row['window_end_ts_ns'] as string) / 1_000_000n);
      const values = SHOWN.map((name) => row[name]);
      const valid = row['window_valid'] === 1 ? 'yes' : 'no';
      return [
        new Date(millis).toISOString().slice(11, 19),
        ...values,
        row['traded_volume_buy'],
        row['traded_volume_sell'],
        valid,
      ];
    }),
  );
}
