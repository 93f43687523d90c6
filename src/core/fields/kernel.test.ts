// Small cases that a reader can check by hand.
import { describe, expect, it } from 'vitest';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { chunksFromWindows, type SilverRow, type SilverWindow } from './fixtures/silver-stream.ts';
import { goldRowsFromFrame } from './gold-table.ts';
import { GoldKernel } from './kernel.ts';
import { FIELD_DESCRIPTORS, FIELDS, fieldIdsOfGroup } from './registry.ts';

function add(side: number, tick: number, lots: number): SilverRow {
  return { side, tick, start: 0, add: lots, pull: 0, fill: 0, end: lots, rest: 0 };
}

function window(spotTick: number, rows: readonly SilverRow[], valid = true): SilverWindow {
  return { valid, spotTick, bestBidTick: spotTick - 1, bestAskTick: spotTick + 1, rows, opening: [] };
}

/** Steps over the windows and returns the kernel. */
function run(windows: readonly SilverWindow[]): GoldKernel {
  const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS);
  for (const chunk of chunksFromWindows(0, windows)) {
    for (let i = 0; i < chunk.windowCount; i++) kernel.step(chunk, i, false);
  }
  return kernel;
}

function at(kernel: GoldKernel, lattice: 'B' | 'A' | 'L', id: string, tick: number): number {
  const frame = kernel.frame(lattice);
  if (!frame) throw new Error('no frame');
  return frame.plane(id)[tick - frame.tickLo];
}

describe('GoldKernel', () => {
  it('has no frame before the first valid window, and holds the last one through invalid ones', () => {
    expect(run([window(100, [], false)]).frame('L')).toBeNull();
    const held = run([window(100, [add(BID, 99, 5)]), window(100, [add(BID, 98, 5)], false)]);
    expect(held.validWindows).toBe(1);
    expect(at(held, 'B', 'add_intensity', 99)).toBe(5);
    expect(at(held, 'B', 'add_intensity', 98)).toBe(0);
  });

  it('gives no push where both sides build alike, while the line itself builds', () => {
    const kernel = run([window(100, [add(BID, 100, 7), add(ASK, 100, 7)])]);
    expect(at(kernel, 'L', 'pressure_grad', 100)).toBe(0);
    expect(at(kernel, 'L', 'liquidity_velocity', 100)).toBe(14);
    expect(at(kernel, 'B', 'pressure_grad', 100)).toBeCloseTo(1 - Math.exp(-1 / 8), 15);
    expect(at(kernel, 'A', 'pressure_grad', 100)).toBeCloseTo(Math.exp(-1 / 8) - 1, 15);
  });

  it('keeps averages at their price while spot moves away and back', () => {
    const kernel = run([window(100, [add(BID, 90, 3)]), window(600, []), window(100, [])]);
    const decayed = (1 - Math.exp(-1 / 32)) * Math.exp(-2 / 32);
    expect(at(kernel, 'B', 'u_ema_32', 90)).toBeCloseTo(decayed, 15);
    expect(at(kernel, 'B', 'u_ema_32', 89)).toBe(0);
  });

  it('publishes |x| <= xMax with true neighbours at the edge', () => {
    const kernel = run([window(100, [add(ASK, 301, 6)])]);
    const frame = kernel.frame('A');
    expect([frame?.tickLo, frame?.n]).toEqual([-100, 401]);
    expect(at(kernel, 'A', 'drho_dx', 300)).toBeCloseTo(Math.log(7) / 2, 15);
  });

  it('looks at its own memory, wherever that has grown to', () => {
    const far = Array.from({ length: 600 }, (_, i) => add(ASK, 10_000 + 64 * i, 1));
    const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS);
    const [chunk] = chunksFromWindows(0, [window(100, [add(BID, 99, 5)]), window(100, far), window(100, [])]);
    kernel.step(chunk, 0, true);
    const before = kernel.frame('B')?.plane('rho');
    expect(at(kernel, 'B', 'rho', 99)).toBe(Math.log1p(5));
    kernel.step(chunk, 1, true);
    // Else nothing has grown, and the test says nothing.
    expect(before?.length).toBe(0);
    expect(at(kernel, 'B', 'rho', 99)).toBe(Math.log1p(5));
    expect(kernel.cell('A', 10_000 + 64 * 599)?.lots.end).toBe(1);
    kernel.step(chunk, 2, true);
    expect(at(kernel, 'L', 'u_ema_8', 99)).toBeCloseTo((1 - Math.exp(-1 / 8)) * Math.exp(-2 / 8), 15);
  });

  it('takes windows of one row and of thousands', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      add(i % 2, 100 - 1250 + Math.floor(i / 2), 1 + (i % 7)),
    );
    const windows = [
      window(100, [add(BID, 100, 3)]),
      window(100, many),
      window(100, []),
      window(100, [add(ASK, 100, 4)]),
    ];
    const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS);
    const [chunk] = chunksFromWindows(0, windows);
    const book = [new Map<number, number>(), new Map<number, number>()];
    for (let i = 0; i < windows.length; i++) {
      kernel.step(chunk, i, true);
      for (const { side, tick, end } of windows[i].rows) book[side].set(tick, end);
      for (let tick = -100; tick <= 300; tick += 1) {
        const lots = (book[BID].get(tick) ?? 0) + (book[ASK].get(tick) ?? 0);
        expect(at(kernel, 'L', 'depth_end', tick), `window ${i} tick ${tick}`).toBe(lots);
      }
      const flowed = windows[i].rows.some(({ tick }) => tick === 100);
      expect(at(kernel, 'L', 'add_intensity', 100) > 0).toBe(flowed);
    }
  });

  it('shows an untouched cell as the model says', () => {
    const kernel = run([window(100, [])]);
    for (const { id } of FIELDS.all) {
      const untouched = { permeability_kappa: 1, viscosity_nu: 0.2, viscosity_nu_total: 0.2 }[id] ?? 0;
      expect(at(kernel, 'L', id, 100), id).toBe(untouched);
    }
  });
});

