// fieldbook evaluate PATH [--weights FILE]: what the forecast was worth on these days, against no change, momentum and
// majority. Without weights the parameters are judged as they are.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { Evaluation } from '../../../contracts/evaluation.ts';
import { ensure } from '../../base/assert.ts';
import {
  bytesOfFile,
  choiceOf,
  type DaysOptions,
  daysUnder,
  tellSpan,
  withProgress,
  writeWhole,
} from '../calibration-days.ts';
import { evaluationText } from '../evaluation-text.ts';
import type { CliIo } from '../output.ts';
import { Session } from '../session.ts';
import { withDays } from './calibrate.ts';

interface EvaluateOptions extends DaysOptions {
  readonly weights?: string;
  readonly output?: string;
  readonly html?: string;
  readonly json?: boolean;
}

export function addEvaluate(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  withDays(program.command('evaluate <path>'))
    .description('judge the forecast on days of one instrument; one day is enough')
    .option('--weights <file>', 'a calibration; days it was fitted on do not count')
    .option('-o, --output <file>', 'the evaluation as JSON')
    .option('--html <file>', 'the evaluation as HTML that needs nothing else')
    .addOption(new Option('--json', 'the evaluation as JSON on stdout'))
    .action(async (path: string, options: EvaluateOptions) =>
      done(await Session.use(io, options, (session) => runEvaluate(io, session, path, options))),
    );
}

async function runEvaluate(
  io: CliIo,
  session: Session,
  path: string,
  options: EvaluateOptions,
): Promise<number> {
  const choice = choiceOf(options, io.folder);
  const calibration = options.weights === undefined ? null : await loadWeights(io, session, options.weights);
  const days = await daysUnder(session, path, options);
  const jobId = randomUUID();
  const request = {
    jobId,
    dayIds: days.map(({ dayId }) => dayId),
    ...choice,
    ...(calibration === null ? {} : { calibration }),
  };
  const { payload } = await withProgress(io, session, jobId, (signal) =>
    session.peer.call('calibration.evaluate', request, { signal }),
  );
  const json = ensure(payload, 'an evaluation comes with its JSON');
  if (options.output !== undefined) writeWhole(options.output, io.folder, json);
  if (options.html !== undefined) {
    const { payload: html } = await session.peer.call('evaluation.html', {}, { payload: json });
    writeWhole(options.html, io.folder, ensure(html, 'a report comes as HTML'));
  }
  const text = new TextDecoder().decode(json);
  const evaluation = Evaluation.parse(JSON.parse(text));
  tellSpan(io, options, evaluation.session);
  io.write(options.json ? `${text}\n` : evaluationText(evaluation));
  return 0;
}

/** Hash under which the engine has the file now. */
export async function loadWeights(io: CliIo, session: Session, path: string): Promise<string> {
  const payload = bytesOfFile(path, io.folder);
  const { result } = await session.peer.call('calibration.load', { name: basename(path) }, { payload });
  return result.hash;
}
