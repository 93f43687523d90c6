// Gold alone: every field on the three lattices in every window, on a day of random flow such as the native yardstick
// makes up (the same reach, the same activity by distance from the touch, the same sizes), but as silver gives it: a
// book that carries on, and rows only where something happened.
import { performance } from 'node:perf_hooks';
import { DEFAULT_FIELD_PARAMS, type FieldParams } from '../contracts/params.ts';
import { WINDOWS_PER_CHUNK } from '../contracts/units.ts';
import {
  chunksFromWindows,
  type SilverRow,
  type SilverWindow,
} from '../src/core/fields/fixtures/silver-stream.ts';
import { GoldKernel } from '../src/core/fields/kernel.ts';

/** Windows of the trading day that the yardstick computes. */
const DAY_WINDOWS = 82_800;
const REACH = 200;
const SPOT = 20_000;
/** Distinct windows; the day repeats them, and the keyframe at each chunk's start joins the ends. */
const DISTINCT_WINDOWS = 2 * WINDOWS_PER_CHUNK;

export interface GoldBenchResult {
  readonly windows: number;
  readonly seconds: number;
  /** Rows of silver per window, for judging the input. */
  readonly rowsPerWindow: number;
}

export function benchGold(
  windows = DAY_WINDOWS,
  publish = true,
  params: FieldParams = DEFAULT_FIELD_PARAMS,
): GoldBenchResult {
  const chunks = chunksFromWindows(0, randomWindows());
  const kernel = new GoldKernel(params);
  const started = performance.now();
  for (let window = 0; window < windows; window++) {
    const chunk = chunks[Math.floor(window / WINDOWS_PER_CHUNK) % chunks.length];
    kernel.step(chunk, window % WINDOWS_PER_CHUNK, publish);
  }
  const seconds = (performance.now() - started) / 1000;
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows.length, 0);
  return { windows, seconds, rowsPerWindow: rows / DISTINCT_WINDOWS };
}

function randomWindows(): SilverWindow[] {
  const random = uniform(1);
  const book = new Map<number, SilverRow>();
  const cellKey = (side: number, x: number): number => side * 1000 + x + REACH;
  for (let side = 0; side < 2; side++) {
    for (let x = -REACH; x <= REACH; x++) {
      const end = 5 + Math.floor(60 * random());
      const rest = Math.floor(end * random());
      book.set(cellKey(side, x), { side, tick: SPOT + x, start: 0, add: end, pull: 0, fill: 0, end, rest });
    }
  }
  return Array.from({ length: DISTINCT_WINDOWS }, () => {
    const opening = [...book.values()]
      .filter(({ end }) => end > 0)
      .map(({ side, tick, end, rest }) => ({ side, tick, qty: end, rest }));
    const rows: SilverRow[] = [];
    for (let side = 0; side < 2; side++) {
      for (let x = -REACH; x <= REACH; x++) {
        if (random() >= 0.5 / (1 + Math.abs(x) / 12)) continue;
        const row = randomRow(random, side, x, book.get(cellKey(side, x))?.end ?? 0);
        book.set(cellKey(side, x), row);
        rows.push(row);
      }
    }
    return { valid: true, spotTick: SPOT, bestBidTick: SPOT - 1, bestAskTick: SPOT + 1, rows, opening };
  });
}

function randomRow(random: () => number, side: number, x: number, start: number): SilverRow {
  const add = Math.floor(random() * 20);
  const fill = Math.abs(x) < 3 ? Math.min(start, Math.floor(random() * 5)) : 0;
  const pull = Math.min(Math.floor(random() * 20), start + add - fill);
  const end = start + add - pull - fill;
  return { side, tick: SPOT + x, start, add, pull, fill, end, rest: Math.floor(end * random()) };
}

function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
