// What aggressors did to one side of the book within a second, from its flow alone: sweeps through whole levels, and prices
// that trade many times what they ever show.

import type { MarkerParams } from '../../../contracts/markers.ts';
import type { Tick } from '../../../contracts/units.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { largeEnough } from './level-sizes.ts';
import { lotsAt, type MarkerWindow } from './marker-window.ts';

export interface Sweep {
  readonly side: number;
  /** First and last level taken, from the touch outwards. */
  readonly from: Tick;
  readonly to: Tick;
  readonly levels: number;
  readonly lots: number;
}

/** The longest run of neighbouring levels of a side of which nothing was left by executions; null where there is none. */
export function sweepOf(view: MarkerWindow, side: number): Sweep | null {
  const { rows, from, to } = view.flow;
  const outwards = side === ASK ? 1 : -1;
  const taken: number[] = [];
  for (let row = from; row < to; row++) {
    if (rows.side[row] === side && rows.start[row] > 0 && rows.fill[row] >= rows.start[row]) taken.push(row);
  }
  if (taken.length < 2) return null;
  taken.sort((a, b) => (rows.tick[a] - rows.tick[b]) * outwards);
  let best: Sweep | null = null;
  let first = 0;
  for (let i = 0; i < taken.length; i++) {
    if (i > first && stoodBetween(view, side, rows.tick[taken[i - 1]], rows.tick[taken[i]])) first = i;
    if (best && i - first + 1 <= best.levels) continue;
    let lots = 0;
    for (let k = first; k <= i; k++) lots += rows.fill[taken[k]];
    best = { side, from: rows.tick[taken[first]], to: rows.tick[taken[i]], levels: i - first + 1, lots };
  }
  return best;
}

/** Whether lots rested at the window's opening on a tick between two. */
function stoodBetween(view: MarkerWindow, side: number, a: Tick, b: Tick): boolean {
  for (let tick = Math.min(a, b) + 1; tick < Math.max(a, b); tick++) {
    if (startAt(view, side, tick) > 0) return true;
  }
  return false;
}

function startAt(view: MarkerWindow, side: number, tick: Tick): number {
  const { rows, from, to } = view.flow;
  for (let row = from; row < to; row++) {
    if (rows.tick[row] === tick && rows.side[row] === side) return rows.start[row];
  }
  return lotsAt(view, side, tick);
}

/** Trading at one price of one side while it holds. */
interface Hold {
  readonly side: number;
  readonly tick: Tick;
  filled: number;
  /** The most that was there at a window's opening or end. */
  shown: number;
  quiet: number;
  told: boolean;
}

export type HoldListener = (side: number, tick: Tick, filled: number, shown: number) => void;

export class Holds {
  readonly #params: MarkerParams;
  #holds: Hold[] = [];

  constructor(params: MarkerParams) {
    this.#params = params;
  }

  /** One valid window; tells of a price once what traded there is many times what it showed. */
  step(view: MarkerWindow, leastBin: number, tell: HoldListener): void {
    for (const hold of this.#holds) hold.quiet += 1;
    const { rows, from, to } = view.flow;
    for (let row = from; row < to; row++) {
      if (rows.fill[row] === 0) continue;
      const hold = this.#holdAt(rows.side[row], rows.tick[row]);
      hold.filled += rows.fill[row];
      hold.shown = Math.max(hold.shown, rows.start[row], rows.end[row]);
      hold.quiet = 0;
      const many = hold.filled >= this.#params.icebergTimes * hold.shown;
      if (hold.told || rows.end[row] === 0 || !many || !largeEnough(hold.filled, leastBin)) continue;
      hold.told = true;
      tell(hold.side, hold.tick, hold.filled, hold.shown);
    }
    this.#holds = this.#holds.filter(
      ({ side, tick, quiet }) => quiet <= this.#params.icebergPause && lotsAt(view, side, tick) > 0,
    );
  }

  save(): readonly Hold[] {
    return this.#holds.map((hold) => ({ ...hold }));
  }

  restore(holds: readonly Hold[]): void {
    this.#holds = holds.map((hold) => ({ ...hold }));
  }

  #holdAt(side: number, tick: Tick): Hold {
    const known = this.#holds.find((hold) => hold.tick === tick && hold.side === side);
    if (known) return known;
    const hold: Hold = { side, tick, filled: 0, shown: 0, quiet: 0, told: false };
    this.#holds.push(hold);
    return hold;
  }
}

export const SIDES = [BID, ASK] as const;
