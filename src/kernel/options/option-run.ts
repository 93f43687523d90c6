// The hottest loop of options: whole ordinary events that lie in one window, as event-run.ts takes a future's. What needs
// more than a look at one row is left to the lattice.
import { takeMarked } from '../book';
import { applyRow, lastOfEvent, MOST_ROWS, Run, rowAt } from '../event-run';
import { allocate } from '../memory';
import { lookForOrder } from '../orders';
import { AGGREGATED, HELD, Options, optionAt } from './options';

/** Rows looked at ahead. */
const AHEAD = 64;
/** Keeps looking ahead alive. */
const looked = memory.data(4);

/** Room for the number of the option of each row. */
export function makeMembers(): usize {
  return allocate(MOST_ROWS << 2);
}

/** As `take`, of the options whose numbers `members` are, row by row. Books may be crossed. */
export function takeOptions(run: Run, o: Options, from: usize, members: usize, count: i32): i32 {
  const b = o.book;
  const end = run.dayStart + <i64>run.end;
  takeMarked();
  let row = 0;
  let ahead = 0;
  let ts = run.dayStart + <i64>run.now;
  while (row < count) {
    if (row >= ahead) {
      ahead = min(row + AHEAD, count);
      lookAhead(o, from, members, row, ahead);
    }
    const member = memberAt(members, row);
    if ((optionAt(o, member).flags & (AGGREGATED | HELD)) !== 0) return row;
    const last = lastOfEvent(from, row, count, ts, end);
    if (last < 0) return row;
    for (let i = row + 1; i <= last; i++) if (memberAt(members, i) !== member) return row;
    ts = rowAt(from, last).tsRecv;
    run.now = <f64>(ts - run.dayStart);
    b.owner = member;
    for (; row <= last; row++) applyRow(run, b, rowAt(from, row), row);
  }
  return row;
}

/**
 * Reads what rows will need. Each read may wait for memory; here none depends on the one before, so that they wait
 * together.
 */
function lookAhead(o: Options, from: usize, members: usize, first: i32, end: i32): void {
  let value = 0;
  for (let row = first; row < end; row++) {
    const member = memberAt(members, row);
    o.book.owner = member;
    value ^= lookForOrder(o.book, rowAt(from, row).orderId);
  }
  store<i32>(looked, value);
}

function memberAt(members: usize, row: i32): i32 {
  return load<i32>(members + ((<usize>row) << 2));
}
