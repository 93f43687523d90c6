// What a simulated day is to contain: the path that fair value follows and the features planted on it, by second and
// tick. The market (market.ts) acts it out; tests read the same table to know what must be found where.
import type { Lots, Tick } from '../../../contracts/units.ts';
import type { Random } from './random.ts';
import { ASK, BID, type Side } from './sim-book.ts';

/** Seconds count from the first second of trading; intervals are half-open. */
export type Feature =
  | {
      readonly kind: 'wall';
      readonly side: Side;
      readonly tick: Tick;
      readonly quantity: Lots;
      readonly buildFrom: number;
      readonly buildTo: number;
      /** How it goes: executed by aggressors, or cancelled. */
      readonly end: 'eaten' | 'pulled';
      readonly endFrom: number;
      readonly endTo: number;
    }
  /** Orders in [tickLo, tickHi] leave within three seconds and none come back. */
  | {
      readonly kind: 'void';
      readonly side: Side;
      readonly tickLo: Tick;
      readonly tickHi: Tick;
      readonly from: number;
      readonly to: number;
    }
  /** Shows `display`, and shows it again after every complete fill until `reserve` is used up. */
  | {
      readonly kind: 'iceberg';
      readonly side: Side;
      readonly tick: Tick;
      readonly display: Lots;
      readonly reserve: Lots;
      readonly from: number;
      readonly to: number;
    }
  /** One aggressor takes `levels` whole levels of `side`. */
  | { readonly kind: 'sweep'; readonly side: Side; readonly levels: number; readonly second: number }
  /** Nothing happens at all. */
  | { readonly kind: 'idle'; readonly from: number; readonly to: number };

export type FeatureOf<K extends Feature['kind']> = Extract<Feature, { kind: K }>;

export interface MarketScript {
  readonly seconds: number;
  readonly openTick: Tick;
  /** Fair value at each second's start in ticks, `seconds + 1` values. */
  readonly path: Float64Array;
  readonly features: readonly Feature[];
}

/** Values at whole seconds 0..seconds, linear between the points (second, ticks), which must ascend. */
export function pathThrough(
  points: readonly (readonly [number, number])[],
  seconds: number,
  openTick: Tick,
): Float64Array {
  const path = new Float64Array(seconds + 1);
  let at = 0;
  for (let second = 0; second <= seconds; second++) {
    while (at + 1 < points.length - 1 && (points[at + 1] as readonly [number, number])[0] <= second) at++;
    const [fromSecond, fromTicks] = points[at] as readonly [number, number];
    const [toSecond, toTicks] = points[at + 1] ?? [fromSecond + 1, fromTicks];
    const share = Math.min(1, Math.max(0, (second - fromSecond) / (toSecond - fromSecond)));
    path[second] = openTick + 0.5 + fromTicks + share * (toTicks - fromTicks);
  }
  return path;
}

/** A day nobody planned: momentum and reversals at random, and features where the path can use them. */
export function randomScript(random: Random, seconds: number, openTick: Tick): MarketScript {
  const path = randomPath(random, seconds, openTick);
  return { seconds, openTick, path, features: randomFeatures(random, path, seconds) };
}

/** A day without features; its path stays at the open until somebody writes it. */
export function emptyScript(seconds: number, openTick: Tick): MarketScript {
  return { seconds, openTick, path: new Float64Array(seconds + 1).fill(openTick + 0.5), features: [] };
}

function randomPath(random: Random, seconds: number, openTick: Tick): Float64Array {
  const path = new Float64Array(seconds + 1);
  let value = openTick + 0.5;
  let drift = 0;
  for (let second = 0; second <= seconds; second++) {
    path[second] = value;
    if (random.chance(1 / 90)) drift = random.chance(0.5) ? 0 : random.normal() * 0.12;
    value += drift + random.normal() * 0.08 - (value - openTick) * 0.00012;
  }
  return path;
}

function randomFeatures(random: Random, path: Float64Array, seconds: number): Feature[] {
  const features: Feature[] = [];
  for (
    let second = 30 + random.between(0, 60);
    second + 150 < seconds;
    second += 45 + random.between(0, 120)
  ) {
    const side = random.chance(0.5) ? BID : ASK;
    const away = side === BID ? -1 : 1;
    const fair = Math.round(path[second] as number);
    const draw = random.unit();
    if (draw < 0.5) {
      features.push(randomWall(random, side, fair + away * random.between(3, 25), second));
    } else if (draw < 0.65) {
      const near = fair + away * random.between(4, 12);
      const far = near + away * random.between(4, 9);
      const [tickLo, tickHi] = near < far ? [near, far] : [far, near];
      features.push({
        kind: 'void',
        side,
        tickLo,
        tickHi,
        from: second,
        to: second + random.between(20, 100),
      });
    } else if (draw < 0.8) {
      const reserve = random.between(100, 900);
      const tick = fair + away * random.between(2, 5);
      features.push({
        kind: 'iceberg',
        side,
        tick,
        display: random.between(5, 20),
        reserve,
        from: second,
        to: second + 120,
      });
    } else if (draw < 0.95) {
      features.push({ kind: 'sweep', side, levels: random.between(2, 6), second });
    } else features.push({ kind: 'idle', from: second, to: second + random.between(5, 40) });
  }
  return features;
}

function randomWall(random: Random, side: Side, tick: Tick, second: number): Feature {
  const buildTo = second + random.between(2, 30);
  const endFrom = buildTo + random.between(5, 70);
  const end = random.chance(0.4) ? 'eaten' : 'pulled';
  const endTo = endFrom + (end === 'eaten' ? random.between(5, 20) : random.between(1, 4));
  return {
    kind: 'wall',
    side,
    tick,
    quantity: random.between(200, 900),
    buildFrom: second,
    buildTo,
    end,
    endFrom,
    endTo,
  };
}
