// The state that outlives a window, keyed by absolute tick: the book of both sides, and per lattice (bids, asks, line)
// the averages and the last velocities. Ticks live in pages of 64 made when first touched, so a stub quote far away costs
// one page; inside a page everything is struct-of-arrays.
import { limited } from './formulas';
import { reserve, reserveAligned } from './memory';
import { alphas, deadAge, factors } from './parameters';

export const PAGE_SHIFT = 6;
export const PAGE_TICKS = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_TICKS - 1;

/** Velocities kept per cell: u of its last flow, and of the two valid windows before that one. */
export const VELOCITIES = 3;
/** Slots ahead of them that stay 0: u of the windows since, so that the last three windows' u are three slots in a row. */
const NO_VELOCITY_SLOTS = VELOCITIES - 1;

// Of one lattice in a page, bytes: what all cells are asked for in every window, each for itself, and what only those are
// that flowed of late, together. `touched` is the valid-window count at the cell's last flow with u ≠ 0, 0 = never; the four
// averages are those of that window, and of the valid window before it.
export const TOUCHED_AT = 0;
export const AVERAGES_AT = TOUCHED_AT + PAGE_TICKS * 4;
export const RECENT_AT = AVERAGES_AT + PAGE_TICKS * 32;
export const VELOCITIES_IN_RECENT = 32 + NO_VELOCITY_SLOTS * 8;
export const RECENT_BYTES = VELOCITIES_IN_RECENT + VELOCITIES * 8;
export const LATTICE_BYTES = RECENT_AT + PAGE_TICKS * RECENT_BYTES;
/** Behind the lattices: the book, by cell. */
export const LEVELS_AT = 3 * LATTICE_BYTES;

/** Both sides at a tick. */
@unmanaged
export class Levels {
  // At the end of the last valid window: lots, and the part of them at rest.
  qtyBid: i32;
  qtyAsk: i32;
  restBid: i32;
  restAsk: i32;
  // The line in the window `seen`: its opening depth and net flow.
  start: f64;
  net: f64;
  seen: i32;
  unused: i32;
}
export const LEVELS_BYTES = <i32>offsetof<Levels>();

const PAGE_BYTES = LEVELS_AT + PAGE_TICKS * LEVELS_BYTES;
/** Pages begin at multiples of this, and so do the lattices in them: the address of `touched` tells lattice and cell. */
const PAGE_ALIGNMENT = PAGE_TICKS * 4;

/** What is read where no page is: nothing was ever touched there. */
const emptyPage = reserveAligned(PAGE_BYTES, PAGE_ALIGNMENT);

// Pages in the order in which they were made: number (tick >> PAGE_SHIFT) and address.
let numbers: usize = 0;
let addresses: usize = 0;
let count = 0;
let capacity = 0;
/** Place + 1 in that list by a hash of the number; at most half full. */
let directory: usize = 0;
/** Number and address of the page found last for the low bits of a number; no address = none. */
const NEAR_MASK = 15;
const near = reserve((NEAR_MASK + 1) * 8);

export function pageCount(): i32 {
  return count;
}

export function pageNumber(place: i32): i32 {
  return load<i32>(numbers + ((<usize>place) << 2));
}

export function pageAddress(place: i32): usize {
  return load<u32>(addresses + ((<usize>place) << 2));
}

/** The page of a number, or one with nothing in it that is not to be written. */
export function findPage(number: i32): usize {
  const place = capacity > 0 ? load<i32>(entryOf(number)) : 0;
  return place === 0 ? emptyPage : pageAddress(place - 1);
}

/** The page of a tick, made if need be. */
export function pageOf(tick: i32): usize {
  const number = tick >> PAGE_SHIFT;
  const entry = near + ((<usize>(number & NEAR_MASK)) << 3);
  const page = <usize>load<u32>(entry, 4);
  return page !== 0 && load<i32>(entry) === number ? page : farPage(number, entry);
}

function farPage(number: i32, nearEntry: usize): usize {
  if (count === capacity) growDirectory();
  const entry = entryOf(number);
  if (load<i32>(entry) === 0) {
    store<i32>(numbers + ((<usize>count) << 2), number);
    store<u32>(addresses + ((<usize>count) << 2), <u32>reserveAligned(PAGE_BYTES, PAGE_ALIGNMENT));
    count += 1;
    store<i32>(entry, count);
  }
  const page = pageAddress(load<i32>(entry) - 1);
  store<i32>(nearEntry, number);
  store<u32>(nearEntry, <u32>page, 4);
  return page;
}

export function cellInPage(tick: i32): i32 {
  return tick & PAGE_MASK;
}

export function latticeOf(page: usize, lattice: i32): usize {
  return page + <usize>(lattice * LATTICE_BYTES);
}

export function touchedAt(lattice: usize, cell: i32): usize {
  return lattice + TOUCHED_AT + ((<usize>cell) << 2);
}

/** The lattice and the cell whose `touched` is at an address. */
export function latticeOfTouched(address: usize): usize {
  return address & ~(PAGE_ALIGNMENT - 1);
}

