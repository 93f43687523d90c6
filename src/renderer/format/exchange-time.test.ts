import { describe, expect, it } from 'vitest';
import { clockText, dateText, exchangeFromDataset, sessionOpenNanos, tradeDay, zoneOffsetSeconds } from './exchange-time.ts';

const nanos = (iso: string, rest = 0n): bigint => BigInt(Date.parse(iso)) * 1_000_000n + rest;
const cme = exchangeFromDataset('GLBX.MDP3');

describe('exchange time', () => {
  it('shows Chicago time in winter and in summer', () => {
    expect(clockText(nanos('2023-12-25T23:31:40Z'), cme.zone)).toBe('17:31:40');
    expect(clockText(nanos('2023-07-03T23:31:40Z'), cme.zone)).toBe('18:31:40');
    expect(clockText(nanos('2023-12-25T23:29:40Z', 123_456_789n), cme.zone, 9)).toBe('17:29:40.123 456 789');
    expect(clockText(nanos('2023-12-25T23:29:40.250Z'), 'UTC', 3)).toBe('23:29:40.250');
  });

  it('changes its offset at the hour at which the clocks change', () => {
    expect(zoneOffsetSeconds(cme.zone, Date.parse('2024-03-10T07:59:59Z') / 1000)).toBe(-6 * 3600);
    expect(zoneOffsetSeconds(cme.zone, Date.parse('2024-03-10T08:00:00Z') / 1000)).toBe(-5 * 3600);
  });

  it('takes the evening session to the next trade date and a weekend to Monday', () => {
    const day = (iso: string): string => dateText(tradeDay(nanos(iso), cme));
    expect(day('2023-12-25T22:59:59Z')).toBe('Mon 25 Dec 2023');
    expect(day('2023-12-25T23:00:00Z')).toBe('Tue 26 Dec 2023');
    expect(day('2023-12-22T21:00:00Z')).toBe('Fri 22 Dec 2023');
    expect(day('2023-12-24T23:30:00Z')).toBe('Mon 25 Dec 2023');
    expect(day('2024-01-05T23:30:00Z')).toBe('Mon 8 Jan 2024');
  });

  it('keeps the local date for an exchange without an evening roll', () => {
    const nasdaq = exchangeFromDataset('XNAS.ITCH');
    expect(dateText(tradeDay(nanos('2024-01-03T00:30:00Z'), nasdaq), true)).toBe('Tue 2 Jan');
  });

  it('finds the next opening', () => {
    expect(sessionOpenNanos(nanos('2023-12-25T22:59:58.5Z'), cme)).toBe(nanos('2023-12-25T23:00:00Z'));
    expect(sessionOpenNanos(nanos('2023-12-25T23:00:00Z'), cme)).toBe(nanos('2023-12-25T23:00:00Z'));
    expect(sessionOpenNanos(nanos('2023-12-25T23:00:01Z'), cme)).toBe(nanos('2023-12-26T23:00:00Z'));
    expect(sessionOpenNanos(nanos('2024-01-02T10:00:00Z'), exchangeFromDataset('XNAS.ITCH'))).toBeNull();
  });
});
