// Options of an invented future: which there are, and the walls planted at their strikes. Tests read the same tables to
// know what must be found where.
import { NANOS_PER_SECOND, type TsNanos } from '../../../contracts/units.ts';
import type { Random } from './random.ts';
import { ASK, BID, type Side } from './sim-book.ts';

/** Strikes lie 5 points apart. */
export const STRIKE_STEP_NANOS = 5_000_000_000n;
/** Premiums are quoted in twentieths of a point, whatever the definition leaves open. */
export const PREMIUM_TICK_NANOS = 50_000_000n;
const EXPIRY_HOUR = 21n;
/** Days ahead: the session's own, one of the same week, one beyond it. */
const EXPIRY_DAYS = [0n, 2n, 9n];
const FIRST_ID = 50_001;
const DAY_NANOS = 86_400n * NANOS_PER_SECOND;

export interface ChainOption {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly strikeNanos: bigint;
  readonly right: 'C' | 'P';
  readonly expiryNanos: bigint;
}

/** A quantity that stands at a strike from `fromSecond` to before `toSecond`, beside what the market makers quote. */
export interface StrikeWall {
  readonly option: ChainOption;
  readonly side: Side;
  readonly quantity: number;
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** About `count` options round a price: calls and puts of three expiries at every strike. */
export function optionChain(
  count: number,
  underlying: string,
  spotNanos: bigint,
  dayStart: TsNanos,
): ChainOption[] {
  const strikes = Math.max(1, Math.round(count / (2 * EXPIRY_DAYS.length)));
  const middle = ((spotNanos + STRIKE_STEP_NANOS / 2n) / STRIKE_STEP_NANOS) * STRIKE_STEP_NANOS;
  const lowest = middle - BigInt(Math.floor(strikes / 2)) * STRIKE_STEP_NANOS;
  const chain: ChainOption[] = [];
  for (const [e, days] of EXPIRY_DAYS.entries()) {
    const expiryNanos = dayStart + days * DAY_NANOS + EXPIRY_HOUR * 3600n * NANOS_PER_SECOND;
    for (let i = 0; i < strikes; i++) {
      const strikeNanos = lowest + BigInt(i) * STRIKE_STEP_NANOS;
      // A strike below 5 points is no strike of this product.
      if (strikeNanos < STRIKE_STEP_NANOS) continue;
      for (const right of ['C', 'P'] as const) {
        const points = String(strikeNanos / NANOS_PER_SECOND);
        chain.push({
          instrumentId: FIRST_ID + chain.length,
          symbol: `${underlying}W${e + 1} ${right}${points}`,
          strikeNanos,
          right,
          expiryNanos,
        });
      }
    }
  }
  return chain;
}

const WALLS: readonly { readonly right: 'C' | 'P'; readonly side: Side; readonly steps: number }[] = [
  { right: 'C', side: ASK, steps: 2 },
  { right: 'P', side: BID, steps: -3 },
  { right: 'C', side: BID, steps: 5 },
  { right: 'P', side: ASK, steps: -6 },
];

/** Walls in the options that expire first, at strikes within reach of the price, for most of the day. */
export function plantedWalls(
  chain: readonly ChainOption[],
  spotNanos: bigint,
  seconds: number,
  random: Random,
): StrikeWall[] {
  const middle = ((spotNanos + STRIKE_STEP_NANOS / 2n) / STRIKE_STEP_NANOS) * STRIKE_STEP_NANOS;
  const first = chain[0]?.expiryNanos;
  return WALLS.flatMap(({ right, side, steps }, i) => {
    const strikeNanos = middle + BigInt(steps) * STRIKE_STEP_NANOS;
    const option = chain.find(
      (each) => each.right === right && each.strikeNanos === strikeNanos && each.expiryNanos === first,
    );
    if (!option) return [];
    const fromSecond = Math.floor(seconds * (0.1 + 0.08 * i));
    const toSecond = Math.max(fromSecond + 1, Math.floor(seconds * (0.7 + 0.05 * i)));
    return [{ option, side, quantity: 4000 + random.between(0, 2000), fromSecond, toSecond }];
  });
}
