// start + add − pull − fill = end is measured: a book that got it wrong would be found out. Here its memory is spoilt.
import { expect, it } from 'vitest';
import { LEVEL_QTY } from '../book/layout.ts';
import { F_LAST, MBO_WORDS } from '../dbn/layout.ts';
import { Kernel } from '../kernel/kernel.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { wordsFromRows } from './mbo-rows.test-support.ts';

const TICK = 250_000_000n;
const DAY_START = 1_703_462_400n * 1_000_000_000n;

function adds(second: number, count: number): Int32Array {
  const time = DAY_START + BigInt(second) * 1_000_000_000n;
  return wordsFromRows(
    Array.from({ length: count }, (_, i) => ({
      action: 'A',
      side: i % 2 === 0 ? 'B' : 'A',
      id: BigInt(second * 100 + i),
      price: BigInt(i % 2 === 0 ? 10 : 12) * TICK,
      size: 3,
      flags: F_LAST,
      tsEvent: time,
      tsRecv: time,
    })),
  );
}

it('counts and notes a second in which the flows of a level do not add up', () => {
  const kernel = new Kernel();
  const stream = new InstrumentStream({ tickSizeNanos: TICK, kernel, onChunk: () => undefined });
  const give = (words: Int32Array): void => stream.records(words, 0, words.length, MBO_WORDS);
  give(adds(0, 2));
  give(adds(1, 2));
  give(adds(2, 2));
  expect(stream.quality.identity_violations).toBe(0);
  const bid = stream.book.levels.at(10, 0);
  kernel.i32[(bid >> 2) + LEVEL_QTY]! += 1;
  give(adds(3, 2));
  give(adds(4, 2));
  expect(stream.quality.identity_violations, 'once, in the second in which it happened').toBe(1);
  stream.finish();
  const found = stream.audit.findings().entries.find(({ kind }) => kind === 'identity_violations');
  const end = String(DAY_START + 2_999_999_999n);
  expect(found).toMatchObject({ count: 1, spans: [{ fromNanos: end, toNanos: end, count: 1 }] });
});
