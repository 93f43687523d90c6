// Sequence numbers from file to audit, in one thread and in two: the same is told of a file read whole, and of one that
// was left in the middle, however far the decoding thread has come by then.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { MBO_BYTES, MBO_WORDS } from '../../core/dbn/layout.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { DEFAULT_BLOCK_BYTES } from '../source/dbn-source.ts';
import { type IngestOutcome, ingestFile } from './ingest-file.ts';

const T0 = BigInt(Date.UTC(2025, 8, 15, 14, 30)) * 1_000_000n;
/** Several blocks. */
const RECORDS = 20_000;
/** Somewhere in the second block. */
const LATER = Math.floor(DEFAULT_BLOCK_BYTES / MBO_BYTES) + 1000;

function fileOf(sequenceOf: (i: number) => number): Uint8Array {
  const words = new Int32Array(RECORDS * MBO_WORDS);
  for (let i = 0; i < RECORDS; i++) {
    encodeMbo(words, i * MBO_WORDS, {
      publisherId: 1,
      instrumentId: 7 + (i % 2),
      tsEventNanos: T0 + BigInt(i) * 1000n,
      orderId: BigInt(i + 1),
      priceNanos: 100_000_000_000n + BigInt(i % 8) * 250_000_000n,
      sizeLots: 1,
      flags: 128,
      channelId: 0,
      action: 'A',
      side: 'B',
      tsRecvNanos: T0 + BigInt(i) * 1000n,
      tsInDeltaNanos: 0,
      sequence: sequenceOf(i),
    });
  }
  const metadata = encodeMetadata(emptyMetadata(3, 'GLBX.MDP3', 'mbo'));
  return Buffer.concat([metadata, new Uint8Array(words.buffer)]);
}

const FILES = [
  ['numbers that follow each other', (i: number) => i + 1, { whole: true, first: true, odd: {} }],
  [
    'a gap late and a step back',
    (i: number) => (i === LATER + 1 ? 5 : i < LATER ? i + 1 : i + 9),
    { whole: true, first: true, odd: { sequence_gaps: 2, sequence_steps_back: 1 } },
  ],
  ['holes everywhere', (i: number) => 7 * i + 1, { whole: false, first: false, odd: {} }],
  [
    'holes from the second block on',
    (i: number) => (i < LATER ? i + 1 : 7 * i + 1),
    { whole: false, first: true, odd: { sequence_gaps: 5 } },
  ],
] as const;

describe.each(FILES)('%s', (_, sequenceOf, expected) => {
  let folder = '';
  let path = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-sequences-'));
    path = join(folder, 'day.dbn');
    await writeFile(path, fileOf(sequenceOf));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Read to the end, or left after `blocks` of it. */
  function read(threads: 1 | 2, blocks = Number.POSITIVE_INFINITY): Promise<IngestOutcome> {
    const abort = new AbortController();
    let seen = 0;
    const attempt = {
      listener: { onDayStart() {}, onChunk() {}, onDayEnd() {} },
      onBlock: () => {
        seen += 1;
        if (seen >= blocks) abort.abort();
        return null;
      },
      failure: () => null,
      discard: async () => {},
    };
    return ingestFile({ path, threads, signal: abort.signal, begin: () => attempt });
  }

  it.each([1, 2] as const)('tell whether a gap would show, in %d thread(s)', async (threads) => {
    const whole = await read(threads);
    expect([whole.end, whole.gapsVisible]).toEqual(['complete', expected.whole]);
    const left = await read(threads, 1);
    expect([left.end, left.gapsVisible]).toEqual(['cancelled', expected.first]);
  });

  /** What the audit of each day says. */
  async function audits(threads: 1 | 2) {
    const engine = await EngineUnderTest.start({ threads });
    try {
      const { end } = await engine.open([path]);
      const calls = end.days.map(({ dayId }) => engine.peer.call('day.audit', { dayId }));
      return (await Promise.all(calls)).map(({ result }) => ({
        findings: result.findings,
        gapsVisible: result.gapsVisible,
      }));
    } finally {
      await engine.dispose();
    }
  }

  it('are audited alike in one thread and in two', async () => {
    const days = await audits(1);
    expect(await audits(2)).toEqual(days);
    expect(days.map(({ gapsVisible }) => gapsVisible)).toEqual([expected.whole, expected.whole]);
    const odd: Record<string, number> = {};
    for (const { kind, count } of days.flatMap(({ findings }) => findings.entries))
      if (kind.startsWith('sequence_')) odd[kind] = (odd[kind] ?? 0) + count;
    expect(odd).toEqual(expected.odd);
  });
});
