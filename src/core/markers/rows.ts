// The columns of the markers' two tables as the core writes them: windows instead of times, which the engine adds.
import { RowBuffer, type RowColumns } from '../../base/row-buffer.ts';

const MARKER_COLUMNS = {
  /** Second of the UTC day. */
  window: 'int32',
  /** MARKER_KINDS */
  kind: 'uint8',
  /** Number of the identity, by kind and day; 0 for a front, which has none. */
  markerId: 'int32',
  tick: 'int32',
  relTicks: 'int32',
  /** Ticks that belong to it: a void's extent; a wall and a front have one. */
  tickLo: 'int32',
  tickHi: 'int32',
  /** Valid windows since it was first there; -1 for a front. */
  age: 'int32',
  /** BID or ASK: where more of its size rests. */
  side: 'uint8',
  /** Lots on that side at the tick; of a void, what is left of both sides between its ends. */
  lots: 'int32',
  /** O, V, or the signed slope of u_ema_2. */
  strength: 'float32',
  /** O over its surroundings; 0 for what is no wall. */
  prominence: 'float32',
  /** Number of the wall or void that was told of and that it belongs to; 0 for none. */
  lifeId: 'int32',
} as const;

const EVENT_COLUMNS = {
  window: 'int32',
  /** MARKER_EVENT_KINDS */
  kind: 'uint8',
  /** Number of the life that the event belongs to, of the day; 0 for sweeps, icebergs and fronts. */
  lifeId: 'int32',
  tick: 'int32',
  tickLo: 'int32',
  tickHi: 'int32',
  side: 'uint8',
  /** Size after the event, lots. */
  lots: 'int32',
  /** Lots gained, lost, swept or traded. */
  change: 'int32',
  /** Seconds since it was first there. */
  age: 'int32',
  strength: 'float32',
  /** Exactly when, nanoseconds from the day's midnight. */
  ts: 'float64',
} as const;

export type MarkerRows = RowColumns<typeof MARKER_COLUMNS>;
export type EventRows = RowColumns<typeof EVENT_COLUMNS>;
export type MarkerBuffer = RowBuffer<typeof MARKER_COLUMNS>;
export type EventBuffer = RowBuffer<typeof EVENT_COLUMNS>;

export function markerBuffer(): MarkerBuffer {
  return new RowBuffer(MARKER_COLUMNS);
}

export function eventBuffer(): EventBuffer {
  return new RowBuffer(EVENT_COLUMNS);
}
