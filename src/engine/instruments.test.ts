// Instruments that are no plain future open like any other: calendar spreads with negative prices, options without a
// fixed tick, user-defined strategies; their contract facts come from definitions beside the file.
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DaySummary } from '../../contracts/messages.ts';
import { emptyDefinition, encodeDefinition, type InstrumentDefinition } from '../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../core/dbn/encode.ts';
import type { MboRecord } from '../core/dbn/mbo.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import {
  nanosOf,
  row,
  snapshot,
  type TestMapping,
  type TestOrder,
  writeMboFile,
} from './mbo-file.testkit.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';

const REAL = join(SHARED_DATA, 'nautilus-databento');

/** Ten orders a side, `tick` apart round `mid`, then a trade and a second to close. */
function market(date: string, instrumentId: number, mid: bigint, tick: bigint): MboRecord[] {
  const orders = Array.from({ length: 20 }, (_, i): TestOrder => {
    const distance = BigInt((i >> 1) + 1) * tick;
    return i % 2 === 0
      ? { id: BigInt(i + 1), side: 'B', price: mid - distance, size: 3 }
      : { id: BigInt(i + 1), side: 'A', price: mid + distance, size: 3 };
  });
  const own = { instrumentId };
  return [
    ...snapshot(`${date}T14:00:00Z`, orders, instrumentId),
    row(`${date}T14:00:02Z`, { id: 99n, side: 'B', price: mid + tick, size: 1 }, { ...own, action: 'T' }),
    row(`${date}T14:00:04Z`, { id: 100n, side: 'B', price: mid - 2n * tick, size: 1 }, own),
  ];
}

function mapping(symbol: string, id: number, date: string): TestMapping {
  const from = Number(date.replaceAll('-', ''));
  return { symbol, id, from, to: from + 1 };
}

