import { expect, it } from 'vitest';
import { zoneValues } from './zones.ts';

it('carries the last change on, less every second, and holds the band within its bounds', () => {
  const values = zoneValues(Float32Array.of(0.5, -0.25), Float32Array.of(0.25, -0.5), 0.5);
  // 0.5 + 0.25 · (1/2), then + 0.25 · (1/4), …, towards 0.75; −0.25 − 0.5 · (1/2) …, towards −0.75.
  expect([...values.subarray(0, 3)]).toEqual([0.625, 0.6875, 0.71875]);
  expect(values[29]).toBeCloseTo(0.75, 6);
  expect([...values.subarray(30, 32)]).toEqual([-0.5, -0.625]);
  const straight = zoneValues(Float32Array.of(0), Float32Array.of(0.25), 1);
  expect([...straight.subarray(0, 5)]).toEqual([0.25, 0.5, 0.75, 1, 1]);
});
