import { describe, expect, it } from 'vitest';
import type { ContractFacts } from '../../../contracts/contract.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { dayFromDate } from '../../../contracts/trade-dates.ts';
import { contractLines, sessionLines } from './contract.ts';

const nanos = (iso: string): string => String(BigInt(Date.parse(iso)) * 1_000_000n);

const ES: ContractFacts = {
  kind: 'future',
  userDefined: false,
  asset: 'ES',
  exchange: 'XCME',
  currency: 'USD',
  underlying: '',
  tickNanos: '250000000',
  tickValueNanos: '12500000000',
  pointValueNanos: '50000000000',
  expirationNanos: nanos('2024-03-15T13:30:00Z'),
  strikeNanos: null,
  definedOn: '2023-12-25',
};

function dayOf(contract?: ContractFacts, more: Partial<DaySummary> = {}): DaySummary {
  return {
    dataset: 'GLBX.MDP3',
    dayStartNanos: nanos('2023-12-25T00:00:00Z'),
    tickSizeNanos: '250000000',
    tickSizeFrom: 'definition',
    ...(contract && { contract }),
    ...more,
  } as DaySummary;
}

const text = (day: DaySummary): string[] => contractLines(day).map(({ name, value }) => `${name}: ${value}`);

describe('contract lines', () => {
  it('tell a future', () => {
    expect(text(dayOf(ES))).toEqual([
      'kind: ES future, XCME',
      'tick: 0.25',
      'tick value: $12.50',
      'point value: $50.00',
      // Clocks have gone forward by then: 13:30Z is 08:30.
      'expires: Fri 15 Mar 2024 08:30 CT',
      'defined: 2023-12-25 UTC',
    ]);
  });

  it('tell an option without a fixed tick', () => {
    const option: ContractFacts = {
      ...ES,
      kind: 'call',
      underlying: 'ESM4',
      tickNanos: null,
      tickValueNanos: null,
      strikeNanos: '4250000000000',
      expirationNanos: nanos('2024-06-21T00:00:00Z'),
    };
    const lines = text(dayOf(option, { tickSizeNanos: '50000000', tickSizeFrom: 'inferred' }));
    expect(lines).toContain('tick: 0.05, inferred from the prices: the definition has none');
    expect(lines).toContain('tick value: not defined');
    expect(lines).toContain('strike: 4250.00');
    expect(lines).toContain('underlying: ESM4');
    // An expiry at a UTC midnight is a date, not seven in the evening of the day before.
    expect(lines).toContain('expires: Fri 21 Jun 2024');
  });

  it('tell a user-defined strategy and other currencies', () => {
    const strategy = { ...ES, kind: 'option spread', asset: 'EUU', userDefined: true, currency: 'EUR' };
    expect(text(dayOf(strategy))).toContain('kind: EUU option spread, XCME, user-defined');
    expect(text(dayOf(strategy))).toContain('tick value: 12.50 EUR');
  });

  it('say where there is no definition', () => {
    expect(text(dayOf(undefined, { tickSizeFrom: 'inferred' }))[0]).toBe(
      'tick: 0.25, inferred from the prices',
    );
  });
});

describe('session lines', () => {
  const lines = (date: string, more: Partial<DaySummary> = {}): string[] =>
    sessionLines(dayOf(undefined, { symbol: 'ESH4', ...more }), dayFromDate(date)).map(
      ({ name, value }) => `${name}: ${value}`,
    );

  it('tell the hours of a trade date', () => {
    expect(lines('2023-12-26')).toEqual([
      'session: Mon 25 Dec 17:00 – Tue 26 Dec 16:00 CT',
      'regular hours: 08:30 – 15:00 CT',
      'hours of: equity-index futures',
    ]);
    expect(lines('2023-11-24')).toEqual([
      'session: Wed 22 Nov 17:00 – Thu 23 Nov 12:00 CT, holiday halt',
      'session: Thu 23 Nov 17:00 – Fri 24 Nov 12:15 CT, early close',
      'regular hours: 08:30 – 12:15 CT',
      'hours of: equity-index futures',
    ]);
  });

  it('tell the parts of a day that has several', () => {
    expect(lines('2024-07-02', { symbol: 'ZCZ4' }).slice(0, 2)).toEqual([
      'overnight: Mon 1 Jul 19:00 – Tue 2 Jul 07:45 CT',
      'day: Tue 2 Jul 08:30 – Tue 2 Jul 13:20 CT',
    ]);
    expect(lines('2024-07-05', { symbol: 'ZCZ4' })[0]).toBe('overnight: after a holiday: not known');
    expect(lines('2024-07-03', { symbol: 'AAPL', dataset: 'XNAS.ITCH' })).toEqual([
      'pre-market: Wed 3 Jul 04:00 – Wed 3 Jul 09:30 ET, early close',
      'regular: Wed 3 Jul 09:30 – Wed 3 Jul 13:00 ET, early close',
      'post-market: Wed 3 Jul 13:00 – Wed 3 Jul 17:00 ET, early close',
      'hours of: US stocks',
    ]);
  });

  it('say where they are not known, and where nothing trades', () => {
    expect(lines('2024-07-02', { symbol: 'QQQQH5' })).toEqual(['session: hours of QQQQ are not known']);
    expect(lines('2024-07-02', { symbol: '1234' })).toEqual(['session: hours of this product are not known']);
    expect(lines('2024-07-06')).toEqual(['session: none: a holiday or a weekend']);
  });
});
