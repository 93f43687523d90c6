import { describe, expect, it } from 'vitest';
import { activityFrom } from '../../../contracts/activity.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { dateFromDay, tradeDaySpans } from '../../../contracts/trade-dates.ts';
import { entryTimes, leadingEntry, libraryFrom, mainPiece, sparkFrom } from './library.ts';

const nanos = (iso: string): string => String(BigInt(Date.parse(iso)) * 1_000_000n);

/** A whole UTC day with these lots in each of its trade dates. */
function day(date: string, symbol: string, lots: readonly number[]): DaySummary {
  const start = `${date}T00:00:00Z`;
  const spans = tradeDaySpans('GLBX.MDP3', Date.parse(start) / 1000);
  return {
    dayId: `${symbol} ${date}`,
    sourceId: `file ${date}`,
    dataset: 'GLBX.MDP3',
    publisherId: 1,
    symbol,
    utcDate: date,
    dayStartNanos: nanos(start),
    tickSizeNanos: '250000000',
    records: 1000,
    volume: { B: lots.reduce((sum, each) => sum + each, 0), A: 0, N: 0 },
    firstTsNanos: nanos(start),
    lastTsNanos: nanos(`${date}T23:59:59Z`),
    state: 'complete',
    tradeDates: spans.map(({ tradeDay, ...span }, i) => ({
      tradeDate: dateFromDay(tradeDay),
      ...span,
      records: 500,
      lots: lots[i] ?? 0,
    })),
    activity: activityFrom(
      0,
      1024,
      Array.from({ length: 85 }, (_, i) => i + 1),
      Array.from({ length: 85 }, () => 38_000),
    ),
  } as unknown as DaySummary;
}

const DAYS = [
  day('2024-01-09', 'ESH4', [900, 100]),
  day('2024-01-09', 'NQH4', [500, 50]),
  day('2024-01-10', 'ESH4', [800, 90]),
  day('2024-01-10', 'NQH4', [400, 40]),
];

describe('the library', () => {
  it('joins the evening of one file and the day of the next into one trade date', () => {
    const library = libraryFrom(DAYS, null);
    expect(library.map(({ tradeDate }) => tradeDate)).toEqual(['2024-01-11', '2024-01-10', '2024-01-09']);
    const [es, nq] = library[1]?.entries ?? [];
    expect([es?.symbol, es?.lots, nq?.symbol, nq?.lots]).toEqual(['ESH4', 900, 'NQH4', 450]);
    expect(es?.pieces.map(({ day: { utcDate } }) => utcDate)).toEqual(['2024-01-09', '2024-01-10']);
    expect(es && mainPiece(es).day.utcDate).toBe('2024-01-10');
    expect(es && entryTimes(es)).toBe('17:00–17:00 CT');
  });

  it('tells one time of a file that holds a snapshot alone', () => {
    const moment = nanos('2024-01-10T13:00:06Z');
    const alone = { ...day('2024-01-10', 'ESH4', [0, 0]), firstTsNanos: moment, lastTsNanos: moment };
    const [entry] = libraryFrom([{ ...alone, tradeDates: alone.tradeDates?.slice(0, 1) }], null).flatMap(
      ({ entries }) => entries,
    );
    expect(entry && entryTimes(entry)).toBe('07:00 CT');
  });

  it('tells times from the first second with a book, not from a snapshot hours before it', () => {
    const whole = day('2024-01-10', 'ESH4', [800, 0]);
    const late = { ...whole, activity: activityFrom(22 * 3600 + 1, 1024, [3, 4], [38_000, 38_000]) };
    const [entry] = libraryFrom([{ ...late, tradeDates: undefined } as unknown as DaySummary], null).flatMap(
      ({ entries }) => entries,
    );
    expect(entry && entryTimes(entry)).toBe('16:00–18:00 CT');
  });

  it('counts no time twice', () => {
    const again = { ...day('2024-01-10', 'ESH4', [800, 90]), dayId: 'again', sourceId: 'other file' };
    const lots = (openId: string | null): number | undefined =>
      libraryFrom([...DAYS, again], openId)[1]?.entries[0]?.lots;
    expect(lots(null)).toBe(900);
    const open = libraryFrom([...DAYS, again], 'again')[1]?.entries[0];
    expect(open?.pieces.map((piece) => piece.day.dayId)).toEqual(['ESH4 2024-01-09', 'again']);
  });

  it('lists the most traded and the open one of many instruments', () => {
    const many = Array.from({ length: 9 }, (_, i) => day('2024-01-09', `S${i}`, [i, 0]));
    const date = libraryFrom(many, 'S3 2024-01-09').find(({ tradeDate }) => tradeDate === '2024-01-09');
    expect(date?.entries.map(({ symbol }) => symbol)).toEqual(['S8', 'S3']);
    expect(date?.more).toBe(7);
  });

  it('knows which entry is looked at when a day lies in two', () => {
    const library = libraryFrom(DAYS, 'ESH4 2024-01-09');
    expect(leadingEntry(library, 'ESH4 2024-01-09', 10 * 3600)?.tradeDate).toBe('2024-01-09');
    expect(leadingEntry(library, 'ESH4 2024-01-09', 23 * 3600)?.tradeDate).toBe('2024-01-10');
  });

  it('takes a day of an older store whole for the date of its middle', () => {
    const { tradeDates: _, activity: __, ...old } = day('2024-01-09', 'ESH4', [10, 0]);
    const [date, ...others] = libraryFrom([old as DaySummary], null);
    expect(others).toEqual([]);
    expect(date?.tradeDate).toBe('2024-01-09');
    expect(date?.entries[0] && sparkFrom(date.entries[0], 100, 10)).toBeNull();
  });

  it('draws what the parts have of the trade date, one after the other', () => {
    const entry = libraryFrom(DAYS, null)[1]?.entries[0];
    const spark = entry && sparkFrom(entry, 100, 10);
    const points = spark?.activity.split(' ').map((point) => point.split(',').map(Number)) ?? [];
    // One hour of the evening (17:00–18:00 CT) and twenty-three of the day, and the two corners of the area.
    expect(points.length).toBe(Math.ceil(3600 / 1024) + Math.floor((23 * 3600) / 1024) + 2);
    const xs = points.map(([x]) => x as number);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(spark?.mids.length).toBe(1);
  });
});
