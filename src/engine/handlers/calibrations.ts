// Requests about calibrations and evaluations.
import { readCalibration, summaryOf } from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { Evaluation, skillWords } from '../../../contracts/evaluation.ts';
import type { Handlers } from '../../../contracts/wire/peer.ts';
import { ensure } from '../../base/assert.ts';
import { evaluationHtml } from '../../core/evaluation/report-html.ts';
import type { EngineContext } from './context.ts';

export function calibrationHandlers({ calibrations, gold }: EngineContext) {
  return {
    'calibration.run': async (request, { signal }) => {
      // Its threads have all cores: the background's walk over the days in sight rests meanwhile.
      const payload = await gold.serve(() => calibrations.run(request, signal));
      const read = readCalibration(new TextDecoder().decode(payload));
      const calibration = ensure('calibration' in read ? read.calibration : null, 'it was made just now');
      return { result: summaryOf(calibration), payload };
    },
    'calibration.evaluate': async (request, { signal }) => {
      const payload = await gold.serve(() => calibrations.evaluate(request, signal));
      const evaluation = Evaluation.parse(JSON.parse(new TextDecoder().decode(payload)));
      return { result: { words: skillWords(evaluation) }, payload };
    },
    'calibration.load': async ({ name }, { payload }) => ({
      result: await calibrations.load(payload ?? new Uint8Array(), name),
    }),
    'calibration.list': async () => ({ result: await calibrations.list() }),
    'calibration.read': async ({ hash }) => ({
      result: summaryOf(await calibrations.get(hash)),
      payload: await calibrations.read(hash),
    }),
    'evaluation.html': async (_, { payload }) => {
      const evaluation = Evaluation.safeParse(jsonOf(payload));
      if (!evaluation.success)
        throw new FaultError({ code: 'bad_request', message: 'What came is no evaluation.' });
      return { result: {}, payload: new TextEncoder().encode(evaluationHtml(evaluation.data)) };
    },
    'calibration.forget': async ({ hash }) => {
      await calibrations.forget(hash);
      return { result: {} };
    },
  } satisfies Handlers;
}

function jsonOf(payload: Uint8Array | null): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload ?? new Uint8Array()));
  } catch {
    return null;
  }
}
