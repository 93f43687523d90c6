// What the tape itself tells of aggressors and icebergs, as the core writes it: times from the UTC day's midnight.
import { RowBuffer, type RowColumns } from '../../base/row-buffer.ts';

/** Values of `kind`. */
export const TAPE_SWEEP = 0;
export const TAPE_REFILL = 1;

const TAPE_COLUMNS = {
  /** Second of the UTC day, by index time, in which it was known. */
  window: 'int32',
  kind: 'uint8',
  /** BID or ASK: the side of the book that was taken from. */
  side: 'uint8',
  /** Last level of a sweep; price of an iceberg. */
  tick: 'int32',
  tickLo: 'int32',
  tickHi: 'int32',
  /** Index time of the row that made it known, and ts_event of the first: a sweep's first trade, the refilling row. */
  ts: 'float64',
  tsEvent: 'float64',
  /** From a sweep's first trade to its last by ts_event, ns. */
  duration: 'int32',
  /** Words of the order's id: the aggressor's where it is told, the iceberg's; 0 for none. */
  idLo: 'int32',
  idHi: 'int32',
  /** Levels of a sweep; how often the order was refilled by now. */
  count: 'int32',
  /** Lots swept; lots executed of the order from its first refill on. */
  lots: 'int32',
  /** The most that the order ever showed, and what it shows now; 0 of a sweep. */
  shown: 'int32',
  showsNow: 'int32',
} as const;

export type TapeBuffer = RowBuffer<typeof TAPE_COLUMNS>;
export type TapeColumns = RowColumns<typeof TAPE_COLUMNS>;

export function tapeBuffer(): TapeBuffer {
  return new RowBuffer(TAPE_COLUMNS);
}
