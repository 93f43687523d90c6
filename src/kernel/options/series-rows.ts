// The books of options as rows of silver: one a strike, right, expiry and side in which something happened.
import { endRows, FlowRows, isIdle, reserveRows, writeRow } from '../flow-rows';
import { levelAt, levelTick, touchedLevel, twinOf } from '../levels';
import { Level } from '../tables';
import { AGGREGATED, markOf, Options, ringOf, SERIES_SHIFT, SEVERAL, TAINTED, youngOf } from './options';

/** One side of a series of several options. */
const sum = changetype<Level>(memory.data(32));

/** Appends rows of all touched options in the window that ends now, bids before asks. */
export function writeSeries(rows: FlowRows, o: Options, inChunk: i32): void {
  const b = o.book;
  const count = b.touchedCount;
  o.writes += 1;
  reserveRows(rows, 2 * count);
  const columns = rows.columns;
  const capacity = rows.capacity;
  let to = rows.length;
  let broken = 0;
  for (let i = 0; i < count; i++) {
    const bids = touchedLevel(b, i);
    const number = levelTick(b, bids);
    const mark = markOf(o, number);
    const isSum = (mark & (TAINTED | AGGREGATED | SEVERAL)) !== 0;
    if (isSum && ringOf(o, number).written === o.writes) continue;
    for (let side = 0; side < 2; side++) {
      const own = side === 0 ? bids : twinOf(b, bids);
      const level = isSum ? sumOf(o, number, side) : changed(own, youngOf(o, number, side));
      if (level === null) continue;
      const rest = level.qty - level.young;
      broken += writeRow(columns, capacity, to, level, mark >> SERIES_SHIFT, side, inChunk, rest);
      to += 1;
    }
  }
  endRows(rows, to, broken);
}

/** The level where something happened in it; null where nothing did, or it was not touched. */
function changed(level: Level, youngBefore: i32): Level | null {
  return level.start < 0 || isIdle(level, youngBefore) ? null : level;
}

/** A side of the series of an option, where options must be added up or count in part; null where nothing happened. */
function sumOf(o: Options, first: i32, side: i32): Level | null {
  memory.fill(changetype<usize>(sum), 0, offsetof<Level>());
  let youngBefore = 0;
  let marks = 0;
  let number = first;
  do {
    const mark = markOf(o, number);
    const level = levelAt(o.book, number, side);
    const isAggregated = (mark & AGGREGATED) !== 0;
    addLevel(level, isAggregated, (mark & TAINTED) !== 0);
    marks |= mark;
    youngBefore += isAggregated ? level.qty : youngOf(o, number, side);
    const ring = ringOf(o, number);
    ring.written = o.writes;
    number = ring.next;
  } while (number !== first);
  if ((marks & AGGREGATED) !== 0) o.aggregated = 1;
  return (marks & TAINTED) !== 0 || !isIdle(sum, youngBefore) ? sum : null;
}

/** Adds one side of an option to the sum. Of a tainted one only what rests at the end counts. */
function addLevel(level: Level, isAggregated: bool, isTainted: bool): void {
  sum.qty += level.qty;
  sum.orders += level.orders;
  sum.young += isAggregated ? level.qty : level.young;
  if (isTainted || level.start < 0) {
    sum.start += level.qty;
    return;
  }
  sum.start += level.start;
  sum.add += level.add;
  sum.pull += level.pull;
  sum.fill += level.fill;
  sum.pullRest += level.pullRest;
}
