// Strikes in the windows of their underlying: where they stay when spot moves, what an invalid second, an expiry, and a
// day of options that begins late or ends early make of them.
import { describe, expect, it } from 'vitest';
import { strikeNearest, strikesWithin } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { GoldKernel } from '../fields/kernel.ts';
import { FLAG_WINDOW_VALID, type SilverChunk } from '../silver/chunk.ts';
import { ChunkBuilder } from '../silver/chunk-builder.ts';
import { SilverReader } from '../silver/flow-reader.ts';
import type { OptionSeries } from './series.ts';
import { strikeChunk } from './strike-chunk.ts';
import { livesOf, type StrikeLattice, strikeLattice } from './strike-lattice.ts';

const SECOND = 1_000_000_000n;
/** A Wednesday. */
const DAY_START = BigInt(Date.parse('2026-09-16T00:00:00Z')) * 1_000_000n;
const DAY = { dataset: 'GLBX.MDP3', dayStartNanos: DAY_START };
const TICK = 250_000_000n;
const WINDOWS = 6;

const series = (strike: number, right: 'C' | 'P' = 'C', expiresAfter = 75_600): OptionSeries => ({
  strikeNanos: BigInt(strike * 1e9),
  right,
  expiryNanos: DAY_START + BigInt(expiresAfter) * SECOND,
});

/** The underlying's chunk: spot of each window, null where it is not valid. */
function future(spots: readonly (number | null)[], windowFrom = 0): SilverChunk {
  const builder = new ChunkBuilder();
  builder.begin(windowFrom);
  spots.forEach((spot, w) => {
    builder.snapshots.spotTick[w] = spot ?? 20_000;
    builder.snapshots.flags[w] = spot === null ? 0 : FLAG_WINDOW_VALID;
  });
  builder.windowCount = spots.length;
  return builder.take();
}

interface Lot {
  readonly window: number;
  readonly series: number;
  readonly side?: number;
  readonly start: number;
  readonly add?: number;
  readonly pull?: number;
}

/** A chunk of options: what rests at its first window, and what flows in which. */
function options(
  windowFrom: number,
  windowCount: number,
  resting: readonly (readonly [series: number, qty: number])[],
  lots: readonly Lot[] = [],
): SilverChunk {
  const builder = new ChunkBuilder();
  builder.begin(windowFrom);
  for (const [at, qty] of resting) builder.addKeyframe(windowFrom, 0, at, qty, qty, 1);
  for (const { window, series: at, side = 0, start, add = 0, pull = 0 } of lots) {
    builder.reserveRows(1);
    const { rows } = builder;
    const i = rows.length;
    rows.window[i] = window & 255;
    rows.side[i] = side;
    rows.tick[i] = at;
    rows.start[i] = start;
    rows.add[i] = add;
    rows.pull[i] = pull;
    rows.end[i] = start + add - pull;
    rows.rest[i] = start + add - pull;
    rows.orders[i] = 1;
    rows.length = i + 1;
  }
  builder.windowCount = windowCount;
  return builder.take();
}

function strikes(
  underlying: SilverChunk,
  chain: readonly OptionSeries[],
  own: SilverChunk | null,
  before: SilverChunk | null = null,
  expiries: FieldParams['optExpiries'] = 'all',
): SilverChunk {
  const lattice = strikeLattice(chain) as StrikeLattice;
  return strikeChunk(
    underlying,
    { own, before },
    {
      series: chain,
      lattice,
      right: 'all',
      expiries,
      dataset: 'GLBX.MDP3',
      dayStartNanos: DAY_START,
      tickSizeNanos: TICK,
    },
  );
}

/** `strike: end` of a window's bids; null where it is not valid. */
function bidsOf(chunk: SilverChunk, window: number): Record<number, number> | null {
  const cells = new SilverReader(chunk).read(window);
  return cells
    ? Object.fromEntries(Array.from({ length: cells.length }, (_, i) => [cells.tick[i], cells.end[i]]))
    : null;
}

