// Options of a day: from files as the vendor lays them out to what rests at their strikes.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DaySummary } from '../../contracts/messages.ts';
import { strikesDayId } from '../../contracts/options.ts';
import { DEFAULT_FIELD_PARAMS } from '../../contracts/params.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { optionFilesBeside } from './pipeline/options-beside.ts';
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

describe('strikes and the future', () => {
  it('slow the path of the forecast, by as much as λ_opt says', async () => {
    const nuLocal = async (lambdaOpt: number): Promise<number> => {
      const params = { ...DEFAULT_FIELD_PARAMS, lambdaOpt };
      const { payload } = await engine.peer.call('forecast.at', { dayId: day.dayId, window: 150, params });
      return decodeTable(payload ?? new Uint8Array()).batches[0]?.columns['nu_local']?.[0] as number;
    };
    const [without, some, twice] = [await nuLocal(0), await nuLocal(0.15), await nuLocal(0.3)];
    expect(some).toBeGreaterThan(without + 0.1);
    expect(twice - without).toBeCloseTo(2 * (some - without), 5);
  });

  it('are told apart in the reasons of a value', async () => {
    const at = {
      dayId: day.dayId,
      window: 150,
      lattice: 'L',
      fieldId: 'viscosity_nu_total',
      tick: 20_000,
    } as const;
    const { result } = await engine.peer.call('day.explain', at);
    const { explanation } = result;
    expect(explanation?.terms.map(({ name }) => name)).toEqual(['viscosity', 'strikes']);
    const sum = explanation?.terms.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(explanation?.value ?? Number.NaN, 9);
    const pressure = await engine.peer.call('day.explain', {
      ...at,
      dayId: strikesDayId(day.dayId, 'all'),
      fieldId: 'pressure_grad',
      tick: 1000,
    });
    const why = pressure.result.explanation;
    expect(why?.terms.map(({ name }) => name)).toEqual(['calls', 'puts']);
    expect(why?.terms.reduce((total, { value }) => total + value, 0)).toBeCloseTo(
      why?.value ?? Number.NaN,
      9,
    );
  });

  it('have tiles and colour ranges like any day, and none where there are no options', async () => {
    const dayId = strikesDayId(day.dayId, 'C');
    const { payload } = await engine.peer.call('day.tile', {
      dayId,
      lattice: 'B',
      group: 1,
      level: 0,
      index: 0,
      band: 0,
    });
    expect(payload?.length).toBeGreaterThan(1000);
    const { result } = await engine.peer.call('day.scales', { dayId, lattice: 'L' });
    expect(result.ranges.find(({ fieldId }) => fieldId === 'wall_strength')?.ceiling).toBeGreaterThan(5);
    const other = await EngineUnderTest.start();
    const elsewhere = await newFolder();
    try {
      const mbo = (await readdir(folder)).find((name) => /\.mbo\.dbn/.test(name)) as string;
      await cp(join(folder, mbo), join(elsewhere, mbo));
      const { end } = await other.open([join(elsewhere, mbo)]);
      const alone = strikesDayId(end.days[0]?.dayId as string, 'C');
      await expect(other.peer.call('day.scales', { dayId: alone, lattice: 'L' })).rejects.toMatchObject({
        fault: { code: 'not_found' },
      });
    } finally {
      await other.dispose();
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('come with a future that is opened alone where they lie beside it, and not with themselves', async () => {
    const other = await EngineUnderTest.start();
    try {
      const mbo = (await readdir(folder)).find((name) => /\.mbo\.dbn/.test(name)) as string;
      const { end } = await other.open([join(folder, mbo)]);
      expect(end.faults).toEqual([]);
      expect(end.days).toHaveLength(1);
      const [under] = end.days as [DaySummary];
      expect(await strikesAt(other, under.dayId, 100)).toEqual(await strikesAt(engine, day.dayId, 100));
      expect(await optionFilesBeside(written.mboPath, new AbortController().signal)).toEqual([]);
    } finally {
      await other.dispose();
    }
  });

  it('go on without options whose stored bytes are damaged', async () => {
    const days = join(engine.dataFolder, 'days');
    const options = (await readdir(days)).find((name) => name.includes('.options-')) as string;
    const path = join(days, options, 'silver.flow_rows.arrows');
    const bytes = await readFile(path);
    bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 64);
    await engine.stop();
    await writeFile(path, bytes);
    engine = await EngineUnderTest.start({ dataFolder: engine.dataFolder });
    const cells = () => engine.cells(day.dayId, 150, 'gold', 'L');
    await expect(cells()).rejects.toMatchObject({ fault: { code: 'not_ready' } });
    const { columns, valid } = await cells();
    expect(valid).toBe(true);
    expect(columns['viscosity_nu_total']).toEqual(columns['viscosity_nu']);
    const { end } = await engine.open([folder]);
    expect(end.faults).toEqual([]);
    expect((await cells()).columns['viscosity_nu_total']).not.toEqual(columns['viscosity_nu']);
  });
});
