import { describe, expect, it } from 'vitest';
import type { DaySummary } from '../../../contracts/messages.ts';
import { dateText, TradeClock, tradeDayFromSpan } from './trade-time.ts';

const nanos = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const clock = (iso: string, dataset = 'GLBX.MDP3'): TradeClock =>
  new TradeClock(dataset, nanos(`${iso}T00:00:00Z`));
const EVENING = 23 * 3600;

describe('trade time', () => {
  it('shows a moment to the nanosecond in the zone of the exchange', () => {
    expect(clock('2023-12-25').nanosText(nanos('2023-12-25T23:29:40Z') + 123_456_789n)).toBe(
      '17:29:40.123 456 789',
    );
    expect(clock('2023-07-03').nanosText(nanos('2023-07-03T23:29:40Z'))).toBe('18:29:40.000 000 000');
  });

  it('takes the evening session to the next trade date and a weekend to Monday', () => {
    const day = (iso: string, window: number): string => dateText(clock(iso).tradeDay(window));
    expect(day('2024-01-09', EVENING - 1)).toBe('Tue 9 Jan 2024');
    expect(day('2024-01-09', EVENING)).toBe('Wed 10 Jan 2024');
    expect(day('2023-12-22', 21 * 3600)).toBe('Fri 22 Dec 2023');
    expect(day('2023-12-24', EVENING + 1800)).toBe('Tue 26 Dec 2023');
    expect(day('2024-01-05', EVENING + 1800)).toBe('Mon 8 Jan 2024');
  });

  it('keeps the local date where sessions do not roll in the evening', () => {
    expect(dateText(clock('2024-01-03', 'XNAS.ITCH').tradeDay(1800), true)).toBe('Tue 2 Jan');
  });

  it('guesses a day from the middle of its span', () => {
    const summary = (from: string, to: string): DaySummary =>
      ({
        dataset: 'GLBX.MDP3',
        dayStartNanos: String(nanos('2024-01-03T00:00:00Z')),
        firstTsNanos: String(nanos(from)),
        lastTsNanos: String(nanos(to)),
      }) as DaySummary;
    const guess = (from: string, to: string): string => dateText(tradeDayFromSpan(summary(from, to)));
    expect(guess('2024-01-03T00:00:00Z', '2024-01-03T23:59:59Z')).toBe('Wed 3 Jan 2024');
    expect(guess('2024-01-03T23:00:00Z', '2024-01-03T23:59:59Z')).toBe('Thu 4 Jan 2024');
  });
});
