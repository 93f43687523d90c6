// The core's marker rows as the published tables, and the events back from the disk.
import { MARKER_EVENTS, MARKERS } from '../../../contracts/marker-datasets.ts';
import { decodeTable, encodeTable } from '../../../contracts/tables.ts';
import { type TsNanos, tsFromWindow, windowFromTs } from '../../../contracts/units.ts';
import { type EventBuffer, type EventRows, eventBuffer, type MarkerRows } from '../../core/markers/rows.ts';

/** Arrow stream of stream/markers_1s. */
export function encodeMarkers(rows: MarkerRows, dayStart: TsNanos): Uint8Array {
  return encodeTable(
    MARKERS,
    {
      window_end_ts_ns: windowEnds(rows.window, dayStart),
      kind: rows.kind,
      marker_id: rows.markerId,
      price_tick: rows.tick,
      rel_ticks: rows.relTicks,
      tick_lo: rows.tickLo,
      tick_hi: rows.tickHi,
      age: rows.age,
      side: rows.side,
      qty: rows.lots,
      strength: rows.strength,
      prominence: rows.prominence,
      life_id: rows.lifeId,
    },
    rows.window.length,
  );
}

/** Arrow stream of stream/marker_events. */
export function encodeEvents(rows: EventRows, dayStart: TsNanos): Uint8Array {
  return encodeTable(
    MARKER_EVENTS,
    {
      window_end_ts_ns: windowEnds(rows.window, dayStart),
      kind: rows.kind,
      life_id: rows.lifeId,
      price_tick: rows.tick,
      tick_lo: rows.tickLo,
      tick_hi: rows.tickHi,
      side: rows.side,
      qty: rows.lots,
      change_qty: rows.change,
      age_s: rows.age,
      strength: rows.strength,
      ts_ns: BigInt64Array.from(rows.ts, (ts) => dayStart + BigInt(ts)),
    },
    rows.window.length,
  );
}

/** The rows of a stream that `encodeEvents` wrote. */
export function decodeEvents(bytes: Uint8Array, dayStart: TsNanos): EventBuffer {
  const events = eventBuffer();
  for (const { length, columns } of decodeTable(bytes).batches) {
    const ends = columns['window_end_ts_ns'] as BigInt64Array;
    const value = (name: string, row: number): number => Number(columns[name]?.[row]);
    for (let row = 0; row < length; row++) {
      events.push({
        window: windowFromTs(ends[row] as bigint, dayStart) - 1,
        kind: value('kind', row),
        lifeId: value('life_id', row),
        tick: value('price_tick', row),
        tickLo: value('tick_lo', row),
        tickHi: value('tick_hi', row),
        side: value('side', row),
        lots: value('qty', row),
        change: value('change_qty', row),
        age: value('age_s', row),
        strength: value('strength', row),
        ts: Number(((columns['ts_ns'] as BigInt64Array)[row] as bigint) - dayStart),
      });
    }
  }
  return events;
}

function windowEnds(windows: Int32Array, dayStart: TsNanos): BigInt64Array {
  return BigInt64Array.from(windows, (window) => tsFromWindow(window + 1, dayStart));
}
