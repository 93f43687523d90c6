// Expected times are written down from CME's published holiday calendars and the clocks' changes, not computed.
import { describe, expect, it } from 'vitest';
import { assetOf } from './product-hours.ts';
import {
  dateFromDay,
  dayFromDate,
  lacksEvening,
  regularHours,
  tradeDayAt,
  tradeDaySpans,
  tradingHours,
} from './trade-dates.ts';

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
    expect(tradingHours('NOVA.TEST', dayFromDate('2024-07-03'))).toEqual([]);
  });

  it('roll at eight in the evening on ICE US', () => {
    expect(tradeDate('2024-01-10T00:59:59Z', 'IFUS.IMPACT')).toBe('2024-01-09');
    expect(tradeDate('2024-01-10T01:00:00Z', 'IFUS.IMPACT')).toBe('2024-01-10');
  });
});

describe('hours by product', () => {
  const utc = (value: number): string => new Date(value * 1000).toISOString().slice(5, 16);
  const hoursOf = (asset: string, date: string, dataset = CME) =>
    tradingHours(dataset, dayFromDate(date), asset).map(
      ({ name, fromSeconds, toSeconds }) => `${name} ${utc(fromSeconds)} ${utc(toSeconds)}`,
    );
  const regular = (asset: string, date: string, dataset = CME) => {
    const hours = regularHours(dataset, dayFromDate(date), asset);
    return hours && `${utc(hours.fromSeconds)} ${utc(hours.toSeconds)}`;
  };

  it('are those that the venues publish', () => {
    // Tuesday 2 July 2024: Chicago is five hours, New York four behind UTC.
    const all = ['session 07-01T22:00 07-02T21:00'];
    for (const asset of ['ES', 'ZN', '6E', 'BTC', 'CL', 'GC', 'HG'])
      expect(hoursOf(asset, '2024-07-02')).toEqual(all);
    expect(hoursOf('ZS', '2024-07-02')).toEqual([
      'overnight 07-02T00:00 07-02T12:45',
      'day 07-02T13:30 07-02T18:20',
    ]);
    expect(hoursOf('LE', '2024-07-02')).toEqual(['session 07-02T13:30 07-02T18:05']);
    expect(hoursOf('', '2024-07-02', 'XNAS.ITCH')).toEqual([
      'pre-market 07-02T08:00 07-02T13:30',
      'regular 07-02T13:30 07-02T20:00',
      'post-market 07-02T20:00 07-03T00:00',
    ]);
    expect(hoursOf('NONE', '2024-07-02')).toEqual([]);
  });

  it.each([
    ['ES', '07-02T13:30 07-02T20:00'],
    ['ZN', '07-02T12:20 07-02T19:00'],
    ['6E', '07-02T12:20 07-02T19:00'],
    ['MBT', '07-02T13:30 07-02T20:00'],
    ['CL', '07-02T13:00 07-02T18:30'],
    ['GC', '07-02T12:20 07-02T17:30'],
    ['SI', '07-02T12:25 07-02T17:25'],
    ['HG', '07-02T12:10 07-02T17:00'],
    ['ZC', '07-02T13:30 07-02T18:20'],
    ['HE', '07-02T13:30 07-02T18:05'],
  ])('regular ones of %s', (asset, expected) => {
    expect(regular(asset, '2024-07-02')).toBe(expected);
  });

  it('end early and halt at hours of the product', () => {
    // The day after Thanksgiving, and Thanksgiving itself, which counts for it; Chicago is six hours behind.
    expect(hoursOf('CL', '2023-11-24')).toEqual([
      'session 11-22T23:00 11-23T19:30',
      'session 11-23T23:00 11-24T18:45',
    ]);
    expect(hoursOf('6E', '2023-11-24')).toEqual([
      'session 11-22T23:00 11-23T22:00',
      'session 11-23T23:00 11-24T18:15',
    ]);
    // Before 2022 every product halted at noon.
    expect(hoursOf('GC', '2021-11-26')[0]).toBe('session 11-24T23:00 11-25T18:00');
    // Grains are closed on holidays, and open in the morning after this one.
    expect(hoursOf('ZC', '2023-11-24')).toEqual(['day 11-24T14:30 11-24T18:05']);
    expect(lacksEvening(CME, dayFromDate('2023-11-24'), 'ZC')).toBe(true);
    expect(lacksEvening(CME, dayFromDate('2023-11-24'), 'CL')).toBe(false);
    expect(regular('CL', '2023-11-24')).toBe('11-24T14:00 11-24T18:45');
    expect(regular('AAPL', '2023-11-24', 'XNAS.ITCH')).toBe('11-24T14:30 11-24T18:00');
    expect(regular('AAPL', '2023-11-23', 'XNAS.ITCH')).toBeNull();
  });

  it('are found by what the definition says, else by the symbol', () => {
    const future = { asset: 'CL', underlying: '', kind: 'future' };
    expect(assetOf({ symbol: '1234', contract: future })).toBe('CL');
    const option = { asset: 'E3A', underlying: 'ESM4', kind: 'call' };
    expect(assetOf({ symbol: 'E3AM4 C5000', contract: option })).toBe('ES');
    const symbols = [
      'ESH4',
      '6EZ25',
      'CLF4-CLG4',
      'ES.c.0',
      'MESM4',
      'ZCZ4',
      'ES.FUT',
      'AAPL',
      'UD:1V: VT 253',
      '42',
    ];
    const expected = ['ES', '6E', 'CL', 'ES', 'MES', 'ZC', 'ES', '', '', ''];
    expect(symbols.map((symbol) => assetOf({ symbol }))).toEqual(expected);
  });
});
