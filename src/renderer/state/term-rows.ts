// The prices nearest to mid with their parts of force and drag, and the sum of all others. Pure.
import type { ForecastTerms } from './forecast-terms.ts';

export interface TermRow {
  readonly tick: number;
  readonly push: number;
  readonly brake: number;
}

export interface TermRows {
  /** Highest price first. */
  readonly rows: readonly TermRow[];
  /** Of the prices that are not among them. */
  readonly pushBeyond: number;
  readonly brakeBeyond: number;
}

/** As many prices at or below mid as above it. */
export function nearestTerms(
  { tickFrom, push, brake }: Pick<ForecastTerms, 'tickFrom' | 'push' | 'brake'>,
  mid: number,
  eachSide: number,
): TermRows {
  const lowest = Math.floor(mid) - eachSide + 1;
  const rows: TermRow[] = [];
  let pushBeyond = 0;
  let brakeBeyond = 0;
  for (let i = push.length - 1; i >= 0; i--) {
    const row = { tick: tickFrom + i, push: push[i] as number, brake: brake[i] as number };
    if (row.tick >= lowest && row.tick < lowest + 2 * eachSide) rows.push(row);
    else {
      pushBeyond += row.push;
      brakeBeyond += row.brake;
    }
  }
  return { rows, pushBeyond, brakeBeyond };
}
