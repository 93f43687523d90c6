// Files side by side: the check at midnight, overlaps, names, and instruments that share an id. Expected differences are
// counted by hand, or by the check that one file of both days makes of itself.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayAudit } from '../../contracts/audit.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { row, snapshot, type TestMapping, type TestOrder, writeMboFile } from './mbo-file.testkit.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const PRICE = 100_000_000_000n;
const TICK = 250_000_000n;

function order(id: number, side: 'B' | 'A', ticks: number, size = 5): TestOrder {
  return { id: BigInt(id), side, price: PRICE + BigInt(ticks) * TICK, size };
}

/** A hundred orders a side. */
const BOOK = Array.from({ length: 200 }, (_, i) =>
  i % 2 === 0 ? order(i + 1, 'B', -1 - (i >> 1)) : order(i + 1, 'A', i >> 1),
);
const ES: TestMapping = { symbol: 'ESH4', id: 7, from: 20240101, to: 20240201 };

/** Tuesday's file, at whose end the first bid has gone and another ask come. */
const TUESDAY = [
  ...snapshot('2024-01-09T00:00:00Z', BOOK),
  row('2024-01-09T10:00:00Z', BOOK[0] as TestOrder, { action: 'C' }),
  row('2024-01-09T10:00:01Z', order(900, 'A', 3, 2)),
];
const AT_MIDNIGHT = [...BOOK.slice(1), order(900, 'A', 3, 2)];
/** One order lost, one of another size, one that nobody knew: three differences. */
const OTHER = [...AT_MIDNIGHT.slice(1, -1), order(900, 'A', 3, 9), order(901, 'B', -2, 1)];

function wednesday(orders: readonly TestOrder[]) {
  return [
    ...snapshot('2024-01-10T00:00:00Z', orders),
    row('2024-01-10T00:00:05Z', order(990, 'B', -3)),
    row('2024-01-10T12:00:00Z', order(991, 'B', -3)),
  ];
}

