// fieldbook forecast FILE --at T: the path of mid over the next 30 seconds, from the fields of one second.
import { type Command, Option } from 'commander';
import { NO_SKILL, SKILL } from '../../../contracts/evaluation.ts';
import { FORECAST, FORECAST_MODES, type ForecastMode } from '../../../contracts/forecast.ts';
import type { DaySummary, ForecastAnswer } from '../../../contracts/messages.ts';
import {
  priceDigitsFromTickSize,
  priceTextFromNanos,
  tsFromWindow,
  windowFromTs,
} from '../../../contracts/units.ts';
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
import { type Row, rowsFromPayload } from '../rows.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, timeText } from '../time.ts';
import { dayAt } from './cells.ts';
import { loadWeights } from './evaluate.ts';

interface ForecastOptions extends SessionOptions, ParamsOption, ForecastParamsOption {
  readonly at: string;
  readonly mode: ForecastMode;
  readonly weights?: string;
  readonly instrument?: string;
  readonly json?: boolean;
}

export function addForecast(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('forecast <file>')
    .description('where the fields of one second push mid over the next 30 seconds')
    .requiredOption('--at <time>', 'a time in the second, as for cells')
    .addOption(
      new Option('--mode <mode>', 'fields stay, or go on as they last changed')
        .choices(FORECAST_MODES)
        .default('frozen'),
    )
    .addOption(paramsOption())
    .addOption(forecastParamsOption())
    .option('--weights <file>', 'a calibration: its parameters, its confidence and its band')
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (file: string, options: ForecastOptions) =>
      done(await Session.use(io, options, (session) => runForecast(io, session, file, options))),
    );
}

async function runForecast(
  io: CliIo,
  session: Session,
  file: string,
  options: ForecastOptions,
): Promise<number> {
  const at = parseTime(options.at);
  const params = readParams(options.params, io.folder);
  const forecast = readForecastParams(options, io.folder);
  const weights = options.weights === undefined ? null : await loadWeights(io, session, options.weights);
  const day = dayAt(session.daysOf(await session.open(file), options.instrument), at);
  const dayStart = BigInt(day.dayStartNanos);
  const window = windowFromTs(resolveTime(at, dayStart), dayStart);
  const { mode } = options;
  const { dayId } = day;
  const { result, payload } = await session.peer.call('forecast.at', {
    dayId,
    window,
    mode,
    params,
    forecast,
    ...(weights === null ? {} : { calibration: weights }),
  });
  const rows = payload ? rowsFromPayload(FORECAST, payload) : [];
  const end = tsFromWindow(window + 1, dayStart);
  io.write(options.json ? answerJson(day, end, result, rows) : rowsText(day, rows));
  if (result.state !== 'path') io.writeError(`No path from ${timeText(end)}: ${WHY_NONE[result.state]}.\n`);
  else io.writeError(`${mode}, ${worthText(result)}\n`);
  return 0;
}

function worthText({ calibration, reliability }: ForecastAnswer): string {
  if (!calibration) return 'uncalibrated: how often such paths come true has not been measured.';
  if (reliability === 'unfit') return `uncalibrated: the calibration was ${calibration.misfits.join('; ')}.`;
  if (calibration.outside.length > 0) return `calibrated, but ${calibration.outside.join('; ')}.`;
  const skilled = calibration.horizons.filter(({ skill }) => skill).map(({ horizonS }) => horizonS);
  const days = `calibrated on ${calibration.days} days`;
  return skilled.length === 0 ? `${days}: ${NO_SKILL}.` : `${days}: ${SKILL} at ${skilled.join(', ')} s.`;
}

const WHY_NONE = {
  crossed: 'the book is crossed or locked',
  invalid: 'the window is not valid',
} as const;

function answerJson(day: DaySummary, end: bigint, answer: ForecastAnswer, rows: readonly Row[]): string {
  return jsonText({
    table: FORECAST.id,
    symbol: day.symbol,
    instrument_id: day.instrumentId,
    window_end_ts_ns: end,
    mode: answer.mode,
    state: answer.state,
    reliability: answer.reliability,
    calibration: answer.calibration && snakeCaseNames(answer.calibration),
    spot_tick: answer.spotTick,
    mid2: answer.mid2,
    valid_windows: answer.validWindows,
    params_hash: answer.paramsHash,
    forecast_hash: answer.forecastHash,
    obstacles: answer.obstacles.map(({ kind, tick, strength }) => ({ kind, price_tick: tick, strength })),
    rows,
  });
}

function rowsText({ tickSizeNanos }: DaySummary, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const digits = priceDigitsFromTickSize(BigInt(tickSizeNanos));
  const shown = (row: Row, name: string): string => (row[name] as number).toFixed(4);
  return tableText(
    ['s', 'ticks', 'spot', 'F near', 'F far', 'viscosity', 'strength'],
    rows.map((row) => [
      row['horizon_s'],
      shown(row, 'predicted_tick_delta'),
      priceTextFromNanos(BigInt(row['predicted_spot_price'] as string), digits),
      ...['F_near', 'F_far', 'nu_local', 'strength'].map((name) => shown(row, name)),
    ]),
  );
}
