// The eight seconds with known truth: every field, lattice and window of expected.json, from its own silver rows.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { chunksFromWindows, type SilverRow, type SilverWindow } from './fixtures/silver-stream.ts';
import { GoldKernel } from './kernel.ts';
import { FIELDS } from './registry.ts';

const shared =
  process.env.FIELDBOOK_SHARED_DATA ?? new URL('../../../../shared/data', import.meta.url).pathname;
const expectedFile = `${shared}/scenario-8s/expected.json`;
const present = existsSync(expectedFile);

type ExpectedRow = [side: string, x: number, tick: number, ...quantities: number[]];
interface ExpectedWindow {
  snapshot: { window: number; bid: number[]; ask: number[]; spot_tick: number | null; window_valid: boolean };
  silver?: ExpectedRow[];
  gold_x?: number[];
  gold?: Record<'B' | 'A' | 'L', Record<string, number[]>>;
}

function readExpected(): { windows: ExpectedWindow[] } {
  return JSON.parse(readFileSync(expectedFile, 'utf8'));
}

function silverFromExpected(windows: readonly ExpectedWindow[]): SilverWindow[] {
  let book = new Map<string, SilverRow>();
  return windows.map(({ snapshot, silver = [] }) => {
    const cells = silver.map((row): SilverRow => {
      const [side, , tick, start, add, pull, fill, end, rest] = row;
      return { side: side === 'B' ? BID : ASK, tick, start, add, pull, fill, end, rest };
    });
    const known = book;
    const rows = cells.filter((cell) => {
      const before = known.get(`${cell.side}/${cell.tick}`);
      return cell.add + cell.pull + cell.fill > 0 || before?.rest !== cell.rest;
    });
    const opening = cells
      .filter(({ start }) => start > 0)
      .map(({ side, tick, start, rest }) => ({ side, tick, qty: start, rest }));
    book = new Map(cells.map((cell) => [`${cell.side}/${cell.tick}`, cell]));
    return {
      valid: snapshot.window_valid,
      spotTick: snapshot.spot_tick,
      bestBidTick: snapshot.bid[0],
      bestAskTick: snapshot.ask[0],
      rows,
      opening,
    };
  });
}

describe.skipIf(!present)(`scenario-8s gold${present ? '' : ' (skipped: no shared data)'}`, () => {
  it('equals the expected fields within 1e-9', () => {
    const { windows } = readExpected();
    const [chunk] = chunksFromWindows(windows[0].snapshot.window % 86_400, silverFromExpected(windows));
    const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS);
    let compared = 0;
    windows.forEach(({ gold, gold_x = [], snapshot }, index) => {
      expect(kernel.step(chunk, index, true)).toBe(snapshot.window_valid);
      for (const lattice of ['B', 'A', 'L'] as const) {
        const frame = kernel.frame(lattice);
        if (!gold) {
          expect(frame).toBeNull();
          continue;
        }
        for (const [field, values] of Object.entries(gold[lattice])) {
          const plane = frame?.plane(field) ?? new Float64Array();
          const spot = snapshot.spot_tick ?? Number.NaN;
          gold_x.forEach((x, i) => {
            const got = plane[spot + x - (frame?.tickLo ?? 0)];
            expect(Math.abs(got - values[i]), `${index} ${lattice} ${field} x=${x}`).toBeLessThan(1e-9);
            compared += 1;
          });
        }
      }
    });
    expect(compared).toBe(7 * 3 * 32 * 31);
    // These came after it; fields-of-days.test.ts has them all.
    const told = Object.keys(windows.find(({ gold }) => gold)?.gold?.L ?? {});
    expect(FIELDS.all.map(({ id }) => id).filter((id) => !told.includes(id))).toEqual([
      'du_ema_2_dx',
      'young_share',
      'viscosity_nu_total',
    ]);
  });
});
