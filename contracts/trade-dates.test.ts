// Expected times are written down from CME's published holiday calendars, from Lean's market hours database (which keeps
// CME's closes by product and date) and the clocks' changes, not computed.
import { describe, expect, it } from 'vitest';
import { assetOf } from './product-hours.ts';
import {
  dateFromDay,
  dayFromDate,
  hoursNote,
  hoursUnknown,
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

describe('days that end early, by product', () => {
  /** Chicago's (New York's) hour at which the last session of a trade date ends. */
  const ends = (asset: string, date: string, dataset = CME): string | null => {
    const last = tradingHours(dataset, dayFromDate(date), asset).at(-1);
    if (!last) return null;
    const timeZone = dataset === CME ? 'America/Chicago' : 'America/New_York';
    const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-GB', options).format(last.toSeconds * 1000);
  };
  const row = (date: string) =>
    ['ES', 'ZN', '6E', 'BTC', 'CL', 'GC', 'ZC', 'LE'].map((asset) => ends(asset, date));

  it.each([
    // The third of July: equity indices only, grains and livestock until 2020, crypto until 2021.
    ['2019-07-03', ['12:15', '16:00', '16:00', '12:15', '16:00', '16:00', '12:05', '12:15']],
    ['2023-07-03', ['12:15', '16:00', '16:00', '16:00', '16:00', '16:00', '13:20', '13:05']],
    ['2025-07-03', ['12:15', '16:00', '16:00', '16:00', '16:00', '16:00', '13:20', '13:05']],
    // The Thursday before a fourth that is kept on Friday.
    ['2020-07-02', ['16:00', '16:00', '16:00', '16:00', '16:00', '16:00', '12:05', '12:15']],
    // The day after Thanksgiving.
    ['2019-11-29', ['12:15', '12:15', '12:15', '12:15', '12:45', '12:45', '12:05', '12:15']],
    ['2023-11-24', ['12:15', '12:15', '12:15', '12:45', '12:45', '12:45', '12:05', '12:05']],
    ['2025-11-28', ['12:15', '12:15', '13:45', '13:45', '13:45', '13:45', '12:05', '12:05']],
    // Christmas Eve; in 2021 it was the holiday itself.
    ['2019-12-24', ['12:15', '12:15', '12:15', '12:15', '12:45', '12:45', '12:05', '12:15']],
    ['2025-12-24', ['12:15', '12:15', '12:45', '12:45', '12:45', '12:45', '12:05', '12:15']],
    ['2021-12-24', [null, null, null, null, null, null, null, null]],
    // Stocks closed for a day of mourning: futures on them and rates followed.
    ['2025-01-09', ['08:30', '12:15', '16:00', '16:00', '16:00', '16:00', '12:15', '12:15']],
  ])('%s', (date, expected) => {
    expect(row(date)).toEqual(expected);
  });

  it('says of what was not found that it is not known, and gives no hours', () => {
    for (const [asset, date] of [
      ['CL', '2024-11-29'],
      ['LE', '2024-12-24'],
      ['ES', '2018-12-05'],
      ['BTC', '2026-06-02'],
      ['ES', '2016-11-25'],
    ] as const) {
      expect(ends(asset, date)).toBeNull();
      expect(hoursUnknown(CME, dayFromDate(date), asset)).toBeTypeOf('string');
    }
    expect(ends('ES', '2024-11-29')).toBe('12:15');
    expect(hoursUnknown(CME, dayFromDate('2024-11-29'), 'ES')).toBeNull();
    expect(tradingHours('XCBF.PITCH', dayFromDate('2024-07-02'), 'VX')).toEqual([]);
    expect(hoursNote(CME, dayFromDate('2020-03-02'), 'ES')).toContain('15:15');
    expect(hoursNote(CME, dayFromDate('2022-03-02'), 'ES')).toBeNull();
  });

  it('trades in the morning of a Good Friday on which the employment report comes', () => {
    const friday = (asset: string, monday: string): string[] =>
      tradingHours(CME, dayFromDate(monday), asset).map(({ toSeconds }) =>
        new Date(toSeconds * 1000).toISOString().slice(0, 16),
      );
    for (const [monday, morning] of [
      ['2021-04-05', '2021-04-02'],
      ['2023-04-10', '2023-04-07'],
      ['2026-04-06', '2026-04-03'],
    ] as const) {
      expect(friday('ES', monday)[0]).toBe(`${morning}T13:15`);
      expect(friday('ZN', monday)[0]).toBe(`${morning}T15:15`);
      expect(friday('CL', monday)).toHaveLength(1);
    }
    expect(friday('ES', '2024-04-01')).toEqual(['2024-04-01T21:00']);
  });

  it('halts at noon on a holiday that is a Friday, later on others since 2022', () => {
    const halts = (asset: string, next: string): string | undefined => {
      const [first] = tradingHours(CME, dayFromDate(next), asset);
      return first && new Date(first.toSeconds * 1000).toISOString().slice(0, 16);
    };
    expect(halts('CL', '2024-07-05')).toBe('2024-07-04T18:30');
    expect(halts('6E', '2024-07-05')).toBe('2024-07-04T21:00');
    expect(halts('CL', '2025-07-07')).toBe('2025-07-04T17:00');
    expect(halts('6E', '2025-07-07')).toBe('2025-07-04T17:00');
    expect(halts('GC', '2021-07-06')).toBe('2021-07-05T17:00');
  });

  it('closes stocks at one, and on days of mourning', () => {
    const stocks = (date: string) => ends('', date, 'XNAS.ITCH');
    expect(['2023-07-03', '2024-11-29', '2024-12-24'].map(stocks)).toEqual(['17:00', '17:00', '17:00']);
    expect(['2018-12-05', '2025-01-09', '2024-03-29'].map(stocks)).toEqual([null, null, null]);
  });
});
