// What of a day a calibration needs, a row for each second that may be forecast: the forces and the drag at every tick
// round spot, already weighted by their kernels, what else is known at that second, and what mid did afterwards. With it
// a path under other weights costs a few additions and no fields. One buffer, so that threads share it and a file holds
// it as it is.
import { HORIZON_COUNT } from '../../../contracts/horizons.ts';

/** Columns of doubles, in the buffer's order. */
const DOUBLES = [
  'start',
  'velocity',
  'lastChange',
  'spread',
  'volatility',
  'depth',
  'waveEnergy',
  'wallBelow',
  'wallAbove',
] as const;
type DoubleColumn = (typeof DOUBLES)[number];

/**
 * `start`: mid from the spot anchor, ticks. `velocity`: average velocity of mid, ticks/s, not yet times βv. `lastChange`:
 * change of mid in the window, ticks. `spread`: ticks. `volatility`: root mean square of the last changes, ticks.
 * `depth`: lots within ±10 ticks of spot. `waveEnergy`: of the line, near. `wallBelow`, `wallAbove`: ticks from mid.
 */
export interface DaySamples extends Readonly<Record<DoubleColumn, Float64Array>> {
  readonly buffer: SharedArrayBuffer;
  readonly rows: number;
  /** The planes hold ticks -reach … reach from spot. */
  readonly reach: number;
  /** Second of the UTC day whose fields are used; ascending. */
  readonly window: Int32Array;
  /** Change of mid after each horizon, ticks, HORIZON_COUNT a row; NaN where it cannot be measured. */
  readonly targets: Float64Array;
  /** Weighted means of pressure and viscosity at each tick, 2·reach + 1 a row. */
  readonly near: Float32Array;
  readonly far: Float32Array;
  readonly drag: Float32Array;
}

/** Bytes of a row without its planes: they decide how many rows fit into a budget. */
const ROW_BYTES = 8 * (DOUBLES.length + HORIZON_COUNT) + 4;

export function bytesOfSamples(rows: number, reach: number): number {
  return rows * (ROW_BYTES + 3 * 4 * (2 * reach + 1));
}

export function emptySamples(rows: number, reach: number): DaySamples {
  return samplesIn(new SharedArrayBuffer(bytesOfSamples(rows, reach)), rows, reach);
}

/** Views of a buffer of that many rows. Throws a RangeError where it has another size. */
export function samplesIn(buffer: SharedArrayBuffer, rows: number, reach: number): DaySamples {
  if (buffer.byteLength !== bytesOfSamples(rows, reach)) throw new RangeError('samples of another size');
  let at = 0;
  const doubles = (count: number): Float64Array => {
    const view = new Float64Array(buffer, at, count);
    at += view.byteLength;
    return view;
  };
  const floats = (count: number): Float32Array => {
    const view = new Float32Array(buffer, at, count);
    at += view.byteLength;
    return view;
  };
  const columns = Object.fromEntries(DOUBLES.map((name) => [name, doubles(rows)])) as Record<
    DoubleColumn,
    Float64Array
  >;
  const targets = doubles(rows * HORIZON_COUNT);
  const width = 2 * reach + 1;
  const [near, far, drag] = [floats(rows * width), floats(rows * width), floats(rows * width)];
  const window = new Int32Array(buffer, at, rows);
  return { buffer, rows, reach, ...columns, targets, near, far, drag, window };
}

/** The first `rows` rows in a buffer of their own. */
export function firstRows(from: DaySamples, rows: number): DaySamples {
  if (rows === from.rows) return from;
  const to = emptySamples(rows, from.reach);
  const width = 2 * from.reach + 1;
  for (const name of DOUBLES) to[name].set(from[name].subarray(0, rows));
  to.targets.set(from.targets.subarray(0, rows * HORIZON_COUNT));
  for (const name of ['near', 'far', 'drag'] as const) to[name].set(from[name].subarray(0, rows * width));
  to.window.set(from.window.subarray(0, rows));
  return to;
}
