import { expect, it } from 'vitest';
import { Tally } from '../../core/silver/tally.ts';
import { totalsSince } from './day-counts.ts';

it('counts of a day are what came since it began, actions too', () => {
  const tally = new Tally();
  tally.actions[0] = 5;
  tally.volumes[0] = 7;
  tally.firstTsNanos = 3n;
  tally.lastTsNanos = 90n;
  const before = tally.totals(0, null);
  expect(totalsSince(new Tally().totals(0, null), before, 100n)).toMatchObject({
    records: 5,
    firstTsNanos: 3n,
  });
  tally.actions[0] = 6;
  tally.actions[1] = 2;
  tally.volumes[0] = 9;
  tally.lastTsNanos = 130n;
  expect(totalsSince(before, tally.totals(0, null), 100n)).toMatchObject({
    records: 3,
    actions: { A: 1, C: 2, M: 0 },
    volumeBuy: 2,
    firstTsNanos: 100n,
    lastTsNanos: 130n,
  });
});
