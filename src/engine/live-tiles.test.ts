// What is in sight is asked for by its ticks while a parameter moves: it has the values of the whole tile, whichever of the
// two was made first and whatever its walk began from.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChunkInfo, DaySummary } from '../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams } from '../../contracts/params.ts';
import { decodeTable } from '../../contracts/tables.ts';
import { TILE_COLUMNS } from '../../contracts/tiles.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { writeSynthDays } from './synth/synth-days.ts';

/** Longer than the slowest average remembers, so that a walk may begin with nothing. */
const MINUTES = 90;
const GROUPS = [0, 1, 2, 3];
const STRIDE = TILE_COLUMNS * 4;

let folder: string;
let engine: EngineUnderTest;
let day: DaySummary;
let chunks: readonly ChunkInfo[];

beforeAll(async () => {
  folder = await newFolder();
  await writeSynthDays({ folder, days: 1, minutes: MINUTES, seed: 5, records: 60_000, options: 40 });
  engine = await EngineUnderTest.start();
  const { end } = await engine.open([folder]);
  day = end.days[0] as DaySummary;
  ({ chunks } = (await engine.peer.call('day.info', { dayId: day.dayId })).result);
}, 120_000);

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

interface Ticks {
  readonly from: number;
  readonly to: number;
}

interface Asked {
  readonly params: FieldParams;
  readonly index: number;
  readonly group?: number;
  readonly level?: number;
  readonly weighting?: number;
  readonly ticks?: Ticks;
  readonly signal?: AbortSignal;
}

async function tile({ signal, ...asked }: Asked) {
  const place = { dayId: day.dayId, lattice: 'L', level: 0, group: 0, band: 0, ...asked } as const;
  const { payload } = await engine.peer.call('day.tile', place, signal ? { signal } : {});
  const { metadata, batches } = decodeTable(payload ?? new Uint8Array());
  return {
    tickLo: Number(metadata.get('tick_lo')),
    rows: Number(metadata.get('rows')),
    validity: metadata.get('validity'),
    texels: batches[0]?.columns['texels'] as Float32Array,
  };
}

/** Some thirty ticks about where the price was at the start of a chunk. */
function ticksAt(index: number): Ticks {
  const spot = chunks.find(({ chunk }) => chunk === index)?.spotLo ?? 0;
  return { from: spot - 12, to: spot + 20 };
}

async function expectSame(asked: Asked, ticks = ticksAt(asked.index)): Promise<void> {
  const slice = await tile({ ...asked, ticks });
  const whole = await tile(asked);
  expect(slice).toMatchObject({ tickLo: ticks.from, rows: ticks.to - ticks.from, validity: whole.validity });
  const first = (ticks.from - whole.tickLo) * STRIDE;
  const same = whole.texels.subarray(first, first + slice.texels.length);
  expect(slice.texels.some((value) => value !== 0 && value > -1e38)).toBe(true);
  let most = 0;
  for (let i = 0; i < same.length; i++)
    most = Math.max(most, Math.abs((slice.texels[i] ?? 0) - (same[i] ?? 0)));
  expect(most).toBeLessThan(1e-6);
}

const last = Math.floor((MINUTES * 60 - 1) / TILE_COLUMNS);
const moved = (taus: FieldParams['taus']): FieldParams => ({ ...DEFAULT_FIELD_PARAMS, taus });

describe('a tile of the ticks in sight', () => {
  it.each(GROUPS)('has the values of the whole, fields of group %i', async (group) => {
    await expectSame({ params: { ...DEFAULT_FIELD_PARAMS, nuRho: 0.31 }, index: last - 1, group });
    // Density against the median of the neighbours, which lie beyond the ticks asked for.
    await expectSame({ params: { ...FIELD_PRESETS.contrast, nuRho: 0.33 }, index: last - 1, group });
  });

  it.each([last, last - 1, last - 2, 9, 0])('under other time constants, tile %i', async (index) => {
    for (const group of [0, 1]) await expectSame({ params: moved([2, 8.25, 32, 128]), index, group });
  });

  it('also where all of it was made before, weighted or of columns of four seconds', async () => {
    const params = moved([2, 7.75, 32, 128]);
    await tile({ params, index: last });
    await expectSame({ params, index: last });
    await expectSame({ params, index: last - 1, weighting: 20 });
    await expectSame({ params, index: Math.floor(last / 4), level: 1 }, ticksAt(last));
  });

  it('begins again where it was given up', async () => {
    const asked = { params: moved([2, 8.5, 32, 128]), index: last };
    const abort = new AbortController();
    const given = tile({ ...asked, ticks: ticksAt(last), signal: abort.signal }).catch(() => null);
    abort.abort();
    await given;
    await expectSame(asked);
  });

  it('is all absent away from the price', async () => {
    const spot = ticksAt(last).from;
    const ticks = { from: spot + 5000, to: spot + 5032 };
    const { texels } = await tile({ params: DEFAULT_FIELD_PARAMS, index: last, ticks });
    expect(texels.every((value) => value < -1e38)).toBe(true);
  });

  it('refuses a range that is none', async () => {
    const ask = (ticks: Ticks) => tile({ params: DEFAULT_FIELD_PARAMS, index: last, ticks });
    await expect(ask({ from: 10, to: 10 })).rejects.toThrow(/range/);
    await expect(ask({ from: 0, to: 5000 })).rejects.toThrow(/range/);
  });
});
