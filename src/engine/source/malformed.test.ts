// The broken and odd files of shared/data/malformed-derived: each gives what its expected.json says, whichever way it
// is read, and in each every byte is accounted for.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeMbo, decodeTsOut } from '../../core/dbn/mbo.ts';
import type { SourceOptions } from './dbn-source.ts';
import { hasSharedData, readWhole, SHARED_DATA, sumsOf, WAYS } from './shared-data.fixture.ts';

const FOLDER = 'malformed-derived';
const FRAGMENT: SourceOptions = { fragment: { version: 1, dataset: 'GLBX.MDP3', symbol: 'ESH4' } };

interface Case {
  readonly file: string;
  readonly codes?: readonly string[];
  readonly records?: number;
  /** Where the first fault is said to be. */
  readonly at?: { readonly byteOffset?: string; readonly streamOffset?: string };
  readonly tail?: number;
  readonly trailing?: number;
  readonly options?: SourceOptions;
}

const CASES: readonly Case[] = [
  { file: '01-empty.dbn', codes: ['file_empty'] },
  { file: '02-prefix-only.dbn', codes: ['metadata_truncated'], at: { byteOffset: '3' } },
  { file: '03-metadata-truncated.dbn', codes: ['metadata_truncated'], at: { byteOffset: '200' } },
  { file: '04-version-4.dbn', codes: ['dbn_version_unsupported'], at: { byteOffset: '3' }, trailing: 464 },
  { file: '05-version-0.dbn', codes: ['dbn_version_unsupported'], at: { byteOffset: '3' } },
  { file: '06-metadata-only.dbn', records: 0 },
  {
    file: '07-record-truncated-tail.dbn',
    codes: ['record_truncated'],
    records: 1,
    tail: 36,
    at: { byteOffset: '416' },
  },
  { file: '08-record-length-0.dbn', codes: ['record_length_invalid'], records: 0, at: { byteOffset: '360' } },
  {
    file: '09-record-length-3-words.dbn',
    codes: ['record_length_invalid'],
    records: 0,
    at: { byteOffset: '360' },
  },
  { file: '10-mbo-length-60.dbn', codes: ['record_size_mismatch'], records: 0, at: { byteOffset: '360' } },
  { file: '11-unknown-rtype.dbn', records: 2 },
  { file: '12-unknown-action.dbn', records: 2 },
  { file: '13-add-side-N.dbn', records: 2 },
  { file: '14-add-undef-price.dbn', records: 2 },
  { file: '15-negative-price.dbn', records: 2 },
  { file: '16-metadata-length-2GiB.dbn', codes: ['metadata_too_large'], at: { byteOffset: '4' } },
  { file: '17-symbol-count-4G.dbn', codes: ['metadata_invalid'], at: { byteOffset: '112' } },
  { file: '18-big-endian-looking.dbn', codes: ['not_dbn'] },
  { file: '19-v2-ts_out.dbn', records: 2 },
  { file: '20-two-frames.dbn.zst', records: 1000 },
  { file: '21-frame2-missing.dbn.zst', records: 0 },
  { file: '22-frame2-cut-half.dbn.zst', codes: ['zstd_truncated'], at: { byteOffset: '13664' } },
  { file: '23-skippable-frames.dbn.zst', records: 1000 },
  { file: '24-bitflip-payload.dbn.zst' },
  {
    file: '25-trailing-garbage.dbn.zst',
    codes: ['trailing_bytes'],
    records: 1000,
    trailing: 16,
    at: { byteOffset: '20499' },
  },
  { file: '26-frame-splits-record.dbn.zst', records: 1000 },
  { file: '27-1000-tiny-frames.dbn.zst', records: 1000 },
  { file: '28-fragment-no-metadata.mbo.dbn.frag', codes: ['fragment_needs_settings'] },
  { file: '28-fragment-no-metadata.mbo.dbn.frag', records: 1000, options: FRAGMENT },
  { file: '29-fragment.mbo.dbn.frag.zst', codes: ['fragment_needs_settings'] },
  { file: '29-fragment.mbo.dbn.frag.zst', records: 1000, options: FRAGMENT },
  { file: '30-named-zst-but-plain.dbn.zst', records: 1000 },
  { file: '31-named-dbn-but-zstd.dbn', records: 1000 },
  { file: '32-gzip.dbn.gz', codes: ['compression_unsupported'], trailing: 21_008 },
  {
    file: '33-concatenated-dbn.dbn',
    codes: ['concatenated_dbn'],
    records: 2,
    tail: 472,
    at: { byteOffset: '472' },
  },
];

const present = hasSharedData(FOLDER);
const pathOf = (file: string) => join(SHARED_DATA, FOLDER, file);

/** Starting a thread costs; these are the files whose ends differ. */
const TWO_THREADS = ['01', '04', '07', '16', '20', '22', '24', '25', '27', '29', '33'];

describe.skipIf(!present).each(WAYS)('(skipped without the shared data) malformed files, %s', (_, way) => {
  const cases =
    way.threads === 2 ? CASES.filter(({ file }) => TWO_THREADS.includes(file.slice(0, 2))) : CASES;

  it.each(cases)('$file', async ({ file, codes, records, at, tail, trailing, options }) => {
    const read = await readWhole(pathOf(file), { ...way, ...options });
    if (file.startsWith('24')) {
      expect(['zstd_corrupt', 'zstd_checksum_mismatch']).toContain(read.codes[0]);
      expect(read.codes.length).toBe(1);
    } else expect(read.codes).toEqual(codes ?? []);
    const counted = Object.values(read.counts).reduce((sum, count) => sum + count, 0);
    if (records !== undefined) expect(counted).toBe(records);
    if (at) expect(read.faults[0]).toMatchObject(at);
    if (tail !== undefined) expect(read.account.tailBytes).toBe(tail);
    if (trailing !== undefined) expect(read.account.trailingBytes).toBe(trailing);
    const { size } = statSync(pathOf(file));
    expect(sumsOf(read.account)).toEqual({ file: size, stream: read.account.streamBytes });
    expect(read.digest).toMatch(/^[0-9a-f]{64}$/);
    for (const fault of read.faults) expect(fault.file).toBe(pathOf(file));
  });

  it('gives the same thousand records from every container', async () => {
    const files = cases.filter((it) => it.records === 1000);
    const digests = new Set<string>();
    for (const { file, options } of files)
      digests.add((await readWhole(pathOf(file), { ...way, ...options })).bytesDigest);
    expect(digests.size).toBe(1);
  });
});

describe.skipIf(!present)('(skipped without the shared data) odd but sound records', () => {
  it('reads send times', async () => {
    const { bytes } = await readWhole(pathOf('19-v2-ts_out.dbn'), { threads: 1 });
    const words = new Int32Array(bytes.buffer);
    expect([decodeTsOut(words, 0), decodeTsOut(words, 16)]).toEqual([
      1609160400000000007n,
      1609160400000001007n,
    ]);
  });

  it('reads negative prices and unknown types', async () => {
    const negative = await readWhole(pathOf('15-negative-price.dbn'), { threads: 1 });
    expect(decodeMbo(new Int32Array(negative.bytes.buffer), 0).priceNanos).toBe(-12_500_000_000n);
    expect((await readWhole(pathOf('11-unknown-rtype.dbn'), { threads: 1 })).counts).toEqual({
      126: 1,
      160: 1,
    });
  });
});