describe('strikes beside their underlying', () => {
  it('stay at their strikes when spot moves', () => {
    const chain = [series(5000), series(5005), series(5010)];
    // Spot climbs by a strike a second.
    const spots = Array.from({ length: WINDOWS }, (_, w) => 20_000 + 20 * w);
    const chunk = strikes(
      future(spots),
      chain,
      options(0, WINDOWS, [
        [0, 10],
        [1, 4000],
        [2, 20],
      ]),
    );
    const kernel = new GoldKernel({ ...DEFAULT_FIELD_PARAMS, xMax: 8 });
    for (let w = 0; w < WINDOWS; w++) {
      expect(chunk.snapshots.spotTick[w]).toBe(1000 + w);
      expect(bidsOf(chunk, w)).toEqual({ 1000: 10, 1001: 4000, 1002: 20 });
      kernel.step(chunk, w, true);
      const frame = kernel.frame('L');
      const walls = [...(frame?.plane('wall_strength') ?? [])];
      expect((frame?.tickLo ?? 0) + walls.indexOf(Math.max(...walls))).toBe(1001);
    }
  });

  it('sum options that share a strike, whatever moved in the second', () => {
    const chain = [series(5000, 'C'), series(5000, 'P'), series(5000, 'C', 200_000), series(5005)];
    const own = options(
      0,
      3,
      [
        [0, 10],
        [1, 20],
        [2, 30],
      ],
      [{ window: 1, series: 1, start: 20, add: 5, pull: 2 }],
    );
    const cells = new SilverReader(strikes(future([20_000, 20_000, 20_000]), chain, own)).read(1);
    const at = (name: 'start' | 'add' | 'pull' | 'end') => cells?.[name][0];
    expect([at('start'), at('add'), at('pull'), at('end')]).toEqual([60, 5, 2, 63]);
  });

  it('do not flow while the underlying is not valid, but stand where they stood afterwards', () => {
    const chain = [series(5000), series(5005)];
    const own = options(
      0,
      4,
      [[0, 10]],
      [
        { window: 1, series: 0, start: 10, add: 90 },
        { window: 3, series: 0, start: 100, pull: 1 },
      ],
    );
    const chunk = strikes(future([20_000, null, 20_000, 20_000]), chain, own);
    expect([0, 1, 2, 3].map((w) => bidsOf(chunk, w)?.[1000])).toEqual([10, undefined, 100, 99]);
    expect([...chunk.rows.add.subarray(0, chunk.rows.length)]).toEqual([0]);
  });

  it('leave out what has expired, without a flow', () => {
    const chain = [series(5000, 'C', 2), series(5000, 'P', 100), series(5005)];
    const chunk = strikes(
      future([20_000, 20_000, 20_000]),
      chain,
      options(0, 3, [
        [0, 10],
        [1, 7],
      ]),
    );
    expect([0, 1, 2].map((w) => bidsOf(chunk, w)?.[1000])).toEqual([17, 17, 7]);
    expect(chunk.rows.length).toBe(0);
  });

  it('come in when their records begin, and stand when these have ended', () => {
    const chain = [series(5000), series(5005)];
    const own = options(2, 2, [[0, 10]], [{ window: 3, series: 0, start: 10, add: 5 }]);
    const during = strikes(future(Array.from({ length: 6 }, () => 20_000)), chain, own);
    expect([0, 1, 2, 3, 4, 5].map((w) => bidsOf(during, w)?.[1000])).toEqual([
      undefined,
      undefined,
      10,
      15,
      15,
      15,
    ]);
    const after = strikes(future([20_000], 256), chain, null, own);
    expect(bidsOf(after, 256)).toEqual({ 1000: 15 });
  });
});

