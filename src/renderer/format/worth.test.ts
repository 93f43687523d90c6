import { expect, it } from 'vitest';
import { badgeText, marginWords, spanText, worthText } from './worth.ts';

const horizon = (horizonS: number, skill: boolean) => ({
  horizonS,
  skill,
  coverage: { n: 100, inside: 78 },
});
const calibration = {
  hash: 'a',
  misfits: [] as string[],
  outside: [] as string[],
  days: 20,
  horizons: [horizon(1, false), horizon(10, false)],
};

it('says uncalibrated, no skill shown, or at which seconds skill was shown', () => {
  expect(worthText({ reliability: 'uncalibrated', calibration: null })).toBe('uncalibrated');
  expect(worthText({ reliability: 'calibrated', calibration })).toBe('no skill shown');
  const skilled = { ...calibration, horizons: [horizon(1, false), horizon(10, true), horizon(30, true)] };
  expect(worthText({ reliability: 'calibrated', calibration: skilled })).toBe('skill shown at 10, 30 s');
  expect(marginWords({ reliability: 'calibrated', calibration: skilled })).toEqual([
    ['skill shown', 'good'],
    ['at 10, 30 s', 'good'],
    ['80 % band', 'weak'],
    ['held 78 %', 'weak'],
    ['20 days', 'weak'],
  ]);
  expect(badgeText(calibration.horizons, 20)).toBe('80 % band held 78 %, 20 days');
  expect(badgeText([{ coverage: null }], 20)).toBe('');
});

it('names a run of horizons by its ends', () => {
  expect([[5, 10, 20, 30], [1, 2], [1, 5, 10], [30]].map(spanText)).toEqual([
    '5–30 s',
    '1, 2 s',
    '1, 5, 10 s',
    '30 s',
  ]);
});

it('says why weights do not fit, and what lies outside of the training days', () => {
  const unfit = { ...calibration, misfits: ['made with another tick size'] };
  expect(worthText({ reliability: 'unfit', calibration: unfit })).toBe(
    'uncalibrated: weights made with another tick size',
  );
  const outside = { ...calibration, outside: ['spread above that of the training days'] };
  expect(marginWords({ reliability: 'calibrated', calibration: outside })).toEqual([
    ['outside training:', 'doubtful'],
    ['spread above', 'weak'],
  ]);
});
