// What the markers see of one valid window: fields of the line as planes, depth of both sides, and the flow. Planes reach
// MARGIN cells beyond the ticks in which markers are looked for.
import type { Tick, WindowIndex } from '../../../contracts/units.ts';
import type { FlowRows } from '../fields/flow.ts';
import { GROUND_REACH } from './maxima.ts';
import type { TapeOfWindow } from './takes.ts';

/** Cells beyond the range that a marker's surroundings take. */
export const MARGIN = GROUND_REACH;

export interface MarkerWindow {
  readonly window: WindowIndex;
  readonly spotTick: Tick;
  readonly mid2: number;
  /** Tick of the planes' first cell. */
  readonly tickLo: Tick;
  /** Cells of the planes. */
  readonly n: number;
  /** O, V and du_ema_2_dx of the line. */
  readonly wall: Float64Array;
  readonly hollow: Float64Array;
  readonly slope: Float64Array;
  /** Lots at the window's end, by side. */
  readonly depth: readonly [Float64Array, Float64Array];
  readonly flow: FlowRows;
  /** Null where it is not known. */
  readonly tape: TapeOfWindow | null;
}

/** Lots on one side at a tick; 0 beyond the planes. */
export function lotsAt({ depth, tickLo, n }: MarkerWindow, side: number, tick: Tick): number {
  const i = tick - tickLo;
  return i >= 0 && i < n ? depth[side][i] : 0;
}

/** Lots of one side executed at a tick within the window. */
export function filledAt({ flow }: MarkerWindow, side: number, tick: Tick): number {
  const { rows, from, to } = flow;
  for (let row = from; row < to; row++) {
    if (rows.tick[row] === tick && rows.side[row] === side) return rows.fill[row];
  }
  return 0;
}
