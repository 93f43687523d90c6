// The engine as a page sees it: requests and events over a link, files and days whose truth is known.
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NULL_INT32 } from '../../contracts/datasets.ts';
import { ABSENT_TEXEL, LATTICES } from '../../contracts/fields.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { eventually } from '../base/eventually.testkit.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import * as fileSource from './source/file-source.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';

const ES_FILE = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');
const SCENARIO = join(SHARED_DATA, 'scenario-8s');
const SCENARIO_FIXTURE = new URL('../../data/fixtures/scenario-8s/scenario-8s.mbo.dbn', import.meta.url);
const esPresent = hasSharedData('nautilus-databento');
const scenarioPresent = hasSharedData('scenario-8s');
const skipped = (present: boolean): string => (present ? '' : ' (skipped: no shared data)');

vi.mock('./source/file-source.ts', { spy: true });

/** The ES file alone in a folder: what lies beside it elsewhere takes time to look through. */
async function esAlone(): Promise<{ folder: string; path: string }> {
  const folder = await newFolder();
  const path = join(folder, 'es.mbo.dbn.zst');
  await copyFile(ES_FILE, path);
  return { folder, path };
}

describe.skipIf(!esPresent)(`engine, ES 2023-12-25${skipped(esPresent)}`, () => {
  let engine: EngineUnderTest;
  let es: Awaited<ReturnType<typeof esAlone>>;
  let day: DaySummary;
  let opened: Awaited<ReturnType<EngineUnderTest['open']>>;

  beforeAll(async () => {
    es = await esAlone();
    engine = await EngineUnderTest.start();
    opened = await engine.open([es.path]);
    day = opened.end.days[0] as DaySummary;
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(es.folder, { recursive: true, force: true });
  });

  it('counts what an independent replay counts', async () => {
    expect(opened.end).toMatchObject({ phase: 'done', faults: [], fromStore: false, records: 68_792 });
    expect(day).toMatchObject({
      symbol: 'ESH4',
      records: 68_792,
      volume: { B: 5322, A: 4526, N: 44 },
      tickSizeNanos: '250000000',
      tickSizeFrom: 'inferred',
      state: 'complete',
    });
    const { result } = await engine.peer.call('day.info', { dayId: day.dayId });
    expect(result.quality).toMatchObject({
      crossed_samples: 891,
      identity_violations: 0,
      unknown_cancels: 0,
      unknown_modifies: 0,
      duplicate_adds: 0,
      snapshot_rows: 8725,
    });
    expect(result.windowEnd - result.windowFrom).toBe(86_400);
  });

  it('stores every window: records, actions and volume add up, the last crossing is where it was', async () => {
    const { payload } = await engine.peer.call('day.snapshots', {
      dayId: day.dayId,
      chunkFrom: 0,
      chunkEnd: 338,
    });
    const { batches } = decodeTable(payload as Uint8Array);
    const sum = (name: string): number =>
      batches.reduce((all, { columns }) => all + (columns[name] as Int32Array).reduce((a, b) => a + b, 0), 0);
    const actions = ['a', 'c', 'm', 't', 'f', 'r', 'n', 'other'].map((action) => sum(`records_${action}`));
    expect(actions).toEqual([29_216, 17_999, 12_233, 2973, 6371, 0, 0, 0]);
    expect(sum('traded_volume_buy') + sum('traded_volume_sell') + sum('traded_volume_none')).toBe(9892);
    const crossed = batches.flatMap(({ columns, length }) =>
      Array.from({ length }, (_, i) => i)
        .filter((i) => (columns.crossed_events as Int32Array)[i] > 0)
        .map((i) => (columns.window_end_ts_ns as BigInt64Array)[i]),
    );
    expect(crossed.at(-1)).toBe(BigInt(Date.UTC(2023, 11, 25, 23, 0, 1)) * 1_000_000n);
  });

  it('announces chunks while the file is being read', () => {
    const beforeTheEnd = opened.grown.filter((grown) => grown.state === 'growing');
    expect(beforeTheEnd.length).toBeGreaterThan(0);
    expect(opened.grown.at(-1)?.state).toBe('complete');
    const chunks = opened.grown.flatMap((grown) => grown.chunks.map((chunk) => chunk.chunk));
    expect(chunks).toEqual(Array.from({ length: 338 }, (_, i) => i));
  });

  it('shapes tiles whose texels are the cells of gold, on every lattice', async () => {
    const { result: info } = await engine.peer.call('day.info', { dayId: day.dayId });
    const chunk = info.chunks.filter((candidate) => candidate.validWindows > 200).at(-1);
    if (!chunk) throw new Error('the day has no such chunk');
    for (const lattice of LATTICES) {
      const { payload, result } = await engine.peer.call('day.tile', {
        dayId: day.dayId,
        lattice,
        group: 0,
        level: 0,
        index: chunk.chunk,
        band: 0,
      });
      expect(result.paramsHash).toBe(info.paramsHash);
      const { metadata, batches } = decodeTable(payload as Uint8Array);
      const texels = batches[0]?.columns.texels as Float32Array;
      const tickLo = Number(metadata.get('tick_lo'));
      const window = chunk.windowFrom + 200;
      const cells = await engine.cells(day.dayId, window, 'gold', lattice);
      expect(cells.valid).toBe(true);
      expect(cells.length).toBe(401);
      for (let row = 0; row < cells.length; row++) {
        const tick = (cells.columns.price_tick as Int32Array)[row];
        for (let channel = 0; channel < 4; channel++) {
          const field = metadata.get(`field_${channel}`) ?? '';
          const texel = texels[((tick - tickLo) * 256 + (window & 255)) * 4 + channel];
          expect(texel).toBe((cells.columns[field] as Float32Array)[row]);
        }
      }
      expect(texels.includes(ABSENT_TEXEL)).toBe(true);
    }
  });

  it('gives colour ranges, final once the day is walked', async () => {
    await eventually(async () => {
      const { result } = await engine.peer.call('day.scales', { dayId: day.dayId, lattice: 'L' });
      expect(result.final).toBe(true);
      const energy = result.ranges.find(({ fieldId }) => fieldId === 'u_wave_energy');
      expect(energy?.samples).toBeGreaterThan(1000);
      expect(energy?.ceiling).toBeGreaterThan(energy?.floor ?? Number.POSITIVE_INFINITY);
    });
  });

  it('opens from the store without reading the file, under another name too', async () => {
    vi.mocked(fileSource.openDbnSource).mockClear();
    const again = await engine.open([es.path]);
    expect(again.end).toMatchObject({ phase: 'done', fromStore: true });
    expect(again.end.days).toEqual([day]);
    const renamed = join(es.folder, 'renamed.bin');
    await rename(es.path, renamed);
    const other = await engine.open([renamed]);
    await rename(renamed, es.path);
    expect(other.end).toMatchObject({ phase: 'done', fromStore: true, days: [{ dayId: day.dayId }] });
    expect(fileSource.openDbnSource).not.toHaveBeenCalled();
  });

  it('keeps the day for the next start, with the same bytes from one thread and from two', async () => {
    const two = await EngineUnderTest.start({ threads: 2 });
    const { end } = await two.open([es.path]);
    const [twoDay] = end.days;
    await two.stop();
    const again = await EngineUnderTest.start({ dataFolder: two.dataFolder });
    const { result } = await again.peer.call('days.list', {});
    expect(result.days).toEqual([twoDay]);
    for (const table of ['book_snapshot_1s', 'flow_rows', 'level_keyframe']) {
      const bytes = await tableBytes(two.dataFolder, twoDay?.dayId ?? '', table);
      expect(bytes.equals(await tableBytes(engine.dataFolder, day.dayId, table))).toBe(true);
    }
    await again.dispose();
  });

  it('keeps what a cancelled open had read, and reads it anew when asked again', async () => {
    const other = await EngineUnderTest.start();
    const { end } = await other.open([es.path], (progress) => {
      if (progress.days.length > 0) void other.peer.call('job.cancel', { jobId: progress.jobId });
    });
    expect(end.phase).toBe('cancelled');
    const [partial] = end.days;
    expect(partial?.state).toBe('partial');
    const { result } = await other.peer.call('day.info', { dayId: partial?.dayId ?? '' });
    expect(result.chunks.length).toBeGreaterThan(0);
    const again = await other.open([es.path]);
    expect(again.end).toMatchObject({ phase: 'done', fromStore: false, days: [{ records: 68_792 }] });
    const { result: list } = await other.peer.call('days.list', {});
    expect(list.days.map((summary) => summary.state)).toEqual(['complete']);
    await other.dispose();
  });

  it('sees a damaged chunk and reads the file anew', async () => {
    const other = await EngineUnderTest.start();
    const { end } = await other.open([es.path]);
    const dayId = end.days[0]?.dayId ?? '';
    await other.stop();
    const table = join(other.dataFolder, 'days', dayId, 'silver.book_snapshot_1s.arrows');
    const file = await open(table, 'r+');
    await file.write(new Uint8Array([1, 2, 3]), 0, 3, (await stat(table)).size - 1000);
    await file.close();
    const again = await EngineUnderTest.start({ dataFolder: other.dataFolder });
    const healed = await again.follow(async () => {
      const reading = again.peer.call('day.snapshots', { dayId, chunkFrom: 0, chunkEnd: 338 });
      await expect(reading).rejects.toMatchObject({ fault: { code: 'store_damaged' } });
    });
    expect(healed.end).toMatchObject({ phase: 'done', fromStore: false, days: [{ records: 68_792 }] });
    const { result } = await again.peer.call('days.list', {});
    expect(result.days.map((summary) => summary.dayId)).toEqual([healed.end.days[0]?.dayId]);
    await again.dispose();
  });

  it('opens a folder, and takes pieces of a file from a page', async () => {
    const other = await EngineUnderTest.start();
    const bytes = new Uint8Array(await readFile(es.path));
    const { result } = await other.peer.call('upload.begin', { name: 'es.dbn.zst', sizeBytes: bytes.length });
    const { uploadId } = result;
    for (let offset = 0; offset < bytes.length; offset += 300_000) {
      const payload = bytes.slice(offset, offset + 300_000);
      await other.peer.call('upload.chunk', { uploadId, offset }, { payload });
    }
    const uploaded = await other.follow(() => other.peer.call('upload.open', { uploadIds: [uploadId] }));
    expect(uploaded.end).toMatchObject({
      phase: 'done',
      days: [{ records: 68_792, sourceName: 'es.dbn.zst' }],
    });
    await mkdir(join(es.folder, 'sub'), { recursive: true });
    await writeFile(join(es.folder, 'sub', 'notes.txt'), 'no data');
    const folder = await other.open([es.folder]);
    expect(folder.end).toMatchObject({ phase: 'done', fromStore: true });
    expect(folder.end.days).toHaveLength(1);
    await other.peer.call('days.forget', { sourceId: folder.end.days[0]?.sourceId ?? '' });
    expect((await other.peer.call('days.list', {})).result.days).toEqual([]);
    expect(await readdir(join(other.dataFolder, 'days'))).toEqual([]);
    await other.dispose();
  });
});

