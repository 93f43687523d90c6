// The rows of the tables of options: those of the strikes of the day's instrument.
import { LATTICES } from '../../../contracts/fields.ts';
import { OPTION_RIGHTS, strikesDayId } from '../../../contracts/options.ts';
import { tsFromWindow } from '../../../contracts/units.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import { SilverReader } from '../../core/silver/flow-reader.ts';
import { openGoldSource } from '../pipeline/gold-source.ts';
import { optionColumns } from '../pipeline/option-cells.ts';
import { strikeRowsFromFrame } from '../pipeline/strike-rows.ts';
import { Turns } from '../pipeline/turn.ts';
import { dayStartOf, overlaps, type RowRequest, type RowSink, throughGold } from './export-rows.ts';

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

/** The rows of physics_surface_1s_opt; none where the day has no options. */
export async function optionGoldRows(request: RowRequest, sink: RowSink): Promise<void> {
  const { store, dayId, set, columns } = request;
  if (!store.optionsDay(dayId)) {
    sink.reached(request.windowEnd);
    return;
  }
  const fields = FIELDS.all
    .map(({ id }) => id)
    .filter((id) => columns.some(({ name }) => name === `${id}_opt`));
  const sources = OPTION_RIGHTS.map((right) => openGoldSource(store, strikesDayId(dayId, right), set));
  const step = BigInt(sources[0].day().summary.tickSizeNanos);
  await throughGold(request, sources, fields, sink, async (kernels, _chunks, window) => {
    const end = tsFromWindow(window + 1, dayStartOf(request));
    for (const [i, right] of OPTION_RIGHTS.entries()) {
      for (const lattice of LATTICES.filter((each) => request.lattices?.includes(each) ?? true)) {
        const frame = kernels[i].frame(lattice);
        if (!frame) continue;
        const rows = strikeRowsFromFrame(frame, right, end, step, {}, fields);
        await sink.take(rows.columns, rows.length);
      }
    }
  });
}
