// What can happen to a reading and to a store, done for real: processes killed, disks full, files taken away under the
// reader, stored bytes damaged, the index locked. Every time the program says what happened, and opening the file again
// ends with the bytes of a reading that nobody disturbed.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { open, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PROTOCOL_VERSION } from '../../../contracts/messages.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { writePlainTape } from '../synth/plain-tape.testkit.ts';
import { Random } from '../synth/random.ts';
import { DayWriter } from './day-writer.ts';
import { contentOf, startIngest } from './faults.testkit.ts';
import { MOMENTS, type Moment } from './hold.testkit.ts';
import { STORED_TABLES } from './silver-codec.ts';
import { Store } from './store.ts';

const RECORDS = 120_000;
const INSTRUMENTS = 2;
const HOURS = 8;
/** Of both instruments. */
const CHUNKS = INSTRUMENTS * Math.ceil((HOURS * 3600) / 256);
/** Of them, before a source file is disturbed. */
const DISTURBED_AT = 20;
const SEED = Date.now() % 100_000;
// Children start slowly where much else runs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = mkdtempSync(join(tmpdir(), 'fieldbook-faults-'));
const tape = join(root, 'tape.mbo.dbn.zst');
let undisturbed: unknown[];
let data: string;

beforeAll(async () => {
  const sizes = { instruments: INSTRUMENTS, records: RECORDS, hours: HOURS };
  writePlainTape({ path: tape, utcDate: '2025-09-15', ...sizes });
  const folder = join(root, 'undisturbed');
  expect((await startIngest(tape, folder).ended).code).toBe(0);
  undisturbed = contentOf(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  data = mkdtempSync(join(root, 'data-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** Kills a reading with so many chunks closed, at that moment. */
async function killAt(moment: Moment, chunks: number): Promise<void> {
  const child = startIngest(tape, data, { hold: { moment, chunks } });
  await child.held;
  child.process.kill('SIGKILL');
  expect((await child.ended).signal).toBe('SIGKILL');
}

describe(`SIGKILL (seed ${SEED})`, () => {
  it('at random moments: the next reading takes over, and ends with the same bytes', async () => {
    const random = new Random(SEED);
    const upTo = (end: number) => Math.floor(random.unit() * end);
    await killAt('recorded', 40 + upTo(40));
    const store = new Store(data);
    const days = store.days();
    expect(days.length).toBeGreaterThan(0);
    for (const { state, sourceId } of days) {
      expect(state).toBe('partial');
      expect(store.source(sourceId)?.details.faults).toMatchObject([{ code: 'interrupted', file: tape }]);
    }
    const recorded = days.map(({ dayId }) => store.day(dayId));
    expect(recorded.some(({ chunks }) => chunks.length > 0)).toBe(true);
    for (const { summary, chunks } of recorded)
      for (const chunk of chunks) await store.readChunk(summary.dayId, chunk);
    store.close();

    for (const moment of MOMENTS) {
      await killAt(moment, 1 + upTo(CHUNKS));
      const between = new Store(data);
      // What was whole once stays, whatever happens to those who go on with it.
      for (const { summary, chunks } of recorded) {
        const now = between.day(summary.dayId).chunks.map(({ chunk }) => chunk);
        expect(now).toEqual(expect.arrayContaining(chunks.map(({ chunk }) => chunk)));
      }
      between.close();
    }
    expect((await startIngest(tape, data).ended).code).toBe(0);
    expect(contentOf(data)).toEqual(undisturbed);
    // Under the ids that it had.
    const end = new Store(data);
    expect(end.days().map(({ dayId }) => dayId)).toEqual(
      expect.arrayContaining(days.map(({ dayId }) => dayId)),
    );
    end.close();
    expect((await readdir(join(data, 'days'))).length).toBe(undisturbed.length);
  });

  it('while another window waits for the same file: that one takes over', async () => {
    const first = startIngest(tape, data, { hold: { moment: 'recorded', chunks: 1 } });
    await first.held;
    const second = startIngest(tape, data, { hold: { moment: 'waiting', chunks: 0 } });
    await second.held;
    first.process.kill('SIGKILL');
    await first.ended;
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(contentOf(data)).toEqual(undisturbed);
  });
});

describe('a disk that is full', () => {
  const mounted = mkdtempSync(join(root, 'mount-'));
  const canMount =
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted]).status === 0;
  afterAll(() => {
    if (canMount) spawnSync('umount', ['-l', mounted]);
  });

  it.skipIf(!canMount)(
    `keeps what fitted, and goes on once there is room${canMount ? '' : ' (skipped: mounting is not permitted)'}`,
    async () => {
      const full = await startIngest(tape, mounted).ended;
      expect(full.code).toBe(1);
      expect(full.output).toContain('disk_full');
      const again = await startIngest(tape, mounted).ended;
      expect(again.output).toContain('disk_full');
      spawnSync('mount', ['-o', 'remount,size=200m', mounted]);
      expect((await startIngest(tape, mounted).ended).code).toBe(0);
      expect(contentOf(mounted)).toEqual(undisturbed);
    },
  );

  const canLimit = process.platform !== 'win32';
  it.skipIf(!canLimit)(
    `files that may not grow are told as a full disk${canLimit ? '' : ' (skipped: no limits here)'}`,
    async () => {
      const full = await startIngest(tape, data, { limitKilobytes: 500 }).ended;
      expect(full.code).toBe(1);
      expect(full.output).toContain('disk_full');
      expect((await startIngest(tape, data).ended).code).toBe(0);
      expect(contentOf(data)).toEqual(undisturbed);
    },
  );
});

describe('a source file', () => {
  let engine: EngineUnderTest;
  let path: string;
  beforeEach(async () => {
    path = join(data, 'source.mbo.dbn.zst');
    copyFileSync(tape, path);
    engine = await EngineUnderTest.start({ dataFolder: join(data, 'store') });
  });
  afterEach(() => engine.stop());

  /** Opens the file and disturbs it once some of it was read. */
  async function openAnd(disturb: () => void): Promise<Awaited<ReturnType<EngineUnderTest['open']>>> {
    const { append } = DayWriter.prototype;
    let closed = 0;
    const spy = vi.spyOn(DayWriter.prototype, 'append').mockImplementation(function (this: DayWriter, chunk) {
      if (++closed === DISTURBED_AT) disturb();
      return append.call(this, chunk);
    });
    try {
      return await engine.open([path]);
    } finally {
      spy.mockRestore();
      expect(closed).toBeGreaterThan(DISTURBED_AT);
    }
  }

  /** The untouched file at the same path. */
  async function endsAsUndisturbed(): Promise<void> {
    rmSync(path, { force: true });
    copyFileSync(tape, path);
    const { end } = await engine.open([path]);
    expect(end).toMatchObject({ phase: 'done', faults: [] });
    await engine.stop();
    expect(contentOf(join(data, 'store'))).toEqual(undisturbed);
  }

  it('deleted while it is read: what was read is kept, and it is said', async () => {
    const { end } = await openAnd(() => rmSync(path));
    expect(end).toMatchObject({ phase: 'done', faults: [{ code: 'file_changed', file: path }] });
    expect(end.faults[0]?.message).toContain('deleted');
    expect(end.days.map(({ state }) => state)).toEqual(['complete', 'complete']);
    expect((await engine.open([path])).end).toMatchObject({
      phase: 'failed',
      faults: [{ code: 'file_unreadable' }],
    });
    // The same content in another place is known.
    copyFileSync(tape, path);
    expect((await engine.open([path])).end).toMatchObject({ phase: 'done', fromStore: true, faults: [] });
    await engine.stop();
    expect(contentOf(join(data, 'store'))).toEqual(undisturbed);
  });

  it('replaced while it is read', async () => {
    const other = join(data, 'other.dbn.zst');
    writePlainTape({ path: other, instruments: 1, records: 5000, utcDate: '2025-09-16' });
    const { end } = await openAnd(() => renameSync(other, path));
    expect(end.faults).toMatchObject([{ code: 'file_changed' }]);
    expect(end.days.map(({ state }) => state)).toEqual(['partial', 'partial']);
    await endsAsUndisturbed();
  });

  it('cut while it is read', async () => {
    const { end } = await openAnd(() => truncateSync(path, 1000));
    expect(end.faults.map(({ code }) => code)).toContain('file_changed');
    expect(end.days.every(({ state }) => state === 'partial')).toBe(true);
    await endsAsUndisturbed();
  });

  it('still growing, as a download does', async () => {
    const { end } = await openAnd(() => appendFileSync(path, new Uint8Array(1000)));
    expect(end.faults).toMatchObject([{ code: 'file_changed' }]);
    await endsAsUndisturbed();
  });
});

describe('the store', () => {
  let engine: EngineUnderTest;
  let dayId: string;
  beforeEach(async () => {
    engine = await EngineUnderTest.start({ dataFolder: data });
    dayId = (await engine.open([tape])).end.days[0]?.dayId ?? '';
  });
  afterEach(() => engine.stop());

  /** Reads every second of the day until one is damaged, and waits until it was put right. */
  async function comesBack(): Promise<void> {
    const mended = engine.follow(
      async () => {
        const { result } = await engine.peer.call('day.info', { dayId });
        const chunks = { chunkFrom: 0, chunkEnd: result.chunks.length };
        await expect(
          (async () => {
            await engine.peer.call('day.snapshots', { dayId, ...chunks });
            for (const { windowFrom } of result.chunks) await engine.cells(dayId, windowFrom, 'silver');
          })(),
        ).rejects.toMatchObject({ fault: { code: 'store_damaged' } });
      },
      () => {},
    );
    expect((await mended).end).toMatchObject({ phase: 'done', faults: [] });
    await engine.stop();
    expect(contentOf(data)).toEqual(undisturbed);
    const store = new Store(data);
    expect(store.days().map((day) => day.dayId)).toContain(dayId);
    store.close();
  }

  for (const [t, spec] of STORED_TABLES.entries()) {
    const harm = ['has bytes flipped', 'is cut', 'is gone'][t];
    it(`is mended where the file of ${spec.id} ${harm}`, async () => {
      // What an engine still has in memory it does not read again.
      await engine.stop();
      const path = join(data, 'days', dayId, `${spec.id.replace('/', '.')}.arrows`);
      if (t === 0) {
        const file = await open(path, 'r+');
        const { size } = await file.stat();
        await file.write(new Uint8Array(64).fill(0x55), 0, 64, Math.floor(size / 2));
        await file.close();
      } else if (t === 1) await truncate(path, 5000);
      else await rm(path);
      engine = await EngineUnderTest.start({ dataFolder: data });
      await comesBack();
    });
  }

  it('begins a damaged index anew, and says so', async () => {
    await engine.stop();
    await writeFile(join(data, 'index.sqlite'), 'this is no database, whatever its name says '.repeat(100));
    engine = await EngineUnderTest.start({ dataFolder: data });
    const { result } = await engine.peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
    expect(result.faults).toMatchObject([{ code: 'store_damaged' }]);
    expect(await readdir(join(data, 'days'))).toEqual([]);
    expect((await engine.open([tape])).end).toMatchObject({ phase: 'done', fromStore: false, faults: [] });
    await engine.stop();
    expect(contentOf(data)).toEqual(undisturbed);
  });

  it('says so where another program holds the index, and goes on once it lets go', async () => {
    const { result } = await engine.peer.call('day.info', { dayId });
    await engine.peer.call('days.forget', { sourceId: result.summary.sourceId });
    const holder = await lockIndex(join(data, 'index.sqlite'));
    const { end } = await engine.open([tape]);
    expect(end.phase).toBe('failed');
    expect(end.faults).toMatchObject([{ code: 'store_locked' }]);
    holder.kill();
    await new Promise((resolve) => holder.once('exit', resolve));
    expect((await engine.open([tape])).end).toMatchObject({ phase: 'done', faults: [] });
    await engine.stop();
    expect(contentOf(data)).toEqual(undisturbed);
  });
});

/** A process that holds the index for writing until it is killed. */
async function lockIndex(path: string): Promise<ReturnType<typeof spawn>> {
  const sqlite = fileURLToPath(import.meta.resolve('better-sqlite3'));
  const script = `import Sqlite from ${JSON.stringify(sqlite)};
    new Sqlite(${JSON.stringify(path)}).exec('BEGIN IMMEDIATE');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout?.once('data', resolve));
  return holder;
}
