import { describe, expect, it } from 'vitest';
import type { SilverChunk } from './chunk.ts';
import { bytesOfSlice, sliceChunk } from './chunk-slice.ts';

function chunkOf(
  rows: readonly [window: number, tick: number][],
  keys: readonly [number, number][],
): SilverChunk {
  const numbers = (of: readonly (readonly [number, number])[], at: 0 | 1) => of.map((row) => row[at]);
  const serial = (of: readonly unknown[]) => Int32Array.from(of.keys());
  const columns = { side: Uint8Array.from(rows.keys()), tick: Int32Array.from(numbers(rows, 1)) };
  return {
    chunk: 3,
    windowFrom: 768,
    windowCount: 256,
    snapshots: {} as SilverChunk['snapshots'],
    rows: {
      length: rows.length,
      window: Uint8Array.from(numbers(rows, 0)),
      ...columns,
      start: serial(rows),
      add: serial(rows),
      pull: serial(rows),
      fill: serial(rows),
      end: serial(rows),
      rest: serial(rows),
      pullRest: serial(rows),
      orders: serial(rows),
    },
    keyframes: {
      length: keys.length,
      window: Uint8Array.from(numbers(keys, 0)),
      side: Uint8Array.from(keys.keys()),
      tick: Int32Array.from(numbers(keys, 1)),
      qty: serial(keys),
      rest: serial(keys),
      orders: serial(keys),
    },
  };
}

describe('sliceChunk', () => {
  const chunk = chunkOf(
    [
      [0, 10],
      [0, 15],
      [1, 20],
      [4, 14],
      [4, 9],
    ],
    [
      [0, 2],
      [0, 12],
      [0, 30],
      [7, 99],
    ],
  );

  it('keeps the rows of its ticks, the first inside and the last outside, in their order', () => {
    const { rows } = sliceChunk(chunk, 10, 20);
    expect(rows.length).toBe(3);
    expect([...rows.window]).toEqual([0, 0, 4]);
    expect([...rows.tick]).toEqual([10, 15, 14]);
    for (const column of [rows.side, rows.start, rows.fill, rows.orders])
      expect([...column]).toEqual([0, 1, 3]);
  });

  it('keeps a row of every keyframe, which empties the book', () => {
    const { keyframes } = sliceChunk(chunk, 10, 20);
    expect([...keyframes.window]).toEqual([0, 0, 7]);
    expect([...keyframes.tick]).toEqual([2, 12, 99]);
    expect([...keyframes.qty]).toEqual([0, 1, 3]);
  });

  it('leaves the rest of the chunk as it is, and says what it takes', () => {
    const slice = sliceChunk(chunk, 0, 0);
    expect(slice).toMatchObject({ chunk: 3, windowFrom: 768, windowCount: 256 });
    expect(slice.snapshots).toBe(chunk.snapshots);
    expect(slice.rows.length).toBe(0);
    // Two keyframes' first rows: window and side a byte, four columns of four.
    expect(bytesOfSlice(slice)).toBe(2 * (2 + 16));
  });
});
