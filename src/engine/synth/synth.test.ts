// The invented days, checked from their bytes alone: valid as an exchange's, the same for the same seed, laid out as the
// vendor's files, with the demo day's features where its table says.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayStartFromTs } from '../../../contracts/units.ts';
import { decodeDefinition } from '../../core/dbn/definition.ts';
import { parseMetadata } from '../../core/dbn/metadata.ts';
import { ZSTD_AVAILABLE } from './dbn-file.ts';
import {
  DEMO_FEATURES,
  DEMO_INSTRUMENT,
  DEMO_RECORDS,
  DEMO_SECONDS,
  DEMO_UTC_DATE,
  makeDemoDay,
} from './demo-day.ts';
import { bestAsk, bestBid, type NaiveDay, readFrames, replayNaively } from './naive-replay.testkit.ts';
import type { Feature, FeatureOf } from './script.ts';
import { BID, type Side } from './sim-book.ts';
import { writeSynthDays } from './synth-days.ts';

const TICK = 250_000_000n;
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dayStartOf = (utcDate: string): bigint => BigInt(Date.parse(`${utcDate}T00:00:00Z`)) * 1_000_000n;
const letter = (side: Side): 'B' | 'A' => (side === BID ? 'B' : 'A');
const featuresOf = <K extends Feature['kind']>(kind: K): FeatureOf<K>[] =>
  DEMO_FEATURES.filter((feature): feature is FeatureOf<K> => feature.kind === kind);

describe('the demo day', () => {
  let day: NaiveDay;
  let paths: string[];
  const depth = (second: number, side: Side, tick: number): number =>
    day.books[second]?.[letter(side)].get(tick) ?? 0;
  const touch = (second: number): [number, number] => {
    const book = day.books[second] as NaiveDay['books'][number];
    return [bestBid(book.B), bestAsk(book.A)];
  };

  beforeAll(async () => {
    ({ paths } = await makeDemoDay(join(folder, 'demo')));
    day = replayNaively(paths[0] as string, dayStartOf(DEMO_UTC_DATE), TICK);
  });

  it('is a valid order flow: no unknown ids, no crossing, whole cancels, fills within what is shown', () => {
    expect(day.problems).toEqual([]);
    expect(day.records).toBeGreaterThanOrEqual(DEMO_RECORDS);
    expect(day.records).toBeLessThan(DEMO_RECORDS * 1.02);
    expect(day.books.length).toBe(DEMO_SECONDS);
  });

  it('opens with a snapshot and has ids beyond 2^53, all actions and all three aggressors', () => {
    expect(day.actions['R']).toBe(1);
    expect(day.snapshotRows).toBe(6001);
    expect(day.rowsBySecond[0]).toBeGreaterThan(6001);
    expect(day.wideIds).toBeGreaterThan(1000);
    for (const side of ['B', 'A', 'N']) expect(day.trades.some((trade) => trade.side === side)).toBe(true);
    expect(day.actions['F']).toBeGreaterThan(day.actions['T'] as number);
  });

  it('builds every wall where the table says and takes it away as it says', () => {
    for (const wall of featuresOf('wall')) {
      const before = depth(wall.buildFrom - 1, wall.side, wall.tick);
      const standing = depth(wall.endFrom - 1, wall.side, wall.tick);
      expect(depth(wall.buildTo, wall.side, wall.tick) - before).toBeGreaterThan(wall.quantity * 0.6);
      expect(standing).toBeGreaterThan(
        2 * Math.max(depth(wall.endFrom - 1, wall.side, wall.tick + 1), before),
      );
      expect(depth(wall.endTo, wall.side, wall.tick)).toBeLessThan(standing * 0.4);
      const traded = day.trades
        .filter(
          (trade) => trade.tick === wall.tick && trade.second >= wall.endFrom && trade.second < wall.endTo,
        )
        .reduce((sum, trade) => sum + trade.size, 0);
      if (wall.end === 'eaten') expect(traded).toBeGreaterThan(standing * 0.7);
      else expect(traded).toBeLessThan(standing * 0.1);
    }
  });

  it('empties the void and keeps it empty until the market falls through it', () => {
    for (const zone of featuresOf('void')) {
      for (const second of [zone.from + 4, zone.from + 100]) {
        for (let tick = zone.tickLo; tick <= zone.tickHi; tick++)
          expect(depth(second, zone.side, tick)).toBe(0);
      }
      expect(touch(zone.to)[1]).toBeLessThan(zone.tickLo);
    }
  });

  it('shows icebergs again and again at one level that holds', () => {
    for (const iceberg of featuresOf('iceberg')) {
      expect(day.refillsByTick.get(iceberg.tick)).toBeGreaterThan(40);
      const held = touch(iceberg.to - 2)[iceberg.side === BID ? 0 : 1];
      expect(Math.abs(held - iceberg.tick)).toBeLessThanOrEqual(1);
    }
  });

  it('sweeps several levels in one event and rests where it is idle', () => {
    for (const sweep of featuresOf('sweep')) {
      const hit = day.trades.filter(
        (t) => t.second === sweep.second && t.side === (sweep.side === BID ? 'A' : 'B'),
      );
      expect(new Set(hit.map((trade) => trade.tick)).size).toBeGreaterThanOrEqual(sweep.levels);
    }
    for (const idle of featuresOf('idle')) {
      for (let second = idle.from; second < idle.to; second++) expect(day.rowsBySecond[second] ?? 0).toBe(0);
    }
  });

  it('is laid out as the vendor lays out a day', () => {
    expect(paths.map((path) => basename(path).replace('.zst', ''))).toEqual([
      'glbx-mdp3-20261116.mbo.dbn',
      'glbx-mdp3-20261116.definition.dbn',
    ]);
    const metadata = parseMetadata(day.metadata);
    if (!metadata.ok) throw new Error(metadata.error.message);
    expect(metadata.value).toMatchObject({
      version: 3,
      dataset: 'GLBX.MDP3',
      schema: 'mbo',
      symbols: ['FBKZ6'],
    });
    expect(metadata.value.startNanos).toBe(dayStartFromTs(metadata.value.startNanos));
    expect(metadata.value.mappings[0]?.intervals[0]).toEqual({
      startDate: 20261116,
      endDate: 20261117,
      symbol: '4242',
    });
    expect(day.metadata.length % 8).toBe(0);

    const frames = readFrames(paths[1] as string);
    const definition = decodeDefinition(
      frames.at(-1) as Buffer,
      frames.length > 1 ? 0 : day.metadata.length,
      3,
    );
    expect(definition).toMatchObject({
      rawSymbol: DEMO_INSTRUMENT.symbol,
      minPriceIncrementNanos: TICK,
      instrumentClass: 'F',
    });

    const condition = JSON.parse(readFileSync(join(folder, 'demo', 'condition.json'), 'utf8'));
    expect(condition).toEqual([
      { date: DEMO_UTC_DATE, condition: 'available', last_modified_date: DEMO_UTC_DATE },
    ]);
    const job = readFileSync(join(folder, 'demo', 'metadata.json'), 'utf8');
    expect(job).toContain(`"start": ${metadata.value.startNanos}`);
  });
});

