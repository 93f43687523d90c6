// The datasets of options: what rests and flows at every strike, as integers, and the fields made of it.
import {
  type ColumnSpec,
  code,
  count,
  type DatasetSpec,
  type FieldColumn,
  NANOS_RANGE,
  NULL_INT32,
  WINDOW_END,
} from './datasets.ts';

const SOURCE = 'field model §3, Options';
const STRIKE: ColumnSpec = {
  name: 'strike_price_int',
  type: 'int64',
  unit: '1e-9',
  doc: 'true strike, as the definition has it; never an offset from spot',
  range: '-2^63 + 1 … 2^63 - 2',
};

/** silver/depth_and_flow_1s_opt: what rests and flows in the options of one underlying. */
export const DEPTH_AND_FLOW_OPT: DatasetSpec = {
  id: 'silver/depth_and_flow_1s_opt',
  version: 1,
  doc: 'Depth and flow of all options of the instrument, by expiry, strike, right and side, over all premiums.',
  rows: 'every expiry, strike, right and side whose start, end or any flow is not 0 in a second',
  key: ['window_end_ts_ns', 'expiry_ts_ns', 'strike_price_int', 'right', 'side'],
  source: SOURCE,
  columns: [
    WINDOW_END,
    {
      name: 'expiry_ts_ns',
      type: 'int64',
      unit: 'ns',
      doc: 'when the options expire, nanoseconds since 1970-01-01T00:00:00Z',
      range: NANOS_RANGE,
    },
    STRIKE,
    code('right', '0 call, 1 put', 'right of the options'),
    code('side', '0 bid, 1 ask', 'side of the books'),
    count('depth_qty_start', 'lots', 'quantity at the opening'),
    count('add_qty', 'lots', 'quantity added'),
    count('pull_qty_total', 'lots', 'quantity cancelled, or moved to another premium'),
    count('fill_qty', 'lots', 'quantity executed'),
    count('depth_qty_end', 'lots', 'quantity at the end: start + add - pull - fill'),
    {
      ...count(
        'depth_qty_rest',
        'lots',
        'quantity at the end of orders at least 500 ms old; null without ages',
      ),
      nullAs: NULL_INT32,
    },
    count('pull_qty_rest', 'lots', 'cancelled quantity of orders at least 500 ms old'),
    count('order_count_end', 'orders', 'orders at the end'),
  ],
};

export const PHYSICS_SURFACE_OPT_ID = 'gold/physics_surface_1s_opt';

/** gold/physics_surface_1s_opt: every field on the strikes. */
export function physicsSurfaceOptSpec(fields: readonly FieldColumn[]): DatasetSpec {
  return {
    id: PHYSICS_SURFACE_OPT_ID,
    version: 2,
    doc: 'Every field by second and strike, of the options whose expiry is in scope on the trade date.',
    rows: 'every strike within optRange of spot, each right and lattice, of a valid second of the underlying',
    key: ['window_end_ts_ns', 'right', 'lattice', 'strike_price_int'],
    source: SOURCE,
    columns: [
      WINDOW_END,
      code('right', '0 calls and puts, 1 calls, 2 puts', 'options whose quantities are summed'),
      code('lattice', '0 B, 1 A, 2 L', 'bids, asks, or the line: both summed before every formula'),
      STRIKE,
      {
        name: 'rel_strikes',
        type: 'int16',
        unit: 'strikes',
        doc: 'steps of the strike lattice from the strike nearest to spot',
        range: '-1000 … 1000',
      },
      ...strikeFields(fields).map(
        (field): ColumnSpec => ({
          name: `${field.id}_opt`,
          type: 'float32',
          unit: field.unit,
          doc: field.label,
          range: field.range,
          formula: field.id === 'pressure_grad' ? PRESSURE : `${field.formula}, on strikes`,
        }),
      ),
    ],
  };
}

/** Fields that strikes have: all but what they themselves add to the future's. */
export function strikeFields<T extends { readonly id: string }>(fields: readonly T[]): readonly T[] {
  return fields.filter(({ id }) => id !== 'viscosity_nu_total');
}

const PRESSURE =
  'Σ s·(u_ema_8[B] - u_ema_8[A]) over rights, s = +1 calls, -1 puts; of B and A that side alone';
