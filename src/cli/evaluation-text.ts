// An evaluation as a table for a terminal.
import { type Evaluation, type Score, skillWords } from '../../contracts/evaluation.ts';
import { heldWords } from '../../contracts/fitted.ts';
import { tableText } from './output.ts';

export function evaluationText(evaluation: Evaluation): string {
  const { horizons, days, rows, scheme, product, session, held } = evaluation;
  const judged = days.filter(({ inSample }) => !inSample);
  const how = scheme === 'given' ? judgedWords(evaluation) : scheme;
  const head =
    `${product.root} of ${product.dataset}, ${judged.length} ${judged.length === 1 ? 'day' : 'days'}, ` +
    `${rows} seconds, session ${session}, ${[how, heldWords(held)].filter(Boolean).join('; ')}\n`;
  const table = tableText(
    ['s', 'seconds', 'moved', 'hit rate', '95 %', 'no change', 'momentum', 'majority', 'MAE', 'still', ''],
    horizons.map(({ horizonS, scores, gate }) => [
      horizonS,
      scores.forecast?.n ?? 0,
      scores.forecast?.moved ?? 0,
      rate(scores.forecast),
      interval(scores.forecast),
      rate(scores.no_change),
      rate(scores.momentum),
      rate(scores.majority),
      size(scores.forecast),
      size(scores.no_change),
      gate.words,
    ]),
  );
  return `${head}${table}${skillWords(evaluation)}\n`;
}

function judgedWords({ judged }: Evaluation): string {
  return judged === 'uncalibrated' ? 'uncalibrated parameters' : `calibration ${judged}`;
}

function rate(score: Score | undefined): string {
  return score?.hitRate === null || score === undefined ? '' : score.hitRate.toFixed(3);
}

function interval(score: Score | undefined): string {
  const between = score?.hitRateInterval;
  return between ? `${between[0].toFixed(3)}–${between[1].toFixed(3)}` : '';
}

function size(score: Score | undefined): string {
  return score?.mae === null || score === undefined ? '' : score.mae.toFixed(3);
}
