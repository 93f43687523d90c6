import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDefinition, encodeDefinition, type InstrumentDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { DefinitionMap, findDefinitions } from './definitions.ts';
import { openDbnSource } from './file-source.ts';
import { hasSharedData, SHARED_DATA } from './shared-data.fixture.ts';

const nanosOf = (date: string) => BigInt(Date.parse(`${date}T00:00:00Z`)) * 1_000_000n;

function definition(date: string, fields: Partial<InstrumentDefinition>): Uint8Array {
  return encodeDefinition(
    { ...emptyDefinition(), instrumentId: 7, tsRecvNanos: nanosOf(date), ...fields },
    3,
  );
}

describe('DefinitionMap', () => {
  it('prefers the date itself, then earlier, then later, and never an expired or unborn instrument', () => {
    const map = new DefinitionMap();
    const old = {
      rawSymbol: 'OLD',
      expirationNanos: nanosOf('2024-03-15'),
      activationNanos: nanosOf('2023-12-01'),
    };
    const young = {
      rawSymbol: 'NEW',
      expirationNanos: nanosOf('2025-03-15'),
      activationNanos: nanosOf('2024-06-01'),
    };
    map.add(definition('2024-03-01', old), 3, false);
    map.add(definition('2024-06-10', young), 3, false);
    map.add(definition('2024-06-10', { ...young, asset: 'LAST' }), 3, false);
    expect(map.find(7, 20240301)?.rawSymbol).toBe('OLD');
    expect(map.find(7, 20240315)?.rawSymbol).toBe('OLD');
    expect(map.find(7, 20240101)?.rawSymbol).toBe('OLD');
    expect(map.find(7, 20240401)).toBeNull();
    expect(map.find(7, 20240605)?.rawSymbol).toBe('NEW');
    expect(map.find(7, 20240610)?.asset).toBe('LAST');
    expect(map.find(7, 20250401)).toBeNull();
    expect(map.find(8, 20240610)).toBeNull();
  });
});

describe('findDefinitions', () => {
  let folder = '';
  const base: DbnMetadata = emptyMetadata(3, 'GLBX.MDP3', 'definition');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
    const es = { rawSymbol: 'ESH4', minPriceIncrementNanos: 250_000_000n };
    const write = (name: string, metadata: DbnMetadata, ...records: Uint8Array[]) =>
      writeFile(join(folder, name), zstdCompressSync(Buffer.concat([encodeMetadata(metadata), ...records])));
    await write(
      'any-name.bin',
      base,
      definition('2023-12-25', es),
      definition('2023-12-25', { ...es, instrumentId: 8 }),
    );
    await write(
      'other-dataset.dbn.zst',
      { ...base, dataset: 'XNAS.ITCH' },
      definition('2023-12-25', { rawSymbol: 'NO' }),
    );
    await write('day.mbo.dbn.zst', { ...base, schema: 'mbo' });
    const cut = Buffer.concat([
      encodeMetadata(base),
      definition('2023-12-25', { ...es, instrumentId: 9 }).subarray(0, 99),
    ]);
    await writeFile(join(folder, 'broken.dbn'), cut);
    await writeFile(join(folder, 'manifest.json'), '{}');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads the definitions of the same dataset and reports what is broken', async () => {
    const found = await findDefinitions(join(folder, 'day.mbo.dbn.zst'), { ...base, schema: 'mbo' });
    expect(found.files).toEqual([join(folder, 'any-name.bin'), join(folder, 'broken.dbn')]);
    expect(found.definitions.find(7, 20231225)).toMatchObject({
      rawSymbol: 'ESH4',
      minPriceIncrementNanos: 250_000_000n,
    });
    expect(found.definitions.find(8, 20231225)).not.toBeNull();
    expect(found.faults).toMatchObject([{ code: 'record_truncated', file: join(folder, 'broken.dbn') }]);
  });

  it('keeps only the instruments that the metadata names, and changes its key with the files', async () => {
    const mappings = [
      { rawSymbol: 'ESH4', intervals: [{ startDate: 20231225, endDate: 20231226, symbol: '7' }] },
    ];
    const metadata = { ...base, schema: 'mbo', mappings };
    const path = join(folder, 'day.mbo.dbn.zst');
    const first = await findDefinitions(path, metadata);
    expect(first.definitions.find(8, 20231225)).toBeNull();
    expect((await findDefinitions(path, metadata)).key).toBe(first.key);
    await copyFile(join(folder, 'any-name.bin'), join(folder, 'one-more.bin'));
    expect((await findDefinitions(path, metadata)).key).not.toBe(first.key);
  });

  it('finds nothing where there is no folder', async () => {
    const found = await findDefinitions(join(folder, 'gone/day.dbn'), base);
    expect(found).toMatchObject({ files: [], key: '', faults: [{ code: 'internal' }] });
  });
});

