// One set of rules for whoever says where mid goes: direction, distance, confidence (field-model §5, Scores). Pure.

/** What was said. */
export interface Call {
  /** Change of mid, ticks; the sign is the direction. */
  readonly ticks: number;
  /** 0 … 1 that the direction comes true; null where none was given. */
  readonly confidence: number | null;
}

export interface Score {
  readonly calls: number;
  /** Calls with a direction of moves that took place: of these it counts whether it was right. */
  readonly counted: number;
  readonly hits: number;
  /** Mean distance between what was said and what came, ticks; null without calls. */
  readonly offBy: number | null;
  /** Mean squared distance of confidence from 1 (right) or 0 (wrong); less is better, 0.25 is a coin's. */
  readonly brier: number | null;
}

/** Ticks within which a call counts as going nowhere, as the forecast's own direction does. */
const NO_DIRECTION = 0.25;

export function directionOf(ticks: number): -1 | 0 | 1 {
  return Math.abs(ticks) <= NO_DIRECTION ? 0 : ticks < 0 ? -1 : 1;
}

/** True or false where the direction counts, null where mid stood still or none was said. */
export function isHit({ ticks }: Pick<Call, 'ticks'>, actualTicks: number): boolean | null {
  const direction = directionOf(ticks);
  return direction === 0 || actualTicks === 0 ? null : direction === Math.sign(actualTicks);
}

export function scoreOf(calls: readonly { readonly call: Call; readonly actualTicks: number }[]): Score {
  let counted = 0;
  let hits = 0;
  let off = 0;
  let sure = 0;
  let squares = 0;
  for (const { call, actualTicks } of calls) {
    off += Math.abs(call.ticks - actualTicks);
    const hit = isHit(call, actualTicks);
    if (hit === null) continue;
    counted++;
    if (hit) hits++;
    if (call.confidence === null) continue;
    sure++;
    squares += (call.confidence - (hit ? 1 : 0)) ** 2;
  }
  return {
    calls: calls.length,
    counted,
    hits,
    offBy: calls.length > 0 ? off / calls.length : null,
    brier: sure > 0 ? squares / sure : null,
  };
}
