import { describe, expect, it } from 'vitest';
import { TILE } from '../../../contracts/datasets.ts';
import type { Fault } from '../../../contracts/errors.ts';
import { ABSENT_TEXEL } from '../../../contracts/fields.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import { windowsPerTile } from '../../../contracts/tiles.ts';
import { memoryLinkPair } from '../../../contracts/wire/link.ts';
import { Peer } from '../../../contracts/wire/peer.ts';
import type { GoldView } from './gold-view.ts';
import { COLUMN_EMPTY, COLUMN_HELD, COLUMN_VALID, columnsFromValidity, decodeTile } from './tile.ts';
import { TileCache } from './tile-cache.ts';

const TICK_LO = 19_000;
const ROWS = 64;

function tileBytes(index: number, tickLo = TICK_LO, rows = ROWS): Uint8Array {
  const texels = new Float32Array(rows * 256 * 4).fill(ABSENT_TEXEL);
  texels[(3 * 256 + 7) * 4 + 1] = index + 0.5;
  const metadata = {
    tick_lo: String(tickLo),
    rows: String(rows),
    window_from: String(index * 256),
    windows_per_column: '1',
    validity: 'ff'.repeat(32),
  };
  return encodeTable(TILE, { texels }, rows * 256, metadata);
}

function goldUnder(paramsHash: string): GoldView {
  return { params: DEFAULT_FIELD_PARAMS, paramsHash, aggregate: 'max', weighting: null };
}

interface Waiting {
  readonly index: number;
  readonly ticks: { readonly from: number; readonly to: number } | undefined;
  readonly signal: AbortSignal;
  release(): void;
}

/** A cache over a real peer; requests wait until they are let go. */
function bench(budgetTiles = 100) {
  const [pageEnd, engineEnd] = memoryLinkPair();
  const waiting: Waiting[] = [];
  const changes: boolean[] = [];
  const faults: Fault[] = [];
  const live = new Set<number>();
  let nextTexture = 0;
  let nowMs = 0;
  let shapedTo: number | null = null;
  new Peer(engineEnd, {
    'day.tile': async ({ index, level, ticks }, { signal }) => {
      await new Promise<void>((release) => waiting.push({ index, ticks, signal, release }));
      const bytes = ticks ? tileBytes(index, ticks.from, ticks.to - ticks.from) : tileBytes(index);
      const whole = (index + 1) * windowsPerTile(level);
      return { result: { paramsHash: 'p', shapedTo: shapedTo ?? whole }, payload: bytes };
    },
  });
  const factory = {
    make: () => {
      live.add(nextTexture);
      return nextTexture++;
    },
    free: (texture: number) => void live.delete(texture),
  };
  const cache = new TileCache(new Peer(pageEnd), factory, {
    gpuBudgetBytes: budgetTiles * 64 * 256 * 16,
    texelBudgetBytes: 1e9,
    nowMs: () => nowMs,
    onChange: (visibly) => changes.push(visibly),
    onFault: (fault) => faults.push(fault),
  });
  cache.setScope({ dayId: 'd', gold: goldUnder('p'), lattice: 'L', group: 0 });
  cache.setWindowEnd(86_400);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const releaseAll = async () => {
    while (waiting.length > 0) {
      waiting.shift()?.release();
      await settle();
    }
  };
  const shapeTo = (window: number | null): void => {
    shapedTo = window;
  };
  const later = (ms: number) => (nowMs += ms);
  return { cache, waiting, changes, faults, live, settle, releaseAll, later, shapeTo };
}

const at = (index: number) => ({ level: 0, index, band: 0 });

