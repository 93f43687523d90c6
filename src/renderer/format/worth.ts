// What a path is worth, in words: skill where it was shown on days that no fit had seen, what the band held, and why
// nothing is said where nothing is known.
import { NO_SKILL, SKILL } from '../../../contracts/evaluation.ts';
import { HORIZONS } from '../../../contracts/horizons.ts';
import type { Forecast } from '../state/forecast.ts';

type Tone = 'good' | 'doubtful' | 'weak';
type Worth = Pick<Forecast, 'calibration' | 'reliability'>;

/** Short lines for the margin of the chart. */
export function marginWords({ calibration, reliability }: Worth): readonly (readonly [string, Tone])[] {
  if (!calibration || reliability === 'uncalibrated') return [['uncalibrated', 'doubtful']];
  if (reliability === 'unfit')
    return [
      ['uncalibrated', 'doubtful'],
      ['weights do not fit', 'weak'],
    ];
  if (calibration.outside.length > 0)
    return [
      ['outside training:', 'doubtful'],
      ...calibration.outside.map((reason) => [shortReason(reason), 'weak'] as const),
    ];
  const skilled = skilledSeconds(calibration);
  return [
    ...(skilled.length === 0
      ? ([[NO_SKILL, 'doubtful']] as const)
      : ([
          [SKILL, 'good'],
          [`at ${spanText(skilled)}`, 'good'],
        ] as const)),
    ...bandLines(calibration).map((line) => [line, 'weak'] as const),
  ];
}

/** One sentence's worth. */
export function worthText({ calibration, reliability }: Worth): string {
  if (!calibration || reliability === 'uncalibrated') return 'uncalibrated';
  if (reliability === 'unfit') return `uncalibrated: weights ${calibration.misfits.join(', ')}`;
  if (calibration.outside.length > 0) return `outside training: ${calibration.outside.join(', ')}`;
  const skilled = skilledSeconds(calibration);
  return skilled.length === 0 ? NO_SKILL : `${SKILL} at ${spanText(skilled)}`;
}

/** "80 % band held 78 %, 20 days"; empty where it was not measured. */
export function badgeText(horizons: readonly Covered[], days: number): string {
  const share = heldShare(horizons);
  return share === null ? '' : `80 % band held ${share} %, ${days} days`;
}

interface Covered {
  readonly coverage: { readonly n: number; readonly inside: number } | null;
}

function bandLines({ horizons, days }: NonNullable<Forecast['calibration']>): string[] {
  const share = heldShare(horizons);
  return share === null ? [] : ['80 % band', `held ${share} %`, `${days} days`];
}

/** Per cent, over all horizons. */
function heldShare(horizons: readonly Covered[]): number | null {
  const [n, inside] = horizons.reduce(
    ([all, held], { coverage }) => [all + (coverage?.n ?? 0), held + (coverage?.inside ?? 0)],
    [0, 0],
  );
  return n > 0 ? Math.round((100 * inside) / n) : null;
}

function skilledSeconds({ horizons }: NonNullable<Forecast['calibration']>): number[] {
  return horizons.filter(({ skill }) => skill).map(({ horizonS }) => horizonS);
}

/** Horizons in words: 5–30 s where none between is missing, else each. */
export function spanText(seconds: readonly number[]): string {
  const [first, last] = [seconds[0] ?? 0, seconds.at(-1) ?? 0];
  const between = HORIZONS.filter((each) => each >= first && each <= last);
  const unbroken = seconds.length > 2 && between.length === seconds.length;
  return unbroken ? `${first}–${last} s` : `${seconds.join(', ')} s`;
}

/** volatility above that of the training days → volatility above */
function shortReason(reason: string): string {
  return reason.replace(/ that of the training days$/, '');
}
