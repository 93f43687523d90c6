import { describe, expect, it } from 'vitest';
import {
  FLAG_BOOK_VALID,
  FLAG_CROSSED,
  FLAG_CROSSED_OPEN,
  FLAG_WINDOW_VALID,
  type SnapshotColumns,
} from '../silver/chunk.ts';
import { MOMENTUM_WINDOWS, midChange, velocityOfMid } from './momentum.ts';

const VALID = FLAG_BOOK_VALID | FLAG_WINDOW_VALID;

function snapshots(flags: number[], mid2Open: number[], mid2: number[]): SnapshotColumns {
  return {
    flags: Uint8Array.from(flags),
    mid2Open: Int32Array.from(mid2Open),
    mid2: Int32Array.from(mid2),
  } as unknown as SnapshotColumns;
}

describe('velocity of mid', () => {
  it('takes the change within a window, 0 where it was crossed or locked at either edge, none where invalid', () => {
    const rows = snapshots(
      [VALID, VALID | FLAG_CROSSED, VALID | FLAG_CROSSED_OPEN, FLAG_BOOK_VALID],
      [200, 203, 198, 200],
      [203, 198, 200, 260],
    );
    expect([0, 1, 2, 3].map((window) => midChange(rows, window))).toEqual([1.5, 0, 0, null]);
  });

  it('is an average over two seconds, the latest change first', () => {
    const alpha = 1 - Math.exp(-0.5);
    expect(velocityOfMid([])).toBe(0);
    expect(velocityOfMid([2])).toBeCloseTo(2 * alpha, 12);
    expect(velocityOfMid([0, 2])).toBeCloseTo(2 * alpha * (1 - alpha), 12);
  });

  it('has forgotten what lies before its windows', () => {
    const changes = Array.from({ length: 1000 }, (_, i) => Math.sin(i * i));
    expect(velocityOfMid(changes.slice(0, MOMENTUM_WINDOWS))).toBeCloseTo(velocityOfMid(changes), 15);
  });
});
