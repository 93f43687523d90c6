import { describe, expect, it } from 'vitest';
import type { Forecast } from '../state/forecast.ts';
import { forecastPhrases } from './forecast.ts';

const forecast = (to: number): Forecast => ({
  dayId: 'day',
  window: 10,
  mode: 'frozen',
  paramsHash: '',
  state: 'path',
  reliability: 'uncalibrated',
  calibration: null,
  ticks: Float64Array.from({ length: 31 }, (_, h) => 100 + (h / 30) * to),
  drive: { near: 0.012, far: -0.003, drag: 0.9, strength: 0.008 },
  obstacles: [],
  band: null,
});

describe('the path in words', () => {
  it('says where it goes, what drives it and that nobody has measured its worth', () => {
    expect(forecastPhrases(forecast(0.424))).toEqual([
      'in 30 s +0.42 ticks',
      'push +0.012 near −0.003 far',
      'drag 0.900',
      'push / drag 0.008',
      'frozen, uncalibrated',
    ]);
    expect(forecastPhrases(forecast(-1.5))[0]).toBe('in 30 s −1.50 ticks');
    expect(forecastPhrases(forecast(-0.001))[0]).toBe('in 30 s 0.00 ticks');
    expect(forecastPhrases(forecast(1)).join(' ')).not.toMatch(/probab|%/i);
  });

  it('says why there is none', () => {
    const none = { ...forecast(0), drive: null, ticks: new Float64Array(0) };
    expect(forecastPhrases({ ...none, state: 'crossed' })).toEqual(['no path: book crossed or locked']);
    expect(forecastPhrases({ ...none, state: 'invalid' })).toEqual(['no path: no valid book']);
  });
});
