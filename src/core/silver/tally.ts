// What was counted over a stretch of windows: a day's, and the stream's as the sum of its days.
import { ACTIONS } from './chunk.ts';

export type ActionName = (typeof ACTIONS)[number];

/** Running totals. Counts are exact doubles; volumes are of T records only. */
export interface StreamTotals {
  readonly records: number;
  readonly actions: Readonly<Record<ActionName, number>>;
  readonly volumeBuy: number;
  readonly volumeSell: number;
  readonly volumeNone: number;
  /** Index time of the first and the last record; null before the first. */
  readonly firstTsNanos: bigint | null;
  readonly lastTsNanos: bigint | null;
  /** Orders in the book now (0 in a book of levels). */
  readonly restingOrders: number;
  /** Orders after the snapshot that the stream opened with; null where it opened without one. */
  readonly openingSnapshotOrders: number | null;
  readonly windows: number;
  readonly validWindows: number;
  /** Flow rows written. */
  readonly rows: number;
  readonly crossedSamples: number;
  readonly lastCrossedTsNanos: bigint | null;
}

export class Tally {
  /** Per action, in the order of ACTIONS. */
  readonly actions = new Float64Array(ACTIONS.length);
  /** Buyer, seller, neither was the aggressor. */
  readonly volumes = new Float64Array(3);
  windows = 0;
  validWindows = 0;
  rows = 0;
  crossedSamples = 0;
  firstTsNanos: bigint | null = null;
  lastTsNanos: bigint | null = null;
  lastCrossedTsNanos: bigint | null = null;

  /** Adds a later stretch. */
  add(later: Tally): void {
    for (let i = 0; i < this.actions.length; i += 1) this.actions[i]! += later.actions[i] as number;
    for (let i = 0; i < this.volumes.length; i += 1) this.volumes[i]! += later.volumes[i] as number;
    this.windows += later.windows;
    this.validWindows += later.validWindows;
    this.rows += later.rows;
    this.crossedSamples += later.crossedSamples;
    this.firstTsNanos ??= later.firstTsNanos;
    this.lastTsNanos = later.lastTsNanos ?? this.lastTsNanos;
    this.lastCrossedTsNanos = later.lastCrossedTsNanos ?? this.lastCrossedTsNanos;
  }

  totals(restingOrders: number, openingSnapshotOrders: number | null): StreamTotals {
    const actions = Object.fromEntries(ACTIONS.map((name, i) => [name, this.actions[i] as number]));
    return {
      records: this.actions.reduce((sum, count) => sum + count, 0),
      actions: actions as Record<ActionName, number>,
      volumeBuy: this.volumes[0] as number,
      volumeSell: this.volumes[1] as number,
      volumeNone: this.volumes[2] as number,
      firstTsNanos: this.firstTsNanos,
      lastTsNanos: this.lastTsNanos,
      restingOrders,
      openingSnapshotOrders,
      windows: this.windows,
      validWindows: this.validWindows,
      rows: this.rows,
      crossedSamples: this.crossedSamples,
      lastCrossedTsNanos: this.lastCrossedTsNanos,
    };
  }
}
