// fieldbook calibrate FOLDER -o weights.json: what the forecast's weights are on these days, and what they are worth on
// days that they were not fitted on.
import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Calibration, readCalibration } from '../../../contracts/calibration.ts';
import { FITTED_NAMES, type FittedName } from '../../../contracts/fitted.ts';
import { HORIZONS } from '../../../contracts/horizons.ts';
import { ensure } from '../../base/assert.ts';
import {
  choiceOf,
  type DaysOptions,
  daysUnder,
  tellSpan,
  withProgress,
  writeWhole,
} from '../calibration-days.ts';
import { evaluationText } from '../evaluation-text.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, jsonText, tableText } from '../output.ts';
import { forecastParamsOption, paramsOption } from '../params.ts';
import { Session } from '../session.ts';

type Horizon = (typeof HORIZONS)[number];

interface CalibrateOptions extends DaysOptions {
  readonly fit: FittedName[];
  readonly fitHorizons: Horizon[];
  readonly output: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function addCalibrate(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  withDays(program.command('calibrate <path>'))
    .description('fit the forecast on days of one instrument, and test it on days that no fit had seen')
    .addOption(
      new Option(
        '--fit <names>',
        `what is fitted, of ${FITTED_NAMES.join(',')}, or none; the rest is held at its value`,
      )
        .argParser(fittedNames)
        .default([...FITTED_NAMES], 'all'),
    )
    .option('--fit-horizons <seconds>', 'horizons whose errors the fit minimises', fitHorizons, [...HORIZONS])
    .requiredOption('-o, --output <file>', 'the calibration: one JSON file')
    .option('--report <file>', 'the evaluation as HTML that needs nothing else')
    .addOption(new Option('--json', 'a summary as JSON on stdout'))
    .action(async (path: string, options: CalibrateOptions) =>
      done(await Session.use(io, options, (session) => runCalibrate(io, session, path, options))),
    );
}

/** Options that choose days and parameters. */
export function withDays(command: Command): Command {
  return command
    .option(
      '--session <span>',
      'all, rth, rth:3h, rth:90m, 13:30-16:30 in UTC; rth:3h where days have it, else all',
    )
    .option('--days <dates>', 'dates such as 2024-03-04,2024-03-05; all days unless given')
    .addOption(paramsOption())
    .addOption(forecastParamsOption())
    .option('--no-variants', 'do not leave parts of the model out in turn, nor compare presets')
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption());
}

async function runCalibrate(
  io: CliIo,
  session: Session,
  path: string,
  options: CalibrateOptions,
): Promise<number> {
  const choice = choiceOf(options, io.folder);
  const days = await daysUnder(session, path, options);
  const jobId = randomUUID();
  const { fit, fitHorizons } = options;
  const request = { jobId, dayIds: days.map(({ dayId }) => dayId), ...choice, fit, fitHorizons };
  const { result, payload } = await withProgress(io, session, jobId, (signal) =>
    session.peer.call('calibration.run', request, { signal }),
  );
  const json = ensure(payload, 'a calibration comes with its file');
  writeWhole(options.output, io.folder, json);
  const read = readCalibration(new TextDecoder().decode(json));
  const calibration = ensure('calibration' in read ? read.calibration : null, 'it was made just now');
  tellSpan(io, options, calibration.session);
  if (options.report !== undefined) {
    const evaluation = new TextEncoder().encode(JSON.stringify(calibration.walkForward));
    const { payload: html } = await session.peer.call('evaluation.html', {}, { payload: evaluation });
    writeWhole(options.report, io.folder, ensure(html, 'a report comes as HTML'));
  }
  if (options.json)
    io.write(
      jsonText({
        file: options.output,
        ...result,
        session: calibration.session,
        fitted: calibration.fitted,
        held: calibration.held,
      }),
    );
  else io.write(calibrationText(calibration));
  return 0;
}

function calibrationText(calibration: Calibration): string {
  const fitted = tableText(
    ['parameter', 'value', '95 % by days'],
    [
      ...calibration.fitted.map(({ name, value, interval }) => [
        name,
        value.toFixed(4),
        `${interval[0].toFixed(4)} … ${interval[1].toFixed(4)}`,
      ]),
      ...calibration.held.map(({ name, value }) => [name, value.toFixed(4), 'held']),
    ],
  );
  const covered = calibration.horizons.flatMap(({ horizonS, coverage }) =>
    coverage ? [`${horizonS} s ${((100 * coverage.inside) / coverage.n).toFixed(0)} %`] : [],
  );
  return (
    `${fitted}${evaluationText(calibration.walkForward)}` +
    `80 % band held ${covered.join(', ')}, ${calibration.days.length} days\n`
  );
}

function fittedNames(text: string): FittedName[] {
  const names = new Set(text.split(',').map((name) => name.trim()));
  if (text.trim() === 'none') return [];
  const known = FITTED_NAMES.filter((name) => names.has(name));
  if (known.length < names.size)
    throw new InvalidArgumentError(`Give names of ${FITTED_NAMES.join(', ')}, or none.`);
  return known;
}

function fitHorizons(text: string): Horizon[] {
  const seconds = text.split(',').map(Number);
  const known = HORIZONS.filter((horizon) => seconds.includes(horizon));
  if (known.length < seconds.length)
    throw new InvalidArgumentError(`Give seconds of ${HORIZONS.join(', ')}.`);
  return known;
}
