// Replays over one day's bronze file: to an instant from the checkpoint before it, and over stretches of rows for those
// who follow orders. A replay that has served is kept: the next instant is often just behind.
import { assert } from '../../base/assert.ts';
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import { decodeReplay } from '../../core/exact/checkpoint.ts';
import type { MarketReplay } from '../../core/exact/market-replay.ts';
import { BLOCK_ROWS, type BronzeBlock, type BronzeCheckpoint, type BronzeFile } from './bronze-file.ts';

export interface DayFacts {
  readonly dayStartNanos: bigint;
  readonly tickSizeNanos: bigint;
}

/** Where a replay is to stop: before the first row later than `time`, or after `row` rows. */
export type ReplayTarget = { readonly time: number } | { readonly row: number };

/** Blocks unpacked at a time: 458 KB each. */
const BLOCKS_KEPT = 12;

export class DayReplay {
  readonly file: BronzeFile;
  readonly facts: DayFacts;
  readonly #blocks = new Map<number, Int32Array>();

  constructor(file: BronzeFile, facts: DayFacts) {
    this.file = file;
    this.facts = facts;
  }

  get rows(): number {
    return this.file.index.rows;
  }

  /** A replay at the latest checkpoint that is not after the target. */
  restore(target: ReplayTarget): MarketReplay {
    return this.restoreAt(this.checkpointBefore(target));
  }

  checkpointBefore(target: ReplayTarget): BronzeCheckpoint {
    const { checkpoints } = this.file.index;
    const isBefore = ({ row, now }: BronzeCheckpoint): boolean =>
      'row' in target ? row <= target.row : now === null || now <= target.time;
    let lo = 0;
    for (let hi = checkpoints.length - 1; lo < hi; ) {
      const middle = (lo + hi + 1) >> 1;
      if (isBefore(checkpoints[middle] as BronzeCheckpoint)) lo = middle;
      else hi = middle - 1;
    }
    const found = checkpoints[lo];
    assert(found, 'a bronze file begins with a checkpoint');
    return found;
  }

  restoreAt(checkpoint: BronzeCheckpoint): MarketReplay {
    const { dayStartNanos, tickSizeNanos } = this.facts;
    return decodeReplay(this.file.checkpoint(checkpoint), dayStartNanos, tickSizeNanos);
  }

  /** Takes rows up to the target, which must not lie before where the replay is. */
  run(replay: MarketReplay, target: ReplayTarget): void {
    const end = 'row' in target ? Math.min(target.row, this.rows) : this.rows;
    const last = 'time' in target ? target.time : Number.POSITIVE_INFINITY;
    while (replay.row < end) {
      const block = this.blockOf(replay.row);
      const rows = this.rowsOf(block);
      const stop = Math.min(end, block.firstRow + block.rows) - block.firstRow;
      for (let i = replay.row - block.firstRow; i < stop; i += 1) {
        const time = replay.timeOf(rows, i * MBO_WORDS);
        if (time > last) return;
        replay.take(rows, i * MBO_WORDS, time);
      }
    }
  }

  /** Takes rows until one more whole event has ended; false where there is none. */
  runToNextEvent(replay: MarketReplay): boolean {
    const { event } = replay;
    while (replay.row < this.rows) {
      const block = this.blockOf(replay.row);
      const rows = this.rowsOf(block);
      for (let i = replay.row - block.firstRow; i < block.rows; i += 1) {
        replay.take(rows, i * MBO_WORDS, replay.timeOf(rows, i * MBO_WORDS));
        if (replay.event !== event) return true;
      }
    }
    return false;
  }

  /** The block that holds a row of the day. */
  blockOf(row: number): BronzeBlock {
    const { blocks } = this.file.index;
    let lo = 0;
    for (let hi = blocks.length - 1; lo < hi; ) {
      const middle = (lo + hi + 1) >> 1;
      if ((blocks[middle] as BronzeBlock).firstRow <= row) lo = middle;
      else hi = middle - 1;
    }
    const found = blocks[lo];
    assert(found, 'the row lies in a block');
    return found;
  }

  /** Rows of a block, MBO_WORDS each; the newest blocks stay unpacked. */
  rowsOf(block: BronzeBlock): Int32Array {
    const known = this.#blocks.get(block.firstRow);
    this.#blocks.delete(block.firstRow);
    const rows = known ?? this.#roomFor(block.rows);
    if (!known) this.file.rows(block, rows);
    this.#blocks.set(block.firstRow, rows);
    return rows;
  }

  /** The memory of the block that was not looked at for longest, where it is large enough. */
  #roomFor(rows: number): Int32Array {
    if (this.#blocks.size < BLOCKS_KEPT) return new Int32Array(Math.max(rows, BLOCK_ROWS) * MBO_WORDS);
    const [oldest] = this.#blocks;
    if (!oldest) return new Int32Array(rows * MBO_WORDS);
    this.#blocks.delete(oldest[0]);
    return oldest[1].length >= rows * MBO_WORDS ? oldest[1] : new Int32Array(rows * MBO_WORDS);
  }
}
