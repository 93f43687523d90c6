// The store against chunks made here by hand: what goes in comes out, from memory and from the disk, and damage is seen.
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditFindings } from '../../../contracts/audit.ts';
import {
  BOOK_SNAPSHOT,
  FLOW_STORED,
  FLOW_STORED_BEFORE,
  LEVEL_KEYFRAME,
} from '../../../contracts/datasets.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { emptyQualityCounts } from '../../../contracts/quality.ts';
import { decodeTable, encodeBatch } from '../../../contracts/tables.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import type { DayDetails } from './details.ts';
import { Store } from './store.ts';
import * as tableFile from './table-file.ts';

const FINDINGS: AuditFindings = {
  opening: 'snapshot',
  entries: [
    {
      kind: 'clears',
      count: 2,
      totalNanos: 0,
      longestNanos: 0,
      spans: [{ fromNanos: '1', toNanos: '2', count: 2 }],
      examples: [],
    },
  ],
  snapshots: [],
  snapshotCount: 0,
};

vi.mock('./table-file.ts', { spy: true });

function chunkOf(chunk: number, windows: number, rows: number): SilverChunk {
  const ramp = (n: number, by: number): Int32Array =>
    Int32Array.from({ length: n }, (_, i) => i * by + chunk);
  const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i % 2);
  return {
    chunk,
    windowFrom: chunk * 256,
    windowCount: windows,
    snapshots: {
      bestBidTick: ramp(windows, 1).fill(-0x80000000, 0, 1),
      bestBidQty: ramp(windows, 2),
      bestBidOrders: ramp(windows, 3),
      bestAskTick: ramp(windows, 4),
      bestAskQty: ramp(windows, 5),
      bestAskOrders: ramp(windows, 6),
      mid2: ramp(windows, 7),
      mid2Open: ramp(windows, 8),
      lastTradePrice: BigInt64Array.from({ length: windows }, (_, i) =>
        i === 0 ? 0x7fffffffffffffffn : -BigInt(i) * 10n ** 12n,
      ),
      volumeBuy: ramp(windows, 9),
      volumeSell: ramp(windows, 10),
      volumeNone: ramp(windows, 11),
      spotTick: ramp(windows, 1),
      flags: Uint8Array.from({ length: windows }, (_, i) => (i === 0 ? 0 : 2 | (i % 128))),
      crossedEvents: ramp(windows, 12),
      actions: ramp(windows * 8, 1),
    },
    rows: {
      length: rows,
      window: bytes(rows),
      side: bytes(rows),
      tick: ramp(rows, -3),
      start: ramp(rows, 1),
      add: ramp(rows, 2),
      pull: ramp(rows, 3),
      fill: ramp(rows, 4),
      end: ramp(rows, 5),
      rest: ramp(rows, 6),
      pullRest: ramp(rows, 7),
      orders: ramp(rows, 8),
    },
    keyframes: {
      length: 2,
      window: bytes(2),
      side: bytes(2),
      tick: ramp(2, 1),
      qty: ramp(2, 1),
      rest: ramp(2, 1),
      orders: ramp(2, 1),
    },
  };
}

function detailsOf(sourceId: string): DayDetails {
  return {
    summary: {
      dayId: `${sourceId}.1.2.2025-09-15`,
      sourceId,
      sourceName: 'a.dbn',
      dataset: 'GLBX.MDP3',
      publisherId: 1,
      instrumentId: 2,
      symbol: 'SYNZ5',
      description: '',
      utcDate: '2025-09-15',
      dayStartNanos: '1757894400000000000',
      tickSizeNanos: '250000000',
      tickSizeFrom: 'inferred',
      records: 10,
      volume: { B: 1, A: 2, N: 3 },
      firstTsNanos: '1',
      lastTsNanos: '2',
      state: 'growing',
    },
    quality: emptyQualityCounts(),
    windowFrom: 0,
    windowEnd: 0,
    validWindows: 0,
  };
}

