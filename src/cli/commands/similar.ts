// fieldbook similar PATH --at T: the past seconds that were most like this one, what followed them, and what followed all.
import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DaySummary } from '../../../contracts/messages.ts';
import type { Outcomes, SimilarAnswer } from '../../../contracts/similar.ts';
import { tsFromWindow, windowFromTs } from '../../../contracts/units.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, jsonText, snakeCaseNames, tableText } from '../output.ts';
import {
  type ForecastParamsOption,
  forecastParamsOption,
  type ParamsOption,
  paramsOption,
  readForecastParams,
  readParams,
} from '../params.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, timeText } from '../time.ts';
import { dayAt } from './cells.ts';
import { loadWeights } from './evaluate.ts';

interface SimilarOptions extends SessionOptions, ParamsOption, ForecastParamsOption {
  readonly at: string;
  readonly count: number;
  readonly weights?: string;
  readonly instrument?: string;
  readonly json?: boolean;
}

export function addSimilar(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('similar <path>')
    .description('past seconds whose features were nearest to those of one second, and what followed')
    .requiredOption('--at <time>', 'a time in the second, as for cells')
    .addOption(new Option('-k, --count <n>', 'how many').argParser(atMost200).default(20))
    .addOption(paramsOption())
    .addOption(forecastParamsOption())
    .option('--weights <file>', 'a calibration: its training days are looked through, and no others')
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (path: string, options: SimilarOptions) =>
      done(await Session.use(io, options, (session) => runSimilar(io, session, path, options))),
    );
}

async function runSimilar(
  io: CliIo,
  session: Session,
  path: string,
  options: SimilarOptions,
): Promise<number> {
  const at = parseTime(options.at);
  const params = readParams(options.params, io.folder);
  const forecast = readForecastParams(options, io.folder);
  const weights = options.weights === undefined ? null : await loadWeights(io, session, options.weights);
  const days = session.daysOf(await session.open(path), options.instrument);
  const day = dayAt(days, at);
  const dayStart = BigInt(day.dayStartNanos);
  const window = windowFromTs(resolveTime(at, dayStart), dayStart);
  const jobId = randomUUID();
  const listening = session.peer.on('similar', ({ secondsDone, secondsTotal }) => {
    if (io.progress)
      io.writeError(`\r\u001b[K${Math.floor((100 * secondsDone) / secondsTotal)} % of the days`);
  });
  try {
    const { result } = await session.peer.call('similar.at', {
      jobId,
      dayId: day.dayId,
      window,
      count: options.count,
      ...(params === undefined ? {} : { params }),
      ...(forecast === undefined ? {} : { forecast }),
      ...(weights === null ? {} : { calibration: weights }),
    });
    if (io.progress) io.writeError('\r\u001b[K');
    io.write(options.json ? answerJson(day, window, result) : answerText(day, result));
    if (result.state !== 'found') io.writeError(`${WHY_NONE[result.state]}\n`);
    return 0;
  } finally {
    listening.dispose();
  }
}

const WHY_NONE = {
  none: 'No earlier moment, an hour away or more, may be compared with this one.',
  no_sample: 'Nothing can be said of this second: it is not valid, crossed, or averages are warming up.',
} as const;

function answerJson(day: DaySummary, window: number, answer: SimilarAnswer): string {
  const { state, features, days, trainingOnly, moments, horizons } = answer;
  return jsonText({
    symbol: day.symbol,
    utc_date: day.utcDate,
    window_end_ts_ns: tsFromWindow(window + 1, BigInt(day.dayStartNanos)),
    state,
    training_only: trainingOnly,
    features,
    days: days.map(snakeCaseNames),
    moments: moments.map(snakeCaseNames),
    horizons: horizons.map(snakeCaseNames),
  });
}

function answerText({ dayStartNanos }: DaySummary, { moments, horizons, days }: SimilarAnswer): string {
  if (moments.length === 0) return '';
  const dayStart = BigInt(dayStartNanos);
  const tenSeconds = horizons.findIndex(({ horizonS }) => horizonS === 10);
  const list = tableText(
    ['date', 'time', 'distance', 'after 10 s', 'after 30 s'],
    moments.map(({ utcDate, window, distance, changes }) => [
      utcDate,
      timeText(tsFromWindow(window + 1, dayStart)).slice(11),
      distance.toFixed(2),
      ticksText(changes[tenSeconds]),
      ticksText(changes.at(-1)),
    ]),
  );
  const share = ({ n, up, down }: Outcomes): string[] =>
    n === 0 ? ['–', '–', '0'] : [percent(up / n), percent(down / n), String(n)];
  const followed = tableText(
    ['s', 'up', 'down', 'n', 'all: up', 'down', 'n'],
    horizons.map(({ horizonS, similar, base }) => [horizonS, ...share(similar), ...share(base)]),
  );
  const seconds = days.reduce((sum, day) => sum + day.seconds, 0);
  return `${list}\n${followed}\nOut of ${seconds} seconds of ${days.length} days.\n`;
}

function ticksText(change: number | null | undefined): string {
  if (change === null || change === undefined) return '–';
  return `${change > 0 ? '+' : ''}${change.toFixed(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function atMost200(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 200) return value;
  throw new InvalidArgumentError('A whole number from 1 to 200.');
}
