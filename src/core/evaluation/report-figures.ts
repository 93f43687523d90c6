// The figures of a report as SVG, sized in their own units: plain marks, a grid, words in the page's font.
import { coverageScale, type Evaluation, type HorizonReport } from '../../../contracts/evaluation.ts';
import { HORIZONS } from '../../../contracts/horizons.ts';

const WIDTH = 460;
const HEIGHT = 240;
const LEFT = 46;
const BOTTOM = 34;
const TOP = 12;
const RIGHT = 12;
const INK = { forecast: '#1f5fbf', baseline: '#8a8f98', grid: '#e3e5e8', text: '#4a4f57' };

interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly axes: string;
}

function frame(
  xTicks: readonly { at: number; label: string }[],
  yRange: readonly [number, number],
  yTicks: readonly number[],
  yText: (value: number) => string,
  names: readonly [string, string],
): Frame {
  const x = (value: number): number => LEFT + value * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    TOP + ((yRange[1] - value) / (yRange[1] - yRange[0])) * (HEIGHT - TOP - BOTTOM);
  const rows = yTicks.map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${r(y(value))}" y2="${r(y(value))}" stroke="${INK.grid}"/>` +
      `<text x="${LEFT - 6}" y="${r(y(value) + 4)}" text-anchor="end">${yText(value)}</text>`,
  );
  const columns = xTicks.map(
    ({ at, label }) =>
      `<text x="${r(x(at))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label}</text>`,
  );
  const words =
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 3}" text-anchor="middle">${names[0]}</text>` +
    `<text x="0" y="${TOP - 2}" text-anchor="start">${names[1]}</text>`;
  return { x, y, axes: rows.join('') + columns.join('') + words };
}

