import { describe, expect, it } from 'vitest';
import { spanAround, zoomedSpan } from './strike-span.ts';

describe('strikes in sight', () => {
  it('are whole rows within reach of spot on either side', () => {
    expect(spanAround({ lo: 1000, hi: 1002 }, 20)).toEqual({ lo: 979.5, hi: 1022.5 });
    expect(spanAround(null, 20)).toBeNull();
  });

  it('zoom about what is pointed at, never to less than a few rows', () => {
    const view = { tickLo: 980, tickHi: 1020 };
    expect(zoomedSpan(view, 0.5, 990)).toEqual({ lo: 985, hi: 1005 });
    expect(zoomedSpan(view, 0.5)).toEqual({ lo: 990, hi: 1010 });
    const near = zoomedSpan(view, 1e-6, 1000);
    expect(near.hi - near.lo).toBeCloseTo(6);
  });
});
