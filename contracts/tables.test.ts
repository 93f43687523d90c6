// Record batches written and read here by hand against the Arrow library's reader and writer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOOK_SNAPSHOT,
  type ColumnSpec,
  DEPTH_AND_FLOW,
  FLOW_STORED,
  LEVEL_KEYFRAME,
  physicsSurfaceSpec,
  TILE,
} from './datasets.ts';
import {
  type Column,
  decodeBatch,
  decodeBatches,
  decodeTable,
  encodeBatch,
  encodeBatchByLibrary,
  encodeSchema,
  encodeTable,
  joinStream,
} from './tables.ts';

const SPECS = [
  BOOK_SNAPSHOT,
  DEPTH_AND_FLOW,
  FLOW_STORED,
  LEVEL_KEYFRAME,
  TILE,
  physicsSurfaceSpec([{ id: 'rho', unit: '1', label: 'density', formula: 'ln(1 + depth)', range: '0 … ∞' }]),
];

/** Values that differ by row and column, a null here and there where the column may have one. */
function columnOf(spec: ColumnSpec, rows: number, seed: number): Column {
  const value = (i: number): number => ((i * 31 + seed * 17) % 251) - 120;
  const isNull = (i: number): boolean => spec.nullAs !== undefined && (i * 7 + seed) % 5 === 0;
  const length = { length: rows };
  if (spec.type === 'uint8') return Uint8Array.from(length, (_, i) => value(i) & 255);
  if (spec.type === 'uint16') return Uint16Array.from(length, (_, i) => value(i) & 0xffff);
  if (spec.type === 'int16')
    return Int16Array.from(length, (_, i) => (isNull(i) ? Number(spec.nullAs) : value(i)));
  if (spec.type === 'int32')
    return Int32Array.from(length, (_, i) => (isNull(i) ? Number(spec.nullAs) : value(i) * 65_537));
  if (spec.type === 'int64')
    return BigInt64Array.from(length, (_, i) =>
      isNull(i) ? BigInt(spec.nullAs ?? 0) : BigInt(value(i)) << 40n,
    );
  return Float32Array.from({ length: spec.type === 'texel' ? rows * 4 : rows }, (_, i) => value(i) / 8);
}

describe('record batches', () => {
  it.each(SPECS)('of $id read back as written, also by the Arrow library and from it', (spec) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(100), (rows, seed) => {
        const columns = Object.fromEntries(spec.columns.map((c, i) => [c.name, columnOf(c, rows, seed + i)]));
        const bytes = encodeBatch(spec, columns, rows);
        expect(decodeBatch(spec, bytes)).toEqual({ length: rows, columns });
        expect(decodeBatch(spec, encodeBatchByLibrary(spec, columns, rows))).toEqual({
          length: rows,
          columns,
        });
        const byLibrary = decodeTable(joinStream(encodeSchema(spec), [bytes]));
        expect(byLibrary.batches).toEqual([{ length: rows, columns }]);
        const stream = joinStream(encodeSchema(spec), [bytes, bytes]);
        expect(decodeBatches(spec, stream)).toEqual([
          { length: rows, columns },
          { length: rows, columns },
        ]);
        for (const cut of [stream.length - 1, stream.length - 9, 3, 0])
          expect(() => decodeBatches(spec, stream.subarray(0, cut))).toThrow('not a whole Arrow stream');
      }),
      { numRuns: 30 },
    );
  });

  it('carry their metadata in the schema message', () => {
    const table = encodeTable(TILE, { texels: new Float32Array(8) }, 2, { tick_lo: '-5' });
    expect(decodeTable(table).metadata.get('tick_lo')).toBe('-5');
    expect(decodeTable(table).metadata.get('table')).toBe('gold/tile');
  });
});
