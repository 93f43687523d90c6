// One pass over small files made here: who gets which record, what a tick is when nobody tells it, and what is said of
// files that hold something else or break.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import { encodeMbo, type MboRecord } from '../../core/dbn/mbo.ts';
import { EngineUnderTest } from '../engine.testkit.ts';

const T0 = BigInt(Date.UTC(2025, 8, 15, 14, 30)) * 1_000_000n;
const BID = 'B';

function mbo(fields: Partial<MboRecord>, index: number): MboRecord {
  const ts = T0 + BigInt(index) * 10_000_000n;
  return {
    publisherId: 1,
    instrumentId: 7,
    tsEventNanos: ts,
    orderId: BigInt(index + 1),
    priceNanos: 100_000_000_000n,
    sizeLots: 1,
    flags: 128,
    channelId: 0,
    action: 'A',
    side: BID,
    tsRecvNanos: ts,
    tsInDeltaNanos: 0,
    sequence: index,
    ...fields,
  };
}

function mboBytes(records: readonly MboRecord[]): Uint8Array {
  const words = new Int32Array(records.length * MBO_WORDS);
  for (const [i, record] of records.entries()) encodeMbo(words, i * MBO_WORDS, record);
  return new Uint8Array(words.buffer);
}

function metadataBytes(schema: string, symbols: Record<string, number>): Uint8Array {
  const mappings = Object.entries(symbols).map(([rawSymbol, id]) => ({
    rawSymbol,
    intervals: [{ startDate: 20250915, endDate: 20250916, symbol: String(id) }],
  }));
  return encodeMetadata({
    ...emptyMetadata(3, 'GLBX.MDP3', schema),
    symbols: Object.keys(symbols),
    mappings,
  });
}

