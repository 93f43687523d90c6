// An evaluation as one HTML file that needs nothing else: words, tables, figures, and the JSON that they were made from.
import type { Evaluation, GroupReport, Score, Scores, VariantReport } from '../../../contracts/evaluation.ts';
import { skillWords } from '../../../contracts/evaluation.ts';
import { FITTED_NAMES, FITTED_SYMBOLS, heldWords } from '../../../contracts/fitted.ts';
import { coverageFigure, errorFigure, hitRateFigure, reliabilityFigure } from './report-figures.ts';

const STYLE = `
body{font:14px/1.5 Inter,system-ui,sans-serif;color:#1d2026;background:#fff;margin:32px auto;max-width:1040px;padding:0 24px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:32px 0 8px}p{margin:4px 0;max-width:76ch}
.lead{font-size:18px;font-weight:600;margin:12px 0}.quiet{color:#5a6069}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:8px 0}th,td{padding:3px 10px;text-align:right;border-bottom:1px solid #e8eaed;white-space:nowrap}
th{font-weight:500;color:#5a6069}td:first-child,th:first-child,td.words{text-align:left}td.words{white-space:normal;max-width:44ch}
.figures{display:flex;flex-wrap:wrap;gap:16px}figure{margin:8px 0;width:460px}figcaption{font-weight:500}
.shut{color:#8a4b00}.open{color:#0b6b3a}.scroll{overflow-x:auto}`;

/** A whole page. The JSON stands in it once more, as data. */
export function evaluationHtml(evaluation: Evaluation): string {
  const title = `Forecast of ${evaluation.product.root}: ${skillWords(evaluation)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
${head(evaluation)}
${horizonTable(evaluation)}
<div class="figures">${hitRateFigure(evaluation)}${errorFigure(evaluation)}${coverageFigure(evaluation)}</div>
${reliability(evaluation)}
${variantTable(evaluation.variants)}
${groupTables(evaluation)}
${dayTable(evaluation)}
${meaning(evaluation)}
<script type="application/json" id="evaluation">${JSON.stringify(evaluation).replaceAll('<', '\\u003c')}</script>
</body></html>
`;
}

function head(evaluation: Evaluation): string {
  const { product, session, scheme, judged, rows, days, held } = evaluation;
  const count = days.filter(({ inSample }) => !inSample).length;
  const how = {
    given: judged === 'uncalibrated' ? 'uncalibrated parameters, as they are' : `calibration ${judged}`,
    'walk-forward': 'walk-forward: each day by parameters of the days before it',
    'leave-one-day-out': 'each day by parameters of all other days',
  }[scheme];
  return `<h1>Forecast of ${escaped(product.root)}, ${count} ${count === 1 ? 'day' : 'days'}</h1>
<p class="quiet">${escaped(product.dataset)} · ${rows} seconds · session ${escaped(session)} · ${escaped([how, heldWords(held)].filter(Boolean).join('; '))}</p>
<p class="lead">${escaped(skillWords(evaluation))}</p>`;
}

function horizonTable({ horizons }: Evaluation): string {
  const rows = horizons.map(({ horizonS, scores, gate, named, coverage }) =>
    cells([
      `${horizonS} s`,
      scores.forecast?.n ?? 0,
      scores.forecast?.moved ?? 0,
      named,
      rate(scores.forecast),
      interval(scores.forecast),
      rate(scores.regression),
      rate(scores.momentum),
      rate(scores.majority),
      ticks(scores.forecast),
      ticks(scores.no_change),
      ticks(scores.regression),
      coverage?.share == null ? '' : `${(100 * coverage.share).toFixed(1)} %`,
      `<span class="${gate.open ? 'open' : 'shut'}">${gate.words}</span>`,
    ]),
  );
  const why = horizons.map(
    ({ horizonS, gate }) => `<p class="quiet">${horizonS} s: ${escaped(gate.why.join(' '))}</p>`,
  );
  return `<h2>By seconds ahead</h2><div class="scroll"><table>${headings([
    'ahead',
    'seconds',
    'moved',
    'named',
    'hit rate',
    '95 %',
    'regression',
    'momentum',
    'majority',
    'MAE, ticks',
    'no change',
    'regression',
    'band held',
    '',
  ])}${rows.join('')}</table></div>${why.join('')}`;
}

function reliability({ horizons }: Evaluation): string {
  const figures = horizons.map(reliabilityFigure).join('');
  return figures === '' ? '' : `<h2>Reliability of confidence</h2><div class="figures">${figures}</div>`;
}

