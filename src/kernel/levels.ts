// The price levels of a book and what flowed through them in the current window. Levels are dense by tick and side inside
// pages of 32 ticks that are made on demand, so a stub quote at 0.01 or at 199,999.99 costs one page and no search ever
// walks the empty prices between. One bit a tick and side says where quantity rests.
import { allocate, grown, release } from './memory';
import { moveLevels } from './orders';
import { Book, Level } from './tables';

/** Best tick of an empty side. */
export const NO_BID: i32 = -(1 << 30);
export const NO_ASK: i32 = 1 << 30;

const PAGE_SHIFT = 5;
const PAGE_TICKS = 1 << PAGE_SHIFT;
const PAGE_BYTES_SHIFT = 11;
const LEVEL_SHIFT = 5;
/** Bytes of a page's addresses in the list of touched levels. */
const PAGE_TOUCHED_SHIFT = 8;
const NO_PAGE: i32 = i32.MIN_VALUE;
/** Pages around the market that are found without a search: 128 × 32 ticks. */
const NEAR_MASK = 127;
const FIRST_PAGES = 2;
const FIRST_DIRECTORY = 8;
/** The list of `listOccupied`, and how many addresses it has room for. */
let occupied: usize = 0;
let occupiedRoom: i32 = 0;
const MIX: i32 = <i32>0x9e3779b1;

export function makeLevels(b: Book): void {
  const pages: u32 = FIRST_PAGES;
  b.pageCapacity = pages;
  b.levels = allocate(pages << PAGE_BYTES_SHIFT);
  b.touched = allocate(pages << PAGE_TOUCHED_SHIFT);
  b.numbers = allocate(pages << 2);
  b.bits = allocate(pages << 3);
  b.sorted = allocate(pages << 2);
  b.directoryMask = FIRST_DIRECTORY - 1;
  b.directory = allocate(FIRST_DIRECTORY << 2);
  b.near = allocate((NEAR_MASK + 1) << 3);
  b.pageCount = 0;
  clearLevels(b);
}

/** The level of that tick and side, its page made if need be. */
export function levelAt(b: Book, tick: i32, side: i32): Level {
  const number = tick >> PAGE_SHIFT;
  const near = b.near + ((<usize>(number & NEAR_MASK)) << 3);
  const page = load<i32>(near) === number ? <usize>load<u32>(near, 4) : pageAddress(b, number);
  return changetype<Level>(page + ((<usize>(((tick & (PAGE_TICKS - 1)) << 1) | side)) << LEVEL_SHIFT));
}

export function levelTick(b: Book, level: Level): i32 {
  const offset = changetype<usize>(level) - b.levels;
  return (
    (numberOf(b, <i32>(offset >>> PAGE_BYTES_SHIFT)) << PAGE_SHIFT) | (<i32>(offset >>> 6) & (PAGE_TICKS - 1))
  );
}

export function levelSide(b: Book, level: Level): i32 {
  return <i32>((changetype<usize>(level) - b.levels) >>> LEVEL_SHIFT) & 1;
}

/** Remembers the level's quantity at the window's start, at its first touch. Of a pair the bid is listed, once for both. */
export function touch(b: Book, level: Level): void {
  if (level.start >= 0) return;
  if (twinOf(b, level).start < 0) {
    store<u32>(b.touched + ((<usize>b.touchedCount) << 2), <u32>(changetype<usize>(level) & ~b.twin));
    b.touchedCount += 1;
  }
  level.start = level.qty;
}

/** The other level of a pair that is touched as one; else the level itself. */
export function twinOf(b: Book, level: Level): Level {
  return changetype<Level>(changetype<usize>(level) ^ b.twin);
}

export function touchedLevel(b: Book, i: i32): Level {
  return changetype<Level>(<usize>load<u32>(b.touched + ((<usize>i) << 2)));
}

/** To be called when a level's quantity became more than 0. */
export function occupy(b: Book, level: Level): void {
  const offset = changetype<usize>(level) - b.levels;
  const side = <i32>(offset >>> LEVEL_SHIFT) & 1;
  const bit = <i32>(offset >>> 6) & (PAGE_TICKS - 1);
  const page = <i32>(offset >>> PAGE_BYTES_SHIFT);
  const bits = bitsAt(b, page, side);
  store<i32>(bits, load<i32>(bits) | (1 << bit));
  const tick = (numberOf(b, page) << PAGE_SHIFT) | bit;
  if (side === 0) {
    if (tick > b.bidHint) b.bidHint = tick;
  } else if (tick < b.askHint) b.askHint = tick;
}

