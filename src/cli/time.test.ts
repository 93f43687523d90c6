import { describe, expect, it } from 'vitest';
import { UsageError } from './output.ts';
import { parseSpanSeconds, parseTime, resolveTime, timeText } from './time.ts';

const DAY = 1_757_894_400_000_000_000n; // 2025-09-15T00:00:00Z

describe('times', () => {
  it.each([
    ['2025-09-15T14:30:00Z', DAY + 52_200_000_000_000n],
    ['2025-09-15T14:30:00.000000001Z', DAY + 52_200_000_000_001n],
    ['2025-09-15 16:30:00.5+02:00', DAY + 52_200_500_000_000n],
    ['2025-09-15T14:30:00.1234567Z', DAY + 52_200_123_456_700n],
    ['1757946600000000123', DAY + 52_200_000_000_123n],
    ['14:30:00', DAY + 52_200_000_000_000n],
    ['14:30', DAY + 52_200_000_000_000n],
    ['9:05:07.25Z', DAY + 32_707_250_000_000n],
  ])('%s', (text, nanos) => {
    expect(resolveTime(parseTime(text), DAY)).toBe(nanos);
  });

  it.each([
    '',
    '24:00:00',
    '14:60:00',
    'noon',
    '2025-13-01T00:00:00Z',
    '2025-09-15',
    '12345',
    '14:30:00.1234567890',
  ])('refuses "%s"', (text) => {
    expect(() => parseTime(text)).toThrow(UsageError);
  });

  it('are written to the nanosecond', () => {
    expect(timeText(DAY + 52_200_000_000_001n)).toBe('2025-09-15T14:30:00.000000001Z');
  });
});

describe('spans', () => {
  it.each([
    ['10m', 600],
    ['90s', 90],
    ['90', 90],
    ['1h30m', 5400],
    ['1h', 3600],
  ])('%s', (text, seconds) => {
    expect(parseSpanSeconds(text)).toBe(seconds);
  });

  it.each(['', '0s', '25h', '10x', '-5m', 'm'])('refuses "%s"', (text) => {
    expect(() => parseSpanSeconds(text)).toThrow(UsageError);
  });
});