describe('store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-store-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const init = { name: 'a.dbn', path: '/data/a.dbn', sizeBytes: 100, stamp: 's', definitionsKey: '' };
  const sourceDetails = {
    path: init.path,
    records: 10,
    recordTypes: { mbo: 10 },
    faults: [],
    beside: [],
    cancelled: false,
    bytes: null,
    gapsVisible: false,
  };

  it('gives chunks back as they went in, while growing and after it was closed and opened again', async () => {
    const store = new Store(folder);
    const writer = store.beginSource(init);
    const day = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
    const chunks = [chunkOf(3, 256, 1000), chunkOf(4, 17, 0)];
    for (const chunk of chunks) day.append(chunk);
    const infos = store.day(day.dayId).chunks;
    expect(await store.readChunk(day.dayId, infos[0] as never)).toEqual(chunks[0]);
    await writer.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
    store.close();

    const again = new Store(folder);
    const stored = again.day(day.dayId);
    expect(stored.summary.state).toBe('complete');
    expect(stored.windowEnd).toBe(4 * 256 + 17);
    expect(again.audit(day.dayId)).toEqual(FINDINGS);
    expect(again.isAudited(writer.sourceId)).toBe(true);
    for (const [i, info] of stored.chunks.entries())
      expect(await again.readChunk(day.dayId, info)).toEqual(chunks[i]);
    expect(again.sourceByPath(init.path, 's')?.sourceId).toBe(writer.sourceId);
    expect(again.sourceByPath(init.path, 'other')).toBeNull();
    expect(again.sourceByDigest('ab')?.sourceId).toBe(writer.sourceId);
    const stream = await again.readStream(day.dayId, BOOK_SNAPSHOT, [3, 4]);
    expect(decodeTable(stream).batches.map((batch) => batch.length)).toEqual([256, 17]);
    // The file as it lies on the disk is a whole Arrow stream of its own.
    const file = decodeTable(await readFile(again.tablePath(day.dayId, FLOW_STORED)));
    expect(file.batches.reduce((sum, batch) => sum + batch.length, 0)).toBe(1000);
    expect(file.metadata.get('symbol')).toBe('SYNZ5');
    await again.forget(writer.sourceId);
    expect(again.days()).toEqual([]);
    again.close();
  });

  it('reads rows of flow as older versions stored them', async () => {
    const store = new Store(folder);
    const writer = store.beginSource(init);
    const { dayId } = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
    const chunk = chunkOf(0, 256, 100);
    writer.dayWriter(dayId)?.append(chunk);
    await writer.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
    const { window, side, tick, start, add, pull, fill, end, rest, pullRest, orders } = chunk.rows;
    const columns = {
      ...{ window, side, price_tick: tick, depth_qty_start: start, add_qty: add, pull_qty_total: pull },
      ...{ fill_qty: fill, depth_qty_end: end, depth_qty_rest: rest, pull_qty_rest: pullRest },
      order_count_end: orders,
    };
    const bytes = encodeBatch(FLOW_STORED_BEFORE, columns, 100);
    await writeFile(store.tablePath(dayId, FLOW_STORED_BEFORE), bytes);
    store.db.putBatch({
      day_id: dayId,
      table_id: FLOW_STORED_BEFORE.id,
      chunk: 0,
      byte_offset: 0,
      byte_length: bytes.length,
      rows: 100,
      crc32: tableFile.checksumOf(bytes),
    });
    await rm(store.tablePath(dayId, FLOW_STORED));
    store.close();
    const again = new Store(folder);
    expect(await again.readChunk(dayId, again.day(dayId).chunks[0] as never)).toEqual(chunk);
    again.close();
  });

  it('says which chunk is damaged', async () => {
    const store = new Store(folder);
    const writer = store.beginSource(init);
    const day = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
    day.append(chunkOf(0, 256, 100));
    await writer.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
    store.close();
    const again = new Store(folder);
    const file = await open(again.tablePath(day.dayId, FLOW_STORED), 'r+');
    const { size } = await file.stat();
    await file.write(new Uint8Array([0x55]), 0, 1, size - 100);
    await file.close();
    const [info] = again.day(day.dayId).chunks;
    await expect(again.readChunk(day.dayId, info as never)).rejects.toMatchObject({
      fault: { code: 'store_damaged' },
    });
    again.close();
  });

  it('keeps what a process that died had recorded, as a part, and says so', async () => {
    const store = new Store(folder);
    const writer = store.beginSource(init);
    const day = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
    for (let i = 0; i < 40; i++) day.append(chunkOf(i, 256, 1));
    writer.flushIfDue();
    await eventually(() => expect(day.pendingChunks).toBe(0));
    const empty = store.beginSource({ ...init, path: '/data/b.dbn' });
    await mkdir(join(folder, 'days', `${empty.sourceId}.1.2.2025-09-15`));
    store.close();
    const again = new Store(folder);
    expect(again.days()).toMatchObject([{ dayId: day.dayId, state: 'partial' }]);
    expect(again.day(day.dayId).chunks).toHaveLength(40);
    expect(again.audit(day.dayId)).toEqual(FINDINGS);
    expect(again.source(writer.sourceId)).toMatchObject({
      state: 'partial',
      details: { faults: [{ code: 'interrupted', file: init.path }] },
    });
    expect(await again.readChunk(day.dayId, again.day(day.dayId).chunks[7])).toEqual(chunkOf(7, 256, 1));
    // What recorded nothing leaves nothing.
    expect(await readdir(join(folder, 'days'))).toEqual([day.dayId]);
    expect(again.unfinished(init.path, init.stamp, '')?.sourceId).toBe(writer.sourceId);
    expect(again.unfinished(init.path, 'other', '')).toBeNull();
    expect(again.unfinished(init.path, init.stamp, 'other')).toBeNull();
    again.close();
  });

  describe('taking over an unfinished reading', () => {
    /** Forty chunks recorded, the last of them cut short, by a process that is gone. */
    async function interruptedSource(): Promise<{ store: Store; sourceId: string; dayId: string }> {
      const store = new Store(folder);
      const writer = store.beginSource(init);
      const day = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
      for (let i = 0; i < 40; i++) day.append(chunkOf(i, i < 39 ? 256 : 100, 10));
      writer.flushIfDue();
      await eventually(() => expect(day.pendingChunks).toBe(0));
      store.close();
      return { store: new Store(folder), sourceId: writer.sourceId, dayId: day.dayId };
    }

    it('shows what is there at once, confirms it, rewrites what is damaged and nothing else', async () => {
      const { store, sourceId, dayId } = await interruptedSource();
      const damaged = await open(store.tablePath(dayId, FLOW_STORED), 'r+');
      const { byte_offset: at } = store.db.batch(dayId, 7, FLOW_STORED.id) ?? { byte_offset: 0 };
      await damaged.write(new Uint8Array([0x55, 0x55]), 0, 2, at + 200);
      await damaged.close();
      const writer = store.beginSource({ ...init, takesOver: sourceId });
      const day = writer.addDay(detailsOf(sourceId), () => FINDINGS);
      // The last chunk was cut short: only the new reading knows how it goes on.
      expect(store.day(dayId)).toMatchObject({ windowEnd: 39 * 256 });
      expect(await store.readChunk(dayId, store.day(dayId).chunks[30])).toEqual(chunkOf(30, 256, 10));
      for (let i = 0; i < 30; i++) day.append(chunkOf(i, 256, 10));
      expect(day.pendingChunks).toBe(1);
      for (let i = 30; i < 42; i++) day.append(chunkOf(i, 256, 10));
      expect(day.pendingChunks).toBe(4);
      expect(writer.disagrees(true)).toBe(false);
      await writer.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
      store.close();

      const undisturbed = new Store(await mkdtemp(join(folder, 'undisturbed-')));
      const plain = undisturbed.beginSource(init);
      const plainDay = plain.addDay(detailsOf(plain.sourceId), () => FINDINGS);
      for (let i = 0; i < 42; i++) plainDay.append(chunkOf(i, 256, 10));
      await plain.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
      for (const spec of [BOOK_SNAPSHOT, FLOW_STORED, LEVEL_KEYFRAME])
        expect(await readFile(store.tablePath(dayId, spec))).toEqual(
          await readFile(undisturbed.tablePath(plainDay.dayId, spec)),
        );
      const again = new Store(folder);
      expect(again.day(dayId)).toMatchObject({ windowEnd: 42 * 256, summary: { state: 'complete' } });
      expect(again.day(dayId).chunks).toEqual(undisturbed.day(plainDay.dayId).chunks);
      expect(again.day(dayId).validWindows).toBe(undisturbed.day(plainDay.dayId).validWindows);
      expect(await again.readChunk(dayId, again.day(dayId).chunks[7])).toEqual(chunkOf(7, 256, 10));
      again.close();
      undisturbed.close();
    });

    it('notices that it was another reading', async () => {
      const { store, sourceId } = await interruptedSource();
      const writer = store.beginSource({ ...init, takesOver: sourceId });
      const day = writer.addDay(detailsOf(sourceId), () => FINDINGS);
      for (let i = 0; i < 5; i++) day.append(chunkOf(i, 256, 10));
      expect(writer.failure).toBeNull();
      day.append(chunkOf(5, 256, 11));
      expect(writer.failure?.code).toBe('store_damaged');
      expect(writer.disagrees(false)).toBe(true);
      await writer.discard();
      expect(store.days()).toEqual([]);
      store.close();
    });

    it('keeps what it had not come to when it is cancelled in turn', async () => {
      const { store, sourceId, dayId } = await interruptedSource();
      const writer = store.beginSource({ ...init, takesOver: sourceId });
      const day = writer.addDay(detailsOf(sourceId), () => FINDINGS);
      for (let i = 0; i < 5; i++) day.append(chunkOf(i, 256, 10));
      expect(writer.disagrees(false)).toBe(false);
      const details = { ...sourceDetails, cancelled: true };
      await writer.complete({ state: 'partial', sha256: null, stamp: 's', details });
      expect(store.day(dayId)).toMatchObject({ windowEnd: 39 * 256, summary: { state: 'partial' } });
      expect(store.day(dayId).chunks).toHaveLength(39);
      expect(await store.readChunk(dayId, store.day(dayId).chunks[38])).toEqual(chunkOf(38, 256, 10));
      store.close();
    });

    it('belongs to one program at a time, the one that lives', async () => {
      const { store, sourceId, dayId } = await interruptedSource();
      const first = store.beginSource({ ...init, takesOver: sourceId });
      expect(() => store.beginSource({ ...init, takesOver: sourceId })).toThrow(FaultError);
      const day = first.addDay(detailsOf(sourceId), () => FINDINGS);
      for (let i = 0; i < 80; i++) day.append(chunkOf(i, 256, 10));
      // Another program took it for dead, and over.
      store.db.transaction(() => store.db.settleSource(sourceId, JSON.stringify(sourceDetails)));
      first.flushIfDue();
      await eventually(() => expect(first.failure?.code).toBe('store_locked'));
      expect(store.db.chunks(dayId)).toHaveLength(39);
      store.close();
    });
  });

  it('keeps what was recorded when the disk fills up', async () => {
    const store = new Store(folder);
    const writer = store.beginSource(init);
    const day = writer.addDay(detailsOf(writer.sourceId), () => FINDINGS);
    for (let i = 0; i < 40; i++) day.append(chunkOf(i, 256, 10));
    writer.flushIfDue();
    await eventually(() => expect(day.pendingChunks).toBe(0));
    const full = new FaultError({ code: 'disk_full', message: 'full' });
    vi.mocked(tableFile.writeMessages).mockRejectedValueOnce(full);
    for (let i = 40; i < 80; i++) day.append(chunkOf(i, 256, 10));
    writer.flushIfDue();
    await eventually(() => expect(writer.failure?.code).toBe('disk_full'));
    await writer.complete({ state: 'complete', sha256: 'ab', stamp: 's', details: sourceDetails });
    const stored = store.day(day.dayId);
    expect(stored.summary.state).toBe('partial');
    expect(stored.chunks).toHaveLength(40);
    expect(stored.windowEnd).toBe(40 * 256);
    expect(await store.readChunk(day.dayId, stored.chunks[39])).toEqual(chunkOf(39, 256, 10));
    expect(store.sourceByDigest('ab')).toBeNull();
    expect(store.source(writer.sourceId)?.details.faults).toMatchObject([{ code: 'disk_full' }]);
    store.close();
  });
});
