// Rows of flow of a chunk (FlowColumns of core/silver/chunk.ts): eleven columns in one block, each as long as the table
// has room for.
import { levelSide, levelTick, touchedLevel } from './levels';
import { allocate, blockBytes, release } from './memory';
import { Book, Level } from './tables';

const INT_COLUMNS = 9;
const BYTE_COLUMNS = 2;
const ROW_BYTES: u32 = INT_COLUMNS * 4 + BYTE_COLUMNS;
const FIRST_CAPACITY = 64;

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
  reserveRows(rows, count);
  const columns = rows.columns;
  const capacity = rows.capacity;
  let to = rows.length;
  let broken = 0;
  for (let i = 0; i < count; i++) {
    const level = touchedLevel(b, i);
    const young = i < b.carriedCount ? load<i32>(b.carried + ((<usize>i) << 2)) : 0;
    if (isIdle(level, young)) continue;
    const rest = hasAges ? level.qty - level.young : 0;
    broken += writeRow(columns, capacity, to, level, levelTick(b, level), levelSide(b, level), inChunk, rest);
    to += 1;
  }
  const written = to - rows.length;
  endRows(rows, to, broken);
  return written;
}

/** Rows before `to` are written, `broken` of them with flows that do not add up. */
export function endRows(rows: FlowRows, to: i32, broken: i32): void {
  rows.length = to;
  rows.violations += broken;
}

/** Whether nothing happened in a touched level, whose young quantity at the window's start is given. */
export function isIdle(level: Level, youngBefore: i32): bool {
  return (
    (level.add | level.pull | level.fill) === 0 && level.qty === level.start && level.young === youngBefore
  );
}

/** Writes row `to` of a table of so many; returns 1 where its flows do not add up, else 0. */
export function writeRow(
  columns: usize,
  capacity: i32,
  to: i32,
  level: Level,
  tick: i32,
  side: i32,
  inChunk: i32,
  rest: i32,
): i32 {
  const stride = (<usize>capacity) << 2;
  const at = columns + ((<usize>to) << 2);
  const qty = level.qty;
  const start = level.start;
  const added = level.add;
  const pulled = level.pull;
  const filled = level.fill;
  store<i32>(at, tick);
  store<i32>(at + stride, start);
  store<i32>(at + stride * 2, added);
  store<i32>(at + stride * 3, pulled);
  store<i32>(at + stride * 4, filled);
  store<i32>(at + stride * 5, qty);
  store<i32>(at + stride * 6, rest);
  store<i32>(at + stride * 7, level.pullRest);
  store<i32>(at + stride * 8, level.orders);
  const bytes = columns + stride * INT_COLUMNS + to;
  store<u8>(bytes, inChunk);
  store<u8>(bytes + capacity, side);
  return start + added - pulled - filled === qty ? 0 : 1;
}

/** Makes room for `count` more rows. */
export function reserveRows(rows: FlowRows, count: i32): void {
  if (rows.length + count > rows.capacity) growRows(rows, rows.length + count);
}

function growRows(rows: FlowRows, needed: i32): void {
  const before = rows.capacity;
  // As many as the block has room for: thousands of books have a table each.
  const capacity = <i32>(blockBytes(<u32>needed * ROW_BYTES) / ROW_BYTES);
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
