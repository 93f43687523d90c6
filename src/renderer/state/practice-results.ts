// What came of practice: kept in the page's storage, versioned and validated, and written out as a table.
import { z } from 'zod';
import { ForecastMode } from '../../../contracts/forecast.ts';
import { directionOf, isHit } from '../scene/call-score.ts';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.practice';
/** The newest are kept. */
const MOST_KEPT = 5000;

const Call = z.object({
  /** Change of mid, ticks. */
  ticks: z.number(),
  confidence: z.number().min(0).max(1).nullable(),
});

const PracticeResult = z.object({
  symbol: z.string().max(200),
  utcDate: z.string().max(10),
  dayId: z.string().max(200),
  /** Second of the UTC day at whose end the call was made. */
  window: z.number().int(),
  horizon: z.number().int(),
  trader: Call,
  model: Call,
  mode: ForecastMode,
  paramsHash: z.string().max(40),
  forecastHash: z.string().max(40),
  actualTicks: z.number(),
  /** When it was said, by this machine's clock. */
  saidAtMs: z.number(),
});
export type PracticeResult = z.infer<typeof PracticeResult>;

const Stored = z.object({ version: z.literal(1), results: z.array(PracticeResult) });

/** None where there are none, or what is kept is damaged or of another version. */
export function readResults(storage: KeyValueStorage | null): readonly PracticeResult[] {
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null'));
    return parsed.success ? parsed.data.results : [];
  } catch {
    return [];
  }
}

export function writeResults(storage: KeyValueStorage | null, results: readonly PracticeResult[]): void {
  try {
    const kept = results.slice(-MOST_KEPT);
    storage?.setItem(STORAGE_KEY, JSON.stringify({ version: 1, results: kept }));
  } catch {
    // Storage may be full or forbidden; results then last as long as the window.
  }
}

const COLUMNS: readonly (readonly [string, (result: PracticeResult) => string | number | null])[] = [
  ['said_at', ({ saidAtMs }) => new Date(saidAtMs).toISOString()],
  ['symbol', ({ symbol }) => symbol],
  ['utc_date', ({ utcDate }) => utcDate],
  ['second_of_utc_day', ({ window }) => window],
  ['horizon_s', ({ horizon }) => horizon],
  ['trader_direction', ({ trader }) => directionOf(trader.ticks)],
  ['trader_ticks', ({ trader }) => trader.ticks],
  ['trader_confidence', ({ trader }) => trader.confidence],
  ['trader_hit', ({ trader, actualTicks }) => hitText(isHit(trader, actualTicks))],
  ['model_direction', ({ model }) => directionOf(model.ticks)],
  ['model_ticks', ({ model }) => model.ticks],
  ['model_confidence', ({ model }) => model.confidence],
  ['model_hit', ({ model, actualTicks }) => hitText(isHit(model, actualTicks))],
  ['model_mode', ({ mode }) => mode],
  ['params_hash', ({ paramsHash }) => paramsHash],
  ['forecast_hash', ({ forecastHash }) => forecastHash],
  ['mid_change_ticks', ({ actualTicks }) => actualTicks],
];

/** Comma-separated, a line each; empty where there is no value. */
export function practiceCsv(results: readonly PracticeResult[]): string {
  const quoted = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = results.map((result) => COLUMNS.map(([, read]) => quoted(read(result))).join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}

function hitText(hit: boolean | null): number | null {
  return hit === null ? null : hit ? 1 : 0;
}
