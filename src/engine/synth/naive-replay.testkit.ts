// For tests: reads a written day back and replays it over plain maps of BigInts, slowly and with nothing shared with the
// simulator, checking after every row what an exchange guarantees. The bytes are the only input.
import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';

const F_LAST = 128;
const F_SNAPSHOT = 32;

export interface NaiveTrade {
  readonly second: number;
  readonly tick: number;
  readonly side: string;
  readonly size: number;
  readonly serial: number;
}

export interface NaiveDay {
  readonly frames: number;
  readonly metadata: Buffer;
  readonly records: number;
  readonly actions: Record<string, number>;
  readonly trades: NaiveTrade[];
  readonly problems: string[];
  readonly wideIds: number;
  readonly snapshotRows: number;
  /** Rows by second. */
  readonly rowsBySecond: number[];
  /** Book after each second: [side][tick] = quantity. */
  readonly books: { B: Map<number, number>; A: Map<number, number> }[];
  /** Modifies that showed the same order again in the event that filled it, by tick. */
  readonly refillsByTick: Map<number, number>;
}

/** Decompressed bytes of every frame; a file that is not zstd is one frame. */
export function readFrames(path: string): Buffer[] {
  const bytes = readFileSync(path);
  if (bytes.readUInt32LE(0) !== 0xfd2fb528) return [bytes];
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { buffer, engine } = zlib.zstdDecompressSync(bytes.subarray(at), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    frames.push(buffer);
    at += engine.bytesWritten;
  }
  return frames;
}

interface Resting {
  side: 'A' | 'B';
  tick: number;
  size: number;
}

export function replayNaively(path: string, dayStart: bigint, tickSize: bigint): NaiveDay {
  const frames = readFrames(path);
  const all = Buffer.concat(frames);
  const recordsAt = 8 + all.readUInt32LE(4);
  const orders = new Map<bigint, Resting>();
  const depth = { B: new Map<number, number>(), A: new Map<number, number>() };
  const day = {
    frames: frames.length,
    metadata: all.subarray(0, recordsAt),
    records: 0,
    actions: { A: 0, C: 0, M: 0, R: 0, T: 0, F: 0, N: 0 } as Record<string, number>,
    trades: [] as NaiveTrade[],
    problems: [] as string[],
    wideIds: 0,
    snapshotRows: 0,
    rowsBySecond: [] as number[],
    books: [] as NaiveDay['books'][number][],
    refillsByTick: new Map<number, number>(),
  };
  const problem = (text: string): void => {
    if (day.problems.length < 20) day.problems.push(`record ${day.records}: ${text}`);
  };
  const change = (side: 'A' | 'B', tick: number, by: number): void => {
    const now = (depth[side].get(tick) ?? 0) + by;
    if (now < 0) problem(`negative depth at ${tick}`);
    if (now === 0) depth[side].delete(tick);
    else depth[side].set(tick, now);
  };
  let lastReceive = 0n;
  let lastSequence = 0;
  let filled = new Map<bigint, number>();
  let second = 0;
  for (let at = recordsAt; at + 56 <= all.length; at += 56, day.records++) {
    const flags = all[at + 36] as number;
    const action = String.fromCharCode(all[at + 38] as number);
    const side = String.fromCharCode(all[at + 39] as number) as 'A' | 'B' | 'N';
    const id = all.readBigUInt64LE(at + 16);
    const price = all.readBigInt64LE(at + 24);
    const size = all.readUInt32LE(at + 32);
    const receive = all.readBigUInt64LE(at + 40);
    const sequence = all.readUInt32LE(at + 52);
    const tick = Number(price / tickSize);
    if (all[at] !== 14 || all[at + 1] !== 0xa0) problem('not an MBO record');
    if (receive < lastReceive) problem('ts_recv goes backwards');
    if (all.readBigUInt64LE(at + 8) > receive) problem('ts_event after ts_recv');
    if (sequence < lastSequence) problem('sequence goes backwards');
    if (action !== 'R' && price % tickSize !== 0n) problem('price off the lattice');
    for (const now = Number((receive - dayStart) / 1_000_000_000n); second < now; second++) {
      day.books[second] = { B: new Map(depth.B), A: new Map(depth.A) };
    }
    day.rowsBySecond[second] = (day.rowsBySecond[second] ?? 0) + 1;
    lastReceive = receive;
    lastSequence = sequence;
    day.actions[action] = (day.actions[action] ?? 0) + 1;
    if (id > 1n << 53n) day.wideIds++;
    if (flags & F_SNAPSHOT) day.snapshotRows++;
    const order = orders.get(id);
    if (action === 'R') {
      orders.clear();
      depth.A.clear();
      depth.B.clear();
    } else if (action === 'A') {
      if (order) problem('add of an id that rests');
      if (side === 'N' || size === 0) problem('add without side or size');
      else {
        orders.set(id, { side, tick, size });
        change(side, tick, size);
      }
    } else if (action === 'C' || action === 'M') {
      if (!order) problem(`${action} of an unknown id`);
      else {
        if (order.side !== side) problem('change of side');
        if (action === 'C' && (order.size !== size || order.tick !== tick))
          problem('cancel is not of the whole order');
        const fill = filled.get(id) ?? 0;
        if (action === 'M' && fill > 0 && fill === order.size) {
          day.refillsByTick.set(tick, (day.refillsByTick.get(tick) ?? 0) + 1);
        } else if (action === 'M' && fill > 0 && size !== order.size - fill)
          problem('what is left does not follow from the fill');
        change(order.side, order.tick, -order.size);
        if (action === 'C') orders.delete(id);
        else {
          orders.set(id, { side: order.side, tick, size });
          change(order.side, tick, size);
        }
      }
    } else if (action === 'F') {
      if (!order) problem('fill of an unknown id');
      else if (order.tick !== tick || order.side !== side) problem('fill away from the order');
      else if ((filled.get(id) ?? 0) + size > order.size) problem('fill of more than is shown');
      filled.set(id, (filled.get(id) ?? 0) + size);
    } else if (action === 'T') day.trades.push({ second, tick, side, size, serial: day.records });
    if (flags & F_LAST) {
      filled = new Map();
      if (depth.A.size === 0 || depth.B.size === 0) problem('a side is empty');
      // Only a row that brings quantity can cross the book.
      else if (action === 'A' || action === 'M') {
        if (side === 'B' && tick >= bestAsk(depth.A)) problem(`bid at ${tick} crosses the asks`);
        if (side === 'A' && tick <= bestBid(depth.B)) problem(`ask at ${tick} crosses the bids`);
      }
    }
  }
  day.books[second] = { B: new Map(depth.B), A: new Map(depth.A) };
  return day;
}

export function bestBid(levels: Map<number, number>): number {
  let best = -Infinity;
  for (const tick of levels.keys()) if (tick > best) best = tick;
  return best;
}

export function bestAsk(levels: Map<number, number>): number {
  let best = Infinity;
  for (const tick of levels.keys()) if (tick < best) best = tick;
  return best;
}
