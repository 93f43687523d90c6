import { describe, expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import { DEFAULT_MARKER_PARAMS } from '../../../contracts/markers.ts';
import { Frame } from '../fields/frame.ts';
import type { ForecastPath } from './forecaster.ts';
import { obstaclesOf } from './obstacles.ts';

const SPOT = 1000;
const X_MAX = 60;

/** O and V by ticks from spot, 0 elsewhere. */
function lineOf(walls: Record<number, number>, voids: Record<number, number>): Frame {
  const plane = (values: Record<number, number>): Float64Array =>
    Float64Array.from({ length: 2 * X_MAX + 1 }, (_, i) => values[i - X_MAX] ?? 0);
  const planes = new Map([
    ['wall_strength', plane(walls)],
    ['void_strength', plane(voids)],
  ]);
  const frame = new Frame('L', planes, 0, 2 * X_MAX + 1);
  const ends = { spotTick: SPOT, bestBidTick: SPOT - 1, bestAskTick: SPOT + 1, hasRest: true };
  frame.moveTo(SPOT - X_MAX, ends);
  return frame;
}

/** A path that goes from spot to `to` ticks away. */
function pathTo(to: number): ForecastPath {
  return {
    position: Float64Array.from({ length: 31 }, (_, h) => (h / 30) * to),
  } as unknown as ForecastPath;
}

function ticksOf(walls: Record<number, number>, voids: Record<number, number>, to = 0): string[] {
  const found = obstaclesOf(
    lineOf(walls, voids),
    2 * SPOT,
    pathTo(to),
    DEFAULT_FORECAST_PARAMS,
    DEFAULT_MARKER_PARAMS,
  );
  return found.map(({ kind, tick }) => `${kind} ${tick - SPOT}`);
}

describe('walls and voids that act on a path', () => {
  it('are walls within the reach of drag and voids within the near kernel, anywhere on the path', () => {
    expect(ticksOf({ 16: 2, [-17]: 2 }, { 24: 0.1, [-25]: 0.1 })).toEqual(['wall 16', 'void 24']);
    expect(ticksOf({ 16: 2, 20: 2, [-17]: 2 }, { 29: 0.1 }, 5)).toEqual(['wall 16', 'wall 20', 'void 29']);
    expect(ticksOf({ [-17]: 2 }, {}, -1)).toEqual(['wall -17']);
  });

  it('are the listed ones: prominent, at most three a side, nearest first, none at mid', () => {
    expect(ticksOf({ 4: 0.7, 8: 0.9 }, { 6: 0.01 })).toEqual(['wall 8']);
    expect(ticksOf({ 3: 5, 6: 4, 9: 3, 12: 2, 0: 9, [-3]: 1 }, {})).toEqual([
      'wall -3',
      'wall 3',
      'wall 6',
      'wall 9',
    ]);
  });

  it('are none where too little is published to tell', () => {
    const frame = new Frame(
      'L',
      new Map([
        ['wall_strength', new Float64Array(7)],
        ['void_strength', new Float64Array(7)],
      ]),
      0,
      7,
    );
    frame.moveTo(SPOT - 3, { spotTick: SPOT, bestBidTick: SPOT - 1, bestAskTick: SPOT + 1, hasRest: true });
    expect(obstaclesOf(frame, 2 * SPOT, pathTo(0), DEFAULT_FORECAST_PARAMS, DEFAULT_MARKER_PARAMS)).toEqual(
      [],
    );
  });
});
