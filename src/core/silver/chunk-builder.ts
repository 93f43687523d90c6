// Collects one chunk of silver in growing columns and hands it out when the chunk ends, as a copy or as views. Snapshot columns have room for
// every window of a chunk; rows and keyframes grow and stay at the size that was needed.
import { CHUNK_SHIFT, WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import {
  ACTIONS,
  type FlowColumns,
  type KeyframeColumns,
  type SilverChunk,
  type SnapshotColumns,
} from './chunk.ts';

type MutableColumns<T> = { -readonly [K in keyof T]: T[K] };

type Cut = <T extends Int32Array | Uint8Array | BigInt64Array>(column: T, length: number) => T;

const FIRST_CAPACITY = 64;
const FLOW_INTS = ['tick', 'start', 'add', 'pull', 'fill', 'end', 'rest', 'pullRest', 'orders'] as const;
const KEYFRAME_INTS = ['tick', 'qty', 'rest', 'orders'] as const;

export class ChunkBuilder {
  /** Window of the day at index 0 of the snapshot columns. */
  windowFrom = 0;
  windowCount = 0;
  readonly snapshots: SnapshotColumns = snapshotColumns(WINDOWS_PER_CHUNK);
  /** `lastTradePrice` as words: low at 2i, high at 2i + 1. */
  readonly lastTradeWords = new Int32Array(this.snapshots.lastTradePrice.buffer);
  readonly rows: MutableColumns<FlowColumns> = flowColumns(FIRST_CAPACITY);
  readonly keyframes: MutableColumns<KeyframeColumns> = keyframeColumns(FIRST_CAPACITY);

  begin(window: number): void {
    this.windowFrom = window;
    this.windowCount = 0;
    this.rows.length = 0;
    this.keyframes.length = 0;
  }

  reserveRows(count: number): void {
    const rows = this.rows;
    const needed = rows.length + count;
    if (needed <= rows.tick.length) return;
    const capacity = Math.max(needed, rows.tick.length * 2);
    rows.window = grownBytes(rows.window, capacity);
    rows.side = grownBytes(rows.side, capacity);
    for (const name of FLOW_INTS) rows[name] = grownInts(rows[name], capacity);
  }

  addKeyframe(window: number, side: number, tick: number, qty: number, rest: number, orders: number): void {
    const columns = this.keyframes;
    const i = columns.length;
    if (i === columns.tick.length) {
      columns.window = grownBytes(columns.window, i * 2);
      columns.side = grownBytes(columns.side, i * 2);
      for (const name of KEYFRAME_INTS) columns[name] = grownInts(columns[name], i * 2);
    }
    columns.window[i] = window & (WINDOWS_PER_CHUNK - 1);
    columns.side[i] = side;
    columns.tick[i] = tick;
    columns.qty[i] = qty;
    columns.rest[i] = rest;
    columns.orders[i] = orders;
    columns.length = i + 1;
  }

  /** Appends `count` windows equal to the last one, in which nothing happened. */
  repeatLast(count: number): void {
    const from = this.windowCount;
    const to = from + count;
    const columns = this.snapshots;
    for (const name of SNAPSHOT_INTS) columns[name].fill(columns[name][from - 1] as number, from, to);
    columns.lastTradePrice.fill(columns.lastTradePrice[from - 1] as bigint, from, to);
    columns.volumeBuy.fill(0, from, to);
    columns.volumeSell.fill(0, from, to);
    columns.volumeNone.fill(0, from, to);
    columns.crossedEvents.fill(0, from, to);
    columns.actions.fill(0, from * ACTIONS.length, to * ACTIONS.length);
    columns.flags.fill(columns.flags[from - 1] as number, from, to);
    this.windowCount = to;
  }

  /** The chunk so far, in arrays of its own. */
  take(): SilverChunk {
    return this.#chunk((column, length) => column.slice(0, length) as typeof column);
  }

  /** The chunk so far, as views that the next window may change: nothing is copied, nothing is left to be collected. */
  lend(): SilverChunk {
    return this.#chunk((column, length) => column.subarray(0, length) as typeof column);
  }

  #chunk(cut: Cut): SilverChunk {
    const count = this.windowCount;
    const { snapshots, rows, keyframes } = this;
    return {
      chunk: this.windowFrom >> CHUNK_SHIFT,
      windowFrom: this.windowFrom,
      windowCount: count,
      snapshots: {
        bestBidTick: cut(snapshots.bestBidTick, count),
        bestBidQty: cut(snapshots.bestBidQty, count),
        bestBidOrders: cut(snapshots.bestBidOrders, count),
        bestAskTick: cut(snapshots.bestAskTick, count),
        bestAskQty: cut(snapshots.bestAskQty, count),
        bestAskOrders: cut(snapshots.bestAskOrders, count),
        mid2: cut(snapshots.mid2, count),
        mid2Open: cut(snapshots.mid2Open, count),
        lastTradePrice: cut(snapshots.lastTradePrice, count),
        volumeBuy: cut(snapshots.volumeBuy, count),
        volumeSell: cut(snapshots.volumeSell, count),
        volumeNone: cut(snapshots.volumeNone, count),
        spotTick: cut(snapshots.spotTick, count),
        flags: cut(snapshots.flags, count),
        crossedEvents: cut(snapshots.crossedEvents, count),
        actions: cut(snapshots.actions, count * ACTIONS.length),
      },
      rows: {
        length: rows.length,
        window: cut(rows.window, rows.length),
        side: cut(rows.side, rows.length),
        tick: cut(rows.tick, rows.length),
        start: cut(rows.start, rows.length),
        add: cut(rows.add, rows.length),
        pull: cut(rows.pull, rows.length),
        fill: cut(rows.fill, rows.length),
        end: cut(rows.end, rows.length),
        rest: cut(rows.rest, rows.length),
        pullRest: cut(rows.pullRest, rows.length),
        orders: cut(rows.orders, rows.length),
      },
      keyframes: {
        length: keyframes.length,
        window: cut(keyframes.window, keyframes.length),
        side: cut(keyframes.side, keyframes.length),
        tick: cut(keyframes.tick, keyframes.length),
        qty: cut(keyframes.qty, keyframes.length),
        rest: cut(keyframes.rest, keyframes.length),
        orders: cut(keyframes.orders, keyframes.length),
      },
    };
  }
}