export function cellOfTouched(address: usize): i32 {
  return (<i32>address & (PAGE_ALIGNMENT - 1)) >> 2;
}

export function averagesAt(lattice: usize, cell: i32): usize {
  return lattice + AVERAGES_AT + ((<usize>cell) << 5);
}

export function averagesBeforeAt(lattice: usize, cell: i32): usize {
  return lattice + RECENT_AT + <usize>(cell * RECENT_BYTES);
}

/** u of the window that is `age` windows after the cell's last flow, and then of those before. */
export function velocitiesAt(lattice: usize, cell: i32, age: i32): usize {
  return lattice + RECENT_AT + <usize>(cell * RECENT_BYTES + VELOCITIES_IN_RECENT - (age << 3));
}

export function levelsOf(page: usize, cell: i32): Levels {
  return changetype<Levels>(page + LEVELS_AT + <usize>(cell * LEVELS_BYTES));
}

export function qtyOf(levels: Levels, side: i32): i32 {
  return load<i32>(changetype<usize>(levels) + ((<usize>side) << 2), offsetof<Levels>('qtyBid'));
}

export function restOf(levels: Levels, side: i32): i32 {
  return load<i32>(changetype<usize>(levels) + ((<usize>side) << 2), offsetof<Levels>('restBid'));
}

/** Enters what rests at a tick and side. */
export function setSide(levels: Levels, side: i32, qty: i32, rest: i32): void {
  const own = changetype<usize>(levels) + ((<usize>side) << 2);
  store<i32>(own, qty, offsetof<Levels>('qtyBid'));
  store<i32>(own, rest, offsetof<Levels>('restBid'));
}

/** A level as a keyframe or a checkpoint has it. */
export function setLevel(tick: i32, side: i32, qty: i32, rest: i32): void {
  setSide(levelsOf(pageOf(tick), cellInPage(tick)), side, qty, rest);
}

export function clearBook(): void {
  for (let i = 0; i < count; i++) memory.fill(pageAddress(i) + LEVELS_AT, 0, PAGE_TICKS * LEVELS_BYTES);
}

/** Forgets all that was ever entered. */
export function clearCells(): void {
  for (let i = 0; i < count; i++) memory.fill(pageAddress(i), 0, PAGE_BYTES);
}

/**
 * Enters a window's u ≠ 0 into a cell of a lattice: brings its averages up to the window before, keeps those, and adds the
 * limited velocity.
 */
export function enterVelocity(lattice: usize, cell: i32, now: i32, u: f64): void {
  const touched = touchedAt(lattice, cell);
  const gap = now - load<i32>(touched);
  enterAverages(lattice, cell, gap - 1, limited(f64x2.splat(u)));
  // Behind the slots that stay 0 lie no others: u of longer ago than they reach is 0 as well.
  const ago = velocitiesAt(lattice, cell, min(gap - 1, NO_VELOCITY_SLOTS));
  const before = load<f64>(ago);
  const before2 = load<f64>(ago, 8);
  const velocities = velocitiesAt(lattice, cell, 0);
  store<f64>(velocities, u);
  store<f64>(velocities, before, 8);
  store<f64>(velocities, before2, 16);
  store<i32>(touched, now);
}

/** e += α(û - e) of all four, after `idle` windows in which they faded. */
function enterAverages(lattice: usize, cell: i32, idle: i32, limited: v128): void {
  const averages = averagesAt(lattice, cell);
  const before = averagesBeforeAt(lattice, cell);
  const left = factors + ((<usize>min(idle, deadAge)) << 5);
  const quick = f64x2.mul(v128.load(averages), v128.load(left));
  const slow = f64x2.mul(v128.load(averages, 16), v128.load(left, 16));
  v128.store(before, quick);
  v128.store(before, slow, 16);
  v128.store(averages, f64x2.add(quick, f64x2.mul(v128.load(alphas), f64x2.sub(limited, quick))));
  v128.store(averages, f64x2.add(slow, f64x2.mul(v128.load(alphas, 16), f64x2.sub(limited, slow))), 16);
}

function entryOf(number: i32): usize {
  const mask = 2 * capacity - 1;
  let at = (number * 0x9e3779b1) >>> 7;
  while (true) {
    const entry = directory + ((<usize>(at & mask)) << 2);
    const place = load<i32>(entry);
    if (place === 0 || pageNumber(place - 1) === number) return entry;
    at += 1;
  }
}

function growDirectory(): void {
  const before = capacity;
  capacity = max(16, 2 * before);
  const moved = reserve(capacity * 8);
  memory.copy(moved, numbers, (<usize>before) << 2);
  memory.copy(moved + ((<usize>capacity) << 2), addresses, (<usize>before) << 2);
  numbers = moved;
  addresses = moved + ((<usize>capacity) << 2);
  directory = reserve(capacity * 8);
  for (let i = 0; i < count; i++) store<i32>(entryOf(pageNumber(i)), i + 1);
}