it('calls a broken file that a page handed over by the name it has there', async () => {
  const engine = await EngineUnderTest.start();
  const bytes = new Uint8Array(await readFile(SCENARIO_FIXTURE)).subarray(0, 900);
  const name = 'São Paulo: cut.dbn';
  const begun = await engine.peer.call('upload.begin', { name, sizeBytes: bytes.length });
  const { uploadId } = begun.result;
  await engine.peer.call('upload.chunk', { uploadId, offset: 0 }, { payload: bytes });
  const opened = await engine.follow(() => engine.peer.call('upload.open', { uploadIds: [uploadId] }));
  expect(opened.end.sourceName).toBe(name);
  expect(opened.end.faults).toMatchObject([{ code: 'record_truncated', file: name }]);
  // In a file that is not compressed there is one offset, not two that say the same.
  expect(opened.end.faults[0]).toHaveProperty('byteOffset');
  expect(opened.end.faults[0]).not.toHaveProperty('streamOffset');
  expect(JSON.stringify(opened.end)).not.toContain(engine.dataFolder);
  const dayId = opened.end.days[0]?.dayId ?? '';
  const { result } = await engine.peer.call('day.info', { dayId });
  expect(result.faults).toMatchObject([{ file: name }]);
  await engine.dispose();
});

it('makes the demo day once and opens it with its own tick', async () => {
  const engine = await EngineUnderTest.start();
  const made = await engine.follow(() => engine.peer.call('source.demo', {}));
  expect(made.progress[0]?.phase).toBe('making');
  expect(made.end).toMatchObject({ phase: 'done', faults: [], fromStore: false });
  expect(made.end.days).toMatchObject([{ symbol: 'FBKZ6', tickSizeFrom: 'definition', state: 'complete' }]);
  const again = await engine.follow(() => engine.peer.call('source.demo', {}));
  expect(again.end).toMatchObject({ phase: 'done', fromStore: true });
  expect(again.progress.some((progress) => progress.phase === 'making')).toBe(false);
  await engine.dispose();
});

