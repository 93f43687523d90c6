import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDefinition, emptyDefinition, encodeDefinition } from './definition.ts';
import { emptyMetadata, encodeMetadata, withTsOut } from './encode.ts';
import { decodeMapping, encodeMapping } from './mapping.ts';
import type { MboRecord } from './mbo.ts';
import { decodeMbo, decodeTsOut, encodeMbo } from './mbo.ts';
import type { DbnMetadata } from './metadata.ts';
import { parseMetadata, SCHEMAS, STYPES } from './metadata.ts';
import type { DbnVersion } from './record-fields.ts';
import { recordBytes } from './record-size.ts';
import { decodeStatistic, encodeStatistic } from './statistics.ts';
import { decodeStatus, encodeStatus } from './status.ts';

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const definedI64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 2n });
const time = fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }));
const price = fc.option(definedI64);
const char = fc.constantFrom('A', 'B', 'C', 'F', 'M', 'N', 'R', 'T', '~');
const text = (max: number) => fc.string({ unit: fc.constantFrom(...'ABCXYZ0189 .:/-_'), maxLength: max - 1 });
const version = fc.constantFrom<DbnVersion>(1, 2, 3);

const mbo: fc.Arbitrary<MboRecord> = fc.record({
  publisherId: u16,
  instrumentId: u32,
  tsEventNanos: u64,
  orderId: u64,
  priceNanos: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  sizeLots: u32,
  flags: u8,
  channelId: u8,
  action: char,
  side: char,
  tsRecvNanos: u64,
  tsInDeltaNanos: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  sequence: u32,
});

function metadataOf(version: DbnVersion): fc.Arbitrary<DbnMetadata> {
  const symbol = text(version === 1 ? 22 : 71);
  const date = fc.constantFrom(20231224, 20231225, 20240101, 19991231);
  const interval = fc.record({ startDate: date, endDate: date, symbol });
  return fc
    .record({
      dataset: text(16),
      schema: fc.constantFrom<string>(...SCHEMAS, 'mixed'),
      startNanos: u64,
      endNanos: fc.option(fc.bigInt({ min: 1n, max: 2n ** 64n - 2n })),
      limit: fc.option(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n })),
      stypeIn: fc.option(fc.constantFrom<string>(...STYPES)),
      stypeOut: fc.option(fc.constantFrom<string>(...STYPES)),
      tsOut: fc.boolean(),
      symbols: fc.array(symbol, { maxLength: 5 }),
      partial: fc.array(symbol, { maxLength: 3 }),
      notFound: fc.array(symbol, { maxLength: 3 }),
      mappings: fc.array(fc.record({ rawSymbol: symbol, intervals: fc.array(interval, { maxLength: 4 }) }), {
        maxLength: 5,
      }),
    })
    .map((fields) => ({ ...emptyMetadata(version, '', 'mbo'), ...fields }));
}

describe('decode∘encode is the identity', () => {
  it('of metadata, in every version, and v3 stays aligned', () => {
    fc.assert(
      fc.property(version.chain(metadataOf), (metadata) => {
        const bytes = encodeMetadata(metadata);
        expect(parseMetadata(bytes)).toEqual({ ok: true, value: metadata });
        if (metadata.version === 3) expect(bytes.length % 8).toBe(0);
      }),
    );
  });

  it('of MBO records, with and without a send time', () => {
    fc.assert(
      fc.property(
        mbo,
        fc.option(u64, { nil: undefined }),
        fc.integer({ min: 0, max: 9 }),
        (record, tsOut, at) => {
          const words = new Int32Array(32);
          const length = encodeMbo(words, at, record, tsOut);
          expect(length).toBe(tsOut === undefined ? 14 : 16);
          expect(decodeMbo(words, at)).toEqual(record);
          if (tsOut !== undefined) expect(decodeTsOut(words, at)).toBe(tsOut);
        },
      ),
    );
  });

  it('of status, statistics and symbol mappings, in every version', () => {
    const head = { publisherId: u16, instrumentId: u32, tsEventNanos: u64 };
    const status = fc.record({
      ...head,
      tsRecvNanos: u64,
      action: u16,
      reason: u16,
      tradingEvent: u16,
      isTrading: char,
      isQuoting: char,
      isShortSellRestricted: char,
    });
    const statistic = fc.record({
      ...head,
      tsRecvNanos: u64,
      tsRefNanos: time,
      priceNanos: price,
      quantity: fc.option(fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 2n })),
      sequence: u32,
      tsInDeltaNanos: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      statType: u16,
      channelId: u16,
      updateAction: u8,
      statFlags: u8,
    });
    const mapping = fc.record({
      ...head,
      stypeIn: u8,
      inSymbol: text(22),
      stypeOut: u8,
      outSymbol: text(22),
      startNanos: time,
      endNanos: time,
    });
    fc.assert(
      fc.property(version, status, statistic, mapping, u64, (version, status, statistic, mapping, tsOut) => {
        expect(decodeStatus(encodeStatus(status, version), 0, version)).toEqual(status);
        expect(decodeStatistic(encodeStatistic(statistic, version), 0, version)).toEqual(statistic);
        const expected = version === 1 ? { ...mapping, stypeIn: 0, stypeOut: 0 } : mapping;
        expect(decodeMapping(encodeMapping(mapping, version), 0, version)).toEqual(expected);
        const sent = withTsOut(encodeMapping(mapping, version), tsOut);
        expect(decodeMapping(sent, 0, version)).toBeNull();
        expect(decodeMapping(sent, 0, version, true)).toEqual(expected);
      }),
    );
  });

  it('of definitions, in every version', () => {
    const overrides = fc.record({
      instrumentId: u32,
      tsRecvNanos: u64,
      minPriceIncrementNanos: fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n })),
      unitOfMeasureQtyNanos: price,
      minPriceIncrementAmountNanos: price,
      strikePriceNanos: price,
      expirationNanos: time,
      underlyingId: u32,
      rawSymbol: text(22),
      asset: text(7),
      exchange: text(5),
      currency: text(4),
      underlying: text(21),
      instrumentClass: char,
      maturityYear: u16,
      maturityMonth: u8,
    });
    fc.assert(
      fc.property(version, overrides, (version, fields) => {
        const bytes = encodeDefinition({ ...emptyDefinition(), ...fields }, version);
        expect(bytes.length).toBe(recordBytes(0x13, version));
        expect(decodeDefinition(bytes, 0, version)).toMatchObject(fields);
        for (const other of [1, 2, 3] as const) {
          if (other !== version) expect(decodeDefinition(bytes, 0, other)).toBeNull();
        }
      }),
    );
  });
});