describe('the lattice of strikes', () => {
  it('has the greatest step that all strikes share', () => {
    expect(strikeLattice([series(4950), series(5005), series(5100)])?.stepNanos).toBe(5n * SECOND);
    expect(strikeLattice([series(112.25), series(113)])?.stepNanos).toBe(SECOND / 4n);
    expect(strikeLattice([])).toBeNull();
  });

  it('takes the lower of two strikes as near to spot, and 41 strikes of 5 points within 100', () => {
    const price = (points: number): bigint => BigInt(points * 1e9);
    const near = (points: number): number => strikeNearest(price(points), price(5));
    expect([5002.25, 5002.5, 5002.75].map(near)).toEqual([1000, 1000, 1001]);
    const lattice = strikeLattice([series(5000), series(5005)]) as StrikeLattice;
    expect(2 * strikesWithin(lattice, 100) + 1).toBe(41);
  });

  it.each<[FieldParams['optExpiries'], boolean[]]>([
    ['today', [true, false, false, false]],
    ['week', [true, true, false, false]],
    ['all', [true, true, true, false]],
  ])('counts expiries in scope: %s', (expiries, counted) => {
    const days = [0, 2, 5, -1];
    const chain = days.map((day) => series(5000, 'C', day * 86_400 + 75_600));
    const noon = DAY_START + 43_200n * SECOND;
    const lives = livesOf(chain, 'all', expiries, DAY);
    expect(lives.map(({ from, until }) => from <= noon && noon < until)).toEqual(counted);
  });

  it('counts by the exchange’s trade date: from 17:00 in Chicago on, today is the next one', () => {
    const evening = DAY_START + 22n * 3600n * SECOND;
    const [today, tomorrow] = [series(5000, 'C', 75_600), series(5005, 'C', 86_400 + 75_600)];
    const lives = livesOf(
      [today, tomorrow, series(5010, 'C', 86_400), series(5015, 'C', 0)],
      'all',
      'today',
      DAY,
    );
    const midnight = DAY_START + 86_400n * SECOND;
    expect(lives).toEqual([
      { from: DAY_START, until: DAY_START + 75_600n * SECOND },
      { from: evening, until: midnight + 75_600n * SECOND },
      { from: evening, until: midnight + 86_400n * SECOND },
      { from: DAY_START, until: evening },
    ]);
    // In winter Chicago is an hour further from UTC; elsewhere a day ends at its own midnight.
    const winter = BigInt(Date.parse('2026-12-16T00:00:00Z')) * 1_000_000n;
    const option = { ...today, expiryNanos: winter + (86_400n + 79_200n) * SECOND };
    const from = (dataset: string) =>
      livesOf([option], 'all', 'today', { dataset, dayStartNanos: winter })[0]?.from;
    expect(from('GLBX.MDP3')).toBe(winter + 23n * 3600n * SECOND);
  });

  it('changes what is summed at the boundary, without flow', () => {
    const chain = [series(5000, 'C', 75_600), series(5005, 'C', 86_400 + 75_600)];
    const boundary = 22 * 3600;
    const underlying = future([20_000, 20_000, 20_000, 20_000], boundary - 2);
    const own = options(boundary - 2, 4, [
      [0, 7],
      [1, 9],
    ]);
    const chunk = strikes(underlying, chain, own, null, 'today');
    // The first has expired an hour before.
    expect(bidsOf(chunk, boundary - 1)).toEqual({});
    expect(bidsOf(chunk, boundary)).toEqual({ 1001: 9 });
    const { add, pull, fill } = chunk.rows;
    expect([...add, ...pull, ...fill].every((lots) => lots === 0)).toBe(true);
  });

  it('keeps rights apart, and an expiry that is a date alone to that date’s end', () => {
    const chain = [series(5000, 'C', 0), series(5000, 'P')];
    const untils = livesOf(chain, 'C', 'all', DAY).map(({ until }) => until);
    expect(untils).toEqual([DAY_START + 86_400n * SECOND, 0n]);
  });
});