function svg(title: string, content: string): string {
  return (
    `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
    `aria-label="${title}" font-size="11" fill="${INK.text}">${content}</svg></figure>`
  );
}

/** Where a horizon stands on the x axis, 0 … 1. */
function place(index: number): number {
  return (index + 0.5) / HORIZONS.length;
}

const horizonTicks = HORIZONS.map((seconds, i) => ({ at: place(i), label: `${seconds} s` }));

/** Hit rates with their intervals, over the horizons. */
export function hitRateFigure({ horizons }: Evaluation): string {
  const values = horizons.flatMap(({ scores }) =>
    Object.values(scores).flatMap((score) => [...(score?.hitRateInterval ?? []), score?.hitRate ?? 0.5]),
  );
  const reach = Math.min(0.5, Math.max(0.1, ...values.map((value) => Math.abs(value - 0.5) + 0.02)));
  const range: [number, number] = [0.5 - reach, 0.5 + reach];
  const { x, y, axes } = frame(horizonTicks, range, evenly(range, 5), percent, [
    'seconds ahead',
    'called right, where mid moved',
  ]);
  const marks = horizons.map(({ scores }, i) => {
    const at = x(place(i));
    const own = scores.forecast;
    const others = (['no_change', 'momentum', 'majority'] as const).map((name, n) => {
      const rate = scores[name]?.hitRate ?? null;
      return rate === null ? '' : diamond(at + 10 + 7 * n, y(rate), name);
    });
    if (!own || own.hitRate === null) return others.join('');
    const between = own.hitRateInterval;
    const bar = between ? whisker(at, y(between[0]), y(between[1])) : '';
    return `${bar}<circle cx="${r(at)}" cy="${r(y(own.hitRate))}" r="4" fill="${INK.forecast}"/>${others.join('')}`;
  });
  return svg('Direction, with 95 % intervals', axes + marks.join('') + key());
}

/** Error relative to no change's, over the horizons: below 1 is better than no change. */
export function errorFigure({ horizons }: Evaluation): string {
  const ratio = ({ scores }: HorizonReport): number | null => {
    const [own, still] = [scores.forecast?.mae ?? null, scores.no_change?.mae ?? null];
    return own === null || still === null || still === 0 ? null : own / still;
  };
  const ratios = horizons.map(ratio);
  const reach = Math.max(0.2, ...ratios.map((value) => Math.abs((value ?? 1) - 1) + 0.05));
  const range: [number, number] = [Math.max(0, 1 - reach), 1 + reach];
  const { x, y, axes } = frame(horizonTicks, range, evenly(range, 5), (value) => value.toFixed(2), [
    'seconds ahead',
    'error, times that of no change',
  ]);
  const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${r(y(1))}" y2="${r(y(1))}" stroke="${INK.baseline}" stroke-dasharray="4 3"/>`;
  const marks = ratios.map((value, i) =>
    value === null ? '' : `<circle cx="${r(x(place(i)))}" cy="${r(y(value))}" r="4" fill="${INK.forecast}"/>`,
  );
  return svg('Size: error in ticks against no change', axes + line + marks.join(''));
}

/** Confidence said against how often it came true, one horizon. */
export function reliabilityFigure({ reliability, horizonS }: HorizonReport): string {
  if (!reliability || reliability.length === 0) return '';
  const range: [number, number] = [0, 1];
  const ticks = evenly(range, 5).map((at) => ({ at, label: percent(at) }));
  const { x, y, axes } = frame(ticks, range, evenly(range, 5), percent, ['confidence said', 'came true']);
  const ideal = `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="${INK.baseline}" stroke-dasharray="4 3"/>`;
  const path = reliability.map(({ said, came }) => `${r(x(said))},${r(y(came))}`).join(' ');
  const dots = reliability.map(
    ({ said, came, n }) =>
      `<circle cx="${r(x(said))}" cy="${r(y(came))}" r="3.5" fill="${INK.forecast}"><title>${n} seconds</title></circle>`,
  );
  return svg(
    `Reliability at ${horizonS} s`,
    `${axes + ideal}<polyline points="${path}" fill="none" stroke="${INK.forecast}"/>${dots.join('')}`,
  );
}

/** Share of the band that held, over the horizons. */
export function coverageFigure({
  horizons,
}: {
  readonly horizons: readonly Pick<HorizonReport, 'coverage'>[];
}): string {
  if (horizons.every(({ coverage }) => !coverage)) return '';
  const range = coverageScale(horizons);
  const { x, y, axes } = frame(horizonTicks, range, evenly(range, 5), percent, [
    'seconds ahead',
    'mid inside the 80 % band',
  ]);
  const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0.8)}" y2="${y(0.8)}" stroke="${INK.baseline}" stroke-dasharray="4 3"/>`;
  const marks = horizons.map(({ coverage }, i) =>
    coverage && coverage.share !== null
      ? `<circle cx="${r(x(place(i)))}" cy="${r(y(coverage.share))}" r="4" fill="${INK.forecast}"/>`
      : '',
  );
  return svg('Coverage of the band', axes + line + marks.join(''));
}

function evenly([low, high]: readonly [number, number], steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => low + (i * (high - low)) / (steps - 1));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

function whisker(x: number, low: number, high: number): string {
  return `<line x1="${r(x)}" x2="${r(x)}" y1="${r(low)}" y2="${r(high)}" stroke="${INK.forecast}" stroke-width="2"/>`;
}

function diamond(x: number, y: number, name: string): string {
  const fill = { no_change: '#b9bec6', momentum: '#c98a2b', majority: '#7a5aa6' }[name] ?? INK.baseline;
  return `<path d="M${r(x)} ${r(y - 4)} l4 4 l-4 4 l-4 -4z" fill="${fill}"/>`;
}

function key(): string {
  const entries = ['forecast', 'no change', 'momentum', 'majority'].map((name, i) => {
    const x = LEFT + 8 + 92 * i;
    const mark =
      i === 0
        ? `<circle cx="${x}" cy="${TOP + 6}" r="4" fill="${INK.forecast}"/>`
        : diamond(x, TOP + 6, name.replace(' ', '_'));
    return `${mark}<text x="${x + 8}" y="${TOP + 10}">${name}</text>`;
  });
  return entries.join('');
}

function r(value: number): string {
  return value.toFixed(1);
}
