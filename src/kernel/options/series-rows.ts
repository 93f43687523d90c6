// The books of options as rows of silver: one a strike, right, expiry and side in which something happened.
import { FlowRows, isIdle, reserveRows, writeRow } from '../flow-rows';
import { levelAt, levelTick, touchedLevel, twinOf } from '../levels';
import { Level } from '../tables';
import { AGGREGATED, Option, Options, optionAt, SEVERAL, TAINTED } from './options';

/** One side of a series of several options. */
const sum = changetype<Level>(memory.data(32));

/** Appends rows of all touched options in the window that ends now, bids before asks. */
export function writeSeries(rows: FlowRows, o: Options, inChunk: i32): void {
  const b = o.book;
  const count = b.touchedCount;
  o.writes += 1;
  reserveRows(rows, 2 * count);
  for (let i = 0; i < count; i++) {
    const bids = touchedLevel(b, i);
    const number = levelTick(b, bids);
    const option = optionAt(o, number);
    if ((option.flags & (TAINTED | AGGREGATED | SEVERAL)) !== 0) {
      if (option.written === o.writes) continue;
      writeSum(rows, o, number, 0, inChunk);
      writeSum(rows, o, number, 1, inChunk);
      continue;
    }
    const asks = twinOf(b, bids);
    if (bids.start >= 0 && !isIdle(bids, option.carriedBids))
      writeRow(rows, bids, option.series, 0, inChunk, bids.qty - bids.young);
    if (asks.start >= 0 && !isIdle(asks, option.carriedAsks))
      writeRow(rows, asks, option.series, 1, inChunk, asks.qty - asks.young);
  }
}

/** A side of the series of an option, where options must be added up, or count in part. */
function writeSum(rows: FlowRows, o: Options, first: i32, side: i32, inChunk: i32): void {
  memory.fill(changetype<usize>(sum), 0, offsetof<Level>());
  let youngBefore = 0;
  let flags = 0;
  let number = first;
  do {
    const option = optionAt(o, number);
    const level = levelAt(o.book, number, side);
    addLevel(option, level);
    flags |= option.flags;
    youngBefore +=
      (option.flags & AGGREGATED) !== 0 ? level.qty : side === 0 ? option.carriedBids : option.carriedAsks;
    option.written = o.writes;
    number = option.next;
  } while (number !== first);
  if ((flags & AGGREGATED) !== 0) o.aggregated = 1;
  if ((flags & TAINTED) !== 0 || !isIdle(sum, youngBefore))
    writeRow(rows, sum, optionAt(o, first).series, side, inChunk, sum.qty - sum.young);
}

/** Adds one side of an option to the sum. Of a tainted one only what rests at the end counts. */
function addLevel(option: Option, level: Level): void {
  sum.qty += level.qty;
  sum.orders += level.orders;
  sum.young += (option.flags & AGGREGATED) !== 0 ? level.qty : level.young;
  if ((option.flags & TAINTED) !== 0 || level.start < 0) {
    sum.start += level.qty;
    return;
  }
  sum.start += level.start;
  sum.add += level.add;
  sum.pull += level.pull;
  sum.fill += level.fill;
  sum.pullRest += level.pullRest;
}