describe('registry', () => {
  it('puts u, E, ν, g on the first texel', () => {
    expect(FIELD_DESCRIPTORS.slice(0, 4).map(({ symbol }) => symbol)).toEqual(['u', 'E', 'ν', 'g']);
    expect(fieldIdsOfGroup(0)).toEqual([
      'liquidity_velocity',
      'u_wave_energy',
      'viscosity_nu',
      'pressure_grad',
    ]);
    FIELD_DESCRIPTORS.forEach(({ id, group, channel }) => {
      expect(fieldIdsOfGroup(group)[channel]).toBe(id);
    });
  });
});

describe('goldRowsFromFrame', () => {
  it('writes keys and values in Float32, a row a cell', () => {
    const kernel = run([window(100, [add(BID, 98, 5)])]);
    const frame = kernel.frame('B');
    if (!frame) throw new Error('no frame');
    const { length, columns } = goldRowsFromFrame(frame, 7_000_000_000n, { tickFrom: 97, tickTo: 99 });
    expect(length).toBe(3);
    expect([...columns.price_tick]).toEqual([97, 98, 99]);
    expect([...columns.rel_ticks]).toEqual([-3, -2, -1]);
    expect([...columns.rel_ticks_side]).toEqual([-2, -1, 0]);
    expect(columns.window_end_ts_ns).toEqual(new BigInt64Array(3).fill(7_000_000_000n));
    expect([...columns.rho]).toEqual([0, Math.fround(Math.log(6)), 0]);
    expect(Object.keys(columns)).toHaveLength(5 + 35);
  });

  it('has no distance from a best price on the line', () => {
    const frame = run([window(100, [])]).frame('L');
    if (!frame) throw new Error('no frame');
    const { columns } = goldRowsFromFrame(frame, 1n);
    expect(columns.rel_ticks_side).toEqual(new Int16Array(401).fill(-32768));
    expect(columns.lattice[0]).toBe(2);
  });
});