interface ExpectedWindow {
  readonly snapshot: {
    window: number;
    bid: number[];
    ask: number[];
    mid2: number;
    spot_tick: number | null;
    window_valid: boolean;
    crossed_events: number;
    vol_buy: number;
    vol_sell: number;
    vol_none: number;
  };
  readonly silver?: (string | number)[][];
  readonly gold_x?: number[];
  readonly gold?: Record<'B' | 'A' | 'L', Record<string, number[]>>;
}

describe.skipIf(!scenarioPresent)(`engine, scenario-8s${skipped(scenarioPresent)}`, () => {
  let engine: EngineUnderTest;
  let day: DaySummary;
  let windows: ExpectedWindow[];

  beforeAll(async () => {
    engine = await EngineUnderTest.start();
    const { end } = await engine.open([SCENARIO]);
    day = end.days[0] as DaySummary;
    windows = JSON.parse(await readFile(join(SCENARIO, 'expected.json'), 'utf8')).windows;
  });
  afterAll(() => engine.dispose());

  it('takes the tick from the definition beside the file', () => {
    expect(day).toMatchObject({
      symbol: 'SYNZ5',
      tickSizeNanos: '250000000',
      tickSizeFrom: 'definition',
      records: 79,
    });
  });

  it('has the expected snapshots', async () => {
    const first = (windows[0]?.snapshot.window ?? 0) % 86_400;
    const chunk = first >> 8;
    const { payload } = await engine.peer.call('day.snapshots', {
      dayId: day.dayId,
      chunkFrom: chunk,
      chunkEnd: chunk + 1,
    });
    const columns = decodeTable(payload as Uint8Array).batches[0]?.columns ?? {};
    const int = (name: string, i: number): number => Number(columns[name]?.[i]);
    windows.forEach(({ snapshot }, i) => {
      const names = ['tick', 'qty', 'orders'];
      expect(names.map((name) => int(`best_bid_${name}`, i))).toEqual(snapshot.bid);
      expect(names.map((name) => int(`best_ask_${name}`, i))).toEqual(snapshot.ask);
      expect(int('mid2', i)).toBe(snapshot.mid2);
      expect(int('spot_tick', i)).toBe(snapshot.spot_tick ?? NULL_INT32);
      expect(int('window_valid', i)).toBe(snapshot.window_valid ? 1 : 0);
      expect(int('crossed_events', i)).toBe(snapshot.crossed_events);
      expect([
        int('traded_volume_buy', i),
        int('traded_volume_sell', i),
        int('traded_volume_none', i),
      ]).toEqual([snapshot.vol_buy, snapshot.vol_sell, snapshot.vol_none]);
    });
  });

  it('has the expected silver, integer by integer', async () => {
    for (const { snapshot, silver = [] } of windows) {
      const cells = await engine.cells(day.dayId, snapshot.window % 86_400, 'silver');
      expect(cells.valid).toBe(snapshot.window_valid);
      const names = [
        ...['side', 'rel_ticks', 'price_tick', 'depth_qty_start', 'add_qty', 'pull_qty_total', 'fill_qty'],
        ...['depth_qty_end', 'depth_qty_rest', 'pull_qty_rest', 'order_count_end'],
      ];
      const got = Array.from({ length: cells.length }, (_, i) =>
        names.map((name) =>
          name === 'side' ? 'BA'[Number(cells.columns.side?.[i])] : cells.columns[name]?.[i],
        ),
      );
      const order = (rows: readonly unknown[][]): string[] => rows.map((row) => row.join()).sort();
      expect(order(got)).toEqual(order(silver));
    }
  });

  it('has the expected gold within 1e-6', async () => {
    let compared = 0;
    for (const { snapshot, gold, gold_x = [] } of windows) {
      for (const lattice of LATTICES) {
        const cells = await engine.cells(day.dayId, snapshot.window % 86_400, 'gold', lattice);
        expect(cells.valid).toBe(snapshot.window_valid);
        if (!gold) continue;
        const rel = cells.columns.rel_ticks as Int16Array;
        for (const [field, values] of Object.entries(gold[lattice])) {
          gold_x.forEach((x, i) => {
            const got = (cells.columns[field] as Float32Array)[rel.indexOf(x)] as number;
            const want = values[i] as number;
            expect(Math.abs(got - want), `${lattice} ${field} ${x}`).toBeLessThanOrEqual(
              1e-6 * Math.max(1, Math.abs(want)),
            );
            compared += 1;
          });
        }
      }
    }
    expect(compared).toBe(7 * 3 * 32 * 31);
  });
});

function tableBytes(dataFolder: string, dayId: string, table: string): Promise<Buffer> {
  return readFile(join(dataFolder, 'days', dayId, `silver.${table}.arrows`));
}
