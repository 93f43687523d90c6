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
  it('tell the hours of a trade date', () => {
    const lines = (date: string): string[] =>
      sessionLines(dayOf(), dayFromDate(date)).map(({ value }) => value);
    expect(lines('2023-12-26')).toEqual(['Mon 25 Dec 17:00 – Tue 26 Dec 16:00 CT']);
    expect(lines('2023-11-24')).toEqual([
      'Wed 22 Nov 17:00 – Thu 23 Nov 12:00 CT, holiday halt',
      'Thu 23 Nov 17:00 – Fri 24 Nov 12:15 CT, early close',
    ]);
  });
});
