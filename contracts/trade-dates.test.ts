// Expected times are written down from CME's published holiday calendars and the clocks' changes, not computed.
import { describe, expect, it } from 'vitest';
import { dateFromDay, dayFromDate, tradeDayAt, tradeDaySpans, tradingHours } from './trade-dates.ts';

const CME = 'GLBX.MDP3';
const seconds = (iso: string): number => Date.parse(iso) / 1000;
const tradeDate = (iso: string, dataset = CME): string => dateFromDay(tradeDayAt(dataset, seconds(iso)));
const spans = (date: string, dataset = CME) =>
  tradeDaySpans(dataset, seconds(`${date}T00:00:00Z`)).map(({ tradeDay, windowFrom, windowEnd }) => [
    dateFromDay(tradeDay),
    windowFrom / 3600,
    windowEnd / 3600,
  ]);
const hours = (date: string) =>
  tradingHours(CME, dayFromDate(date)).map(({ fromSeconds, toSeconds, ends }) => [
    new Date(fromSeconds * 1000).toISOString().slice(0, 16),
    new Date(toSeconds * 1000).toISOString().slice(0, 16),
    ends,
  ]);

describe('trade dates of CME', () => {
  it('take the evening to the next day, and the pause to the session before it', () => {
    expect(tradeDate('2024-01-09T22:59:59Z')).toBe('2024-01-09');
    expect(tradeDate('2024-01-09T23:00:00Z')).toBe('2024-01-10');
    expect(tradeDate('2024-01-09T22:30:00Z')).toBe('2024-01-09');
    expect(spans('2024-01-09')).toEqual([
      ['2024-01-09', 0, 23],
      ['2024-01-10', 23, 24],
    ]);
    expect(hours('2024-01-10')).toEqual([['2024-01-09T23:00', '2024-01-10T22:00', 'regular']]);
  });

  it('take Sunday’s opening and all of a weekend to Monday', () => {
    expect(spans('2024-01-12')).toEqual([
      ['2024-01-12', 0, 23],
      ['2024-01-16', 23, 24], // Monday the 15th is Martin Luther King’s day
    ]);
    expect(spans('2024-01-07')).toEqual([['2024-01-08', 0, 24]]);
    expect(hours('2024-01-08')).toEqual([['2024-01-07T23:00', '2024-01-08T22:00', 'regular']]);
  });

  it('move by an hour in the weeks in which the clocks change', () => {
    // Forward on Sunday 10 March 2024: Friday closes at 22:00Z, Monday opens at 22:00Z.
    expect(hours('2024-03-08')).toEqual([['2024-03-07T23:00', '2024-03-08T22:00', 'regular']]);
    expect(hours('2024-03-11')).toEqual([['2024-03-10T22:00', '2024-03-11T21:00', 'regular']]);
    expect(spans('2024-03-07').at(-1)).toEqual(['2024-03-08', 23, 24]);
    expect(spans('2024-03-11').at(-1)).toEqual(['2024-03-12', 22, 24]);
    // Back on Sunday 3 November 2024.
    expect(hours('2024-11-01')).toEqual([['2024-10-31T22:00', '2024-11-01T21:00', 'regular']]);
    expect(hours('2024-11-04')).toEqual([['2024-11-03T23:00', '2024-11-04T22:00', 'regular']]);
    expect(spans('2024-10-31').at(-1)).toEqual(['2024-11-01', 22, 24]);
    expect(spans('2024-11-04').at(-1)).toEqual(['2024-11-05', 23, 24]);
  });

  it('end early on the days before and after holidays', () => {
    expect(hours('2023-11-24')).toEqual([
      ['2023-11-22T23:00', '2023-11-23T18:00', 'holiday'],
      ['2023-11-23T23:00', '2023-11-24T18:15', 'early'],
    ]);
    expect(hours('2024-12-24')).toEqual([['2024-12-23T23:00', '2024-12-24T18:15', 'early']]);
    expect(hours('2023-07-03')).toEqual([['2023-07-02T22:00', '2023-07-03T17:15', 'early']]);
    expect(tradeDate('2023-11-24T20:00:00Z')).toBe('2023-11-24');
  });

  it('count a holiday’s short session for the next business day', () => {
    expect(tradeDate('2024-01-15T15:00:00Z')).toBe('2024-01-16');
    expect(hours('2024-01-16')).toEqual([
      ['2024-01-14T23:00', '2024-01-15T18:00', 'holiday'],
      ['2024-01-15T23:00', '2024-01-16T22:00', 'regular'],
    ]);
    expect(hours('2024-01-15')).toEqual([]);
  });

  it('do not trade at all on Christmas, New Year’s Day and Good Friday until the evening', () => {
    // The real file of 25 December 2023 has its opening uncross at 23:00:00.1Z.
    expect(hours('2023-12-26')).toEqual([['2023-12-25T23:00', '2023-12-26T22:00', 'regular']]);
    expect(spans('2023-12-24')).toEqual([['2023-12-26', 0, 24]]);
    expect(hours('2024-01-02')).toEqual([['2024-01-01T23:00', '2024-01-02T22:00', 'regular']]);
    expect(hours('2024-04-01')).toEqual([['2024-03-31T22:00', '2024-04-01T21:00', 'regular']]);
    expect(tradeDate('2024-03-29T12:00:00Z')).toBe('2024-04-01');
  });

  it('know the holidays of several years', () => {
    const isHoliday = (date: string): boolean => hours(date).length === 0;
    const holidays = [
      '2022-01-17',
      '2022-02-21',
      '2022-04-15',
      '2022-05-30',
      '2022-06-20',
      '2022-07-04',
      '2022-09-05',
      '2022-11-24',
      '2022-12-26',
      '2023-01-02',
      '2023-04-07',
      '2023-06-19',
      '2024-05-27',
      '2025-04-18',
      '2020-07-03',
      '2021-12-24',
    ];
    expect(holidays.filter((date) => !isHoliday(date))).toEqual([]);
    expect(['2021-12-31', '2021-06-18', '2024-05-20', '2024-12-26'].filter(isHoliday)).toEqual([]);
  });
});

describe('trade dates elsewhere', () => {
  it('are the local date where no session begins in the evening', () => {
    expect(tradeDate('2024-01-03T00:30:00Z', 'XNAS.ITCH')).toBe('2024-01-02');
    expect(spans('2024-07-03', 'XNAS.ITCH')).toEqual([
      ['2024-07-02', 0, 4],
      ['2024-07-03', 4, 24],
    ]);
    expect(spans('2024-07-03', 'NOVA.TEST')).toEqual([['2024-07-03', 0, 24]]);
    expect(tradingHours('XNAS.ITCH', dayFromDate('2024-07-03'))).toEqual([]);
  });

  it('roll at eight in the evening on ICE US', () => {
    expect(tradeDate('2024-01-10T00:59:59Z', 'IFUS.IMPACT')).toBe('2024-01-09');
    expect(tradeDate('2024-01-10T01:00:00Z', 'IFUS.IMPACT')).toBe('2024-01-10');
  });
});
