// fieldbook markers FILE: walls, voids and fronts second by second, or what became of them.
import { type Command, Option } from 'commander';
import type { DatasetSpec } from '../../../contracts/datasets.ts';
import { MARKER_EVENTS, MARKERS } from '../../../contracts/marker-datasets.ts';
import {
  MARKER_EVENT_KINDS,
  MARKER_EVENT_WORDS,
  MARKER_KINDS,
  type MarkerParams,
} from '../../../contracts/markers.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import {
  priceDigitsFromTickSize,
  priceNanosFromTick,
  priceTextFromNanos,
  WINDOWS_PER_DAY,
} from '../../../contracts/units.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, jsonText, tableText, UsageError } from '../output.ts';
import {
  type MarkerParamsOption,
  markerParamsOption,
  type ParamsOption,
  paramsOption,
  readMarkerParams,
  readParams,
} from '../params.ts';
import { type Row, rowsFromPayload } from '../rows.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, type TimeArgument, timeText } from '../time.ts';
import { windowAtOrAfter } from './windows.ts';

interface MarkersOptions extends SessionOptions, ParamsOption, MarkerParamsOption {
  readonly from?: string;
  readonly to?: string;
  readonly events?: boolean;
  readonly instrument?: string;
  readonly json?: boolean;
}

/** Windows of one request: a day's markers need not be in memory at once. */
const WINDOWS_PER_REQUEST = 4096;

export function addMarkers(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('markers <file>')
    .description('walls, voids and fronts near spot, second by second; or what became of them')
    .option('--from <time>', 'first window; RFC 3339, nanoseconds since 1970, or HH:MM:SS of the UTC day')
    .option('--to <time>', 'end, not included')
    .option('--events', 'what happened instead: born, grown, eaten, pulled, passed, swept, refilled')
    .addOption(paramsOption())
    .addOption(markerParamsOption())
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (file: string, options: MarkersOptions) =>
      done(await Session.use(io, options, (session) => runMarkers(io, session, file, options))),
    );
}

async function runMarkers(
  io: CliIo,
  session: Session,
  file: string,
  options: MarkersOptions,
): Promise<number> {
  const from = options.from === undefined ? null : parseTime(options.from);
  const to = options.to === undefined ? null : parseTime(options.to);
  const params = readParams(options.params, io.folder);
  const markers = readMarkerParams(options, io.folder);
  const days = session.daysOf(await session.open(file), options.instrument);
  const spec = options.events ? MARKER_EVENTS : MARKERS;
  const rows: Row[] = [];
  for (const day of days) {
    const span = await spanOf(session, day, from, to);
    const read = options.events ? eventRows : markerRows;
    rows.push(...(await read(session, day, span, { params, markers })));
  }
  const [day] = days as [DaySummary];
  if (options.json) {
    const { symbol, instrumentId } = day;
    io.write(
      jsonText({ table: spec.id, symbol, instrument_id: instrumentId, rows: rows.map(inWords(spec)) }),
    );
  } else io.write(options.events ? eventsText(day, rows) : markersText(day, rows));
  return 0;
}

interface Settings {
  readonly params: FieldParams | undefined;
  readonly markers: MarkerParams | undefined;
}

interface Span {
  readonly windowFrom: number;
  readonly windowEnd: number;
}

async function spanOf(
  session: Session,
  day: DaySummary,
  from: TimeArgument | null,
  to: TimeArgument | null,
): Promise<Span> {
  const dayStart = BigInt(day.dayStartNanos);
  const { result } = await session.peer.call('day.info', { dayId: day.dayId });
  const windowOf = (time: TimeArgument): number =>
    Math.min(WINDOWS_PER_DAY, windowAtOrAfter(resolveTime(time, dayStart) - dayStart));
  if (from && to && resolveTime(to, dayStart) <= resolveTime(from, dayStart))
    throw new UsageError('--to must be later than --from.');
  return {
    windowFrom: from ? Math.max(result.windowFrom, windowOf(from)) : result.windowFrom,
    windowEnd: to ? Math.min(result.windowEnd, windowOf(to)) : result.windowEnd,
  };
}

