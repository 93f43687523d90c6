// What the fuzzing starts from: small sound files with all that a file can hold, as metadata and a list of records, so
// that mutations know where a length, a count or a time stands; and, where they are present, the shared real files.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata, withTsOut } from '../../core/dbn/encode.ts';
import {
  F_BAD_TS_RECV,
  F_LAST,
  F_MBP,
  F_SNAPSHOT,
  F_TOB,
  MBO_WORDS,
  UNDEF_PRICE,
} from '../../core/dbn/layout.ts';
import { encodeMbo, type MboRecord } from '../../core/dbn/mbo.ts';
import type { DbnVersion } from '../../core/dbn/record-fields.ts';
import { encodeStatus } from '../../core/dbn/status.ts';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { Random } from '../synth/random.ts';

/** A file in the pieces that mutations work on. */
export interface FileParts {
  metadata: Uint8Array;
  records: Uint8Array[];
}

const START = 1_703_462_399_000_000_000n; // a second before a UTC midnight
const TICK = 250_000_000n;
const IDS = [17_077, 42_140_878];

/** A sound file: a snapshot, adds, changes, trades with fills, aggregated rows, a midnight, two instruments. */
export function syntheticParts(version: DbnVersion, tsOut: boolean, seed: number): FileParts {
  const random = new Random(seed, version);
  const interval = { startDate: 20231224, endDate: 20231227, symbol: String(IDS[0]) };
  const metadata = encodeMetadata({
    ...emptyMetadata(version, 'GLBX.MDP3', 'mbo'),
    tsOut,
    startNanos: START,
    endNanos: START + 86_400_000_000_000n,
    symbols: ['ESH4', 'ESM4'],
    partial: ['ESU4'],
    notFound: ['NOPE'],
    mappings: [{ rawSymbol: 'ESH4', intervals: [interval] }],
  });
  const plain = [definition(version), ...mboRecords(random), status(version)];
  const records = tsOut ? plain.map((record, i) => withTsOut(record, START + BigInt(i))) : plain;
  return { metadata, records };
}

function* mboRecords(random: Random): Generator<Uint8Array> {
  const base = { publisherId: 1, channelId: 0, tsInDeltaNanos: 12_000 };
  let now = START;
  for (let i = 0; i < 80; i++) {
    const snapshot = i < 6 || (i > 40 && i < 46);
    const aggregated = i > 70 ? (i % 2 === 0 ? F_TOB : F_MBP) : 0;
    now += BigInt(random.between(0, 60_000_000));
    yield mbo({
      ...base,
      instrumentId: IDS[random.chance(0.8) ? 0 : 1] as number,
      tsEventNanos: now,
      tsRecvNanos: now + 50_000n,
      orderId: BigInt(random.between(1, 12)),
      priceNanos: (19_200n + BigInt(random.between(-6, 6))) * TICK,
      sizeLots: random.between(1, 9),
      flags: snapshot ? F_SNAPSHOT | F_BAD_TS_RECV : aggregated | (random.chance(0.7) ? F_LAST : 0),
      action: snapshot ? (i % 40 === 0 || i === 41 ? 'R' : 'A') : ('AAACMTF'[random.between(0, 6)] as string),
      side: random.chance(0.5) ? 'B' : 'A',
      sequence: i,
    });
  }
}

export function mbo(record: MboRecord): Uint8Array {
  const words = new Int32Array(MBO_WORDS);
  encodeMbo(words, 0, record);
  return new Uint8Array(words.buffer);
}

function definition(version: DbnVersion): Uint8Array {
  const ids = { publisherId: 1, instrumentId: IDS[0] as number, rawSymbol: 'ESH4', instrumentClass: 'F' };
  const times = { tsEventNanos: START, tsRecvNanos: START };
  const record = {
    ...emptyDefinition(),
    ...ids,
    ...times,
    minPriceIncrementNanos: TICK,
    legPriceNanos: UNDEF_PRICE,
  };
  return encodeDefinition(record, version);
}

function status(version: DbnVersion): Uint8Array {
  return encodeStatus(
    {
      publisherId: 1,
      instrumentId: IDS[0] as number,
      tsEventNanos: START,
      tsRecvNanos: START,
      action: 7,
      reason: 0,
      tradingEvent: 0,
      isTrading: 'Y',
      isQuoting: 'Y',
      isShortSellRestricted: '~',
    },
    version,
  );
}

export function bytesOf(parts: FileParts): Uint8Array {
  return Buffer.concat([parts.metadata, ...parts.records]);
}

const LARGEST_REAL_BYTES = 70_000;

/** The small files of the shared data as they are: real records, all versions, DBZ, fragments, broken ones. */
export function realFiles(): Uint8Array[] {
  const folders = ['dbn-tests', 'databento-cpp-tests', 'databento-python-tests', 'malformed-derived'];
  return folders
    .filter(hasSharedData)
    .flatMap((folder) => {
      const inside = join(SHARED_DATA, folder);
      return readdirSync(inside, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => join(inside, name));
    })
    .filter((path) => /\.(dbn|dbz|frag|zst)/.test(path) && statSync(path).isFile())
    .filter((path) => statSync(path).size <= LARGEST_REAL_BYTES)
    .map((path) => readFileSync(path));
}
