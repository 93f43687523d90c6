// Rows of flow come back as they were, whatever their numbers, and take 22 bytes each.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FLOW_STORED, UPPER_HALVES } from '../../../contracts/datasets.ts';
import { decodeBatch, encodeBatch } from '../../../contracts/tables.ts';
import type { FlowColumns } from '../../core/silver/chunk.ts';
import { flowFromStored, flowToStored } from './flow-codec.ts';

const NUMBERS = ['start', 'add', 'pull', 'fill', 'end', 'rest', 'pullRest', 'orders'] as const;

/** Tables have room for more rows than they hold. */
const SPARE = 3;

function flowOf(rows: readonly (readonly number[])[]): FlowColumns {
  const numbers = NUMBERS.map((_, n) =>
    Int32Array.from({ length: rows.length + SPARE }, (_, i) => rows[i]?.[n] ?? -1),
  );
  const [start, add, pull, fill, end, rest, pullRest, orders] = numbers as [Int32Array, ...Int32Array[]];
  const bytes = (by: number): Uint8Array =>
    Uint8Array.from({ length: rows.length + SPARE }, (_, i) => (i >> by) & 1);
  const tick = Int32Array.from({ length: rows.length + SPARE }, (_, i) => i * 7 - 3_000_000);
  return {
    length: rows.length,
    window: bytes(1),
    side: bytes(0),
    tick,
    ...({ start, add, pull, fill, end, rest, pullRest, orders } as Record<
      (typeof NUMBERS)[number],
      Int32Array
    >),
  };
}

function cut(rows: FlowColumns): FlowColumns {
  const to = <T extends Uint8Array | Int32Array>(values: T): T => values.slice(0, rows.length) as T;
  const { window, side, tick } = rows;
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, to(rows[key])])) as Pick<
    FlowColumns,
    (typeof NUMBERS)[number]
  >;
  return { length: rows.length, window: to(window), side: to(side), tick: to(tick), ...numbers };
}

function bytesOf(rows: FlowColumns): Uint8Array {
  const { columns, length } = flowToStored(rows);
  return encodeBatch(FLOW_STORED, columns, length);
}

function throughBytes(rows: FlowColumns): FlowColumns {
  return flowFromStored(decodeBatch(FLOW_STORED, bytesOf(rows)));
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.nat(0xffff) },
  { weight: 1, arbitrary: fc.integer({ min: -0x80000000, max: 0x7fffffff }) },
  { weight: 1, arbitrary: fc.constantFrom(0xffff, 0x10000, 0x10001, 0x7fffffff) },
);
const tableOfRows = fc.array(fc.array(number, { minLength: 8, maxLength: 8 }), { maxLength: 40 });

it('comes back as it was, numbers of more than 16 bits among them', () => {
  fc.assert(
    fc.property(fc.array(tableOfRows, { minLength: 1, maxLength: 3 }), (chunks) => {
      const tables = chunks.map(flowOf);
      const stored = tables.map(bytesOf);
      for (const [i, bytes] of stored.entries())
        expect(flowFromStored(decodeBatch(FLOW_STORED, bytes))).toEqual(cut(tables[i] as FlowColumns));
    }),
  );
});

it('grows with the longest chunk', () => {
  const rows = flowOf(Array.from({ length: 5000 }, (_, i) => NUMBERS.map((_, n) => (i * (n + 3)) % 60_000)));
  expect(throughBytes(rows)).toEqual(cut(rows));
});

it('takes 22 bytes a row, and as much again for each row with a number beyond 16 bits', () => {
  const small = Array.from({ length: 8000 }, () => NUMBERS.map(() => 0xffff));
  const empty = bytesOf(flowOf([])).length;
  expect(bytesOf(flowOf(small)).length - empty).toBe(8000 * 22);
  const large = small.with(17, [1, 2, 3, 4, 0x10000, 6, 7, 8]).with(
    4711,
    NUMBERS.map(() => 0x12345678),
  );
  const { columns, length } = flowToStored(flowOf(large));
  expect(length).toBe(8002);
  expect(Array.from(columns['side'] as Uint8Array).slice(8000)).toEqual([UPPER_HALVES, UPPER_HALVES]);
  expect(Array.from(columns['price_tick'] as Int32Array).slice(8000)).toEqual([17, 4711]);
  expect(Array.from(columns['depth_qty_end'] as Uint16Array).slice(8000)).toEqual([1, 0x1234]);
});
