import { describe, expect, it } from 'vitest';
import { clockText, ExchangeClock } from './exchange-time.ts';
import { timeStepSeconds, timeTicks } from './time-axis.ts';

const nanos = (iso: string): bigint => BigInt(Date.parse(iso)) * 1_000_000n;
const plot = { x: 0, y: 0, width: 1000, height: 400 };

describe('ExchangeClock', () => {
  it('shows Chicago time for Globex, across the UTC midnight', () => {
    const clock = new ExchangeClock('GLBX.MDP3', nanos('2023-12-26T00:00:00Z'));
    expect(clock.label).toBe('CT');
    expect(clock.timeText(0)).toBe('18:00:00');
    expect(clock.dateText(6 * 3600)).toBe('Tue 26 Dec');
    expect(clock.dateText(23 * 3600)).toBe('Wed 27 Dec');
    expect(clock.utcText(84_700.25, 2)).toBe('23:31:40.25');
  });

  it('follows the change of clocks inside a UTC day', () => {
    const clock = new ExchangeClock('GLBX.MDP3', nanos('2024-03-10T00:00:00Z'));
    expect(clock.timeText(8 * 3600 - 1)).toBe('01:59:59');
    expect(clock.timeText(8 * 3600)).toBe('03:00:00');
  });

  it('knows no zone for a dataset it has not heard of', () => {
    expect(new ExchangeClock('NOVA.TEST', 0n).timeText(3661)).toBe('01:01:01');
  });
});

describe('clockText', () => {
  it('cuts and never rounds up to the next second', () => {
    expect(clockText(59.999, 2)).toBe('00:00:59.99');
    expect(clockText(40.25 - 1e-9, 2)).toBe('00:00:40.25');
    expect(clockText(-1, 0)).toBe('23:59:59');
  });
});

describe('time axis', () => {
  const clock = new ExchangeClock('GLBX.MDP3', nanos('2023-12-25T00:00:00Z'));

  it('chooses round steps that leave room', () => {
    expect(timeStepSeconds(1, 90)).toBe(120);
    expect(timeStepSeconds(10, 90)).toBe(10);
    expect(timeStepSeconds(400, 90)).toBe(0.5);
    expect(timeStepSeconds(0.01, 90)).toBe(10_800);
  });

  it('labels round times of the exchange inside the view', () => {
    const view = { windowFrom: 84_100, windowTo: 84_700, tickLo: 0, tickHi: 1 };
    const ticks = timeTicks(view, plot, 90, clock);
    expect(ticks.map(({ text }) => text)).toEqual([
      'Tue 26 Dec',
      '17:22',
      '17:23',
      '17:24',
      '17:25',
      '17:26',
      '17:27',
      '17:28',
      '17:29',
      '17:30',
      '17:31',
    ]);
    expect(ticks[0]?.atEdge).toBe(true);
    expect(ticks[1]?.window).toBe(84_120);
  });

  it('names the trade date where it begins', () => {
    const view = { windowFrom: 0, windowTo: 86_400, tickLo: 0, tickHi: 1 };
    const day = new ExchangeClock('GLBX.MDP3', nanos('2024-01-09T00:00:00Z'));
    const strong = timeTicks(view, plot, 90, day).filter((tick) => tick.strong);
    expect(strong).toEqual([{ window: 23 * 3600, text: 'Wed 10 Jan', strong: true }]);
  });
});
