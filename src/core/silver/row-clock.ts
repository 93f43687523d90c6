// Times of MBO rows, from their two words to nanoseconds from a UTC midnight: doubles, exact for 104 days either way.
import { W_TS_EVENT, W_TS_RECV } from '../dbn/layout.ts';

const TWO_32 = 4294967296;

export class RowClock {
  /** The midnight that times count from. */
  dayStartNanos = 0n;
  /** Its words. */
  baseLo = 0;
  baseHi = 0;

  setDay(dayStartNanos: bigint): void {
    this.dayStartNanos = dayStartNanos;
    this.baseLo = Number(dayStartNanos & 0xffffffffn);
    this.baseHi = Number(dayStartNanos >> 32n);
  }

  /** Index time: ts_recv; ts_event where it is 0 or undefined; `now` where both are. */
  indexTime(row: Int32Array, at: number, now: number): number {
    const lo = row[at + W_TS_RECV] as number;
    const hi = row[at + W_TS_RECV + 1] as number;
    if (isNoTime(lo, hi)) return this.#eventTimeOr(row, at, now);
    return (hi - this.baseHi) * TWO_32 + ((lo >>> 0) - this.baseLo);
  }

  /** For ages: ts_event; the index time where it is 0 or undefined. */
  eventTime(row: Int32Array, at: number, now: number): number {
    const lo = row[at + W_TS_EVENT] as number;
    const hi = row[at + W_TS_EVENT + 1] as number;
    if (isNoTime(lo, hi)) return this.indexTime(row, at, now);
    return (hi - this.baseHi) * TWO_32 + ((lo >>> 0) - this.baseLo);
  }

  #eventTimeOr(row: Int32Array, at: number, now: number): number {
    const lo = row[at + W_TS_EVENT] as number;
    const hi = row[at + W_TS_EVENT + 1] as number;
    if (isNoTime(lo, hi)) return now;
    return (hi - this.baseHi) * TWO_32 + ((lo >>> 0) - this.baseLo);
  }
}

/** Index time of a row in nanoseconds since 1970; 0 where it has none. */
export function rawIndexTime(row: Int32Array, at: number): bigint {
  for (const word of [W_TS_RECV, W_TS_EVENT]) {
    const lo = row[at + word] as number;
    const hi = row[at + word + 1] as number;
    if (!isNoTime(lo, hi)) return BigInt.asUintN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0));
  }
  return 0n;
}

function isNoTime(lo: number, hi: number): boolean {
  return (hi === 0 && lo === 0) || (hi === -1 && lo === -1);
}
