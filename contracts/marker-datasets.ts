// The datasets of walls, voids and fronts: what there is in each second, and what became of it.
import {
  type ColumnSpec,
  code,
  count,
  type DatasetSpec,
  int32,
  NANOS_RANGE,
  PRICE_TICK,
  SIDE,
  WINDOW_END,
} from './datasets.ts';
import { MARKER_EVENT_KINDS, MARKER_KINDS } from './markers.ts';

const SOURCE = 'field model §3, Markers';
const ID_RANGE = '1 … 2^31 - 1';

const float32 = (name: string, doc: string, range: string): ColumnSpec => ({
  name,
  type: 'float32',
  unit: '',
  doc,
  range,
});
const codesOf = (names: readonly string[]): string =>
  names.map((name, at) => `${at} ${name.replaceAll('_', ' ')}`).join(', ');

const TICK_LO = int32('tick_lo', 'ticks', 'lowest tick that belongs to it');
const TICK_HI = int32('tick_hi', 'ticks', 'highest tick that belongs to it');

/** stream/markers_1s: the listed markers of every valid window, by kind, nearest to mid first. */
export const MARKERS: DatasetSpec = {
  id: 'stream/markers_1s',
  version: 1,
  doc: 'Walls, voids and fronts near spot, second by second.',
  rows: 'every listed wall, void and front of a valid second',
  key: ['window_end_ts_ns', 'kind', 'price_tick'],
  source: SOURCE,
  columns: [
    WINDOW_END,
    code('kind', codesOf(MARKER_KINDS), 'what it is'),
    {
      ...int32('marker_id', '', 'number of the identity, by kind and day; null for a front', {
        range: ID_RANGE,
      }),
      nullAs: 0,
    },
    PRICE_TICK,
    int32('rel_ticks', 'ticks', 'price_tick - spot_tick'),
    TICK_LO,
    TICK_HI,
    {
      ...count('age', 'windows', 'valid windows since it was first there; null for a front'),
      nullAs: -1,
    },
    SIDE,
    count('qty', 'lots', 'on that side at the tick; of a void, what is left of both sides between its ends'),
    float32('strength', 'O of a wall, V of a void, du_ema_2_dx of a front', 'Float32'),
    float32('prominence', 'O of a wall above the median of O over 21 ticks; 0 for others', '0 and above'),
    {
      ...int32('life_id', '', 'number in marker_events of the wall or void it belongs to; else null', {
        range: ID_RANGE,
      }),
      nullAs: 0,
    },
  ],
};

/** stream/marker_events: what happened to walls and voids, and what aggressors did, in order of time. */
export const MARKER_EVENTS: DatasetSpec = {
  id: 'stream/marker_events',
  version: 2,
  doc: 'Walls born, grown, eaten, pulled, passed, faded; voids; fronts crossed; sweeps; iceberg refills.',
  rows: 'every event, in the window in which it became known',
  key: [],
  source: SOURCE,
  columns: [
    WINDOW_END,
    code('kind', codesOf(MARKER_EVENT_KINDS), 'what happened'),
    {
      ...int32('life_id', '', 'number of the wall or void, by kind and day; else null', { range: ID_RANGE }),
      nullAs: 0,
    },
    PRICE_TICK,
    TICK_LO,
    TICK_HI,
    SIDE,
    count('qty', 'lots', 'left there at the end of the window'),
    int32('change_qty', 'lots', 'gained (+) or lost (−); swept, drained, or traded at an iceberg (−)'),
    count('age_s', 's', 'since it was first there'),
    float32('strength', 'O, V or slope; prices of a sweep; executed over shown of an iceberg', 'Float32'),
    {
      name: 'ts_ns',
      type: 'int64',
      unit: 'ns',
      doc: 'exactly when: of sweeps and refills when their last row was received, of others the end of the window',
      range: NANOS_RANGE,
    },
  ],
};
