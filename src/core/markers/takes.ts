// What aggressors did and which icebergs they met, from the tape of a window: which of it is worth telling.

import type { MarkerParams } from '../../../contracts/markers.ts';
import { lowerBound } from '../../base/bisect.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { TAPE_REFILL, TAPE_SWEEP, type TapeColumns } from '../tape/tape-rows.ts';
import { largeEnough } from './level-sizes.ts';

export const SIDES = [BID, ASK] as const;

/** The rows of one window: from `from` to before `to`. */
export interface TapeOfWindow {
  readonly columns: TapeColumns;
  readonly from: number;
  readonly to: number;
}

/** Null where nothing is known of the tape. */
export function tapeOfWindow(columns: TapeColumns | null, window: number): TapeOfWindow | null {
  if (!columns) return null;
  const from = lowerBound(columns.window, window);
  return { columns, from, to: lowerBound(columns.window, window + 1) };
}

export class Takes {
  readonly #params: MarkerParams;
  /** Ids of the orders that were told of as icebergs. */
  #told = new Set<string>();

  constructor(params: MarkerParams) {
    this.#params = params;
  }

  /** Rows of sweeps, and of each order's refill that makes it an iceberg worth telling of, once. */
  rowsToTell(tape: TapeOfWindow, leastBin: number): number[] {
    const { columns, from, to } = tape;
    const rows: number[] = [];
    for (let row = from; row < to; row++) {
      if (!largeEnough(columns.lots[row], leastBin)) continue;
      if (columns.kind[row] === TAPE_SWEEP && columns.count[row] >= this.#params.sweepLevels) rows.push(row);
      else if (columns.kind[row] === TAPE_REFILL && this.#isNews(columns, row)) rows.push(row);
    }
    return rows;
  }

  save(): readonly string[] {
    return [...this.#told];
  }

  restore(told: readonly string[]): void {
    this.#told = new Set(told);
  }

  #isNews({ idLo, idHi, lots, shown }: TapeColumns, row: number): boolean {
    if (lots[row] < this.#params.icebergTimes * shown[row]) return false;
    const id = `${idHi[row]}/${idLo[row]}`;
    if (this.#told.has(id)) return false;
    this.#told.add(id);
    return true;
  }
}
