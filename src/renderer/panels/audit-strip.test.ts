import { describe, expect, it } from 'vitest';
import { spanShares } from './audit-strip.ts';

const SECOND = 1_000_000_000n;
const START = 1_703_462_400n * SECOND;
const at = (second: number): string => String(START + BigInt(second) * SECOND);
const span = (from: number, to: number) => ({ fromNanos: at(from), toNanos: at(to), count: 1 });
const DAY = { summary: { dayStartNanos: String(START) }, sessionFrom: 1000, windowEnd: 2000 };

describe('audit strip', () => {
  it('places spans between the start and the end of the session', () => {
    expect(spanShares([span(1250, 1500), span(1000, 2000)], DAY)).toEqual([
      { from: 0.25, to: 0.5 },
      { from: 0, to: 1 },
    ]);
  });

  it('keeps a moment wide enough to be pressed, and what lies outside at the ends', () => {
    const [moment, before, after] = spanShares([span(1500, 1500), span(0, 0), span(2500, 2500)], DAY);
    expect((moment?.to ?? 0) - (moment?.from ?? 0)).toBeCloseTo(0.012);
    expect(before).toMatchObject({ from: 0 });
    expect(after).toMatchObject({ to: 1 });
  });
});
