// One window of the strikes' fields as the columns of physics_surface_1s_opt.
import { OPTION_RIGHTS, type OptionRight } from '../../../contracts/options.ts';
import type { TsNanos } from '../../../contracts/units.ts';
import type { Frame } from '../../core/fields/frame.ts';
import { type GoldRows, goldRowsFromFrame, type TickRange } from '../../core/fields/gold-table.ts';

/** Rows of one right and lattice, by ascending strike. `fieldIds` are those of the frame, without `_opt`. */
export function strikeRowsFromFrame(
  frame: Frame,
  right: OptionRight,
  windowEnd: TsNanos,
  stepNanos: bigint,
  range: TickRange,
  fieldIds: readonly string[],
): GoldRows {
  const { columns, length } = goldRowsFromFrame(frame, windowEnd, range, fieldIds);
  const strikes = columns['price_tick'] as Int32Array;
  return {
    length,
    columns: {
      window_end_ts_ns: columns['window_end_ts_ns'] as BigInt64Array,
      right: new Uint8Array(length).fill(OPTION_RIGHTS.indexOf(right)),
      lattice: columns['lattice'] as Uint8Array,
      strike_price_int: BigInt64Array.from(strikes, (strike) => BigInt(strike) * stepNanos),
      rel_strikes: columns['rel_ticks'] as Int16Array,
      ...Object.fromEntries(fieldIds.map((id) => [`${id}_opt`, columns[id] as Float32Array])),
    },
  };
}
