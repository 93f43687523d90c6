import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TICK_LIMIT } from '../book/layout.ts';
import { F_LAST, MBO_WORDS } from '../dbn/layout.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { wordsFromRows } from './mbo-rows.test-support.ts';

const DAY = 1_703_462_400n * 1_000_000_000n;
const MOST = 2n ** 63n - 2n;
/** Rows that make up a block worth taking at once. */
const OTHERS = 16;
const LIMIT = BigInt(TICK_LIMIT);

const tickSize = fc.oneof(
  fc.constantFrom(1n, 3n, 10_000_000n, 15_625_000n, 250_000_000n, 1_000_000_000n, 9_007_199_254_740_991n),
  fc.bigInt({ min: 1n, max: 2n ** 40n }),
);
const tick = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.constantFrom(LIMIT, -LIMIT, LIMIT + 1n, -LIMIT - 1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 32n + 5n),
  fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
);
const beside = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0n) },
  { weight: 1, arbitrary: fc.constantFrom(1n, -1n) },
);

/** Ticks at which quantity rests after the rows, and how many prices were refused. */
function read(words: Int32Array, tickSizeNanos: bigint, inBlocks: boolean) {
  const stream = new InstrumentStream({ tickSizeNanos, onChunk: () => {} });
  if (inBlocks) stream.records(words, 0, words.length, MBO_WORDS);
  else for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  const { levels } = stream.book;
  const ticks: number[] = [];
  levels.forEachOccupied((level) => ticks.push(levels.tickOf(level)));
  return { ticks, refused: stream.quality.off_lattice_prices };
}

it('a price is the tick that it is a whole multiple of, or refused, by rows one by one and by whole events', () => {
  fc.assert(
    fc.property(tickSize, tick, beside, (size, n, off) => {
      const price = n * size + off;
      fc.pre(price >= -MOST && price <= MOST);
      const one = { action: 'A', side: 'B', id: 1n, size: 5, flags: F_LAST, tsEvent: DAY, tsRecv: DAY };
      const others = Array.from({ length: OTHERS }, (_, i) => ({ ...one, id: BigInt(i + 2), price: 0n }));
      const words = wordsFromRows([...others, { ...one, price }]);
      const whole = price % size === 0n ? price / size : null;
      const fits = whole !== null && whole >= -LIMIT && whole <= LIMIT;
      const ticks = [...new Set(fits ? [0, Number(whole)] : [0])].toSorted((a, b) => a - b);
      const want = { ticks, refused: fits ? 0 : 1 };
      expect(read(words, size, false)).toEqual(want);
      expect(read(words, size, true)).toEqual(want);
    }),
    { numRuns: 2000 },
  );
});
