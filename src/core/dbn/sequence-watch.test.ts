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
    for (const oddity of watch.take(words, words.length))
      found.push([oddityKind(oddity), from + oddityAt(oddity) / MBO_WORDS]);
  }
  return { found, isConsecutive: watch.isConsecutive };
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
    expect(watch.take(words, words.length)).toHaveLength(49);
    expect([...watch.take(words, words.length)].map(oddityAt)).toEqual(
      Array.from({ length: 49 }, (_, i) => (i + 1) * MBO_WORDS),
    );
    for (let i = 0; i < 50; i++) encodeMbo(words, i * MBO_WORDS, { ...RECORD, sequence: 900 - i });
    expect(watch.take(words, words.length)).toHaveLength(mostOddities(words.length));
  });
});