describe('instruments of every kind', () => {
  let folder: string;
  let engine: EngineUnderTest;
  beforeEach(async () => {
    folder = await newFolder();
    engine = await EngineUnderTest.start();
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (mappings: readonly TestMapping[], records: readonly MboRecord[]) =>
    writeMboFile(join(folder, 'day.mbo.dbn'), { mappings, records });

  const define = async (definitions: readonly Partial<InstrumentDefinition>[]): Promise<void> => {
    const records = definitions.map((fields) =>
      encodeDefinition({ ...emptyDefinition(), publisherId: 1, ...fields }, 3),
    );
    const metadata = encodeMetadata(emptyMetadata(3, 'GLBX.MDP3', 'definition'));
    await writeFile(join(folder, 'day.definition.dbn'), Buffer.concat([metadata, ...records]));
  };

  const openAll = async (): Promise<Record<string, DaySummary>> => {
    const { end } = await engine.open([folder]);
    expect(end.faults).toEqual([]);
    return Object.fromEntries(end.days.map((day) => [day.symbol, day]));
  };

  const bookOf = async (day: DaySummary | undefined): Promise<{ prices: bigint[]; valid: number }> => {
    const { result: info } = await engine.peer.call('day.info', { dayId: day?.dayId ?? '' });
    const { columns, length } = await engine.cells(day?.dayId ?? '', info.windowEnd - 1, 'silver');
    const tick = BigInt(day?.tickSizeNanos ?? '1');
    const prices = Array.from({ length }, (_, i) => BigInt(columns['price_tick']?.[i] as number) * tick);
    return { prices, valid: info.validWindows };
  };

  it('a calendar spread goes below zero and through it', async () => {
    const tick = 50_000_000n;
    await write([mapping('ESH5-ESM5', 7, '2024-01-09')], market('2024-01-09', 7, 0n, tick));
    await define([
      {
        instrumentId: 7,
        rawSymbol: 'ESH5-ESM5',
        instrumentClass: 'S',
        minPriceIncrementNanos: tick,
        tsRecvNanos: nanosOf('2024-01-09T00:00:00Z'),
      },
    ]);
    const { 'ESH5-ESM5': spread } = await openAll();
    expect(spread).toMatchObject({
      tickSizeNanos: '50000000',
      tickSizeFrom: 'definition',
      contract: { kind: 'future spread', tickValueNanos: null },
      verdict: { grade: 'trusted' },
    });
    const { prices, valid } = await bookOf(spread);
    expect(valid).toBeGreaterThan(0);
    // The last second holds the one order that came: two ticks below zero.
    expect(prices).toContain(-100_000_000n);
  });

  it('a spread that is negative on both sides has a valid book', async () => {
    await write(
      [mapping('CLZ4-CLF5', 7, '2024-01-09')],
      market('2024-01-09', 7, -37_630_000_000n, 10_000_000n),
    );
    const { 'CLZ4-CLF5': spread } = await openAll();
    expect(spread).toMatchObject({ tickSizeFrom: 'inferred', tickSizeNanos: '10000000' });
    expect((await bookOf(spread)).valid).toBeGreaterThan(0);
  });

  it('an option without a fixed tick and a user-defined strategy take their tick from the prices', async () => {
    await write(
      [mapping('ESM4 C4250', 8, '2024-01-09'), mapping('UD:1V: VT 2533938', 9, '2024-01-09')],
      [
        ...market('2024-01-09', 8, 12_500_000_000n, 50_000_000n),
        ...market('2024-01-09', 9, -1_000_000_000n, 250_000_000n),
      ],
    );
    await define([
      {
        instrumentId: 8,
        rawSymbol: 'ESM4 C4250',
        instrumentClass: 'C',
        minPriceIncrementNanos: null,
        strikePriceNanos: 4_250_000_000_000n,
        unitOfMeasureQtyNanos: 50_000_000_000n,
        tsRecvNanos: nanosOf('2024-01-09T00:00:00Z'),
      },
      {
        instrumentId: 9,
        rawSymbol: 'UD:1V: VT 2533938',
        instrumentClass: 'T',
        minPriceIncrementNanos: 0n,
        userDefinedInstrument: 'Y',
        tsRecvNanos: nanosOf('2024-01-09T00:00:00Z'),
      },
    ]);
    const { 'ESM4 C4250': option, 'UD:1V: VT 2533938': strategy } = await openAll();
    expect(option).toMatchObject({
      tickSizeFrom: 'inferred',
      tickSizeNanos: '50000000',
      contract: {
        kind: 'call',
        tickNanos: null,
        strikeNanos: '4250000000000',
        pointValueNanos: '50000000000',
      },
    });
    expect(strategy).toMatchObject({
      tickSizeFrom: 'inferred',
      tickSizeNanos: '250000000',
      contract: { kind: 'option spread', userDefined: true, tickNanos: null },
    });
    expect((await bookOf(option)).valid).toBeGreaterThan(0);
    expect((await bookOf(strategy)).valid).toBeGreaterThan(0);
  });

  it.skipIf(!hasSharedData('nautilus-databento'))(
    'real definitions tell tick, tick value, expiry and strike',
    async () => {
      for (const name of ['fut', 'futspread', 'opt'])
        await copyFile(join(REAL, `definition-glbx-es-${name}.dbn.zst`), join(folder, `${name}.dbn.zst`));
      const instruments = [
        ['ESM3', 95414, '2023-04-03', 4_140_000_000_000n, 250_000_000n],
        ['ESH5-ESM5', 18812, '2023-08-01', 45_000_000_000n, 50_000_000n],
        ['ESM4 C4250', 4161490, '2023-08-01', 620_000_000_000n, 250_000_000n],
      ] as const;
      for (const [symbol, id, date, mid, tick] of instruments) {
        await writeMboFile(join(folder, `${id}.mbo.dbn`), {
          mappings: [mapping(symbol, id, date)],
          records: market(date, id, mid, tick),
        });
      }
      const days = await openAll();
      expect(days['ESM3']).toMatchObject({
        tickSizeFrom: 'definition',
        contract: {
          kind: 'future',
          asset: 'ES',
          exchange: 'XCME',
          tickNanos: '250000000',
          tickValueNanos: '12500000000',
          pointValueNanos: '50000000000',
          expirationNanos: String(nanosOf('2023-06-16T13:30:00Z')),
          strikeNanos: null,
        },
      });
      expect(days['ESH5-ESM5']).toMatchObject({
        tickSizeNanos: '50000000',
        contract: {
          kind: 'future spread',
          tickValueNanos: null,
          expirationNanos: String(nanosOf('2025-03-21T13:30:00Z')),
        },
      });
      expect(days['ESM4 C4250']).toMatchObject({
        tickSizeFrom: 'inferred',
        contract: {
          kind: 'call',
          underlying: 'ESM4',
          tickNanos: null,
          tickValueNanos: null,
          strikeNanos: '4250000000000',
        },
      });
    },
  );
});
