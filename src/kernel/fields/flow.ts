// The rows of a window: what flowed at which tick and side. They stay where they are until the next window's, as the
// fields are computed from them when somebody wants to see them.
import {
  cellInPage,
  enterVelocity,
  Levels,
  latticeOf,
  levelsOf,
  PAGE_TICKS,
  pageOf,
  qtyOf,
  setSide,
} from './cells';
import { velocityLog, velocityRatio } from './formulas';
import { reserve } from './memory';
import { logVelocity } from './parameters';

/** Index of the line among the lattices; 0 and 1 are the sides. */
export const LINE = 2;

/** Columns of the rows, each a word a row; in this order for whoever writes them. */
const SIDE = 0;
const TICK = 1;
const START = 2;
const ADD = 3;
const PULL = 4;
const FILL = 5;
const END = 6;
const REST = 7;
const COLUMNS = 8;

let columns: usize = 0;
/** Bytes from one column to the next. */
let stride: usize = 0;
/** Of the window at hand: its first row in the first column, and how many there are. */
let rows: usize = 0;
export let rowCount: i32 = 0;
/** Ticks with a row in the window at hand, each once: address of the page, and in its low bits the cell. */
let lineCells: usize = 0;
let lineCount = 0;

/** Makes room for so many rows; returns the address of the first column. The others follow, each as long as the room. */
export function makeRows(room: i32): usize {
  stride = (<usize>room) << 2;
  columns = reserve(COLUMNS * room * 4);
  // One more than there are rows: the next entry is written before it is known whether it counts.
  lineCells = reserve(4 * room + 4);
  return columns;
}

/** The window at hand has these of the rows that are there. */
export function selectRows(first: i32, count: i32): void {
  rows = columns + ((<usize>first) << 2);
  rowCount = count;
}

function value(column: usize, row: i32): i32 {
  return load<i32>(rows + column * stride + ((<usize>row) << 2));
}

export function sideOf(row: i32): i32 {
  return value(SIDE, row);
}

export function tickOf(row: i32): i32 {
  return value(TICK, row);
}

export function startOf(row: i32): i32 {
  return value(START, row);
}

export function addOf(row: i32): i32 {
  return value(ADD, row);
}

export function pullOf(row: i32): i32 {
  return value(PULL, row);
}

export function fillOf(row: i32): i32 {
  return value(FILL, row);
}

export function endOf(row: i32): i32 {
  return value(END, row);
}

export function restOf(row: i32): i32 {
  return value(REST, row);
}

/** Takes the rows into the book and the averages, of both sides and of the line, as valid window number `now`. */
export function enterRows(now: i32): void {
  lineCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const tick = tickOf(row);
    const side = sideOf(row);
    const start = <f64>startOf(row);
    const page = pageOf(tick);
    const cell = cellInPage(tick);
    const levels = levelsOf(page, cell);
    const net = <f64>addOf(row) - <f64>pullOf(row) - <f64>fillOf(row);
    // Whether a tick is new to the window follows no pattern that a branch could be predicted by.
    const isNew = i32(levels.seen !== now);
    levels.seen = now;
    store<u32>(lineCells + ((<usize>lineCount) << 2), <u32>page | cell);
    lineCount += isNew;
    const known = <f64>(1 - isNew);
    const resting = <f64>isNew * depthOfLine(levels);
    levels.start = known * levels.start + resting + (start - <f64>qtyOf(levels, side));
    levels.net = known * levels.net + net;
    setSide(levels, side, endOf(row), restOf(row));
    const u = logVelocity ? velocityLog(start, endOf(row)) : velocityRatio(net, start);
    if (u !== 0) enterVelocity(latticeOf(page, side), cell, now, u);
  }
  enterLine(now);
}

/** The line's velocity once both sides' rows are known; a tick with two rows is entered once. */
function enterLine(now: i32): void {
  for (let i = 0; i < lineCount; i++) {
    const entry = <usize>load<u32>(lineCells + ((<usize>i) << 2));
    const page = entry & ~(PAGE_TICKS - 1);
    const cell = <i32>(entry & (PAGE_TICKS - 1));
    const levels = levelsOf(page, cell);
    const u = logVelocity
      ? velocityLog(levels.start, depthOfLine(levels))
      : velocityRatio(levels.net, levels.start);
    if (u !== 0) enterVelocity(latticeOf(page, LINE), cell, now, u);
  }
}

function depthOfLine(levels: Levels): f64 {
  return <f64>levels.qtyBid + <f64>levels.qtyAsk;
}
