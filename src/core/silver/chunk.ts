// One chunk of silver: up to 256 windows of one instrument and UTC day, as columns. What the book writes, the store
// keeps and the fields read. Integers only (field-model §2).
import type { ChunkIndex, WindowIndex } from '../../../contracts/units.ts';

/** Side of a row: the values of the `side` columns. */
export const BID = 0;
export const ASK = 1;

/** Null in an int32 column (ticks, quantities and mids never reach it: the book refuses them). */
export const NULL_I32 = -0x80000000;

/** One row a window, every window of the chunk, valid or not. Arrays have length `windowCount`. */
export interface SnapshotColumns {
  /** Best levels at the window's end; tick NULL_I32 where the side is empty (quantity and orders then 0). */
  readonly bestBidTick: Int32Array;
  readonly bestBidQty: Int32Array;
  readonly bestBidOrders: Int32Array;
  readonly bestAskTick: Int32Array;
  readonly bestAskQty: Int32Array;
  readonly bestAskOrders: Int32Array;
  /** bidTick + askTick at the end and at the opening, half ticks; NULL_I32 where a side is empty. */
  readonly mid2: Int32Array;
  readonly mid2Open: Int32Array;
  /** Last trade's price up to the window's end, 1e-9, any side; kept over windows. UNDEF (2^63-1) before the first. */
  readonly lastTradePrice: BigInt64Array;
  /** Traded volume in the window by aggressor (T records only): buyer, seller, neither. */
  readonly volumeBuy: Int32Array;
  readonly volumeSell: Int32Array;
  readonly volumeNone: Int32Array;
  /** Spot anchor after this window; NULL_I32 before the first valid window of the day. */
  readonly spotTick: Int32Array;
  /** SNAPSHOT_FLAGS bits. */
  readonly flags: Uint8Array;
  /** Event ends (F_LAST) in the window at which the book was crossed or locked. */
  readonly crossedEvents: Int32Array;
  /** Records by action in the window, applied or not, in the order of ACTIONS: 8 a window (A C M R T F N other). */
  readonly actions: Int32Array;
}

export const FLAG_BOOK_VALID = 1;
export const FLAG_WINDOW_VALID = 2;
export const FLAG_CROSSED = 4;
/** The book was crossed or locked at the window's opening. */
export const FLAG_CROSSED_OPEN = 8;
/** F_MAYBE_BAD_BOOK seen and no R or snapshot since. */
export const FLAG_SUSPECT = 16;
/** Snapshot in progress at the window's end. */
export const FLAG_IN_SNAPSHOT = 32;
/** No order ages (F_TOB, F_MBP feeds): rest quantities mean nothing. */
export const FLAG_AGGREGATED = 64;

export const ACTIONS = ['A', 'C', 'M', 'R', 'T', 'F', 'N', 'other'] as const;

const OTHER = ACTIONS.length - 1;
/** Place in ACTIONS by the action byte of a row. */
export const ACTION_INDEX = new Uint8Array(256).fill(OTHER);
for (let i = 0; i < OTHER; i += 1) ACTION_INDEX[(ACTIONS[i] as string).charCodeAt(0)] = i;

/** Whether a row of the action at this place in ACTIONS concerns an order: A, C, M, F. */
export function concernsOrder(index: number): boolean {
  return index < 3 || index === 5;
}

/**
 * Cells of valid windows in which something flowed or a stored quantity changed (sparse). Rows of a window are
 * consecutive, windows ascend; within a window the order is that of first touch (deterministic). A touched cell whose
 * start, end and flows are all 0 has no row.
 */
export interface FlowColumns {
  readonly length: number;
  /** Window within the chunk: window - chunk * 256, 0..255. */
  readonly window: Uint8Array;
  readonly side: Uint8Array;
  readonly tick: Int32Array;
  readonly start: Int32Array;
  readonly add: Int32Array;
  readonly pull: Int32Array;
  readonly fill: Int32Array;
  readonly end: Int32Array;
  readonly rest: Int32Array;
  readonly pullRest: Int32Array;
  readonly orders: Int32Array;
}

/**
 * The whole book (every non-empty level, any distance) at the opening of a valid window, written where the rows alone
 * would not tell: at the first valid window of each chunk, and at each valid window that follows an invalid one.
 */
export interface KeyframeColumns {
  readonly length: number;
  readonly window: Uint8Array;
  readonly side: Uint8Array;
  readonly tick: Int32Array;
  readonly qty: Int32Array;
  readonly rest: Int32Array;
  readonly orders: Int32Array;
}

export interface SilverChunk {
  readonly chunk: ChunkIndex;
  /** First window of the UTC day in this chunk (a day's first chunk may begin late, its last may end early). */
  readonly windowFrom: WindowIndex;
  readonly windowCount: number;
  readonly snapshots: SnapshotColumns;
  readonly rows: FlowColumns;
  readonly keyframes: KeyframeColumns;
  /** Given where options of the instrument are known. */
  readonly strikes?: StrikeBeside;
  /** Given where the ticks are strikes: the rights that make their pressure. */
  readonly rights?: readonly RightChunk[];
}

/** Strikes in the windows of a chunk of their underlying; ticks of `chunk` are strikes. */
export interface StrikeBeside {
  readonly chunk: SilverChunk;
  /** Strikes that count, on either side of the one nearest to spot. */
  readonly xMax: number;
  /** Ticks of the underlying from one strike to the next. */
  readonly ticksPerStrike: number;
}

export interface RightChunk {
  readonly name: 'calls' | 'puts';
  /** What its pressure counts for: a bid for a put pushes down. */
  readonly sign: 1 | -1;
  readonly chunk: SilverChunk;
}