/** To be called when a level's quantity became 0. */
export function vacate(b: Book, level: Level): void {
  const offset = changetype<usize>(level) - b.levels;
  const bits = bitsAt(b, <i32>(offset >>> PAGE_BYTES_SHIFT), <i32>(offset >>> LEVEL_SHIFT) & 1);
  const bit = <i32>(offset >>> 6) & (PAGE_TICKS - 1);
  store<i32>(bits, load<i32>(bits) & ~(1 << bit));
}

/** True where the best bid is at or above the best ask. Searches only when the bounds leave it open. */
export function isCrossed(b: Book): bool {
  if (b.bidHint < b.askHint) return false;
  return bestBid(b) >= bestAsk(b);
}

/** Best bid tick, NO_BID where no bid rests. */
export function bestBid(b: Book): i32 {
  const hint = b.bidHint;
  if (hint === NO_BID) return NO_BID;
  const page = pageOf(b, hint >> PAGE_SHIFT);
  const bits = load<i32>(bitsAt(b, page, 0)) & <i32>(<u32>0xffffffff >>> (31 - (hint & (PAGE_TICKS - 1))));
  b.bidHint = bits !== 0 ? highestTick(b, page, bits) : bidBelow(b, page);
  return b.bidHint;
}

/** Best ask tick, NO_ASK where no ask rests. */
export function bestAsk(b: Book): i32 {
  const hint = b.askHint;
  if (hint === NO_ASK) return NO_ASK;
  const page = pageOf(b, hint >> PAGE_SHIFT);
  const bits = load<i32>(bitsAt(b, page, 1)) & (-1 << (hint & (PAGE_TICKS - 1)));
  b.askHint = bits !== 0 ? lowestTick(b, page, bits) : askAbove(b, page);
  return b.askHint;
}

/**
 * Lists the addresses of levels with quantity: ticks ascending, the bid of a tick before its ask. Returns their number;
 * they stand at `occupied` until the next call.
 */
export function listOccupied(b: Book): i32 {
  const most = b.pageCount << 6;
  if (most > occupiedRoom) {
    if (occupiedRoom > 0) release(occupied, (<u32>occupiedRoom) << 2);
    occupied = allocate((<u32>most) << 2);
    occupiedRoom = most;
  }
  let to = occupied;
  for (let rank = 0; rank < b.pageCount; rank++) {
    const page = load<i32>(b.sorted + ((<usize>rank) << 2));
    const bids = load<i32>(bitsAt(b, page, 0));
    const asks = load<i32>(bitsAt(b, page, 1));
    for (let any = bids | asks; any !== 0; any &= any - 1) {
      const bit = ctz(any);
      const bid = b.levels + ((<usize>page) << PAGE_BYTES_SHIFT) + ((<usize>bit) << 6);
      if ((bids >>> bit) & 1) {
        store<u32>(to, <u32>bid);
        to += 4;
      }
      if ((asks >>> bit) & 1) {
        store<u32>(to, <u32>bid + (1 << LEVEL_SHIFT));
        to += 4;
      }
    }
  }
  return <i32>((to - occupied) >>> 2);
}

export function occupiedAt(): usize {
  return occupied;
}

/** Forgets every level, and the window's flows with them. */
export function clearLevels(b: Book): void {
  forgetNear(b);
  b.pageCount = 0;
  memory.fill(b.directory, 0, (<usize>(b.directoryMask + 1)) << 2);
  b.bidHint = NO_BID;
  b.askHint = NO_ASK;
  b.touchedCount = 0;
}

function bidBelow(b: Book, page: i32): i32 {
  for (let rank = rankOf(b, numberOf(b, page)) - 1; rank >= 0; rank--) {
    const below = load<i32>(b.sorted + ((<usize>rank) << 2));
    const bits = load<i32>(bitsAt(b, below, 0));
    if (bits !== 0) return highestTick(b, below, bits);
  }
  return NO_BID;
}

function askAbove(b: Book, page: i32): i32 {
  for (let rank = rankOf(b, numberOf(b, page)) + 1; rank < b.pageCount; rank++) {
    const above = load<i32>(b.sorted + ((<usize>rank) << 2));
    const bits = load<i32>(bitsAt(b, above, 1));
    if (bits !== 0) return lowestTick(b, above, bits);
  }
  return NO_ASK;
}

