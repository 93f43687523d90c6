// Spans of a calibration on days of both clocks, on holidays and where no hours are known.
import { expect, it } from 'vitest';
import { parseSessionSpan, windowsOfSession } from './session-span.ts';

function windows(text: string, utcDate: string, dataset = 'GLBX.MDP3', symbol = 'ESH4'): unknown {
  const span = parseSessionSpan(text);
  return span && windowsOfSession(span, { dataset, utcDate, symbol });
}
const at = (from: number, to: number): unknown => ({ windowFrom: 3600 * from, windowEnd: 3600 * to });

it('takes all, times in UTC, and regular hours or their first part', () => {
  expect(windows('all', '2024-01-09')).toEqual(at(0, 24));
  expect(windows('13:30-16:00', '2024-01-09')).toEqual(at(13.5, 16));
  expect(windows('22:00-24:00', '2024-01-09')).toEqual(at(22, 24));
  // 08:30 in Chicago: 14:30 UTC in winter, 13:30 in summer.
  expect(windows('rth:3h', '2024-01-09')).toEqual(at(14.5, 17.5));
  expect(windows('rth:90m', '2024-07-09')).toEqual(at(13.5, 15));
  // 09:30 in New York.
  expect(windows('rth:1h', '2012-06-21', 'XNAS.ITCH', 'AAPL')).toEqual(at(13.5, 14.5));
});

it('has no regular hours on weekends, on holidays and of venues whose hours are not known', () => {
  expect(windows('rth', '2024-01-07')).toBeNull();
  expect(windows('rth', '2023-12-25')).toBeNull();
  expect(windows('rth', '2024-01-09', 'BITSTAMP.OBA', 'BTCUSD')).toBeNull();
});

it('says no to what is no span', () => {
  for (const text of ['', 'rth:0h', 'rth:3', '25:00-26:00', '16:00-13:30', '13:30', 'all ', 'RTH'])
    expect(parseSessionSpan(text), text).toBeNull();
});