function variantTable(variants: readonly VariantReport[]): string {
  if (variants.length === 0) return '';
  const horizons = variants.find((variant) => variant.horizons.length > 0)?.horizons ?? [];
  const rows = variants.map(({ label, absent, horizons: each }) =>
    absent === null
      ? cells([
          escaped(label),
          ...each.map(({ hitWorth, errorWorth }) => `${signed(hitWorth, 3)} / ${signed(errorWorth, 3)}`),
        ])
      : `<tr><td>${escaped(label)}</td><td class="words" colspan="${horizons.length}">${escaped(absent)}</td></tr>`,
  );
  return `<h2>What each part is worth</h2>
<p class="quiet">Hit rate and ticks of error that the forecast gains over the one without the part, or with other fields.
Above zero the part helps.</p>
<div class="scroll"><table>${headings(['', ...horizons.map(({ horizonS }) => `${horizonS} s`)])}${rows.join('')}</table></div>`;
}

function groupTables({ byDay, byHour, bySpread, byVolatility }: Evaluation): string {
  return [
    ['By day', byDay],
    ['By time of day', byHour],
    ['By spread', bySpread],
    ['By volatility before', byVolatility],
  ]
    .map(([title, groups]) => groupTable(title as string, groups as readonly GroupReport[]))
    .join('');
}

/** Hit rate, those that moved, and error against no change's. */
function groupTable(title: string, groups: readonly GroupReport[]): string {
  const horizons = groups[0]?.horizons ?? [];
  const cell = ({ forecast, no_change }: Scores): string =>
    forecast && forecast.hitRate !== null
      ? `${forecast.hitRate.toFixed(3)} of ${forecast.moved}; ${ticks(forecast)} / ${ticks(no_change)}`
      : '';
  const rows = groups.map(({ label, horizons: each }) =>
    cells([escaped(label), each[0]?.scores.forecast?.n ?? 0, ...each.map(({ scores }) => cell(scores))]),
  );
  return `<h2>${title}</h2><div class="scroll"><table>${headings([
    '',
    'seconds',
    ...horizons.map(({ horizonS }) => `${horizonS} s`),
  ])}${rows.join('')}</table></div>`;
}

function dayTable({ days }: Evaluation): string {
  const rows = days.map((day) =>
    cells([
      day.utcDate,
      escaped(day.symbol),
      day.inSample ? 'fitted on it: not counted' : day.rows,
      day.left.invalid,
      day.left.crossed,
      day.left.warmingUp,
      day.left.skipped,
      day.left.noTarget,
      day.escaped,
      `<code>${day.sourceSha256?.slice(0, 12) ?? ''}</code>`,
    ]),
  );
  return `<h2>Days</h2><div class="scroll"><table>${headings([
    'day',
    'symbol',
    'forecast',
    'not valid',
    'crossed',
    'warming up',
    'skipped',
    'end unknown',
    'left the lattice',
    'file',
  ])}${rows.join('')}</table></div>`;
}

function meaning({
  forecast,
  forecastHash,
  paramsHash,
  blockSeconds,
  draws,
  productVersion,
}: Evaluation): string {
  const values = FITTED_NAMES.map((name) => `${FITTED_SYMBOLS[name]} ${forecast[name].toFixed(4)}`);
  return `<h2>How to read it</h2>
<p>Hit rate: how often the path went the way that mid went, where mid was elsewhere after so many seconds; a path without a
side counts a half. MAE: mean of how many ticks it missed by. Intervals hold 95 % of ${draws} draws of blocks of
${blockSeconds} seconds. Skill is shown only where the hit rate is above the best of no change, last-second momentum and
majority beyond chance, with the allowance for chance shared by all horizons, and the error is no larger.</p>
<p>Figures by group: hit rate of seconds that moved; error / error of no change, ticks.</p>
<p class="quiet">${values.join(', ')} ·
parameters ${paramsHash}, ${forecastHash} · Fieldbook ${escaped(productVersion)}</p>`;
}

function headings(names: readonly string[]): string {
  return `<tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr>`;
}

function cells(values: readonly (string | number)[]): string {
  return `<tr>${values.map((value) => `<td>${value}</td>`).join('')}</tr>`;
}

function rate(score: Score | undefined): string {
  return score?.hitRate == null ? '' : score.hitRate.toFixed(3);
}

function interval(score: Score | undefined): string {
  const between = score?.hitRateInterval;
  return between ? `${between[0].toFixed(3)}–${between[1].toFixed(3)}` : '';
}

function ticks(score: Score | undefined): string {
  return score?.mae == null ? '' : score.mae.toFixed(3);
}

function signed(value: number | null, digits: number): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}