function highestTick(b: Book, page: i32, bits: i32): i32 {
  return (numberOf(b, page) << PAGE_SHIFT) | (31 - clz(bits));
}

function lowestTick(b: Book, page: i32, bits: i32): i32 {
  return (numberOf(b, page) << PAGE_SHIFT) | ctz(bits);
}

function numberOf(b: Book, page: i32): i32 {
  return load<i32>(b.numbers + ((<usize>page) << 2));
}

function bitsAt(b: Book, page: i32, side: i32): usize {
  return b.bits + ((<usize>((page << 1) | side)) << 2);
}

function forgetNear(b: Book): void {
  for (let i = 0; i <= NEAR_MASK; i++) store<i32>(b.near + ((<usize>i) << 3), NO_PAGE);
}

/** As `pageOf`, its address, which is remembered. */
function pageAddress(b: Book, number: i32): usize {
  // First the page, which may move all others when it is made.
  const index = pageOf(b, number);
  const page = b.levels + ((<usize>index) << PAGE_BYTES_SHIFT);
  const near = b.near + ((<usize>(number & NEAR_MASK)) << 3);
  store<i32>(near, number);
  store<u32>(near, <u32>page, 4);
  return page;
}

/** The page of that number, made if need be. */
function pageOf(b: Book, number: i32): i32 {
  let i = pageHash(number) & b.directoryMask;
  while (true) {
    const page = load<i32>(b.directory + ((<usize>i) << 2)) - 1;
    if (page < 0) break;
    if (numberOf(b, page) === number) return page;
    i = (i + 1) & b.directoryMask;
  }
  return addPage(b, number);
}

function addPage(b: Book, number: i32): i32 {
  const page = b.pageCount;
  if (page === b.pageCapacity) growPages(b);
  if ((page + 1) * 2 > b.directoryMask + 1) growDirectory(b);
  const first = b.levels + ((<usize>page) << PAGE_BYTES_SHIFT);
  memory.fill(first, 0, 1 << PAGE_BYTES_SHIFT);
  for (let i = 0; i < PAGE_TICKS * 2; i++) changetype<Level>(first + ((<usize>i) << 5)).start = -1;
  const rank = rankOf(b, number);
  const place = b.sorted + ((<usize>rank) << 2);
  memory.copy(place + 4, place, (<usize>(page - rank)) << 2);
  store<i32>(place, page);
  store<i32>(b.numbers + ((<usize>page) << 2), number);
  store<i64>(bitsAt(b, page, 0), 0);
  b.pageCount = page + 1;
  enterPage(b, page);
  return page;
}

/** Position of the first page whose number is at least `number`. */
function rankOf(b: Book, number: i32): i32 {
  let lo = 0;
  let hi = b.pageCount;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if (numberOf(b, load<i32>(b.sorted + ((<usize>mid) << 2))) < number) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

function enterPage(b: Book, page: i32): void {
  let i = pageHash(numberOf(b, page)) & b.directoryMask;
  while (load<i32>(b.directory + ((<usize>i) << 2)) !== 0) i = (i + 1) & b.directoryMask;
  store<i32>(b.directory + ((<usize>i) << 2), page + 1);
}

function growPages(b: Book): void {
  const from = <u32>b.pageCapacity;
  const levels = doubled(b.levels, from << PAGE_BYTES_SHIFT);
  const by = levels - b.levels;
  b.levels = levels;
  moveLevels(b, by);
  for (let i = 0; i < b.touchedCount; i++) {
    const touched = b.touched + ((<usize>i) << 2);
    store<u32>(touched, load<u32>(touched) + <u32>by);
  }
  forgetNear(b);
  b.touched = doubled(b.touched, from << PAGE_TOUCHED_SHIFT);
  b.numbers = doubled(b.numbers, from << 2);
  b.bits = doubled(b.bits, from << 3);
  b.sorted = doubled(b.sorted, from << 2);
  b.pageCapacity = from << 1;
}

function doubled(block: usize, bytes: u32): usize {
  return grown(block, bytes, bytes, bytes << 1);
}

function growDirectory(b: Book): void {
  const entries = <u32>(b.directoryMask + 1);
  release(b.directory, entries << 2);
  b.directory = allocate(entries << 3);
  b.directoryMask = (entries << 1) - 1;
  memory.fill(b.directory, 0, entries << 3);
  for (let page = 0; page < b.pageCount; page++) enterPage(b, page);
}

function pageHash(number: i32): i32 {
  return <i32>(<u32>(number * MIX) >>> 8);
}
