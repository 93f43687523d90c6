// Audits through the engine: kept in the store, told of a growing day too, read anew where an older store has none.
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineUnderTest } from './engine.testkit.ts';

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
    index.exec('DROP TABLE audit; PRAGMA user_version = 1');
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
