// Fills the seed planes of one lattice from the state of its cells and the window's rows. Averages fade in every cell and
// are computed in all of them; depth changes, and velocities differ from 0, only where rows say so. Reads state, never
// writes it, so that publishing cannot change a later number.
import {
  averagesAt,
  cellInPage,
  findPage,
  latticeOf,
  levelsOf,
  PAGE_SHIFT,
  PAGE_TICKS,
  qtyOf,
  restOf as restOfSide,
  touchedAt,
  VELOCITIES,
} from './cells';
import { addOf, endOf, fillOf, LINE, pullOf, restOf, rowCount, sideOf, startOf, tickOf } from './flow';
import { reserve } from './memory';
import { deadAge, factors } from './parameters';

/** Addresses of a lattice's seed planes, in the order of SEED_IDS (core/fields/passes.ts). */
@unmanaged
export class Seeds {
  addIntensity: usize;
  pullIntensity: usize;
  fillIntensity: usize;
  depthEnd: usize;
  depthRest: usize;
  ema2: usize;
  ema8: usize;
  ema32: usize;
  ema128: usize;
  /** The planes that are cleared before each window. */
  sparse: usize;
  sparseBytes: usize;
}

/** Some cells by their index in the planes, each once. */
@unmanaged
export class CellList {
  count: i32;
  indices: usize;
  /** Of those listed as moving: the address of the cell's `touched`. */
  cells: usize;
}

/** Cells of a plane. Every plane has room for one more. */
export let planeLength: i32 = 0;
/** Tick at index 0 of the planes, and valid windows so far, this one included. */
export let tickLo: i32 = 0;
export let validWindow: i32 = 0;
/** The planes hold nothing that could be kept; else depth differs from the last window's in touched cells alone. */
export let anew: bool = true;
/** False on feeds without order ages: depth at rest means nothing. */
export let hasRest: bool = true;
/** Cells of the lattice last filled: those with a row, and those with u ≠ 0 within the last three valid windows. */
export let touched: CellList = changetype<CellList>(0);
export let moving: CellList = changetype<CellList>(0);

/** Rows of the window whose ticks the planes have: at most two a tick. */
let shownRows: usize = 0;
let shownCount = 0;
/** Depth at the opening minus depth at the end, in touched cells of the line. */
let opening: usize = 0;
/** The fill that last touched a cell of the line: both sides may have a row there. */
let touchedIn: usize = 0;
let fills = 0;
let seeds: usize = 0;

/** Makes room for planes of that many cells; returns where the addresses of the three lattices' seeds go. */
export function makeSeeds(length: i32): usize {
  planeLength = length;
  touched = makeList(2 * length);
  moving = makeList(length);
  shownRows = reserve(2 * 4 * length);
  opening = reserve(8 * length);
  touchedIn = reserve(4 * length);
  seeds = reserve(3 * offsetof<Seeds>());
  return seeds;
}

/** The window whose planes are filled next. */
export function beginFrame(firstTick: i32, now: i32, fresh: bool, rested: bool): void {
  tickLo = firstTick;
  validWindow = now;
  anew = fresh;
  hasRest = rested;
  shownCount = 0;
  for (let row = 0; row < rowCount && shownCount < 2 * planeLength; row++) {
    if (<u32>(tickOf(row) - tickLo) >= <u32>planeLength) continue;
    store<i32>(shownRows + ((<usize>shownCount) << 2), row);
    shownCount += 1;
  }
}

/** All seeds of one lattice; the line's turn is after the sides'. */
export function fillSeeds(lattice: i32): void {
  const own = seedsOf(lattice);
  memory.fill(own.sparse, 0, own.sparseBytes);
  if (lattice === LINE) fillLineFlow(own, seedsOf(0), seedsOf(1));
  else fillSideFlow(own, lattice);
  moving.count = 0;
  for (let from = 0; from < planeLength; ) {
    const tick = tickLo + from;
    const cell = cellInPage(tick);
    const to = min(planeLength, from + PAGE_TICKS - cell);
    const page = findPage(tick >> PAGE_SHIFT);
    if (anew && lattice !== LINE) fillDepth(own, from, to, page, lattice, cell);
    fillAverages(own, from, to, latticeOf(page, lattice), cell);
    listMoving(from, to, latticeOf(page, lattice), cell);
    from = to;
  }
}

function makeList(length: i32): CellList {
  const list = changetype<CellList>(reserve(offsetof<CellList>()));
  list.indices = reserve(4 * length);
  list.cells = reserve(4 * length);
  return list;
}

function seedsOf(lattice: i32): Seeds {
  return changetype<Seeds>(seeds + <usize>lattice * offsetof<Seeds>());
}

function shownRow(k: i32): i32 {
  return load<i32>(shownRows + ((<usize>k) << 2));
}

function fillSideFlow(own: Seeds, side: i32): void {
  let count = 0;
  for (let k = 0; k < shownCount; k++) {
    const row = shownRow(k);
    if (sideOf(row) !== side) continue;
    const i = tickOf(row) - tickLo;
    const at = (<usize>i) << 3;
    const divisor = <f64>startOf(row) + 1;
    store<f64>(own.addIntensity + at, <f64>addOf(row) / divisor);
    store<f64>(own.pullIntensity + at, <f64>pullOf(row) / divisor);
    store<f64>(own.fillIntensity + at, <f64>fillOf(row) / divisor);
    store<f64>(own.depthEnd + at, <f64>endOf(row));
    store<f64>(own.depthRest + at, <f64>restOf(row));
    store<i32>(touched.indices + ((<usize>count) << 2), i);
    count += 1;
  }
  touched.count = count;
}

