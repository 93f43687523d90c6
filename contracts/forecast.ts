// The forecast: settings, modes and words that engine, page and command line share. What each number means stands in
// field-model §4 and, for traders, in docs/forecast.md.
import { z } from 'zod';
import type { DatasetSpec, TableSpec } from './datasets.ts';
import { fnv1a64 } from './params.ts';

/** Raised when the same settings give another path. */
const FORECAST_MODEL_VERSION = 1;

export const FORECAST_MODES = ['frozen', 'extrapolated'] as const;
/** frozen: the fields stay as they are; extrapolated: the pressure goes on as it last changed, less every second. */
export const ForecastMode = z.enum(FORECAST_MODES);
export type ForecastMode = z.infer<typeof ForecastMode>;

/** Seconds ahead; a forecast has one row more. */
export const FORECAST_HORIZON = 30;

export const ForecastParams = z.strictObject({
  /** Weights of the pressure near the particle and far round it. */
  betaNear: z.number().min(0).max(100).default(0.7),
  betaFar: z.number().min(0).max(100).default(0.3),
  /** How much of the present velocity of mid the particle starts with. */
  betaV: z.number().min(-10).max(10).default(1),
  /** Drag for each unit of viscosity. */
  gamma: z.number().min(0).max(10).default(0.35),
  /** Widths of the kernels, ticks. */
  sigmaNear: z.number().min(0.5).max(64).default(8),
  sigmaFar: z.number().min(0.5).max(64).default(32),
  sigmaNu: z.number().min(0.5).max(64).default(6),
  /** Ticks on either side that viscosity is averaged over. */
  nuReach: z.number().int().min(1).max(200).default(16),
  /** Least viscosity felt. */
  nuMin: z.number().min(0).max(10).default(0.05),
  /** Velocities are held within ± this, ticks a second. */
  vMax: z.number().min(0.1).max(100).default(8),
  /** Positions are held within ± this, ticks from spot. */
  xpMax: z.number().min(1).max(400).default(80),
  /** What is left of the last change each second on, where fields are extrapolated. */
  duDecay: z.number().min(0).max(1).default(0.5),
});
export type ForecastParams = z.infer<typeof ForecastParams>;

export const DEFAULT_FORECAST_PARAMS: ForecastParams = ForecastParams.parse({});

/** What the presets of field-model §3 (Variants) set beside the fields' parameters, by the preset's name. */
export const FORECAST_PRESETS: Readonly<Record<string, ForecastParams>> = {
  plain: { ...DEFAULT_FORECAST_PARAMS, duDecay: 1 },
  contrast: { ...DEFAULT_FORECAST_PARAMS, betaV: 0 },
};

/** Names the settings of a forecast: 16 hex digits, beside the hash of the fields' parameters. */
export function forecastHash(params: ForecastParams): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return fnv1a64(`${FORECAST_MODEL_VERSION}:forecast:${JSON.stringify(sorted)}`);
}

/** Null of a float64 column. */
export const NULL_FLOAT64 = -Number.MAX_VALUE;

type Column = DatasetSpec['columns'][number];

const SOURCE = 'field model §4, Forecast';

const float64 = (name: string, unit: string, range: string, doc: string, formula?: string): Column => ({
  name,
  type: 'float64',
  unit,
  doc,
  range,
  ...(formula === undefined ? {} : { formula }),
});
const measured = (name: string, unit: string, range: string, doc: string): Column => ({
  ...float64(name, unit, range, `${doc}; null without a calibration`),
  nullAs: NULL_FLOAT64,
});