/** Snapshot columns whose value stays as long as nothing happens. */
const SNAPSHOT_INTS = [
  'bestBidTick',
  'bestBidQty',
  'bestBidOrders',
  'bestAskTick',
  'bestAskQty',
  'bestAskOrders',
  'mid2',
  'mid2Open',
  'spotTick',
] as const;

function snapshotColumns(length: number): SnapshotColumns {
  return {
    bestBidTick: new Int32Array(length),
    bestBidQty: new Int32Array(length),
    bestBidOrders: new Int32Array(length),
    bestAskTick: new Int32Array(length),
    bestAskQty: new Int32Array(length),
    bestAskOrders: new Int32Array(length),
    mid2: new Int32Array(length),
    mid2Open: new Int32Array(length),
    lastTradePrice: new BigInt64Array(length),
    volumeBuy: new Int32Array(length),
    volumeSell: new Int32Array(length),
    volumeNone: new Int32Array(length),
    spotTick: new Int32Array(length),
    flags: new Uint8Array(length),
    crossedEvents: new Int32Array(length),
    actions: new Int32Array(length * ACTIONS.length),
  };
}

function flowColumns(length: number): FlowColumns {
  return {
    length: 0,
    window: new Uint8Array(length),
    side: new Uint8Array(length),
    tick: new Int32Array(length),
    start: new Int32Array(length),
    add: new Int32Array(length),
    pull: new Int32Array(length),
    fill: new Int32Array(length),
    end: new Int32Array(length),
    rest: new Int32Array(length),
    pullRest: new Int32Array(length),
    orders: new Int32Array(length),
  };
}

function keyframeColumns(length: number): KeyframeColumns {
  return {
    length: 0,
    window: new Uint8Array(length),
    side: new Uint8Array(length),
    tick: new Int32Array(length),
    qty: new Int32Array(length),
    rest: new Int32Array(length),
    orders: new Int32Array(length),
  };
}

function grownInts(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(length);
  bigger.set(array);
  return bigger;
}

function grownBytes(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const bigger = new Uint8Array(length);
  bigger.set(array);
  return bigger;
}
