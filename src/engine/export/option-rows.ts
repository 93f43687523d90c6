// The rows of the tables of options: those of the strikes of the day's instrument.
import { SilverReader } from '../../core/silver/flow-reader.ts';
import { optionColumns } from '../pipeline/option-cells.ts';
import { Turns } from '../pipeline/turn.ts';
import { overlaps, type RowRequest, type RowSink } from './export-rows.ts';

/** The rows of depth_and_flow_1s_opt; none where the day has no options. */
export async function optionDepthRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, windowFrom, windowEnd, signal } = request;
  const day = store.optionsDay(dayId);
  const turns = new Turns();
  for (const info of day?.chunks ?? []) {
    if (!day || !overlaps(info, windowFrom, windowEnd)) continue;
    const chunk = await store.readChunk(day.summary.dayId, info);
    const reader = new SilverReader(chunk);
    const end = Math.min(chunk.windowFrom + chunk.windowCount, windowEnd);
    for (let window = Math.max(chunk.windowFrom, windowFrom); window < end; window++) {
      const cells = reader.read(window);
      if (cells) {
        const { columns, length } = optionColumns(day, chunk, window, cells, {});
        await sink.take(columns, length);
      }
      if (turns.due) await turns.next(signal);
      sink.reached(window + 1);
    }
  }
  sink.reached(windowEnd);
}
