// Audits through the engine: kept in the store, read anew where an older store has none, and what they say of real days
// of other kinds.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata } from '../core/dbn/encode.ts';
import { MBO_WORDS } from '../core/dbn/layout.ts';
import { encodeMbo } from '../core/dbn/mbo.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { importLobster } from './import/lobster.ts';
import { importObAnalytics } from './import/ob-analytics.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';
import { mboRecordsOfCsv } from './verify/market-csv.ts';

const DAY = resolve('data/fixtures/scenario-8s/scenario-8s.mbo.dbn');

describe('day.audit', () => {
  let engine: EngineUnderTest | null = null;
  afterEach(() => engine?.dispose());

  it('gives the verdict that the days list shows, and the bytes of the file', async () => {
    engine = await EngineUnderTest.start();
    const { end } = await engine.open([DAY]);
    const { result: listed } = await engine.peer.call('days.list', {});
    const badge = { grade: 'usable', phrase: '1 × unknown cancel' };
    expect(end.days[0]?.verdict).toEqual(badge);
    expect(listed.days[0]?.verdict).toEqual(badge);
    const { result } = await engine.peer.call('day.audit', { dayId: listed.days[0]?.dayId ?? '' });
    expect(result).toMatchObject({
      verdict: badge,
      bytes: { fileBytes: 4784, metadataBytes: 360, recordBytes: 4424, tailBytes: 0, trailingBytes: 0 },
      gapsVisible: false,
      faults: [],
    });
  });

  it('is there again after a restart, the same', async () => {
    engine = await EngineUnderTest.start();
    const { end } = await engine.open([DAY]);
    const dayId = end.days[0]?.dayId ?? '';
    const before = await engine.peer.call('day.audit', { dayId });
    await engine.stop();
    engine = await EngineUnderTest.start({ dataFolder: engine.dataFolder });
    expect((await engine.peer.call('day.audit', { dayId })).result).toEqual(before.result);
  });

  it('reads a file anew that an older store holds without an audit', async () => {
    engine = await EngineUnderTest.start();
    await engine.open([DAY]);
    await engine.stop();
    const index = new Sqlite(join(engine.dataFolder, 'index.sqlite'));
    index.exec('DROP TABLE audit; DROP TABLE midnight; PRAGMA user_version = 1');
    index.close();
    engine = await EngineUnderTest.start({ dataFolder: engine.dataFolder });
    const { end } = await engine.open([DAY]);
    expect(end).toMatchObject({ phase: 'done', fromStore: false });
    const { result } = await engine.peer.call('days.list', {});
    expect(result.days).toHaveLength(1);
    const dayId = result.days[0]?.dayId ?? '';
    expect((await engine.peer.call('day.audit', { dayId })).result.findings.entries).toHaveLength(7);
  });
});

/** Verdict and counts of the only day that a folder gives. */
async function auditOf(write: (folder: string) => Promise<unknown>) {
  const folder = await newFolder();
  const engine = await EngineUnderTest.start();
  try {
    await mkdir(join(folder, 'day'));
    await write(join(folder, 'day'));
    const { end } = await engine.open([join(folder, 'day')]);
    const { result } = await engine.peer.call('day.audit', { dayId: end.days[0]?.dayId ?? '' });
    const { grade, phrase } = result.verdict;
    const counts = Object.fromEntries(result.findings.entries.map(({ kind, count }) => [kind, count]));
    return { grade, phrase, counts, opening: result.findings.opening, result };
  } finally {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeArl(folder: string): Promise<void> {
  const records = [];
  for await (const record of mboRecordsOfCsv(join(SHARED_DATA, 'blockhouse-arl-mbo-mbp10/mbo.csv')))
    records.push(record);
  const words = new Int32Array(records.length * MBO_WORDS);
  for (const [i, record] of records.entries()) encodeMbo(words, i * MBO_WORDS, record);
  const metadata = encodeMetadata(emptyMetadata(3, 'XNAS.ITCH', 'mbo'));
  await writeFile(join(folder, 'arl.dbn'), Buffer.concat([metadata, new Uint8Array(words.buffer)]));
}

describe('audit of real days of other kinds (skipped without the shared data)', () => {
  it.skipIf(!hasSharedData('blockhouse-arl-mbo-mbp10'))('trusts ARL, which starts with a clear', async () => {
    const { grade, counts, opening } = await auditOf(writeArl);
    expect({ grade, counts, opening }).toEqual({ grade: 'trusted', counts: { clears: 1 }, opening: 'clear' });
  });

  it.skipIf(!hasSharedData('lobster'))('tells the orders of AAPL that are older than its file', async () => {
    const lobster = join(SHARED_DATA, 'lobster/aapl-2012-06-21-L50-firsthour');
    const file = (span: string): string => join(lobster, `AAPL_2012-06-21_34200000_${span}.csv`);
    const { grade, counts, result } = await auditOf((folder) =>
      importLobster(file('37800000_message_50'), file('57600000_orderbook_1'), folder),
    );
    expect({ grade, counts }).toEqual({
      grade: 'usable',
      counts: { unknown_cancels: 83, unknown_fills: 12 },
    });
    expect(result.gapsVisible).toBe(true);
  });

  it.skipIf(!hasSharedData('ob-analytics-bitstamp'))(
    'does not take moments of a crossed book for drift',
    async () => {
      const orders = join(SHARED_DATA, 'ob-analytics-bitstamp/orders.csv.xz');
      const { grade, counts, result } = await auditOf((folder) =>
        importObAnalytics(orders, folder, 'BTCUSD'),
      );
      expect({ grade, counts }).toEqual({
        grade: 'usable',
        counts: { crossed_in_trading: 762, locked_in_trading: 214 },
      });
      expect(result.findings.entries[0]?.longestNanos).toBe(584_000_000);
    },
  );
});
