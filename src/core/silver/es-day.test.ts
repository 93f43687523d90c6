// A real day of ES (68,792 records) against figures found by an independent replay, and two real days in a row.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import type { SilverChunk } from './chunk.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { wordsFromDbn } from './mbo-rows.test-support.ts';
import type { DayEnd } from './stream-options.ts';

const SHARED = process.env.FIELDBOOK_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data');
const FOLDER = join(SHARED, 'nautilus-databento');
const present = existsSync(FOLDER);

/** Every zstd frame of a file, decompressed one by one. */
function wordsOf(name: string): Int32Array {
  const bytes = readFileSync(join(FOLDER, name));
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  const second = bytes.indexOf(magic, 4);
  return wordsFromDbn(
    Buffer.concat([
      zstdDecompressSync(bytes.subarray(0, second)),
      zstdDecompressSync(bytes.subarray(second)),
    ]),
  );
}

function feed(files: readonly Int32Array[]) {
  const chunks: SilverChunk[] = [];
  const days: DayEnd[] = [];
  const stream = new InstrumentStream({
    tickSizeNanos: 250_000_000n,
    onChunk: (chunk) => chunks.push(chunk),
    onDayEnd: (day) => days.push(day),
  });
  for (const words of files) for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  return { stream, chunks, days };
}

describe.skipIf(!present)('ES 2023-12-25 (skipped without the shared data)', () => {
  it('gives the figures of the independent replay', () => {
    const { stream, chunks } = feed([wordsOf('esh4-glbx-mdp3-20231225.mbo.dbn.zst')]);
    const { totals, quality } = stream;
    expect(totals.records).toBe(68_792);
    expect(totals.actions).toEqual({
      A: 29_216,
      C: 17_999,
      M: 12_233,
      R: 0,
      T: 2_973,
      F: 6_371,
      N: 0,
      other: 0,
    });
    expect([totals.volumeBuy, totals.volumeSell, totals.volumeNone]).toEqual([5_322, 4_526, 44]);
    expect(totals.openingSnapshotOrders).toBe(8_725);
    expect(totals.crossedSamples).toBe(891);
    expect(totals.lastCrossedTsNanos).toBe(BigInt(Date.UTC(2023, 11, 25, 23)) * 1_000_000n + 68_972n);
    expect(totals.windows).toBe(86_400);
    expect(quality.identity_violations).toBe(0);
    expect([quality.unknown_cancels, quality.unknown_modifies, quality.duplicate_adds]).toEqual([0, 0, 0]);
    expect(quality.oversized_cancels).toBe(0);
    expect(chunks.reduce((sum, chunk) => sum + chunk.windowCount, 0)).toBe(86_400);
    expect(chunks.reduce((sum, chunk) => sum + chunk.rows.length, 0)).toBe(totals.rows);
  });

  it('does not double the book when the day before comes first', () => {
    const files = ['esh4-glbx-mdp3-20231224.mbo.dbn.zst', 'esh4-glbx-mdp3-20231225.mbo.dbn.zst'].map(wordsOf);
    const alone = feed(files.slice(1));
    const inRow = feed(files);
    expect(inRow.stream.quality.snapshots).toBe(2);
    expect(inRow.stream.quality.snapshot_mismatches).toBe(0);
    expect(inRow.stream.totals.openingSnapshotOrders).toBe(8_725);
    expect(inRow.stream.totals.restingOrders).toBe(alone.stream.totals.restingOrders);
    expect(inRow.days.map((day) => day.records)).toEqual([8_725, 68_792]);
    expect(inRow.days[0]?.restingOrders).toBe(8_725);
    const lastValid = (chunks: readonly SilverChunk[]) => chunks.at(-1) as SilverChunk;
    expect(lastValid(inRow.chunks)).toEqual(lastValid(alone.chunks));
  });
});
