// Silver chunks to the stored tables' columns and back. Keyframes keep their arrays, rows of flow are narrowed
// (flow-codec.ts), and the snapshot's bits (flags, record counts) change shape, since a table for people has a column for
// each.

import {
  BOOK_SNAPSHOT,
  FLOW_STORED,
  FLOW_STORED_BEFORE,
  LEVEL_KEYFRAME,
  type TableSpec,
} from '../../../contracts/datasets.ts';
import { type ColumnsOf, type DecodedBatch, decodeBatch, encodeBatch } from '../../../contracts/tables.ts';
import type { WindowIndex } from '../../../contracts/units.ts';
import {
  ACTIONS,
  FLAG_AGGREGATED,
  FLAG_BOOK_VALID,
  FLAG_CROSSED,
  FLAG_CROSSED_OPEN,
  FLAG_IN_SNAPSHOT,
  FLAG_SUSPECT,
  FLAG_WINDOW_VALID,
  type KeyframeColumns,
  type SilverChunk,
  type SnapshotColumns,
} from '../../core/silver/chunk.ts';
import { column, i32, u8 } from './columns.ts';
import { flowFromBefore, flowFromStored, flowToStored } from './flow-codec.ts';

/** The tables of an instrument-day as stored, in the order in which a chunk's batches are made. */
export const STORED_TABLES = [BOOK_SNAPSHOT, FLOW_STORED, LEVEL_KEYFRAME] as const;
/** The same as older versions stored them. */
export const STORED_BEFORE = [BOOK_SNAPSHOT, FLOW_STORED_BEFORE, LEVEL_KEYFRAME] as const;

const NANOS_PER_WINDOW = 1_000_000_000n;
const FLAG_COLUMNS = [
  ['book_valid', FLAG_BOOK_VALID],
  ['window_valid', FLAG_WINDOW_VALID],
  ['crossed', FLAG_CROSSED],
  ['crossed_open', FLAG_CROSSED_OPEN],
  ['suspect', FLAG_SUSPECT],
  ['in_snapshot', FLAG_IN_SNAPSHOT],
  ['aggregated', FLAG_AGGREGATED],
] as const;
const ACTION_COLUMNS = ACTIONS.map((action) => `records_${action.toLowerCase()}`);

