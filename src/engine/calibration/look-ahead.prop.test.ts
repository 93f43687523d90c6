// Nothing of a forecast, nor of what a calibration reads of a second, knows what comes later: the future of a file is moved
// away in time, and everything before stays the same to the bit.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS, FORECAST_MODES } from '../../../contracts/forecast.ts';
import { HORIZON_COUNT, HORIZONS } from '../../../contracts/horizons.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import type { DaySamples } from '../../core/evaluation/day-samples.ts';
import { EngineUnderTest } from '../engine.testkit.ts';
import { paramSetFrom } from '../pipeline/param-set.ts';
import { Store } from '../store/store.ts';
import { writeSynthDays } from '../synth/synth-days.ts';
import { readSamples } from './read-samples.ts';

const MINUTES = 10;
const RECORD_BYTES = 56;
const TIMES = [8, 40] as const;

let folder: string;
let whole: Buffer;
let known: Read;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbook-look-ahead-'));
  const [day] = await writeSynthDays({
    folder,
    days: 1,
    minutes: MINUTES,
    seed: 4,
    records: 24_000,
    effect: 3,
  });
  whole = plainBytes(await readFile(day?.mboPath ?? ''));
  known = await read(whole, 'whole');
}, 120_000);
afterAll(async () => {
  await known.engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Frames one after the other, each found by its magic number. */
function plainBytes(file: Buffer): Buffer {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  const starts: number[] = [];
  for (let at = file.indexOf(magic); at >= 0; at = file.indexOf(magic, at + 1)) starts.push(at);
  if (starts.length === 0) return file;
  return Buffer.concat(starts.map((start, i) => zstdDecompressSync(file.subarray(start, starts[i + 1]))));
}

/** The same records, those received after the second's end later by so much. */
function movedAfter(window: number, seconds: number): Buffer {
  const moved = Buffer.from(whole);
  const dayStart = BigInt(known.day.dayStartNanos);
  const end = dayStart + BigInt(window + 1) * 1_000_000_000n;
  for (let at = 8 + moved.readUInt32LE(4); at < moved.length; at += RECORD_BYTES) {
    if (moved.readBigUInt64LE(at + 40) < end) continue;
    for (const time of TIMES)
      moved.writeBigUInt64LE(moved.readBigUInt64LE(at + time) + BigInt(seconds) * 1_000_000_000n, at + time);
  }
  return moved;
}

interface Read {
  readonly engine: EngineUnderTest;
  readonly day: DaySummary;
  readonly samples: DaySamples;
}

async function read(bytes: Buffer, name: string): Promise<Read> {
  const path = join(folder, `${name}.dbn`);
  await writeFile(path, bytes);
  const engine = await EngineUnderTest.start();
  const { end } = await engine.open([path]);
  const [day] = end.days as [DaySummary];
  const store = Store.reading(engine.dataFolder);
  try {
    const { windowFrom, windowEnd } = store.day(day.dayId);
    const { samples } = await readSamples({
      store,
      span: { dayId: day.dayId, windowFrom, windowEnd },
      set: paramSetFrom(DEFAULT_FIELD_PARAMS),
      forecast: DEFAULT_FORECAST_PARAMS,
      stride: 1,
      reach: 40,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    return { engine, day, samples };
  } finally {
    store.close();
  }
}

it('forecasts and samples before a moment are the same whatever comes after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 420, max: 60 * MINUTES - 40 }),
      fc.integer({ min: 1, max: 900 }),
      async (cut, shift) => {
        const moved = await read(movedAfter(cut, shift), `moved-${cut}-${shift}`);
        try {
          expect(rowsThrough(known.samples, cut)).toBeGreaterThan(20);
          expect(columnsThrough(moved.samples, cut)).toEqual(columnsThrough(known.samples, cut));
          for (const mode of FORECAST_MODES) {
            for (const window of [cut - 9, cut]) {
              const of = ({ engine, day: { dayId } }: Read) =>
                engine.peer.call('forecast.at', { dayId, window, mode });
              expect((await of(moved)).payload).toEqual((await of(known)).payload);
            }
          }
        } finally {
          await moved.engine.dispose();
        }
      },
    ),
    { numRuns: 4 },
  );
}, 240_000);

function rowsThrough({ window }: DaySamples, cut: number): number {
  return window.filter((each) => each <= cut).length;
}

/** All that is known of the rows up to the cut: targets only where their end is not after it. */
function columnsThrough(samples: DaySamples, cut: number): unknown {
  const rows = rowsThrough(samples, cut);
  const width = 2 * samples.reach + 1;
  const { window, start, velocity, lastChange, spread, volatility, depth, waveEnergy } = samples;
  const columns = [window, start, velocity, lastChange, spread, volatility, depth, waveEnergy];
  const planes = [samples.near, samples.far, samples.drag].map((plane) => plane.slice(0, rows * width));
  const targets = Array.from({ length: rows * HORIZON_COUNT }, (_, at) => {
    const seconds = HORIZONS[at % HORIZON_COUNT] ?? 0;
    const end = (window[Math.floor(at / HORIZON_COUNT)] ?? 0) + seconds;
    return end <= cut ? samples.targets[at] : null;
  });
  return [...columns.map((column) => column.slice(0, rows)), ...planes, targets];
}
