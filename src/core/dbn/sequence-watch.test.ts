import { describe, expect, it } from 'vitest';
import { F_SNAPSHOT, MBO_WORDS } from './layout.ts';
import { encodeMbo, type MboRecord } from './mbo.ts';
import { mostOddities, oddityAt, oddityKind, SequenceWatch } from './sequence-watch.ts';

const RECORD: MboRecord = {
  publisherId: 1,
  instrumentId: 1,
  tsEventNanos: 1n,
  orderId: 1n,
  priceNanos: 1n,
  sizeLots: 1,
  flags: 0,
  channelId: 3,
  action: 'A',
  side: 'B',
  tsRecvNanos: 1n,
  tsInDeltaNanos: 0,
  sequence: 0,
};

/** Oddities found, with the index of their record; the records come in two blocks. */
function oddities(records: readonly Partial<MboRecord>[]) {
  const watch = new SequenceWatch();
  const found: [string, number][] = [];
  const half = records.length >> 1;
  for (const [from, part] of [
    [0, records.slice(0, half)],
    [half, records.slice(half)],
  ] as const) {
    const words = new Int32Array(part.length * MBO_WORDS);
    for (const [i, record] of part.entries()) encodeMbo(words, i * MBO_WORDS, { ...RECORD, ...record });
    runs(watch, words);
    for (const oddity of watch.cut()) found.push([oddityKind(oddity), from + oddityAt(oddity) / MBO_WORDS]);
  }
  return { found, isConsecutive: watch.isConsecutive };
}

/** Gives the watch all runs of records. */
function runs(watch: SequenceWatch, words: Int32Array): void {
  for (let at = 0; at < words.length; ) at = watch.run(words, at, words.length);
}

const counting = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => ({ sequence: from + i }));

describe('sequence watch', () => {
  it('finds a gap where the numbers otherwise follow each other, also past the largest signed number', () => {
    const records = [...counting(1500, 0x7fffff00), ...counting(100, 0x7fffff00 + 1505)];
    expect(oddities(records)).toEqual({ found: [['sequence_gaps', 1500]], isConsecutive: true });
  });

  it('does not look for gaps where holes are the rule, but still for steps back', () => {
    const sparse = Array.from({ length: 500 }, (_, i) => ({ sequence: 1000 + i * 7 }));
    const { found, isConsecutive } = oddities([...sparse, { sequence: 4000 }, { sequence: 4007 }]);
    expect(found).toEqual([['sequence_steps_back', 500]]);
    expect(isConsecutive).toBe(false);
  });

  it('counts each channel and publisher by itself and leaves snapshots out', () => {
    const records = [
      { sequence: 500 },
      { sequence: 7, channelId: 4 },
      { sequence: 9, publisherId: 2 },
      { sequence: 3, flags: F_SNAPSHOT },
      { sequence: 501 },
      { sequence: 8, channelId: 4 },
      { sequence: 10, publisherId: 2 },
    ];
    expect(oddities(records).found).toEqual([]);
  });

  it('finds as many as a block can have', () => {
    const words = new Int32Array(50 * MBO_WORDS);
    for (let i = 0; i < 50; i++) encodeMbo(words, i * MBO_WORDS, { ...RECORD, sequence: 1000 - i });
    const watch = new SequenceWatch();
    runs(watch, words);
    expect(watch.cut()).toHaveLength(49);
    runs(watch, words);
    expect([...watch.cut()].map(oddityAt)).toEqual(Array.from({ length: 49 }, (_, i) => (i + 1) * MBO_WORDS));
    for (let i = 0; i < 50; i++) encodeMbo(words, i * MBO_WORDS, { ...RECORD, sequence: 900 - i });
    runs(watch, words);
    expect(watch.cut()).toHaveLength(mostOddities(words.length));
  });

  it('leaves a record that is not whole for the next call', () => {
    const words = new Int32Array(3 * MBO_WORDS);
    for (let i = 0; i < 3; i++) encodeMbo(words, i * MBO_WORDS, { ...RECORD, sequence: 9 - i });
    const watch = new SequenceWatch();
    const behind = watch.run(words, 0, 3 * MBO_WORDS - 1);
    expect(behind).toBe(2 * MBO_WORDS);
    expect(watch.run(words, behind, behind + 1)).toBe(behind);
    watch.run(words, behind, words.length);
    expect([...watch.cut()].map(oddityAt)).toEqual([MBO_WORDS, 2 * MBO_WORDS]);
  });
});