export interface EncodedBatch {
  readonly spec: TableSpec;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/**
 * One record batch for each of STORED_TABLES, in memory from `allocate`, if given. The chunk's arrays may be reused
 * afterwards: bytes are copies.
 */
export function encodeChunk(
  chunk: SilverChunk,
  dayStartNanos: bigint,
  allocate?: (byteLength: number) => Uint8Array,
): EncodedBatch[] {
  const { snapshots, rows, keyframes, windowFrom, windowCount } = chunk;
  const batch = (spec: TableSpec, columns: ColumnsOf, length: number): EncodedBatch => ({
    spec,
    rows: length,
    bytes: encodeBatch(spec, columns, length, allocate),
  });
  const flow = flowToStored(rows);
  return [
    batch(BOOK_SNAPSHOT, snapshotColumns(snapshots, windowFrom, windowCount, dayStartNanos), windowCount),
    batch(FLOW_STORED, flow.columns, flow.length),
    batch(LEVEL_KEYFRAME, keyframeColumns(keyframes), keyframes.length),
  ];
}

/** The snapshot columns of a table as published, from the chunk as the book wrote it. */
export function snapshotColumns(
  s: SnapshotColumns,
  windowFrom: WindowIndex,
  count: number,
  dayStartNanos: bigint,
): ColumnsOf {
  const ends = new BigInt64Array(count);
  for (let i = 0; i < count; i++) ends[i] = dayStartNanos + BigInt(windowFrom + i + 1) * NANOS_PER_WINDOW;
  const columns: Record<string, ColumnsOf[string]> = {
    window_end_ts_ns: ends,
    best_bid_tick: s.bestBidTick,
    best_bid_qty: s.bestBidQty,
    best_bid_orders: s.bestBidOrders,
    best_ask_tick: s.bestAskTick,
    best_ask_qty: s.bestAskQty,
    best_ask_orders: s.bestAskOrders,
    mid2: s.mid2,
    mid2_open: s.mid2Open,
    last_trade_price: s.lastTradePrice,
    traded_volume_buy: s.volumeBuy,
    traded_volume_sell: s.volumeSell,
    traded_volume_none: s.volumeNone,
    spot_tick: s.spotTick,
    crossed_events: s.crossedEvents,
  };
  for (const [name, bit] of FLAG_COLUMNS) columns[name] = bitColumn(s.flags, bit, count);
  for (let a = 0; a < ACTION_COLUMNS.length; a++) columns[ACTION_COLUMNS[a]] = strided(s.actions, a, count);
  return columns;
}

/** A chunk from its batches as stored, in the tables' order; columns are views into them where they can be. */
export function decodeChunk(
  at: { readonly chunk: number; readonly windowFrom: number; readonly windowCount: number },
  tables: typeof STORED_TABLES | typeof STORED_BEFORE,
  messages: readonly Uint8Array[],
): SilverChunk {
  const [snapshots, rows, keyframes] = tables.map((spec, t) => decodeBatch(spec, messages[t]));
  return {
    chunk: at.chunk,
    windowFrom: at.windowFrom,
    windowCount: at.windowCount,
    snapshots: snapshotsFromColumns(snapshots.columns, snapshots.length),
    rows: tables === STORED_TABLES ? flowFromStored(rows) : flowFromBefore(rows),
    keyframes: keyframesFromColumns(keyframes),
  };
}

/** Snapshot columns as the core has them, from the published table. */
export function snapshotsFromColumns(columns: ColumnsOf, count: number): SnapshotColumns {
  const flags = new Uint8Array(count);
  for (const [name, bit] of FLAG_COLUMNS) {
    const values = u8(columns, name);
    for (let i = 0; i < count; i++) if (values[i] !== 0) flags[i] = flags[i] | bit;
  }
  const actions = new Int32Array(count * ACTIONS.length);
  ACTION_COLUMNS.forEach((name, a) => {
    const values = i32(columns, name);
    for (let i = 0; i < count; i++) actions[i * ACTIONS.length + a] = values[i];
  });
  return {
    bestBidTick: i32(columns, 'best_bid_tick'),
    bestBidQty: i32(columns, 'best_bid_qty'),
    bestBidOrders: i32(columns, 'best_bid_orders'),
    bestAskTick: i32(columns, 'best_ask_tick'),
    bestAskQty: i32(columns, 'best_ask_qty'),
    bestAskOrders: i32(columns, 'best_ask_orders'),
    mid2: i32(columns, 'mid2'),
    mid2Open: i32(columns, 'mid2_open'),
    lastTradePrice: column(columns, 'last_trade_price', BigInt64Array),
    volumeBuy: i32(columns, 'traded_volume_buy'),
    volumeSell: i32(columns, 'traded_volume_sell'),
    volumeNone: i32(columns, 'traded_volume_none'),
    spotTick: i32(columns, 'spot_tick'),
    flags,
    crossedEvents: i32(columns, 'crossed_events'),
    actions,
  };
}

function keyframeColumns(keyframes: KeyframeColumns): ColumnsOf {
  return {
    window: keyframes.window,
    side: keyframes.side,
    price_tick: keyframes.tick,
    depth_qty: keyframes.qty,
    depth_qty_rest: keyframes.rest,
    order_count: keyframes.orders,
  };
}

function keyframesFromColumns({ columns, length }: DecodedBatch): KeyframeColumns {
  return {
    length,
    window: u8(columns, 'window'),
    side: u8(columns, 'side'),
    tick: i32(columns, 'price_tick'),
    qty: i32(columns, 'depth_qty'),
    rest: i32(columns, 'depth_qty_rest'),
    orders: i32(columns, 'order_count'),
  };
}

function bitColumn(flags: Uint8Array, bit: number, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) values[i] = flags[i] & bit ? 1 : 0;
  return values;
}

function strided(actions: Int32Array, offset: number, count: number): Int32Array {
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = actions[i * ACTIONS.length + offset];
  return values;
}
