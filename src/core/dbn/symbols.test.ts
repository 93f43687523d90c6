import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMetadata } from './encode.ts';
import { dateNumberFromDays, SymbolMap, utcDateNumber } from './symbols.ts';

const interval = (startDate: number, endDate: number, symbol: string) => ({ startDate, endDate, symbol });

describe('utcDateNumber', () => {
  it('is the calendar of UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (days) => {
        const expected = new Date(days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
        expect(dateNumberFromDays(days)).toBe(Number(expected));
      }),
    );
    expect(utcDateNumber(1_703_462_399_999_999_999n)).toBe(20231224);
    expect(utcDateNumber(1_703_462_400_000_000_000n)).toBe(20231225);
  });
});

describe('SymbolMap', () => {
  it('knows that an id belongs to another symbol on another day', () => {
    const map = SymbolMap.fromMetadata({
      ...emptyMetadata(3, 'GLBX.MDP3', 'mbo'),
      mappings: [
        { rawSymbol: 'ETHQ1-ETHU1', intervals: [interval(20210701, 20210912, '2852')] },
        {
          rawSymbol: 'ETHZ1-ETHH2',
          intervals: [interval(20210912, 20220101, '2852'), interval(20220101, 20220102, '')],
        },
      ],
    });
    expect(map.symbol(2852, 20210911)).toBe('ETHQ1-ETHU1');
    expect(map.symbol(2852, 20210912)).toBe('ETHZ1-ETHH2');
    expect(map.symbol(2852, 20220101)).toBeNull();
    expect(map.instrumentId('ETHZ1-ETHH2', 20210912)).toBe(2852);
    expect(map.instrumentId('ETHZ1-ETHH2', 20210911)).toBeNull();
  });

  it('reads the other direction, continuous symbols, and leaves the rest alone', () => {
    const base = emptyMetadata(3, 'GLBX.MDP3', 'mbo');
    const byId = { ...base, stypeIn: 'instrument_id', stypeOut: 'raw_symbol' };
    const mappings = [
      {
        rawSymbol: '17077',
        intervals: [interval(20231225, 20231226, 'ESH4'), interval(20240101, 20240101, 'NONE')],
      },
    ];
    expect(SymbolMap.fromMetadata({ ...byId, mappings }).symbol(17077, 20231225)).toBe('ESH4');
    expect(SymbolMap.fromMetadata({ ...byId, mappings }).symbol(17077, 20240101)).toBeNull();
    const continuous = [{ rawSymbol: 'ES.c.0', intervals: [interval(20231225, 20231226, '17077')] }];
    const front = SymbolMap.fromMetadata({ ...base, stypeIn: 'continuous', mappings: continuous });
    expect(front.symbol(17077, 20231225)).toBe('ES.c.0');
    const neither = { ...base, stypeIn: 'continuous', stypeOut: 'raw_symbol', mappings: continuous };
    expect(SymbolMap.fromMetadata(neither).instrumentIds()).toEqual([]);
  });

  it('takes mapping records of live files: the latest wins', () => {
    const map = new SymbolMap();
    const live = { publisherId: 1, instrumentId: 5, tsEventNanos: 0n, stypeIn: 255, stypeOut: 255 };
    map.apply({ ...live, inSymbol: 'ES.c.0', outSymbol: '5', startNanos: null, endNanos: null });
    expect(map.symbol(5, 20260101)).toBe('ES.c.0');
    map.apply({ ...live, inSymbol: 'ES.c.0', outSymbol: 'ESH6', startNanos: null, endNanos: null });
    expect(map.symbol(5, 20260101)).toBe('ESH6');
  });

  it('keeps the name of days that went before a later mapping', () => {
    const map = new SymbolMap();
    const live = { publisherId: 1, instrumentId: 5, stypeIn: 255, stypeOut: 255, inSymbol: 'ES.c.0' };
    const always = { startNanos: null, endNanos: null };
    map.apply({ ...live, ...always, tsEventNanos: 1_703_376_000_000_000_000n, outSymbol: 'ESH4' });
    map.apply({ ...live, ...always, tsEventNanos: 1_703_462_400_000_000_000n, outSymbol: 'ESM4' });
    expect([20231223, 20231224, 20231225, 20231226].map((date) => map.symbol(5, date))).toEqual([
      'ESH4',
      'ESH4',
      'ESM4',
      'ESM4',
    ]);
  });
});
