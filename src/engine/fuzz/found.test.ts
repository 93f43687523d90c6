// What fuzzing has found, made by hand in its plainest form, so that it is not found again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { F_LAST } from '../../core/dbn/layout.ts';
import { mbo } from './corpus.testkit.ts';
import { ingested } from './drive.testkit.ts';

const NOON = 1_703_505_600_000_000_000n;

function add(sequence: number, priceNanos: bigint): Uint8Array {
  return mbo({
    publisherId: 1,
    instrumentId: 17_077,
    tsEventNanos: NOON,
    orderId: BigInt(sequence + 1),
    priceNanos,
    sizeLots: 1,
    flags: F_LAST,
    channelId: 0,
    action: 'A',
    side: 'B',
    tsRecvNanos: NOON,
    tsInDeltaNanos: 0,
    sequence,
  });
}

async function outcomeOf(records: readonly Uint8Array[]) {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-found-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'found.dbn');
  await writeFile(path, Buffer.concat([encodeMetadata(emptyMetadata(3, 'GLBX.MDP3', 'mbo')), ...records]));
  return ingested(path, null);
}

it('a price too far out to be a tick is left out, not a reason to refuse the file', async () => {
  const outcome = await outcomeOf([
    add(0, 100_000_000_000n),
    add(1, 100_000_001_000n),
    add(2, 4_000_000_000_000_000_000n),
  ]);
  expect(outcome).toMatchObject({ end: 'complete', faults: [] });
  expect(outcome.feeds[0]?.stream?.quality.off_lattice_prices).toBe(1);
  expect(outcome.feeds[0]?.stream?.book.orders.live).toBe(2);
});

it('a definition whose tick is negative tells no tick', async () => {
  const definition = { ...emptyDefinition(), publisherId: 1, instrumentId: 17_077, rawSymbol: 'ESH4' };
  const outcome = await outcomeOf([
    encodeDefinition({ ...definition, minPriceIncrementNanos: -250_000_000n }, 3),
    add(0, 4_800_250_000_000n),
    add(1, 4_800_500_000_000n),
  ]);
  expect(outcome).toMatchObject({ end: 'complete', faults: [] });
  expect(outcome.feeds[0]?.tick).toEqual({ nanos: 250_000_000n, from: 'inferred' });
});
