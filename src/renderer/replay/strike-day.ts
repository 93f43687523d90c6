// The strikes of a day's options as the chart shows any day: rows are strikes, the seconds are the future's own. What is
// asked for goes by an id that names whose quantities are summed (contracts/options.ts).
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import type { DayInfo, OptionsInfo } from '../../../contracts/messages.ts';
import {
  expiryTradeDay,
  isInScope,
  type OptionRight,
  strikeNearest,
  strikesDayId,
  strikesWithin,
} from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { tradeDaySpans } from '../../../contracts/trade-dates.ts';
import { NANOS_PER_SECOND, WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import type { ChunkSpots } from '../scene/tile-plan.ts';
import type { DayData } from './day-data.ts';

/** What is read of the future's day. */
export type UnderlyingDay = Pick<
  DayData,
  'dayId' | 'tickSizeNanos' | 'windowFrom' | 'windowEnd' | 'info' | 'chunks' | 'column' | 'has' | 'lastMid'
>;

/** How many expiries count on some trade date of the UTC day. */
export function expiriesInScope(
  { expiries }: Pick<OptionsInfo, 'expiries'>,
  { optExpiries }: Pick<FieldParams, 'optExpiries'>,
  { dataset, dayStartNanos }: { readonly dataset: string; readonly dayStartNanos: bigint },
): number {
  const days = tradeDaySpans(dataset, Number(dayStartNanos / NANOS_PER_SECOND)).map(
    ({ tradeDay }) => tradeDay,
  );
  const expiryDays = expiries.map((at) => expiryTradeDay(dataset, BigInt(at)));
  return expiryDays.filter((expiry) => days.some((day) => isInScope(optExpiries, expiry, day))).length;
}

export class StrikeDay {
  readonly dayId: string;
  readonly future: UnderlyingDay;
  readonly stepNanos: bigint;

  constructor(future: UnderlyingDay, right: OptionRight, { stepNanos }: OptionsInfo) {
    this.future = future;
    this.dayId = strikesDayId(future.dayId, right);
    this.stepNanos = BigInt(stepNanos);
  }

  get windowEnd(): number {
    return this.future.windowEnd;
  }

  get info(): DayInfo {
    return this.future.info;
  }

  /** Of the future, with the strikes nearest to spot. */
  get chunks(): readonly (ChunkSpots | undefined)[] {
    return this.future.chunks.map(
      (chunk) =>
        chunk && {
          chunk: chunk.chunk,
          spotLo: this.#strikeAt(chunk.spotLo),
          spotHi: this.#strikeAt(chunk.spotHi),
        },
    );
  }

  /** Strikes of one tick of the future. */
  get strikesPerTick(): number {
    return Number(this.future.tickSizeNanos) / Number(this.stepNanos);
  }

  reach({ optRange }: FieldParams): number {
    return strikesWithin(this, optRange);
  }

  /** Lowest and highest strike nearest to spot over the valid windows of [from, to); null where there are none. */
  spotRange(from: number, to: number): { readonly lo: number; readonly hi: number } | null {
    const spot = this.future.column('spot_tick');
    const valid = this.future.column('window_valid');
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    for (let window = Math.max(0, Math.floor(from)); window < Math.min(to, WINDOWS_PER_DAY); window++) {
      const tick = spot[window] as number;
      if (valid[window] !== 1 || tick === NULL_INT32) continue;
      lo = Math.min(lo, tick);
      hi = Math.max(hi, tick);
    }
    return lo <= hi ? { lo: this.#strikeAt(lo) as number, hi: this.#strikeAt(hi) as number } : null;
  }

  #strikeAt(tick: number | null): number | null {
    return tick === null ? null : strikeNearest(BigInt(tick) * this.future.tickSizeNanos, this.stepNanos);
  }
}
