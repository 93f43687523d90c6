import { describe, expect, it } from 'vitest';
import { activityBuckets } from '../../../contracts/activity.ts';
import { tradeDaySpans } from '../../../contracts/trade-dates.ts';
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import { ACTIONS, FLAG_WINDOW_VALID, type SilverChunk } from './chunk.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import { DayProfile } from './day-profile.ts';

interface WindowFacts {
  readonly records: number;
  readonly lots: number;
  readonly valid: boolean;
  readonly mid2: number;
}

/** Windows [from, to) of a day as chunks. */
function* chunksOf(
  from: number,
  to: number,
  factsOf: (window: number) => WindowFacts,
): Generator<SilverChunk> {
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / WINDOWS_PER_CHUNK) + 1) * WINDOWS_PER_CHUNK);
    const builder = new ChunkBuilder();
    builder.begin(at);
    for (let i = 0; at < end; at++, i++) {
      const { records, lots, valid, mid2 } = factsOf(at);
      builder.snapshots.actions[i * ACTIONS.length] = records - 1;
      builder.snapshots.actions[i * ACTIONS.length + 4] = 1;
      builder.snapshots.volumeSell[i] = lots;
      builder.snapshots.mid2[i] = mid2;
      builder.snapshots.flags[i] = valid ? FLAG_WINDOW_VALID : 0;
      builder.windowCount = i + 1;
    }
    yield builder.take();
  }
}

const SPANS = tradeDaySpans('GLBX.MDP3', Date.parse('2024-01-09T00:00:00Z') / 1000);

describe('DayProfile', () => {
  it('counts records and lots by trade date, exactly', () => {
    const profile = new DayProfile(SPANS);
    for (const chunk of chunksOf(82_000, 83_000, () => ({ records: 3, lots: 2, valid: true, mid2: 10 })))
      profile.add(chunk);
    expect(profile.parts()).toEqual([
      { ...SPANS[0], records: 800 * 3, lots: 800 * 2 },
      { ...SPANS[1], records: 200 * 3, lots: 200 * 2 },
    ]);
  });

  it('leaves out trade dates without records', () => {
    const profile = new DayProfile(SPANS);
    for (const chunk of chunksOf(100, 200, () => ({ records: 1, lots: 0, valid: false, mid2: 0 })))
      profile.add(chunk);
    expect(profile.parts().map(({ tradeDay }) => tradeDay)).toEqual([SPANS[0]?.tradeDay]);
    expect(profile.activity()).toBeNull();
  });

  it.each([
    [0, 50, 1],
    [500, 500 + 97, 2],
    [0, 86_400, 1024],
  ])('tells windows %i to %i in buckets of %i, none of whose records are lost', (from, to, width) => {
    const profile = new DayProfile(SPANS);
    const facts = (window: number): WindowFacts => ({
      records: 1 + (window % 7),
      lots: 0,
      valid: true,
      mid2: window,
    });
    for (const chunk of chunksOf(from, to, facts)) profile.add(chunk);
    const activity = profile.activity();
    expect(activity).toMatchObject({ windowFrom: from, bucketWindows: width, midHigh: to - 1 });
    // Sums of whole buckets, taken the slow way.
    const sums = Array.from({ length: Math.ceil((to - from) / width) }, (_, bucket) => {
      let sum = 0;
      for (let w = from + bucket * width; w < Math.min(to, from + (bucket + 1) * width); w++)
        sum += facts(w).records;
      return sum;
    });
    expect(activity?.most).toBe(Math.max(...sums));
    const told = activityBuckets(activity as NonNullable<typeof activity>);
    expect(told.length).toBe(sums.length);
    for (const [i, { records, mid2 }] of told.entries()) {
      // Half a step of 35 on a square-root scale is the most that a height can be off.
      const most = activity?.most ?? 0;
      expect(Math.abs(Math.sqrt(records / most) - Math.sqrt((sums[i] as number) / most))).toBeLessThanOrEqual(
        0.5 / 35 + 1e-9,
      );
      const last = Math.min(to, from + (i + 1) * width) - 1;
      expect(Math.abs((mid2 ?? 0) - last)).toBeLessThanOrEqual((0.5 / 35) * (to - from) + 1e-9);
    }
  });

  it('begins with the first valid window: a snapshot at midnight is no activity', () => {
    const profile = new DayProfile(SPANS);
    for (const chunk of chunksOf(0, 1000, (w) => ({
      records: w === 0 ? 8725 : 1,
      lots: 0,
      valid: w >= 400,
      mid2: 5,
    })))
      profile.add(chunk);
    expect(profile.activity()).toMatchObject({ windowFrom: 400, most: 8 });
  });
});
