// The rows that a call takes, as they lie in the file.
import { allocate } from './memory';

/** A row's side. */
export const ASK: u8 = 65;
export const BID: u8 = 66;

/** An MBO row as it lies in the file. */
@unmanaged
export class Row {
  length: u8;
  rtype: u8;
  publisher: u16;
  instrument: u32;
  tsEvent: i64;
  orderId: u64;
  price: i64;
  size: u32;
  flags: u8;
  channel: u8;
  action: u8;
  side: u8;
  tsRecv: i64;
}
export const ROW_BYTES = 56;

/** Room for the rows of a call of `take`, and for one row by itself behind them. */
export const MOST_ROWS = 512;

export function makeRows(): usize {
  return allocate((MOST_ROWS + 1) * ROW_BYTES);
}

export function rowAt(from: usize, row: i32): Row {
  return changetype<Row>(from + <usize>row * ROW_BYTES);
}
