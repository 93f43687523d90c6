// What both ways of decoding find odd of sequence numbers, against a slow look at the same records one by one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata, withTsOut } from '../../core/dbn/encode.ts';
import { F_SNAPSHOT, MBO_WORDS } from '../../core/dbn/layout.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import { oddityAt, oddityKind } from '../../core/dbn/sequence-watch.ts';
import type { Block, DbnSource } from './dbn-source.ts';
import { openDbnSource } from './file-source.ts';
import { WorkerSource } from './worker-source.ts';

/** From a handful of records to the size of every day, whose ring is used again and again. */
const BLOCK_BYTES = [1024, 4096, 65_536, 256 * 1024];

interface Row {
  readonly publisherId: number;
  readonly channelId: number;
  readonly flags: number;
  readonly sequence: number;
  /** A record of another type comes before it. */
  readonly afterOther: boolean;
}

interface Found {
  /** Kinds, with the place of their record in the decompressed stream. */
  readonly oddities: readonly (readonly [kind: string, byte: number])[];
  readonly gapsVisible: boolean;
}

/** Runs of numbers that follow each other, each after a jump of its own. */
const rows = fc
  .array(
    fc.record({
      publisherId: fc.integer({ min: 1, max: 2 }),
      channelId: fc.integer({ min: 0, max: 2 }),
      flags: fc.constantFrom(0, 0, 0, F_SNAPSHOT),
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 900, max: 1500 })),
      jump: fc.constantFrom(0, 1, 1, 2, 9, -1, -9, 0x7fffffff, -0x7fffffff),
      step: fc.constantFrom(0, 1, 1, 1, -1, 3),
      afterOther: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((runs): Row[] => {
    const last = new Map<string, number>();
    return runs.flatMap(({ publisherId, channelId, flags, count, jump, step, afterOther }) => {
      const place = `${publisherId} ${channelId}`;
      const first = (last.get(place) ?? 0x7ffffe00) + jump;
      last.set(place, (first + (count - 1) * step) >>> 0);
      return Array.from({ length: count }, (_, i) => ({
        publisherId,
        channelId,
        flags,
        sequence: (first + i * step) >>> 0,
        afterOther: afterOther && i % 7 === 0,
      }));
    });
  });

function mboBytes({ publisherId, channelId, flags, sequence }: Row): Uint8Array {
  const words = new Int32Array(MBO_WORDS);
  encodeMbo(words, 0, {
    publisherId,
    instrumentId: 7,
    tsEventNanos: 1n,
    orderId: 1n,
    priceNanos: 1n,
    sizeLots: 1,
    flags,
    channelId,
    action: 'A',
    side: 'B',
    tsRecvNanos: 1n,
    tsInDeltaNanos: 0,
    sequence,
  });
  return new Uint8Array(words.buffer);
}

/** A record of a type nobody knows yet, with what would be a step back were it MBO. */
function otherBytes(): Uint8Array {
  const bytes = new Uint8Array(MBO_WORDS * 4).fill(1);
  bytes[0] = MBO_WORDS;
  bytes[1] = 0x7e;
  return bytes;
}

/** The file, and what is odd of it: rows one by one, numbers kept by publisher and channel. */
function fileFrom(
  all: readonly Row[],
  tsOut: boolean,
): { readonly bytes: Uint8Array; readonly found: Found } {
  const parts = [encodeMetadata({ ...emptyMetadata(3, 'GLBX.MDP3', 'mbo'), tsOut })];
  let byte = parts[0]?.length ?? 0;
  const add = (record: Uint8Array) => {
    parts.push(tsOut ? withTsOut(record, 9n) : record);
    byte += record.length + (tsOut ? 8 : 0);
  };
  const look = slowWatch();
  for (const row of all) {
    if (row.afterOther) add(otherBytes());
    look.at(row, byte);
    add(mboBytes(row));
  }
  return { bytes: Buffer.concat(parts), found: look.found() };
}

/** Steps back always count. A gap counts after 1000 rows for each hole so far; after 64 holes none is looked for. */
function slowWatch() {
  const last = new Map<string, number>();
  const oddities: [string, number][] = [];
  let looked = 0;
  let holes = 0;
  let holesMeanNothing = false;
  const at = ({ publisherId, channelId, flags, sequence }: Row, byte: number) => {
    if (flags === F_SNAPSHOT) return;
    looked += 1;
    const before = last.get(`${publisherId} ${channelId}`) ?? 0;
    last.set(`${publisherId} ${channelId}`, sequence);
    const step = (sequence - before + 2 ** 32) % 2 ** 32;
    if (before === 0 || step <= 1) return;
    if (step >= 2 ** 31) oddities.push(['sequence_steps_back', byte]);
    else if (!holesMeanNothing) {
      holes += 1;
      if (looked >= holes * 1000) oddities.push(['sequence_gaps', byte]);
      else holesMeanNothing = holes > 64;
    }
  };
  return { at, found: (): Found => ({ oddities, gapsVisible: looked >= 1000 && !holesMeanNothing }) };
}

/** Blocks are held one longer than needed, so that the writer goes on meanwhile. */
async function foundBy(source: DbnSource): Promise<Found> {
  const oddities: [string, number][] = [];
  let held: Block | null = null;
  let gapsVisible = false;
  const read = (block: Block | null) => {
    for (const oddity of block?.oddities ?? [])
      oddities.push([oddityKind(oddity), (block?.streamOffset ?? 0) + oddityAt(oddity) * 4]);
    gapsVisible = block?.gapsVisible ?? gapsVisible;
    block?.release();
  };
  for (let block = await source.next(); block; block = await source.next()) {
    read(held);
    held = block;
  }
  read(held);
  expect(source.faults()).toEqual([]);
  return { oddities, gapsVisible };
}

describe('sequence numbers in one and two threads', () => {
  let folder = '';
  let path = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
    path = join(folder, 'day.dbn');
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function foundIn(bytes: Uint8Array, threads: 1 | 2, blockBytes: number): Promise<Found> {
    await writeFile(path, bytes);
    const source = await openDbnSource(path, { threads, blockBytes });
    try {
      expect(source instanceof WorkerSource).toBe(threads === 2);
      return await foundBy(source);
    } finally {
      await source.close();
    }
  }

  it('are as odd as they are, whatever the size of a block', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.boolean(),
        fc.constantFrom(...BLOCK_BYTES),
        async (all, tsOut, blockBytes) => {
          const { bytes, found } = fileFrom(all, tsOut);
          expect(await foundIn(bytes, 1, blockBytes)).toEqual(found);
          expect(await foundIn(bytes, 2, blockBytes)).toEqual(found);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(BLOCK_BYTES)('are all told where every record steps back, in blocks of %d bytes', async (size) => {
    // More than a ring of such blocks holds, up to 50,000 records.
    const count = Math.min(50_000, size * 2);
    const all = Array.from({ length: count }, (_, i) => ({
      publisherId: 1,
      channelId: 0,
      flags: 0,
      sequence: 1_000_000 - i,
      afterOther: false,
    }));
    const { bytes, found } = fileFrom(all, false);
    expect(found.oddities).toHaveLength(count - 1);
    for (const threads of [1, 2] as const) expect(await foundIn(bytes, threads, size)).toEqual(found);
  });
});
