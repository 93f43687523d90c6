// Options of a day: from files as the vendor lays them out to what rests at their strikes.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DaySummary } from '../../contracts/messages.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import type { WrittenOptionDay } from './synth/option-day.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const MINUTES = 4;

let folder: string;
let written: WrittenOptionDay;
let engine: EngineUnderTest;
let day: DaySummary;

beforeAll(async () => {
  folder = await newFolder();
  const days = await writeSynthDays({
    folder,
    days: 1,
    minutes: MINUTES,
    seed: 5,
    records: 20_000,
    options: 240,
  });
  written = days[0]?.options as WrittenOptionDay;
  engine = await EngineUnderTest.start();
  const { end } = await engine.open([folder]);
  expect(end.faults).toEqual([]);
  day = end.days[0] as DaySummary;
});

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

interface StrikeRow {
  readonly strike: bigint;
  readonly expiry: bigint;
  readonly right: 'C' | 'P';
  readonly side: number;
  readonly end: number;
}

async function strikesAt(under: EngineUnderTest, dayId: string, window: number): Promise<StrikeRow[]> {
  const { payload } = await under.peer.call('day.cells', { dayId, window, table: 'silver_opt' });
  const { columns, length } = decodeTable(payload ?? new Uint8Array()).batches[0] ?? {
    columns: {},
    length: 0,
  };
  return Array.from({ length }, (_, i) => ({
    strike: columns['strike_price_int']?.[i] as bigint,
    expiry: columns['expiry_ts_ns']?.[i] as bigint,
    right: columns['right']?.[i] === 0 ? 'C' : 'P',
    side: columns['side']?.[i] as number,
    end: columns['depth_qty_end']?.[i] as number,
  }));
}

describe('a day with options', () => {
  it('is one day: that of the future', async () => {
    const { result } = await engine.peer.call('days.list', {});
    expect(result.days.map(({ symbol }) => symbol)).toEqual(['SYNZ6']);
  });

  it('has its walls at the strikes where they were planted, while they stand', async () => {
    expect(written.walls).toHaveLength(4);
    for (const { option, side, quantity, fromSecond, toSecond } of written.walls) {
      const there = (rows: readonly StrikeRow[]): number =>
        rows.find(
          (row) =>
            row.strike === option.strikeNanos &&
            row.right === option.right &&
            row.expiry === option.expiryNanos &&
            row.side === side,
        )?.end ?? 0;
      expect(there(await strikesAt(engine, day.dayId, fromSecond - 1))).toBeLessThan(quantity);
      for (const second of [fromSecond, toSecond - 1])
        expect(there(await strikesAt(engine, day.dayId, second))).toBeGreaterThanOrEqual(quantity);
      expect(there(await strikesAt(engine, day.dayId, toSecond))).toBeLessThan(quantity);
    }
  });

  it('has them whether or not they lie in the file of the future', async () => {
    const other = await EngineUnderTest.start();
    const apart = await newFolder();
    try {
      // The options first, without their future; then the future from another place.
      await mkdir(join(apart, 'options'));
      for (const name of await readdir(folder)) {
        const isOption = name.includes('.OPT.');
        await cp(join(folder, name), join(apart, isOption ? 'options' : '.', name));
      }
      const { end: options } = await other.open([join(apart, 'options')]);
      expect(options.days).toEqual([]);
      expect(options.phase).toBe('failed');
      expect(options.faults.map(({ code }) => code)).toEqual(['options_only']);
      const mbo = (await readdir(apart)).find((name) => name.includes('.mbo.')) as string;
      const { end: future } = await other.open([join(apart, mbo)]);
      const found = await strikesAt(other, future.days[0]?.dayId as string, 100);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(await strikesAt(engine, day.dayId, 100));
    } finally {
      await other.dispose();
      await rm(apart, { recursive: true, force: true });
    }
  });

  it('gives them again from the store without reading the file', async () => {
    const before = await strikesAt(engine, day.dayId, 120);
    const { end } = await engine.open([folder]);
    expect(end.fromStore).toBe(true);
    expect(await strikesAt(engine, day.dayId, 120)).toEqual(before);
  });
});
