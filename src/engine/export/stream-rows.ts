// The rows of the tables that are made of gold: markers, what became of them, and forecasts.
import { DEFAULT_FORECAST_PARAMS, FORECAST_MODES } from '../../../contracts/forecast.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import { tsFromWindow } from '../../../contracts/units.ts';
import { ForecastDay } from '../pipeline/forecast-day.ts';
import { Gold } from '../pipeline/gold.ts';
import { Markers } from '../pipeline/markers.ts';
import { Turns } from '../pipeline/turn.ts';
import { dayStartOf, type RowRequest, type RowSink } from './export-rows.ts';

/** Windows whose markers are made at once. */
const MARKER_WINDOWS = 4096;

/** The rows of markers_1s. */
export async function markerRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd, set, signal } = request;
  const day = new Markers(store).day(dayId, set, request.markers);
  for (let from = windowFrom; from < windowEnd; from += MARKER_WINDOWS) {
    const end = Math.min(from + MARKER_WINDOWS, windowEnd);
    for (const { columns, length } of decodeTable(await day.markers(from, end, signal)).batches)
      await sink.take(columns, length);
    sink.reached(end);
  }
}

/** The rows of marker_events: those that became known in the windows asked for. */
export async function markerEventRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd, set, signal } = request;
  const day = new Markers(store).day(dayId, set, request.markers);
  const lastEnd = tsFromWindow(windowEnd, dayStartOf(request));
  for (let from = windowFrom; from < windowEnd; ) {
    const known = await day.events(from, signal);
    for (const { columns, length } of decodeTable(known.table).batches) {
      const ends = columns['window_end_ts_ns'] as BigInt64Array;
      const within = ends.findIndex((end) => end > lastEnd);
      await sink.take(columns, within < 0 ? length : within);
    }
    if (known.complete) break;
    from = known.windowEnd;
    sink.reached(Math.min(from, windowEnd));
  }
}

/** The rows of forecast_1s: every mode's path from each window that has one. */
export async function forecastRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd, set, signal } = request;
  const params = request.forecast ?? DEFAULT_FORECAST_PARAMS;
  const gold = new Gold(store, set.params);
  const day = new ForecastDay({ store, dayId, set, gold: gold.day(dayId) });
  const turns = new Turns();
  for (const { windowFrom: from, windowCount } of store.day(dayId).chunks) {
    const end = Math.min(from + windowCount, windowEnd);
    for (let window = Math.max(from, windowFrom); window < end; window++) {
      for (const mode of FORECAST_MODES) {
        const { table } = await day.at(window, mode, params, null, signal);
        if (!table) break;
        for (const { columns, length } of decodeTable(table).batches) await sink.take(columns, length);
      }
      if (turns.due) await turns.next(signal);
      sink.reached(window + 1);
    }
  }
}