describe('ingest', () => {
  let folder: string;
  let engine: EngineUnderTest;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-ingest-'));
    engine = await EngineUnderTest.start();
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function write(name: string, ...parts: Uint8Array[]): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, Buffer.concat(parts));
    return path;
  }

  it('gives each instrument a book of its own, the most traded first', async () => {
    const records = Array.from({ length: 3000 }, (_, i) =>
      mbo(
        {
          instrumentId: i % 3 === 0 ? 7 : 9,
          priceNanos: 100_000_000_000n + BigInt(i % 5) * 250_000_000n,
          ...(i % 10 === 0 ? { action: 'T', sizeLots: i % 3 === 0 ? 50 : 1 } : {}),
        },
        i,
      ),
    );
    const path = await write('two.dbn', metadataBytes('mbo', { ESZ5: 7, NQZ5: 9 }), mboBytes(records));
    const { end } = await engine.open([path]);
    expect(end.days.map((day) => [day.symbol, day.records, day.volume.B])).toEqual([
      ['ESZ5', 1000, 5000],
      ['NQZ5', 2000, 200],
    ]);
    expect(end.days.every((day) => day.tickSizeNanos === '250000000')).toBe(true);
  });

  it('keeps apart hundreds of instruments that take turns', async () => {
    const records = Array.from({ length: 6000 }, (_, i) =>
      mbo({ instrumentId: (i * 7919) % 600, publisherId: i % 2, priceNanos: BigInt(i + 1) * 10_000_000n }, i),
    );
    const path = await write('many.dbn', metadataBytes('mbo', {}), mboBytes(records));
    const { end } = await engine.open([path]);
    expect(end.dayCount).toBe(600);
    expect(end.days.every((day) => day.records === 10)).toBe(true);
    expect(end.days.every((day) => day.symbol === String(day.instrumentId))).toBe(true);
  });

  it('starts over once where later prices are finer than the first ones told', async () => {
    const records = Array.from({ length: 2000 }, (_, i) =>
      mbo({ priceNanos: 100_000_000_000n + BigInt(i % 7) * (i < 1000 ? 500_000_000n : 125_000_000n) }, i),
    );
    const path = await write('fine.dbn', metadataBytes('mbo', { ESZ5: 7 }), mboBytes(records));
    const { end } = await engine.open([path]);
    expect(end).toMatchObject({ phase: 'done', faults: [] });
    expect(end.days).toMatchObject([{ tickSizeNanos: '125000000', tickSizeFrom: 'inferred', records: 2000 }]);
    const { result } = await engine.peer.call('day.info', { dayId: end.days[0]?.dayId ?? '' });
    expect(result.quality.off_lattice_prices).toBe(0);
    expect((await engine.peer.call('days.list', {})).result.days).toHaveLength(1);
  });

  it('reads one price as a tick that divides it', async () => {
    const path = await write(
      'one.dbn',
      metadataBytes('mbo', {}),
      mboBytes([mbo({ priceNanos: 4_125_000n }, 0)]),
    );
    const { end } = await engine.open([path]);
    expect(end.days).toMatchObject([{ tickSizeNanos: '125000', records: 1 }]);
  });

  it('takes the tick from a definition in the file, and does not start over for it', async () => {
    const definition = encodeDefinition(
      {
        ...emptyDefinition(),
        instrumentId: 7,
        publisherId: 1,
        tsRecvNanos: T0,
        minPriceIncrementNanos: 250_000_000n,
        rawSymbol: 'FROMDEF',
      },
      3,
    );
    const records = Array.from({ length: 600 }, (_, i) =>
      mbo({ priceNanos: BigInt(i + 1) * 100_000_000n }, i),
    );
    const path = await write('live.dbn', metadataBytes('mixed', {}), definition, mboBytes(records));
    const { end } = await engine.open([path]);
    expect(end.days).toMatchObject([
      { symbol: 'FROMDEF', tickSizeNanos: '250000000', tickSizeFrom: 'definition' },
    ]);
    const { result } = await engine.peer.call('day.info', { dayId: end.days[0]?.dayId ?? '' });
    expect(result.quality.off_lattice_prices).toBeGreaterThan(0);
  });

  it('reads a stored day again once a definition beside it knows its tick better', async () => {
    const records = Array.from({ length: 600 }, (_, i) =>
      mbo({ priceNanos: BigInt(400 + (i % 9)) * 500_000_000n }, i),
    );
    const path = await write('day.dbn', metadataBytes('mbo', { ESZ5: 7 }), mboBytes(records));
    expect((await engine.open([path])).end.days).toMatchObject([{ tickSizeNanos: '500000000' }]);
    await write('notes.txt', new Uint8Array(3));
    expect((await engine.open([path])).end.fromStore).toBe(true);
    const definition = encodeDefinition(
      {
        ...emptyDefinition(),
        instrumentId: 7,
        publisherId: 1,
        tsRecvNanos: T0,
        minPriceIncrementNanos: 250_000_000n,
      },
      3,
    );
    await write('definitions.dbn', metadataBytes('definition', { ESZ5: 7 }), definition);
    const { end } = await engine.open([folder]);
    expect(end).toMatchObject({ phase: 'done', fromStore: false });
    expect(end.days).toMatchObject([{ tickSizeNanos: '250000000', tickSizeFrom: 'definition' }]);
  });

  it('says what a file without orders holds', async () => {
    const definition = encodeDefinition({ ...emptyDefinition(), instrumentId: 7 }, 3);
    const path = await write('definitions.dbn', metadataBytes('definition', { ESZ5: 7 }), definition);
    const { end } = await engine.open([path]);
    expect(end).toMatchObject({
      phase: 'failed',
      days: [],
      faults: [{ code: 'no_mbo_records', file: path }],
    });
    expect(end.faults[0]?.message).toContain('1 definition');
    const missing = await engine.open([join(folder, 'missing.dbn')]);
    expect(missing.end).toMatchObject({ phase: 'failed', faults: [{ code: 'file_unreadable' }] });
  });

  it('keeps what a broken file gave, and knows it again', async () => {
    const records = mboBytes(Array.from({ length: 500 }, (_, i) => mbo({}, i)));
    const path = await write(
      'cut.dbn',
      metadataBytes('mbo', { ESZ5: 7 }),
      records.subarray(0, records.length - 20),
    );
    const { end } = await engine.open([path]);
    expect(end).toMatchObject({ phase: 'done', faults: [{ code: 'record_truncated' }] });
    expect(end.days).toMatchObject([{ records: 499, state: 'partial' }]);
    const again = await engine.open([path]);
    expect(again.end).toMatchObject({ fromStore: true, faults: [{ code: 'record_truncated' }] });
  });

  it('stops at records that span more than 400 days', async () => {
    const late = T0 + 401n * 86_400_000_000_000n;
    const records = [mbo({}, 0), mbo({}, 1), mbo({ tsRecvNanos: late, tsEventNanos: late }, 2)];
    const path = await write('years.dbn', metadataBytes('mbo', { ESZ5: 7 }), mboBytes(records));
    const { end } = await engine.open([path]);
    expect(end.faults).toMatchObject([{ code: 'time_span_too_long' }]);
    expect(end.days).toMatchObject([{ state: 'partial' }]);
  });
});