/** Flow and depth of both sides together; a tick with two rows is divided once. */
function fillLineFlow(own: Seeds, bids: Seeds, asks: Seeds): void {
  fills += 1;
  let count = 0;
  for (let k = 0; k < shownCount; k++) {
    const row = shownRow(k);
    const i = tickOf(row) - tickLo;
    const at = (<usize>i) << 3;
    if (load<i32>(touchedIn + ((<usize>i) << 2)) !== fills) {
      store<i32>(touchedIn + ((<usize>i) << 2), fills);
      store<f64>(opening + at, 0);
      store<i32>(touched.indices + ((<usize>count) << 2), i);
      count += 1;
    }
    addTo(own.addIntensity + at, <f64>addOf(row));
    addTo(own.pullIntensity + at, <f64>pullOf(row));
    addTo(own.fillIntensity + at, <f64>fillOf(row));
    addTo(opening + at, <f64>startOf(row) - <f64>endOf(row));
  }
  touched.count = count;
  const all = anew ? planeLength : count;
  for (let k = 0; k < all; k++) {
    const at = (<usize>(anew ? k : load<i32>(touched.indices + ((<usize>k) << 2)))) << 3;
    store<f64>(own.depthEnd + at, load<f64>(bids.depthEnd + at) + load<f64>(asks.depthEnd + at));
    store<f64>(own.depthRest + at, load<f64>(bids.depthRest + at) + load<f64>(asks.depthRest + at));
  }
  for (let k = 0; k < count; k++) {
    const at = (<usize>load<i32>(touched.indices + ((<usize>k) << 2))) << 3;
    const divisor = load<f64>(own.depthEnd + at) + load<f64>(opening + at) + 1;
    store<f64>(own.addIntensity + at, load<f64>(own.addIntensity + at) / divisor);
    store<f64>(own.pullIntensity + at, load<f64>(own.pullIntensity + at) / divisor);
    store<f64>(own.fillIntensity + at, load<f64>(own.fillIntensity + at) / divisor);
  }
}

function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function fillDepth(own: Seeds, from: i32, to: i32, page: usize, side: i32, firstCell: i32): void {
  for (let i = from; i < to; i++) {
    const levels = levelsOf(page, firstCell + i - from);
    store<f64>(own.depthEnd + ((<usize>i) << 3), <f64>qtyOf(levels, side));
    store<f64>(own.depthRest + ((<usize>i) << 3), <f64>restOfSide(levels, side));
  }
}

/**
 * Averages as they have faded since the cell's last flow, two cells at a time: an odd run's last pair takes one cell that
 * is not there, whose place the next run, or nobody, fills.
 */
function fillAverages(own: Seeds, from: i32, to: i32, lattice: usize, firstCell: i32): void {
  const now = validWindow;
  const dead = <u32>deadAge;
  const lefts = factors;
  const ema2 = own.ema2;
  const ema8 = own.ema8;
  const ema32 = own.ema32;
  const ema128 = own.ema128;
  let touchedIn = touchedAt(lattice, firstCell);
  let averages = averagesAt(lattice, firstCell);
  const end = (<usize>to) << 3;
  for (let at = (<usize>from) << 3; at < end; at += 16) {
    const age1 = <u32>(now - load<i32>(touchedIn));
    const age2 = <u32>(now - load<i32>(touchedIn, 4));
    // Zeros once nothing is left.
    const left1 = lefts + ((<usize>min(age1, dead)) << 5);
    const left2 = lefts + ((<usize>min(age2, dead)) << 5);
    const from1 = age1 < dead ? averages : left1;
    const from2 = age2 < dead ? averages + 32 : left2;
    const quick1 = f64x2.mul(v128.load(from1), v128.load(left1));
    const quick2 = f64x2.mul(v128.load(from2), v128.load(left2));
    const slow1 = f64x2.mul(v128.load(from1, 16), v128.load(left1, 16));
    const slow2 = f64x2.mul(v128.load(from2, 16), v128.load(left2, 16));
    v128.store(ema2 + at, v128.shuffle<f64>(quick1, quick2, 0, 2));
    v128.store(ema8 + at, v128.shuffle<f64>(quick1, quick2, 1, 3));
    v128.store(ema32 + at, v128.shuffle<f64>(slow1, slow2, 0, 2));
    v128.store(ema128 + at, v128.shuffle<f64>(slow1, slow2, 1, 3));
    touchedIn += 8;
    averages += 64;
  }
}

/** Adds the run's cells with u ≠ 0 within the last three valid windows to the list: four are looked at at a time. */
function listMoving(from: i32, to: i32, lattice: usize, firstCell: i32): void {
  const oldest = i32x4.splat(max(0, validWindow - VELOCITIES));
  let cells = touchedAt(lattice, firstCell);
  let count = moving.count;
  for (let i = from; i < to; i += 4, cells += 16) {
    let found = i32x4.bitmask(i32x4.gt_s(v128.load(cells), oldest));
    if (to - i < 4) found &= (1 << (to - i)) - 1;
    for (; found !== 0; found &= found - 1) {
      const k = ctz(found);
      const entry = (<usize>count) << 2;
      store<i32>(moving.indices + entry, i + k);
      store<u32>(moving.cells + entry, <u32>cells + (k << 2));
      count += 1;
    }
  }
  moving.count = count;
}
