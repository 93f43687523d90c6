// The charts of a report: what uPlot is given. Colours come from the page's tokens, so that they follow its theme.
import type uPlot from 'uplot';
import { coverageScale, type Evaluation, type HorizonReport } from '../../../contracts/evaluation.ts';

export interface ReportChart {
  readonly title: string;
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
}

type Token = (name: string) => string;
type Values = (number | null)[];

const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;

/** All charts that the report has figures for. */
export function reportCharts(report: Evaluation, token: Token): ReportChart[] {
  const charts = [hitRateChart(report, token), errorChart(report, token)];
  if (report.horizons.some(({ coverage }) => coverage)) charts.push(coverageChart(report, token));
  for (const horizon of report.horizons)
    if (horizon.reliability && horizon.reliability.length > 1) charts.push(reliabilityChart(horizon, token));
  return charts;
}

function axes(token: Token, x: (value: number) => string, y: (value: number) => string): uPlot.Axis[] {
  const common = {
    stroke: token('--text-weak'),
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${token('--sans')}`,
  };
  return [
    { ...common, values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? x(value) : '')) },
    { ...common, size: 48, values: (_, splits) => splits.map(y) },
  ];
}

/** Horizons stand side by side, not by their seconds: the first ones would be one point. */
function byHorizon(
  { horizons }: Evaluation,
  token: Token,
  y: (value: number) => string,
): Pick<uPlot.Options, 'scales' | 'axes' | 'cursor' | 'legend'> {
  return {
    scales: { x: { time: false, range: [-0.5, horizons.length - 0.5] } },
    axes: axes(token, (at) => (horizons[at] ? `${horizons[at].horizonS} s` : ''), y),
    cursor: { drag: { x: false, y: false } },
    legend: { live: false },
  };
}

function points(label: string, color: string, size = 7): uPlot.Series {
  return { label, stroke: color, width: 0, points: { show: true, size, fill: color, stroke: color } };
}

function hitRateChart(report: Evaluation, token: Token): ReportChart {
  const { horizons } = report;
  const of = (name: 'forecast' | 'momentum' | 'majority' | 'no_change'): Values =>
    horizons.map(({ scores }) => scores[name]?.hitRate ?? null);
  const base = byHorizon(report, token, percent);
  return {
    title: 'Called right, where mid moved; 95 % intervals',
    options: {
      ...base,
      scales: { ...base.scales, y: { range: hitRange(report) } },
      series: [
        { label: 'ahead' },
        points('forecast', token('--accent'), 8),
        points('no change', token('--text-weak')),
        points('momentum', token('--strength')),
        points('majority', token('--good')),
      ],
      hooks: { draw: [(plot) => drawWhiskers(plot, report, token('--accent'))] },
    },
    data: [horizons.map((_, i) => i), of('forecast'), of('no_change'), of('momentum'), of('majority')],
  };
}

/** A coin in the middle, everything with its interval inside. */
function hitRange({ horizons }: Evaluation): [number, number] {
  const reach = horizons
    .flatMap(({ scores }) =>
      Object.values(scores).flatMap((score) => [score?.hitRate ?? 0.5, ...(score?.hitRateInterval ?? [])]),
    )
    .reduce((most, value) => Math.max(most, Math.abs(value - 0.5) + 0.02), 0.1);
  return [Math.max(0, 0.5 - reach), Math.min(1, 0.5 + reach)];
}

function drawWhiskers(plot: uPlot, { horizons }: Evaluation, color: string): void {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 2 * devicePixelRatio;
  horizons.forEach(({ scores }, i) => {
    const between = scores.forecast?.hitRateInterval;
    if (!between) return;
    const [from, to] = between;
    const at = plot.valToPos(i, 'x', true);
    ctx.beginPath();
    ctx.moveTo(at, plot.valToPos(from, 'y', true));
    ctx.lineTo(at, plot.valToPos(to, 'y', true));
    ctx.stroke();
  });
  ctx.restore();
}

function errorChart(report: Evaluation, token: Token): ReportChart {
  const { horizons } = report;
  const ratio = (name: 'forecast' | 'momentum'): Values =>
    horizons.map(({ scores }) => {
      const [own, still] = [scores[name]?.mae ?? null, scores.no_change?.mae ?? null];
      return own === null || !still ? null : own / still;
    });
  return {
    title: 'Error in ticks, times that of no change',
    options: {
      ...byHorizon(report, token, (value) => value.toFixed(2)),
      series: [
        { label: 'ahead' },
        points('forecast', token('--accent'), 8),
        points('momentum', token('--strength')),
        { label: 'no change', stroke: token('--text-weak'), dash: [4, 3], points: { show: false } },
      ],
    },
    data: [horizons.map((_, i) => i), ratio('forecast'), ratio('momentum'), horizons.map(() => 1)],
  };
}

function coverageChart(report: Evaluation, token: Token): ReportChart {
  const { horizons } = report;
  const base = byHorizon(report, token, percent);
  return {
    title: 'Mid inside the 80 % band',
    options: {
      ...base,
      scales: { ...base.scales, y: { range: coverageScale(horizons) } },
      series: [
        { label: 'ahead' },
        points('held', token('--accent'), 8),
        { label: '80 %', stroke: token('--text-weak'), dash: [4, 3], points: { show: false } },
      ],
    },
    data: [
      horizons.map((_, i) => i),
      horizons.map(({ coverage }) => coverage?.share ?? null),
      horizons.map(() => 0.8),
    ],
  };
}

function reliabilityChart({ horizonS, reliability }: HorizonReport, token: Token): ReportChart {
  const bins = reliability ?? [];
  const said = bins.map((bin) => bin.said);
  return {
    title: `Confidence at ${horizonS} s against what came true`,
    options: {
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
      axes: axes(token, percent, percent).map((axis, i) =>
        i === 0 ? { ...axis, values: (_, splits) => splits.map(percent) } : axis,
      ),
      cursor: { drag: { x: false, y: false } },
      legend: { live: false },
      series: [
        { label: 'said' },
        { ...points('came true', token('--accent'), 7), width: 1.5 },
        { label: 'as said', stroke: token('--text-weak'), dash: [4, 3], points: { show: false } },
      ],
    },
    data: [said, bins.map((bin) => bin.came), said],
  };
}