describe('several days', () => {
  it('are the same bytes for the same seed and others for another', async () => {
    const make = async (name: string, seed: number): Promise<Record<string, string>> => {
      const path = join(folder, name);
      await writeSynthDays({ folder: path, days: 2, minutes: 1, seed });
      return Object.fromEntries(
        readdirSync(path).map((file) => [file, readFileSync(join(path, file)).toString('base64')]),
      );
    };
    const once = await make('once', 11);
    const again = await make('again', 11);
    const other = await make('other', 12);
    expect(Object.keys(once)).toHaveLength(6);
    expect(again).toEqual(once);
    const name = Object.keys(once).find((file) => file.includes('.mbo.')) as string;
    expect(other[name]).not.toBe(once[name]);
  });

  it.each([1, 2, 3, 4])(
    'with seed %i are valid, on weekdays, with as many records as asked',
    async (seed) => {
      const days = await writeSynthDays({
        folder: join(folder, `seed${seed}`),
        days: 2,
        minutes: 8,
        seed,
        records: 60_000,
        firstDate: '2026-09-18',
      });
      expect(days.map((day) => day.utcDate)).toEqual(['2026-09-18', '2026-09-21']);
      for (const written of days) {
        const day = replayNaively(written.mboPath, dayStartOf(written.utcDate), TICK);
        expect(day.problems).toEqual([]);
        expect(day.records).toBe(written.counts.records);
        expect(day.records).toBeGreaterThanOrEqual(60_000);
        expect(day.actions).toMatchObject({
          A: written.counts.adds,
          C: written.counts.cancels,
          T: written.counts.trades,
        });
      }
    },
  );

  it.each([1, 2, 3] as const)(
    'can be DBN version %i, in a frame for the metadata and several for the rows',
    async (version) => {
      const [day] = await writeSynthDays({
        folder: join(folder, `v${version}`),
        days: 1,
        minutes: 2,
        seed: 5,
        version,
        records: 140_000,
      });
      const replayed = replayNaively(day?.mboPath as string, dayStartOf('2026-09-14'), TICK);
      expect(replayed.problems).toEqual([]);
      expect(parseMetadata(replayed.metadata)).toMatchObject({ ok: true, value: { version } });
      if (ZSTD_AVAILABLE) expect(countFrames(readFileSync(day?.mboPath as string))).toBe(3);
    },
  );
});

/** Frames with a checksum, found by walking block headers (RFC 8878). */
function countFrames(bytes: Buffer): number {
  let frames = 0;
  for (let at = 0; at < bytes.length; frames++) {
    expect(bytes.readUInt32LE(at)).toBe(0xfd2fb528);
    const descriptor = bytes[at + 4] as number;
    expect(descriptor & 4).toBe(4);
    const single = (descriptor >> 5) & 1;
    const sizeBytes = [single, 2, 4, 8][descriptor >> 6] as number;
    at += 5 + (single ? 0 : 1) + sizeBytes;
    for (let last = 0; last === 0; ) {
      const header = bytes.readUIntLE(at, 3);
      last = header & 1;
      at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    }
    at += 4;
  }
  return frames;
}