/** stream/forecast_1s: the path from the end of one window, a row for each second from 0 to 30. */
export const FORECAST: DatasetSpec = {
  id: 'stream/forecast_1s',
  version: 1,
  doc: 'Where a price particle goes that pressure pushes and viscosity slows.',
  rows: 'seconds 0 to 30 after the end of a valid second whose book is neither crossed nor locked',
  key: ['window_end_ts_ns', 'mode', 'horizon_s'],
  source: SOURCE,
  columns: [
    {
      name: 'window_end_ts_ns',
      type: 'int64',
      unit: 'ns',
      doc: 'end of the window whose fields are used, nanoseconds since 1970-01-01T00:00:00Z',
      range: '0 … 2^63 - 1',
    },
    { name: 'mode', type: 'uint8', unit: '', doc: 'how fields go on', range: '0 frozen, 1 extrapolated' },
    { name: 'horizon_s', type: 'uint8', unit: 's', doc: 'seconds after that end', range: '0 … 30' },
    float64(
      'predicted_tick_delta',
      'ticks',
      '-2·xpMax … 2·xpMax',
      'how far mid has gone by then',
      'x_p(h) - x_p(0)',
    ),
    {
      name: 'predicted_spot_tick',
      type: 'int32',
      unit: 'ticks',
      doc: 'spot anchor by then, with its hysteresis',
      range: '-2^31 + 1 … 2^31 - 1',
      formula: 'spot while |x_p| < 0.75, else the tick nearest to spot + x_p, a tie towards spot',
    },
    {
      name: 'predicted_spot_price',
      type: 'int64',
      unit: '1e-9',
      doc: 'its price',
      range: '-2^63 + 1 … 2^63 - 2',
    },
    {
      name: 'direction',
      type: 'int16',
      unit: '',
      doc: 'sign of predicted_tick_delta; 0 within a quarter of a tick',
      range: '-1, 0, 1',
    },
    float64(
      'strength',
      '',
      '0 and above',
      'force over drag: a ratio, to be read against those of the day',
      '|F| / (nu_local + 1e-6)',
    ),
    float64('F_near', 'ticks/s²', 'Float64', 'pressure near the particle', 'Σ w_near(k)·g_L(x_p + k)'),
    float64('F_far', 'ticks/s²', 'Float64', 'pressure far round it', 'Σ w_far(k)·g_L(x_p + k)'),
    float64('nu_local', '', 'nuMin and above', 'viscosity round the particle', 'Σ w_nu(k)·ν(x_p + k)'),
    float64('x_p', 'ticks', '-xpMax … xpMax', 'where the particle is, from the spot anchor'),
    float64('v_p', 'ticks/s', '-vMax … vMax', 'how fast it goes'),
    measured('confidence', '', '0 … 1', 'share of such directions that came true'),
    measured('q10', 'ticks', 'Float64', 'tenth percentile of the change of mid'),
    measured('q90', 'ticks', 'Float64', 'ninetieth percentile of the change of mid'),
  ],
};

/** What the path's first step is made of, price by price: the answer to `forecast.terms`. */
export const FORECAST_TERMS: TableSpec = {
  id: 'forecast_terms',
  doc: 'Parts of force and drag by price, and the fast band there with its last change.',
  columns: [
    {
      name: 'price_tick',
      type: 'int32',
      unit: 'ticks',
      doc: 'rows ascend without a gap',
      range: '-2^31 + 1 … 2^31 - 1',
    },
    {
      name: 'push',
      type: 'float64',
      unit: 'ticks/s²',
      doc: 'part of the force; the sum is F',
      range: 'Float64',
    },
    {
      name: 'brake',
      type: 'float64',
      unit: '',
      doc: 'part of the drag; the sum is nu_local',
      range: 'Float64',
    },
    { name: 'fast', type: 'float32', unit: '1/s', doc: 'u_band_fast of the line', range: 'Float32' },
    {
      name: 'fast_change',
      type: 'float32',
      unit: '1/s²',
      doc: 'du_band_fast_dt of the line',
      range: 'Float32',
    },
  ],
};

/** Paths of many seconds, at the horizons asked for: the answer to `forecast.paths`. */
export const FORECAST_PATHS: TableSpec = {
  id: 'forecast_paths',
  doc: 'Where each second that has a path said mid would be.',
  columns: [
    {
      name: 'window',
      type: 'int32',
      unit: 's',
      doc: 'second whose fields were used',
      range: '-2^31 + 1 … 2^31 - 1',
    },
    { name: 'horizon_s', type: 'uint8', unit: 's', doc: 'seconds after its end', range: '0 … 30' },
    { name: 'mid_tick', type: 'float64', unit: 'ticks', doc: 'mid by then', range: 'Float64' },
    { name: 'strength', type: 'float32', unit: '', doc: 'force over drag there', range: 'Float32' },
  ],
};

/** Seconds that may be asked for at once. */
export const MOST_PATHS = 256;
