// Memory does not grow with the days in a row, nor with prices far out, and with instruments only by what a book takes.
import { describe, expect, it } from 'vitest';
import { measureIngest } from './size.testkit.ts';

const MIB = 2 ** 20;

describe('peak memory of an ingest', () => {
  it('does not grow with days in a row by what a day holds', { timeout: 120_000 }, () => {
    const tape = { instruments: 1, records: 150_000 };
    const three = measureIngest(tape, 3);
    const nine = measureIngest(tape, 9);
    expect([three.faults, nine.faults]).toEqual([[], []]);
    expect(nine).toMatchObject({ days: 9, records: 3 * three.records });
    // A day has 30 MB of silver; what grows is only what the collector has not come to.
    expect(nine.peakBytes - three.peakBytes).toBeLessThan(100 * MIB);
    expect(nine.peakBytes).toBeLessThan(400 * MIB);
  });

  it('does not mind stub quotes at 0.01 and 199,999.99', { timeout: 120_000 }, () => {
    const tape = { instruments: 1, records: 100_000, hours: 4 };
    const plain = measureIngest(tape, 1);
    const stubs = measureIngest({ ...tape, stubQuotes: true }, 1);
    expect(stubs.faults).toEqual([]);
    expect(Math.abs(stubs.peakBytes - plain.peakBytes)).toBeLessThan(30 * MIB);
  });

  it('takes 300 instruments', { timeout: 120_000 }, () => {
    const many = measureIngest({ instruments: 300, records: 300_000, hours: 0.25, stubQuotes: true }, 1);
    expect(many).toMatchObject({ days: 300, faults: [] });
    expect(many.peakBytes).toBeLessThan(400 * MIB);
  });
});