describe('TileCache', () => {
  it('draws the field under the parameters before until it has come under the new ones', async () => {
    const { cache, settle, releaseAll, live } = bench();
    cache.want([at(1), at(2)], []);
    await settle();
    await releaseAll();
    const old = cache.tile(0, 1, 0);
    cache.setScope({ dayId: 'd', gold: goldUnder('q'), lattice: 'L', group: 0 });
    expect(cache.tile(0, 1, 0)).toBe(old);
    expect(cache.bands(0, 2)).toHaveLength(1);
    expect(cache.want([at(1)], []).missing).toBe(1);
    await settle();
    // A drag goes on before anything has come: what is whole still stands in.
    cache.setScope({ dayId: 'd', gold: goldUnder('r'), lattice: 'L', group: 0 });
    expect(cache.tile(0, 1, 0)).toBe(old);
    cache.want([at(1)], []);
    await settle();
    await releaseAll();
    expect(cache.tile(0, 1, 0)).not.toBe(old);
    // Back under the first ones nothing is asked for again.
    cache.setScope({ dayId: 'd', gold: goldUnder('p'), lattice: 'L', group: 0 });
    expect(cache.want([at(1), at(2)], []).missing).toBe(0);
    // Another field is no substitute.
    cache.setScope({ dayId: 'd', gold: goldUnder('p'), lattice: 'L', group: 1 });
    expect(cache.tile(0, 1, 0)).toBeUndefined();
    expect(live.size).toBe(3);
  });

  it('asks for what is missing, four at a time, and never twice', async () => {
    const { cache, waiting, settle, releaseAll, live } = bench();
    const wanted = [1, 2, 3, 4, 5, 6].map(at);
    expect(cache.want(wanted, []).missing).toBe(6);
    cache.want(wanted, []);
    await settle();
    expect(waiting.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    await releaseAll();
    cache.want(wanted, []);
    await settle();
    expect(waiting.map(({ index }) => index)).toEqual([5, 6]);
    await releaseAll();
    expect(cache.want(wanted, []).missing).toBe(0);
    expect(live.size).toBe(6);
    expect(cache.tile(0, 3, 0)?.texels?.[(3 * 256 + 7) * 4 + 1]).toBe(3.5);
  });

  it('asks for a long tile in parts, again and again until it is whole', async () => {
    const { cache, settle, releaseAll, shapeTo } = bench();
    const long = { level: 4, index: 0, band: 0 };
    cache.want([long], []);
    await settle();
    await releaseAll();
    const old = cache.tile(4, 0, 0);
    cache.setScope({ dayId: 'd', gold: goldUnder('q'), lattice: 'L', group: 0 });
    shapeTo(20_000);
    expect(cache.want([long], [])).toMatchObject({ missing: 1, unfinished: 0 });
    await settle();
    await releaseAll();
    expect(cache.tile(4, 0, 0)?.shapedTo).toBe(20_000);
    expect(cache.before(4, 0, 0)).toBe(old);
    shapeTo(null);
    expect(cache.want([long], [])).toMatchObject({ missing: 0, unfinished: 1 });
    await settle();
    await releaseAll();
    expect(cache.tile(4, 0, 0)?.shapedTo).toBeUndefined();
    expect(cache.want([long], [])).toMatchObject({ missing: 0, unfinished: 0 });
  });

  it('cancels what scrolled out of view', async () => {
    const { cache, waiting, settle, releaseAll, faults } = bench();
    cache.want([at(1), at(2)], []);
    await settle();
    cache.want([at(2)], []);
    await settle();
    expect(waiting.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await releaseAll();
    expect(cache.tile(0, 1, 0)).toBeUndefined();
    expect(cache.tile(0, 2, 0)).toBeDefined();
    expect(faults).toEqual([]);
  });

  it('looks ahead only when nothing on screen is missing', async () => {
    const { cache, waiting, settle, releaseAll } = bench();
    cache.want([at(1)], [at(2)]);
    await settle();
    expect(waiting.map(({ index }) => index)).toEqual([1]);
    await releaseAll();
    cache.want([at(1)], [at(2)]);
    await settle();
    expect(waiting.map(({ index }) => index)).toEqual([2]);
  });

  it('waits until moved parameters rest before it looks ahead', async () => {
    const { cache, waiting, settle, releaseAll, later } = bench();
    cache.setScope({ dayId: 'd', gold: goldUnder('q'), lattice: 'L', group: 0 });
    cache.want([at(1)], [at(2)]);
    await settle();
    await releaseAll();
    expect(cache.want([at(1)], [at(2)])).toMatchObject({ missing: 0, rests: true, delayed: false });
    await settle();
    expect(waiting).toHaveLength(0);
    later(250);
    expect(cache.want([at(1)], [at(2)])).toMatchObject({ missing: 0, rests: false });
    await settle();
    expect(waiting.map(({ index }) => index)).toEqual([2]);
  });

  it('asks for the ticks in sight first, and for the rest of the tile after a rest', async () => {
    const { cache, waiting, changes, settle, releaseAll, later, live } = bench();
    const sight = { from: TICK_LO + 16, to: TICK_LO + 32 };
    expect(cache.want([at(1), at(2)], [at(3)], sight)).toMatchObject({ missing: 2, sliced: 0, bare: 2 });
    await settle();
    expect(waiting.map(({ ticks }) => ticks)).toEqual([sight, sight]);
    await releaseAll();
    expect(cache.tile(0, 1, 0)).toMatchObject({ tickLo: sight.from, rows: 16 });
    expect(changes).toEqual([true, true]);
    expect(cache.want([at(1), at(2)], [at(3)], sight)).toMatchObject({ missing: 0, sliced: 2, rests: true });
    later(250);
    cache.want([at(1), at(2)], [at(3)], sight);
    await settle();
    expect(waiting.map(({ index, ticks }) => [index, ticks])).toEqual(
      [1, 2, 3].map((index) => [index, undefined]),
    );
    await releaseAll();
    // What is on screen is the same, and no texture of a part is left.
    expect(changes.slice(2)).toEqual([false, false, true]);
    expect(cache.tile(0, 1, 0)).toMatchObject({ tickLo: TICK_LO, rows: ROWS });
    expect(cache.want([at(1), at(2)], [at(3)], sight)).toMatchObject({ missing: 0, sliced: 0, rests: false });
    expect(live.size).toBe(3);
  });

  it('asks again where the view has left the ticks that are here', async () => {
    const { cache, waiting, settle, releaseAll } = bench();
    cache.want([at(1)], [], { from: TICK_LO, to: TICK_LO + 16 });
    await settle();
    await releaseAll();
    const elsewhere = { from: TICK_LO + 16, to: TICK_LO + 48 };
    expect(cache.want([at(1)], [], elsewhere)).toMatchObject({ missing: 1, sliced: 0 });
    await settle();
    expect(waiting.map(({ ticks }) => ticks)).toEqual([elsewhere]);
    await releaseAll();
    // A view that shows most of what is published takes whole tiles.
    expect(cache.want([at(1)], [], null)).toMatchObject({ missing: 1 });
    await settle();
    expect(waiting.map(({ ticks }) => ticks)).toEqual([undefined]);
  });

  it('has the ticks in sight of the picture before stand in as the whole tile would', async () => {
    const { cache, settle, releaseAll } = bench();
    const sight = { from: TICK_LO, to: TICK_LO + 16 };
    cache.want([at(1)], [], sight);
    await settle();
    await releaseAll();
    const old = cache.tile(0, 1, 0);
    cache.setScope({ dayId: 'd', gold: goldUnder('q'), lattice: 'L', group: 0 });
    expect(cache.want([at(1), at(2)], [], sight)).toMatchObject({ missing: 2, bare: 1 });
    expect(cache.before(0, 1, 0)).toBe(old);
  });

  it('never asks for ticks of a zoomed-out tile, nor of one in bands', async () => {
    const { cache, waiting, settle } = bench();
    cache.want(
      [
        { level: 2, index: 0, band: 0 },
        { level: 0, index: 1, band: 1 },
      ],
      [],
      { from: TICK_LO, to: TICK_LO + 16 },
    );
    await settle();
    expect(waiting.map(({ ticks }) => ticks)).toEqual([undefined, undefined]);
  });

  it('frees the textures of what was used longest ago when memory is spent', async () => {
    const { cache, releaseAll, live, settle } = bench(2);
    for (const index of [1, 2, 3]) {
      cache.want([at(index)], []);
      await settle();
      await releaseAll();
    }
    expect(live.size).toBe(2);
    expect(cache.tile(0, 1, 0)).toBeUndefined();
    cache.dispose();
    expect(live.size).toBe(0);
  });

  it('asks again for a tile of a growing day, and shows the old one until then', async () => {
    const { cache, waiting, settle, releaseAll, later } = bench();
    cache.setWindowEnd(300);
    cache.want([at(1)], []);
    await settle();
    await releaseAll();
    cache.setWindowEnd(400);
    expect(cache.want([at(1)], [])).toMatchObject({ missing: 0, delayed: true, unfinished: 0 });
    later(1000);
    cache.want([at(1)], []);
    await settle();
    expect(waiting).toHaveLength(1);
    expect(cache.tile(0, 1, 0)).toBeDefined();
    await releaseAll();
    expect(cache.want([at(1)], [])).toMatchObject({ missing: 0, delayed: false, unfinished: 0 });
  });

  it('makes textures again from memory after the GPU was lost', async () => {
    const { cache, settle, releaseAll } = bench();
    cache.want([at(1)], []);
    await settle();
    await releaseAll();
    const before = cache.tile(0, 1, 0)?.texture;
    cache.restoreTextures();
    expect(cache.tile(0, 1, 0)?.texture).not.toBe(before);
  });
});

describe('decodeTile', () => {
  it('refuses what does not add up', () => {
    const texels = new Float32Array(64 * 256 * 4);
    const good = {
      tick_lo: '0',
      rows: '64',
      window_from: '0',
      windows_per_column: '1',
      validity: '00'.repeat(32),
    };
    const decode = (metadata: Record<string, string>) =>
      decodeTile(encodeTable(TILE, { texels }, 64 * 256, metadata));
    expect(decode(good).ok).toBe(true);
    expect(decode({ ...good, rows: '63' }).ok).toBe(false);
    expect(decode({ ...good, tick_lo: 'x' }).ok).toBe(false);
    expect(decode({ ...good, validity: 'ff' }).ok).toBe(false);
  });

  it('shows the last valid frame in columns that are not valid', () => {
    const columns = columnsFromValidity(`06${'00'.repeat(31)}`); // columns 1 and 2 valid
    expect([...columns.subarray(0, 10)]).toEqual([
      0,
      COLUMN_EMPTY,
      1,
      COLUMN_VALID,
      2,
      COLUMN_VALID,
      2,
      COLUMN_HELD,
      2,
      COLUMN_HELD,
    ]);
  });
});
