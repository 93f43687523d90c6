// What a calibration says of one path: confidence where skill was shown, and the band, second by second.
import type { Calibration, HorizonMaps } from '../../../contracts/calibration.ts';
import { NULL_FLOAT64 } from '../../../contracts/forecast.ts';
import type { ForecastPath } from '../forecast/forecaster.ts';
import { thirdOf } from './confidence.ts';
import { valueOfMap } from './isotonic.ts';

/** Columns of the forecast's table; NULL_FLOAT64 where nothing is known. */
export interface Reliability {
  readonly confidence: Float64Array;
  readonly q10: Float64Array;
  readonly q90: Float64Array;
}

export function unknownReliability(rows: number): Reliability {
  const unknown = (): Float64Array => new Float64Array(rows).fill(NULL_FLOAT64);
  return { confidence: unknown(), q10: unknown(), q90: unknown() };
}

/**
 * Confidence stands at the horizons that were measured, where skill was shown there and the path goes somewhere. The band
 * goes straight from one measured horizon to the next, and from nothing at the start.
 */
export function reliabilityOfPath(
  path: ForecastPath,
  { horizons, volatilityThirds }: Calibration,
  volatility: number,
): Reliability {
  const rows = path.delta.length;
  const out = unknownReliability(rows);
  const third = thirdOf(volatility, volatilityThirds);
  for (const { horizonS, confidence, skill } of horizons) {
    if (!skill || !confidence || path.delta[horizonS] === 0) continue;
    out.confidence[horizonS] = valueOfMap(confidence, Math.abs(path.delta[horizonS]));
  }
  const measured = horizons.filter(({ band }) => band !== null);
  const farthest = measured.at(-1)?.horizonS ?? -1;
  for (let h = 0; h <= Math.min(farthest, rows - 1); h++) {
    const [low, high] = bandAt(measured, h, third);
    out.q10[h] = path.delta[h] + low;
    out.q90[h] = path.delta[h] + high;
  }
  return out;
}

function bandAt(measured: readonly HorizonMaps[], h: number, third: 0 | 1 | 2): [number, number] {
  let before = { seconds: 0, low: 0, high: 0 };
  for (const { horizonS, band } of measured) {
    if (!band) continue;
    const here = {
      seconds: horizonS,
      low: band.widen * band.low[third],
      high: band.widen * band.high[third],
    };
    if (h <= horizonS) {
      const part = (h - before.seconds) / (here.seconds - before.seconds);
      return [before.low + part * (here.low - before.low), before.high + part * (here.high - before.high)];
    }
    before = here;
  }
  return [before.low, before.high];
}
