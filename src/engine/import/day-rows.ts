// What an import makes of a foreign file: rows of the book, in events. They go to a DBN file (DbnDayWriter) or straight
// into a book (verification); both encode them here, so that what is verified is what is written.

import type { TsNanos } from '../../../contracts/units.ts';
import { F_BAD_TS_RECV, F_LAST, F_SNAPSHOT, UNDEF_PRICE } from '../../core/dbn/layout.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import type { InstrumentStatus } from '../../core/dbn/status.ts';

export interface DayRow {
  readonly action: 'A' | 'C' | 'M' | 'R' | 'T' | 'F';
  readonly side: 'B' | 'A' | 'N';
  readonly orderId: bigint;
  /** 1e-9 */
  readonly priceNanos: bigint;
  readonly sizeLots: number;
}

export type DayStatus = Omit<InstrumentStatus, 'publisherId' | 'instrumentId'>;

export interface DaySink {
  /** The book that was there before the first event: a clear and its orders, as a snapshot. */
  snapshot(ts: TsNanos, orders: readonly DayRow[]): void;
  /** One event: its rows in order, all at `ts`; the last carries F_LAST. */
  event(ts: TsNanos, rows: readonly DayRow[]): void;
  status(status: DayStatus): void;
}

/** Imported files hold one instrument. */
export const IMPORTED_INSTRUMENT_ID = 1;
export const IMPORTED_PUBLISHER_ID = 1;

/** The clear that opens a snapshot. */
export const CLEAR: DayRow = {
  action: 'R',
  side: 'N',
  orderId: 0n,
  priceNanos: UNDEF_PRICE,
  sizeLots: 0,
};

export interface RowPlace {
  readonly ts: TsNanos;
  readonly sequence: number;
  readonly last: boolean;
  readonly snapshot: boolean;
}

/** Writes a row as an MBO record at `words[at]`; returns the words used. The foreign clock stands for both clocks. */
export function encodeDayRow(words: Int32Array, at: number, row: DayRow, place: RowPlace): number {
  return encodeMbo(words, at, {
    ...row,
    publisherId: IMPORTED_PUBLISHER_ID,
    instrumentId: IMPORTED_INSTRUMENT_ID,
    tsEventNanos: place.ts,
    flags: (place.last ? F_LAST : 0) | (place.snapshot ? F_SNAPSHOT | F_BAD_TS_RECV : 0),
    channelId: 0,
    tsRecvNanos: place.ts,
    tsInDeltaNanos: 0,
    sequence: place.sequence,
  });
}