describe('files side by side', () => {
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

  const audit = async (day: DaySummary | undefined): Promise<DayAudit> =>
    (await engine.peer.call('day.audit', { dayId: day?.dayId ?? '' })).result;
  const days = async (): Promise<DaySummary[]> =>
    (await engine.peer.call('days.list', {})).result.days.toSorted((a, b) =>
      `${a.utcDate} ${a.symbol}` < `${b.utcDate} ${b.symbol}` ? -1 : 1,
    );
  const write = (name: string, records: typeof TUESDAY, mappings: readonly TestMapping[] = [ES]) =>
    writeMboFile(join(folder, name), { records, mappings });

  it.each(['in order', 'the later one first'])('are checked at midnight, opened %s', async (how) => {
    await write('a.dbn', TUESDAY);
    await write('b.dbn', wednesday(AT_MIDNIGHT));
    const names = how === 'in order' ? ['a.dbn', 'b.dbn'] : ['b.dbn', 'a.dbn'];
    for (const name of names) await engine.open([join(folder, name)]);
    const [tuesday, next] = await days();
    expect((await audit(tuesday)).joins.midnight).toBeNull();
    const { joins, verdict } = await audit(next);
    expect(joins.midnight).toMatchObject({
      dayId: tuesday?.dayId,
      sourceName: 'a.dbn',
      daysBetween: 0,
      orders: 200,
      comparedOrders: 200,
      differences: 0,
      examples: [],
    });
    expect(verdict.reasons.map(({ phrase }) => phrase)).toContain('midnight equal');
    expect(next?.verdict?.grade).toBe(verdict.grade);
  });

  it('tell the difference as one file of both days would', async () => {
    await write('a.dbn', TUESDAY);
    await write('b.dbn', wednesday(OTHER));
    const { end } = await engine.open([folder]);
    const next = end.days.find((day) => day.utcDate === '2024-01-10');
    const { joins, verdict } = await audit(next);
    expect(joins.midnight).toMatchObject({ orders: 200, comparedOrders: 200, differences: 3 });
    // More than one in a hundred.
    expect(verdict).toMatchObject({ grade: 'suspect', phrase: '3 × order unlike the day before' });
    expect(next?.verdict).toEqual({ grade: verdict.grade, phrase: verdict.phrase });

    await mkdir(join(folder, 'whole'));
    await write('whole/both.dbn', [...TUESDAY, ...wednesday(OTHER)]);
    const whole = await engine.open([join(folder, 'whole')]);
    const inFile = await audit(whole.end.days.find((day) => day.utcDate === '2024-01-10'));
    const [check] = inFile.findings.snapshots;
    expect(check?.differences).toBe(joins.midnight?.differences);
    const byId = (examples: readonly { orderId: string }[] = []): unknown =>
      examples.toSorted((a, b) => Number(a.orderId) - Number(b.orderId));
    expect(byId(check?.examples)).toEqual(byId(joins.midnight?.examples));
  });

  it('are read in the order of their times, whatever they are called', async () => {
    await write('z.dbn', TUESDAY);
    await write('a.dbn', wednesday(AT_MIDNIGHT));
    const { progress } = await engine.open([folder]);
    const names = [...new Set(progress.filter(({ records }) => records > 0).map((body) => body.sourceName))];
    expect(names).toEqual(['z.dbn', 'a.dbn']);
  });

  it('keep the check over a restart, and drop it with the day', async () => {
    await write('a.dbn', TUESDAY);
    await write('b.dbn', wednesday(AT_MIDNIGHT));
    await engine.open([folder]);
    const before = await audit((await days())[1]);
    await engine.stop();
    engine = await EngineUnderTest.start({ dataFolder: engine.dataFolder });
    const next = (await days())[1] as DaySummary;
    expect(await audit(next)).toEqual(before);
    await engine.peer.call('days.forget', { sourceId: next.sourceId });
    expect((await days()).map(({ utcDate }) => utcDate)).toEqual(['2024-01-09']);
  });

  it('forgive what differs over a day without a file', async () => {
    await write('a.dbn', TUESDAY);
    const thursday = snapshot('2024-01-11T00:00:00Z', OTHER);
    await write('c.dbn', [...thursday, row('2024-01-11T00:00:05Z', order(990, 'B', -3))]);
    const { end } = await engine.open([folder]);
    const { joins, verdict } = await audit(end.days.find((day) => day.utcDate === '2024-01-11'));
    expect(joins.midnight).toMatchObject({ daysBetween: 1, differences: 3 });
    expect(verdict.reasons.find(({ phrase }) => phrase === 'midnight over a gap')?.weight).toBe('normal');
  });

  it('are not checked against a file that opens without a snapshot, or was cut short', async () => {
    await write('a.dbn', TUESDAY);
    await write('b.dbn', wednesday(AT_MIDNIGHT).slice(-2));
    await engine.open([folder]);
    expect((await audit((await days())[1])).joins.midnight).toBeNull();
  });

  it('are not checked where one of them leaves no order', async () => {
    await write('a.dbn', TUESDAY);
    await write('b.dbn', [
      row('2024-01-10T00:00:05Z', order(990, 'B', -3)),
      row('2024-01-10T00:00:06Z', order(990, 'B', -3), { action: 'C' }),
    ]);
    await write('c.dbn', snapshot('2024-01-11T00:00:00Z', OTHER));
    const { end } = await engine.open([folder]);
    expect(end).toMatchObject({ phase: 'done', faults: [] });
    for (const day of await days()) expect((await audit(day)).joins.midnight).toBeNull();
  });

  it('tell of each other where they hold the same time', async () => {
    await write('a.dbn', TUESDAY);
    await write('again.dbn', TUESDAY.slice(0, -1));
    await engine.open([folder]);
    const told = await Promise.all((await days()).map(async (day) => (await audit(day)).joins.overlaps));
    expect(told.flat().toSorted((a, b) => (a.sourceName < b.sourceName ? -1 : 1))).toEqual([
      { sourceName: 'a.dbn', kept: expect.any(Boolean) },
      { sourceName: 'again.dbn', kept: expect.any(Boolean) },
    ]);
    expect(
      told
        .flat()
        .map(({ kept }) => kept)
        .toSorted(),
    ).toEqual([false, true]);
  });

  it('stand where their data belong, and say so where their names say otherwise', async () => {
    await write('glbx-mdp3-20240111.mbo.dbn', TUESDAY);
    await write('glbx-mdp3-20240110.mbo.dbn', wednesday(AT_MIDNIGHT));
    await engine.open([folder]);
    const [tuesday, next] = await days();
    expect((await audit(tuesday)).joins.nameDate).toBe('2024-01-11');
    expect((await audit(next)).joins).toMatchObject({ nameDate: null, midnight: { differences: 0 } });
  });

  it('keep two instruments apart that have one id on two dates, in two files and in one', async () => {
    const mappings = [
      { ...ES, to: 20240110 },
      { symbol: 'NQH4', id: 7, from: 20240110, to: 20240201 },
    ];
    await write('a.dbn', TUESDAY, mappings.slice(0, 1));
    await write('b.dbn', wednesday(OTHER), mappings.slice(1));
    await engine.open([folder]);
    const apart = await days();
    expect(apart.map(({ symbol, utcDate }) => [symbol, utcDate])).toEqual([
      ['ESH4', '2024-01-09'],
      ['NQH4', '2024-01-10'],
    ]);
    expect((await audit(apart[1])).joins.midnight).toBeNull();

    await mkdir(join(folder, 'whole'));
    await write('whole/both.dbn', [...TUESDAY, ...wednesday(OTHER)], mappings);
    const { end } = await engine.open([join(folder, 'whole')]);
    expect(end.days.map(({ symbol, records }) => [symbol, records]).toSorted()).toEqual([
      ['ESH4', TUESDAY.length],
      ['NQH4', wednesday(OTHER).length],
    ]);
    // The book of the one is not the other's: nothing to compare, and nothing is carried over.
    const nq = await audit(end.days.find(({ symbol }) => symbol === 'NQH4'));
    expect(nq.findings.opening).toBe('snapshot');
    expect(nq.findings.snapshots).toMatchObject([{ comparedOrders: null, differences: 0 }]);
    expect(nq.findings.entries).toEqual([]);
  });

  it('are equal at midnight where the simulator wrote them', async () => {
    await writeSynthDays({ folder, days: 2, minutes: 1, seed: 3 });
    const { end } = await engine.open([folder]);
    const second = end.days.find(({ utcDate }) => utcDate === '2026-09-15');
    const { joins } = await audit(second);
    expect(joins.midnight?.comparedOrders).toBeGreaterThan(1000);
    expect(joins.midnight).toMatchObject({ differences: 0, daysBetween: 0 });
    expect(second?.verdict?.grade).toBe('trusted');
  });

  it.skipIf(!hasSharedData('nautilus-databento'))(
    'are equal in all 8,725 orders in the real files of 24 and 25 December 2023',
    async () => {
      for (const date of ['20231224', '20231225']) {
        const name = `esh4-glbx-mdp3-${date}.mbo.dbn.zst`;
        await copyFile(join(SHARED_DATA, 'nautilus-databento', name), join(folder, name));
      }
      await engine.open([folder]);
      const [eve, christmas] = await days();
      expect(eve?.tradeDates?.map(({ tradeDate }) => tradeDate)).toEqual(['2023-12-26']);
      expect((await audit(christmas)).joins).toEqual({
        midnight: expect.objectContaining({
          utcDate: '2023-12-24',
          comparedOrders: 8725,
          orders: 8725,
          differences: 0,
        }),
        overlaps: [],
        nameDate: null,
      });
    },
  );
});
