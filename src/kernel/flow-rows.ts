// Rows of flow of a chunk (FlowColumns of core/silver/chunk.ts): eleven columns in one block, each as long as the table
// has room for.
import { levelSide, levelTick, touchedLevel } from './levels';
import { allocate, release } from './memory';
import { Book, Level } from './tables';

const INT_COLUMNS = 9;
const BYTE_COLUMNS = 2;
const ROW_BYTES: u32 = INT_COLUMNS * 4 + BYTE_COLUMNS;
const FIRST_CAPACITY = 64;
const ODD_ROWS = 48;

@unmanaged
export class FlowRows {
  columns: usize;
  capacity: i32;
  length: i32;
  /** Rows whose flows did not add up. */
  violations: i32;
}

export function makeFlowRows(): FlowRows {
  const rows = changetype<FlowRows>(allocate(offsetof<FlowRows>()));
  rows.capacity = FIRST_CAPACITY;
  rows.columns = allocate(FIRST_CAPACITY * ROW_BYTES);
  rows.length = 0;
  rows.violations = 0;
  return rows;
}

/**
 * Appends what flowed in the window that ends now, one row for each level in which something did: tick, start, add,
 * pull, fill, end, rest, pullRest, orders, then window and side. Checks start + add - pull - fill = end. Returns how
 * many rows there were.
 */
export function writeFlow(rows: FlowRows, b: Book, inChunk: i32, hasAges: bool): i32 {
  const count = b.touchedCount;
  const before = rows.length;
  reserveRows(rows, count);
  for (let i = 0; i < count; i++) {
    const level = touchedLevel(b, i);
    const young = i < b.carriedCount ? load<i32>(b.carried + ((<usize>i) << 2)) : 0;
    if (isIdle(level, young)) continue;
    const rest = hasAges ? level.qty - level.young : 0;
    writeRow(rows, level, levelTick(b, level), levelSide(b, level), inChunk, rest);
  }
  return rows.length - before;
}

/** Whether nothing happened in a touched level, whose young quantity at the window's start is given. */
export function isIdle(level: Level, youngBefore: i32): bool {
  return (
    (level.add | level.pull | level.fill) === 0 && level.qty === level.start && level.young === youngBefore
  );
}

/** Appends a row, for which there must be room. */
export function writeRow(rows: FlowRows, level: Level, tick: i32, side: i32, inChunk: i32, rest: i32): void {
  const stride = (<usize>rows.capacity) << 2;
  const to = <usize>rows.length;
  const at = rows.columns + (to << 2);
  const qty = level.qty;
  const start = level.start;
  const added = level.add;
  const pulled = level.pull;
  const filled = level.fill;
  if (start + added - pulled - filled !== qty) rows.violations += 1;
  store<i32>(at, tick);
  store<i32>(at + stride, start);
  store<i32>(at + stride * 2, added);
  store<i32>(at + stride * 3, pulled);
  store<i32>(at + stride * 4, filled);
  store<i32>(at + stride * 5, qty);
  store<i32>(at + stride * 6, rest);
  store<i32>(at + stride * 7, level.pullRest);
  store<i32>(at + stride * 8, level.orders);
  const bytes = rows.columns + stride * INT_COLUMNS + to;
  store<u8>(bytes, inChunk);
  store<u8>(bytes + rows.capacity, side);
  rows.length = <i32>to + 1;
}

/** Makes room for `count` more rows. */
export function reserveRows(rows: FlowRows, count: i32): void {
  if (rows.length + count > rows.capacity) growRows(rows, rows.length + count);
}

function growRows(rows: FlowRows, needed: i32): void {
  const before = rows.capacity;
  // No power of two: columns that far apart would compete for the same places of the cache.
  const capacity = max(needed, before << 1) + ODD_ROWS;
  const columns = allocate(<u32>capacity * ROW_BYTES);
  const used = <usize>rows.length;
  for (let column = 0; column < INT_COLUMNS; column++)
    memory.copy(
      columns + ((<usize>(column * capacity)) << 2),
      rows.columns + ((<usize>(column * before)) << 2),
      used << 2,
    );
  for (let column = 0; column < BYTE_COLUMNS; column++)
    memory.copy(
      columns + <usize>capacity * (INT_COLUMNS * 4 + column),
      rows.columns + <usize>before * (INT_COLUMNS * 4 + column),
      used,
    );
  release(rows.columns, <u32>before * ROW_BYTES);
  rows.columns = columns;
  rows.capacity = capacity;
}
