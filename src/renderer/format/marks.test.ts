import { expect, it } from 'vitest';
import { ageText } from './marks.ts';

it('tells an age up to what may be told', () => {
  expect([12, 372, 3900].map((seconds) => ageText(seconds))).toEqual(['12 s', '6 m 12 s', '1 h 05 m']);
  expect(ageText(1800, 1800)).toBe('30 m 00 s');
  expect(ageText(9000, 1800)).toBe('over 30 m');
});