async function markerRows(
  session: Session,
  { dayId }: DaySummary,
  span: Span,
  settings: Settings,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = span.windowFrom; from < span.windowEnd; from += WINDOWS_PER_REQUEST) {
    const { payload } = await session.peer.call('day.markers', {
      dayId,
      ...settings,
      windowFrom: from,
      windowEnd: Math.min(span.windowEnd, from + WINDOWS_PER_REQUEST),
    });
    if (payload) rows.push(...rowsFromPayload(MARKERS, payload));
  }
  return rows;
}

async function eventRows(session: Session, day: DaySummary, span: Span, settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = span.windowFrom, complete = false; !complete && from < span.windowEnd; ) {
    const { result, payload } = await session.peer.call('day.events', {
      dayId: day.dayId,
      windowFrom: from,
      ...settings,
    });
    if (payload) rows.push(...rowsFromPayload(MARKER_EVENTS, payload));
    from = Math.max(from, result.windowEnd);
    complete = result.complete;
  }
  const end = BigInt(day.dayStartNanos) + BigInt(span.windowEnd) * 1_000_000_000n;
  return rows.filter((row) => BigInt(row['window_end_ts_ns'] as string) <= end);
}

/** Rows whose codes are names, as readers of JSON expect them. */
function inWords(spec: DatasetSpec): (row: Row) => Row {
  const kinds: readonly string[] = spec === MARKERS ? MARKER_KINDS : MARKER_EVENT_KINDS;
  return (row) => ({
    ...row,
    kind: kinds[row['kind'] as number] ?? null,
    side: row['side'] === 0 ? 'B' : 'A',
  });
}

/** Time of day to the nanosecond. */
function exactTime(row: Row): string {
  return timeText(BigInt(row['ts_ns'] as string)).replace(/^.*[T ]/, '');
}

function markersText(day: DaySummary, rows: readonly Row[]): string {
  const price = priceTexts(day);
  return tableText(
    ['end (UTC)', 'what', 'id', 'price', 'from spot', 'side', 'qty', 'age', 'strength', 'prominence'],
    rows.map((row) => [
      timeOfDay(row),
      MARKER_KINDS[row['kind'] as number],
      row['marker_id'],
      price(row['price_tick'] as number),
      row['rel_ticks'],
      sideWord(row),
      row['qty'],
      row['age'],
      row['strength'],
      row['prominence'],
    ]),
  );
}

function eventsText(day: DaySummary, rows: readonly Row[]): string {
  const price = priceTexts(day);
  return tableText(
    ['end (UTC)', 'what', 'price', 'side', 'left', 'change', 'age s', 'exactly'],
    rows.map((row) => {
      const [lo, hi] = [row['tick_lo'] as number, row['tick_hi'] as number];
      const kind = MARKER_EVENT_KINDS[row['kind'] as number];
      return [
        timeOfDay(row),
        kind && MARKER_EVENT_WORDS[kind],
        lo === hi ? price(lo) : `${price(lo)}–${price(hi)}`,
        sideWord(row),
        row['qty'],
        row['change_qty'],
        row['age_s'],
        kind === 'sweep' || kind === 'iceberg' ? exactTime(row) : null,
      ];
    }),
  );
}

function priceTexts({ tickSizeNanos }: DaySummary): (tick: number) => string {
  const size = BigInt(tickSizeNanos);
  const digits = priceDigitsFromTickSize(size);
  return (tick) => priceTextFromNanos(priceNanosFromTick(tick, size), digits);
}

function timeOfDay(row: Row): string {
  const millis = Number(BigInt(row['window_end_ts_ns'] as string) / 1_000_000n);
  return new Date(millis).toISOString().slice(11, 19);
}

function sideWord(row: Row): string {
  return row['side'] === 0 ? 'bid' : 'ask';
}
