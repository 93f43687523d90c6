// fieldbook export FILE --table T -o DIR: tables as files that other programs read, laid out as Hive partitions.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { datasetsFrom } from '../../../contracts/all-datasets.ts';
import type { DatasetSpec } from '../../../contracts/datasets.ts';
import { EXPORT_FORMATS, type ExportFormat, partitionPath } from '../../../contracts/exports.ts';
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import { type DaySummary, PROTOCOL_VERSION, type RequestParams } from '../../../contracts/messages.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, CommandError, jsonText, UsageError } from '../output.ts';
import {
  type ForecastParamsOption,
  forecastParamsOption,
  type MarkerParamsOption,
  markerParamsOption,
  type ParamsOption,
  paramsOption,
  readForecastParams,
  readMarkerParams,
  readParams,
} from '../params.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, type TimeArgument, timeText } from '../time.ts';
import { windowAtOrAfter } from './windows.ts';

interface ExportOptions extends SessionOptions, ParamsOption, ForecastParamsOption, MarkerParamsOption {
  readonly table: string;
  readonly format: ExportFormat;
  readonly from?: string;
  readonly to?: string;
  readonly columns?: string;
  readonly lattice?: Lattice;
  readonly range?: number;
  readonly instrument?: string;
  readonly output: string;
  readonly json?: boolean;
}

const TIME_HELP = 'RFC 3339, nanoseconds since 1970, or HH:MM:SS[.fff] of the UTC day';

export function addExport(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('export <file>')
    .description('a table as Parquet, Arrow or CSV, one file a day: DIR/<table>/symbol=…/dt=…/part-….parquet')
    .requiredOption(
      '--table <name>',
      'such as gold/physics_surface_1s, or its last part; see contracts/datasets.yaml',
    )
    .addOption(new Option('--format <name>', 'file format').choices(EXPORT_FORMATS).default('parquet'))
    .option('--from <time>', `first second; ${TIME_HELP}`)
    .option('--to <time>', 'end, not included')
    .option('--columns <names>', 'columns besides the keys, separated by commas; all unless given')
    .addOption(new Option('--lattice <name>', 'of the gold table: bids, asks or the line').choices(LATTICES))
    .option('--range <ticks>', 'cells within so many ticks of spot', ticks)
    .addOption(paramsOption())
    .addOption(forecastParamsOption())
    .addOption(markerParamsOption())
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .requiredOption('-o, --output <dir>', 'the folder; made if missing')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout'))
    .action(async (file: string, options: ExportOptions) =>
      done(await Session.use(io, options, (session) => runExport(io, session, file, options))),
    );
}

interface Written {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

async function runExport(io: CliIo, session: Session, file: string, options: ExportOptions): Promise<number> {
  const from = options.from === undefined ? null : parseTime(options.from);
  const to = options.to === undefined ? null : parseTime(options.to);
  const params = readParams(options.params, io.folder);
  const forecast = readForecastParams(options, io.folder);
  const markers = readMarkerParams(options, io.folder);
  const { result } = await session.peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
  const dataset = datasetNamed(datasetsFrom(result.catalogue), options.table);
  const days = session.daysOf(await session.open(file), options.instrument);
  const chosen = days.flatMap((day) => {
    const span = spanOfDay(day, from, to);
    return span ? [{ day, span }] : [];
  });
  if (chosen.length === 0) throw nothingThere(days as [DaySummary, ...DaySummary[]]);
  const written: Written[] = [];
  for (const { day, span } of chosen) {
    const folder = join(resolve(io.folder, options.output), dataset.id, partitionPath(day));
    const path = join(folder, `part-${day.publisherId}.${options.format}`);
    written.push(
      await exportDay(io, session, {
        exportId: randomUUID(),
        dayId: day.dayId,
        table: dataset.id,
        format: options.format,
        path,
        ...span,
        ...(params === undefined ? {} : { params }),
        ...(forecast === undefined ? {} : { forecast }),
        ...(markers === undefined ? {} : { markers }),
        ...(options.columns === undefined ? {} : { columns: namesIn(options.columns) }),
        ...(options.lattice === undefined ? {} : { lattices: [options.lattice] }),
        ...(options.range === undefined ? {} : { rangeTicks: options.range }),
      }),
    );
  }
  io.write(options.json ? jsonText({ table: dataset.id, files: written }) : writtenText(written));
  return 0;
}

/** Runs one export; Ctrl+C takes it back. */
async function exportDay(
  io: CliIo,
  session: Session,
  request: RequestParams<'day.export'>,
): Promise<Written> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once('SIGINT', stop);
  const listening = session.peer.on('export', ({ exportId, windowsDone, windowsTotal, rows }) => {
    if (!io.progress || exportId !== request.exportId) return;
    const percent = Math.floor((100 * windowsDone) / windowsTotal);
    io.writeError(`\r\u001b[K${request.table}: ${percent} %, ${rows} rows`);
  });
  try {
    const { result } = await session.peer.call('day.export', request, { signal: abort.signal });
    return result;
  } finally {
    if (io.progress) io.writeError('\r\u001b[K');
    listening.dispose();
    process.off('SIGINT', stop);
  }
}

/** By its id, or the last part of it. */
function datasetNamed(datasets: readonly DatasetSpec[], name: string): DatasetSpec {
  const dataset = datasets.find(({ id }) => id === name || id.endsWith(`/${name}`));
  if (dataset) return dataset;
  throw new UsageError(`There is no table "${name}". Tables: ${datasets.map(({ id }) => id).join(', ')}.`);
}

/** Windows of the day that begin in [from, to); null where there are none. */
function spanOfDay(
  day: DaySummary,
  from: TimeArgument | null,
  to: TimeArgument | null,
): { readonly windowFrom?: number; readonly windowEnd?: number } | null {
  const dayStart = BigInt(day.dayStartNanos);
  const first = from ? resolveTime(from, dayStart) : null;
  const end = to ? resolveTime(to, dayStart) : null;
  if (first !== null && end !== null && end <= first) throw new UsageError('--to must be later than --from.');
  if (first !== null && first > BigInt(day.lastTsNanos)) return null;
  if (end !== null && end <= BigInt(day.firstTsNanos)) return null;
  return {
    ...(first === null ? {} : { windowFrom: windowAtOrAfter(first - dayStart) }),
    ...(end === null ? {} : { windowEnd: windowAtOrAfter(end - dayStart) }),
  };
}

function nothingThere(days: readonly [DaySummary, ...DaySummary[]]): CommandError {
  const last = days.at(-1) as DaySummary;
  return new CommandError(
    `${days[0].symbol} has nothing in the time asked for: its data runs from ${timeText(BigInt(days[0].firstTsNanos))} to ${timeText(BigInt(last.lastTsNanos))}.`,
  );
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function ticks(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) > 100_000)
    throw new InvalidArgumentError('Give a whole number from 0 to 100000.');
  return Number(text);
}

function writtenText(written: readonly Written[]): string {
  return written.map(({ path, rows, bytes }) => `${path}  ${rows} rows, ${bytes} bytes\n`).join('');
}
