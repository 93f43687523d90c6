// Parameters that travel with requests: other numbers under another name, from the same silver, without touching what was
// made under others; and explanations that add up to what the cells say.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DaySummary } from '../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams, paramsHash } from '../../contracts/params.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const CHUNK = 256;

describe('parameters of requests', () => {
  let engine: EngineUnderTest;
  let folder: string;
  let day: DaySummary;

  beforeAll(async () => {
    folder = await newFolder();
    await writeSynthDays({ folder, days: 1, minutes: 30, seed: 3, records: 30_000 });
    engine = await EngineUnderTest.start();
    day = (await engine.open([folder])).end.days[0] as DaySummary;
  }, 60_000);

  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function tile(
    params?: FieldParams,
    index = 4,
    extra = {},
  ): Promise<{ hash: string; bytes: Uint8Array }> {
    const place = { dayId: day.dayId, lattice: 'L' as const, group: 0, level: 0, band: 0 };
    const { result, payload } = await engine.peer.call('day.tile', { ...place, index, params, ...extra });
    return { hash: result.paramsHash, bytes: payload ?? new Uint8Array() };
  }

  const texelsOf = (bytes: Uint8Array): Float32Array =>
    decodeTable(bytes).batches[0]?.columns['texels'] as Float32Array;

  it('name their results and change them, the defaults stay as they are', async () => {
    const before = await tile();
    const contrast = await tile(FIELD_PRESETS.contrast);
    expect(before.hash).toBe(paramsHash(DEFAULT_FIELD_PARAMS));
    expect(contrast.hash).toBe(paramsHash(FIELD_PRESETS.contrast));
    expect(contrast.bytes).not.toEqual(before.bytes);
    expect((await tile()).bytes).toEqual(before.bytes);
    expect((await tile(DEFAULT_FIELD_PARAMS)).bytes).toEqual(before.bytes);
  });

  it('leave silver alone', async () => {
    const silver = async (): Promise<unknown> => (await engine.cells(day.dayId, 5 * CHUNK, 'silver')).columns;
    const before = await silver();
    await tile({ ...DEFAULT_FIELD_PARAMS, taus: [1, 3, 9, 27], uForm: 'log' });
    expect(await silver()).toEqual(before);
  });

  it('give the same tile from a short walk as from one through the day', async () => {
    // 28 windows are enough for the slowest of these: the walk to tile 6 begins a few chunks before it.
    const params = { ...FIELD_PRESETS.contrast, taus: [0.25, 0.5, 0.75, 1] as FieldParams['taus'] };
    const short = texelsOf((await tile(params, 6)).bytes);
    const whole = await EngineUnderTest.start();
    const { end } = await whole.open([folder]);
    const dayId = end.days[0]?.dayId ?? '';
    const address = { dayId, lattice: 'L' as const, group: 0, level: 0, band: 0, params };
    for (let index = 0; index < 6; index++) await whole.peer.call('day.tile', { ...address, index });
    const { payload } = await whole.peer.call('day.tile', { ...address, index: 6 });
    const want = texelsOf(payload ?? new Uint8Array());
    expect(short.length).toBe(want.length);
    expect(short.every((value, i) => Math.abs(value - (want[i] as number)) <= 1e-6)).toBe(true);
    await whole.dispose();
  });

  it('are refused where they make no sense', async () => {
    await expect(tile({ ...DEFAULT_FIELD_PARAMS, nu0: -1 })).rejects.toThrow(/nu0/);
    await expect(tile({ ...DEFAULT_FIELD_PARAMS, taus: [8, 2, 32, 128] })).rejects.toThrow(/longer than/);
  });

  it('are cancelled with the request', async () => {
    const abort = new AbortController();
    const place = { dayId: day.dayId, lattice: 'L' as const, group: 1, level: 2, index: 0, band: 0 };
    const params = { ...DEFAULT_FIELD_PARAMS, nu0: 0.77 };
    const asked = engine.peer.call('day.tile', { ...place, params }, { signal: abort.signal });
    abort.abort();
    await expect(asked).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  });

  it('give colour ranges of what is looked at before those of the day', async () => {
    const params = { ...DEFAULT_FIELD_PARAMS, nu0: 2 };
    const ask = async () =>
      (await engine.peer.call('day.scales', { dayId: day.dayId, lattice: 'L', near: 1000, params })).result;
    const first = await ask();
    const nu = first.ranges.find(({ fieldId }) => fieldId === 'viscosity_nu');
    expect(nu?.samples).toBeGreaterThan(100);
    expect(nu?.floor).toBeGreaterThanOrEqual(2);
    await expect.poll(async () => (await ask()).final, { timeout: 20_000 }).toBe(true);
  });

  it('weight by depth and aggregate as asked', async () => {
    const plain = texelsOf((await tile(undefined, 4)).bytes);
    const weighted = texelsOf((await tile(undefined, 4, { weighting: 20 })).bytes);
    const seen = plain.findIndex((value, i) => value > 0 && (weighted[i] as number) < value);
    expect(seen).toBeGreaterThanOrEqual(0);
    expect(weighted.every((value, i) => Math.abs(value) <= Math.abs(plain[i] as number))).toBe(true);
    const [max, mean] = await Promise.all(
      (['max', 'mean'] as const).map(async (aggregate) =>
        texelsOf((await tile(undefined, 1, { level: 1, aggregate })).bytes),
      ),
    );
    expect(max?.every((value, i) => Math.abs(value) >= Math.abs(mean?.[i] as number) - 1e-6)).toBe(true);
    expect(max).not.toEqual(mean);
  });

  it('explain every field of a cell, adding up to what the cells say', async () => {
    const window = 3 * CHUNK + 41;
    const params = FIELD_PRESETS.contrast;
    const { result, payload } = await engine.peer.call('day.cells', {
      dayId: day.dayId,
      window,
      table: 'gold',
      lattice: 'A',
      params,
    });
    expect(result.valid).toBe(true);
    const columns = decodeTable(payload ?? new Uint8Array()).batches[0]?.columns ?? {};
    const ticks = columns['price_tick'] as Int32Array;
    const row = (columns['rel_ticks'] as Int16Array).indexOf(2);
    const tick = ticks[row] as number;
    const { catalogue } = (await engine.peer.call('hello', { protocolVersion: 1 })).result;
    for (const { id } of catalogue) {
      const { result: why } = await engine.peer.call('day.explain', {
        dayId: day.dayId,
        window,
        tick,
        lattice: 'A',
        fieldId: id,
        params,
      });
      expect(why.paramsHash).toBe(paramsHash(params));
      const { explanation } = why;
      const shown = columns[id]?.[row] as number;
      const sum = explanation?.terms.reduce((total, { value }) => total + value, 0) as number;
      expect(Math.abs(sum - shown), id).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(shown)));
    }
    await expect(
      engine.peer.call('day.explain', { dayId: day.dayId, window, tick, lattice: 'A', fieldId: 'nothing' }),
    ).rejects.toThrow(/no field/);
  });
});