const NAUTILUS = join(SHARED_DATA, 'nautilus-databento');
describe.skipIf(!hasSharedData('nautilus-databento'))(
  '(skipped without the shared data) real definitions',
  () => {
    async function definitionsOf(name: string): Promise<InstrumentDefinition[]> {
      const source = await openDbnSource(join(NAUTILUS, name), { threads: 1 });
      const metadata = await source.metadata();
      if (!metadata.ok) throw new Error(metadata.error.message);
      const map = new DefinitionMap();
      const ids = new Set<number>();
      for (let block = await source.next(); block; block = await source.next()) {
        for (let at = 0; at < block.words; at += (block.i32[at] as number) & 255) {
          const bytes = block.u8.subarray(at * 4, (at + ((block.i32[at] as number) & 255)) * 4);
          map.add(bytes, metadata.value.version, metadata.value.tsOut);
          ids.add(block.i32[at + 1] as number);
        }
      }
      await source.close();
      return [...ids].flatMap(
        (id) => map.find(id, 20230801) ?? map.find(id, 20251219) ?? map.find(id, 20240509) ?? [],
      );
    }

    it('of ES: the tick, the point value and the undefined multiplier', async () => {
      const [es] = await definitionsOf('futures_settlement/databento/futures_settlement_definition.dbn.zst');
      expect(es).toMatchObject({
        asset: 'ES',
        currency: 'USD',
        instrumentClass: 'F',
        minPriceIncrementNanos: 250_000_000n,
        unitOfMeasureQtyNanos: 50_000_000_000n,
        contractMultiplier: null,
      });
    });

    it('of ES options: the tick varies', async () => {
      const options = await definitionsOf('options_catalog/databento/options_definition.dbn.zst');
      expect(options.map((option) => option.rawSymbol).sort()).toEqual(['ESM4 P5230', 'ESM4 P5250']);
      for (const option of options) {
        expect(option).toMatchObject({
          minPriceIncrementNanos: null,
          instrumentClass: 'P',
          underlying: 'ESM4',
        });
        expect(option.strikePriceNanos).toBe(BigInt(option.rawSymbol.slice(-4)) * 1_000_000_000n);
      }
    });

    it('of a scenario written elsewhere, in v3', async () => {
      const path = join(SHARED_DATA, 'scenario-8s/scenario-8s.mbo.dbn');
      const source = await openDbnSource(path, { threads: 1 });
      const metadata = await source.metadata();
      await source.close();
      if (!metadata.ok) throw new Error(metadata.error.message);
      const { definitions, faults } = await findDefinitions(path, metadata.value);
      expect(faults).toEqual([]);
      expect(definitions.find(1, 20250915)).toMatchObject({
        rawSymbol: 'SYNZ5',
        instrumentClass: 'F',
        minPriceIncrementNanos: 250_000_000n,
        unitOfMeasureQtyNanos: 50_000_000_000n,
      });
    });
  },
);
