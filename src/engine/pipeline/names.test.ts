import { expect, it } from 'vitest';
import { emptyDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata } from '../../core/dbn/encode.ts';
import { descriptionOf, InstrumentNames } from './names.ts';

it('describes an instrument in words, as far as its definition goes', () => {
  const future = { ...emptyDefinition(), asset: 'ES', instrumentClass: 'F', exchange: 'XCME' };
  expect(descriptionOf({ ...future, maturityYear: 2024, maturityMonth: 3 })).toBe('ES future, CME, Mar 2024');
  expect(descriptionOf({ ...future, exchange: 'XFBK' })).toBe('ES future');
  expect(descriptionOf({ ...future, exchange: '', maturityYear: 65535, maturityMonth: 255 })).toBe(
    'ES future',
  );
  expect(descriptionOf({ ...future, instrumentClass: 'S' })).toBe('');
  expect(descriptionOf(emptyDefinition())).toBe('');
});

it('keeps the definitions of a file by date: an id may be redefined as another instrument', () => {
  const names = new InstrumentNames(emptyMetadata(3, 'GLBX.MDP3', 'mbo'), {
    optionCount: 0,
    find: () => null,
  });
  const define = (rawSymbol: string, day: number, minPriceIncrementNanos: bigint): void =>
    names.addDefinition({
      ...emptyDefinition(),
      instrumentId: 7,
      rawSymbol,
      minPriceIncrementNanos,
      tsRecvNanos: BigInt(Date.UTC(2024, 0, day)) * 1_000_000n,
    });
  define('ESH4', 9, 250_000_000n);
  define('NQH4', 10, 50_000_000n);
  expect(names.name(7, 20240109)).toMatchObject({ symbol: 'ESH4', contract: { tickNanos: '250000000' } });
  expect(names.name(7, 20240110).symbol).toBe('NQH4');
  expect(names.definedTick(7, 20240111)?.nanos).toBe(50_000_000n);
  // Nothing is known of the days before the first: it is taken for them too.
  expect(names.name(7, 20240101).symbol).toBe('ESH4');
  define('ESH4', 9, 500_000_000n);
  expect(names.definedTick(7, 20240109)?.nanos).toBe(500_000_000n);
});
