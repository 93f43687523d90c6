// One window of gold as the columns of physics_surface_1s (contracts/datasets.ts): keys first, then a Float32 column a
// field, a row per published cell in ascending price.
import { LATTICES } from '../../../contracts/fields.ts';
import type { Tick, TsNanos } from '../../../contracts/units.ts';
import { NULL_I32 } from '../silver/chunk.ts';
import type { Frame } from './frame.ts';
import { FIELDS } from './registry.ts';

/** Null of an int16 column. */
const NULL_I16 = -0x8000;
const MAX_I16 = 0x7fff;

export interface GoldRows {
  readonly length: number;
  /** By column name. Nulls hold the column's sentinel (-32768). */
  readonly columns: Readonly<
    Record<string, BigInt64Array | Uint8Array | Int32Array | Int16Array | Float32Array>
  >;
}

/** Ticks to give, both ends included; absent = all. */
export interface TickRange {
  readonly tickFrom?: Tick | undefined;
  readonly tickTo?: Tick | undefined;
}

const ALL_FIELDS = FIELDS.all.map(({ id }) => id);

/** Rows of one lattice in the frame's window, all published ticks or those in `range`. The frame must have the fields. */
export function goldRowsFromFrame(
  frame: Frame,
  windowEnd: TsNanos,
  range: TickRange = {},
  fieldIds: readonly string[] = ALL_FIELDS,
): GoldRows {
  const from = Math.max(frame.tickLo, range.tickFrom ?? frame.tickLo);
  const to = Math.max(from, Math.min(frame.tickLo + frame.n, (range.tickTo ?? Number.POSITIVE_INFINITY) + 1));
  const length = to - from;
  const ticks = Int32Array.from({ length }, (_, row) => from + row);
  const best = bestTickOfSide(frame);
  const first = from - frame.tickLo;
  const fields = fieldIds.map((id) => [
    id,
    Float32Array.from(frame.plane(id).subarray(first, first + length)),
  ]);
  return {
    length,
    columns: {
      window_end_ts_ns: new BigInt64Array(length).fill(windowEnd),
      lattice: new Uint8Array(length).fill(LATTICES.indexOf(frame.lattice)),
      price_tick: ticks,
      rel_ticks: Int16Array.from(ticks, (tick) => tick - frame.spotTick),
      rel_ticks_side: Int16Array.from(ticks, (tick) => (best === null ? NULL_I16 : int16OrNull(tick - best))),
      ...Object.fromEntries(fields),
    },
  };
}

function bestTickOfSide({ lattice, ends }: Frame): Tick | null {
  if (lattice === 'L') return null;
  const best = lattice === 'B' ? ends.bestBidTick : ends.bestAskTick;
  return best === NULL_I32 ? null : best;
}

/** A side whose best level lies farther than the column can say (stub quotes alone) has no distance. */
function int16OrNull(ticks: number): number {
  return Math.abs(ticks) > MAX_I16 ? NULL_I16 : ticks;
}
