// Options of 2,000 instruments beside the decoding of their file, in one process: what it costs to read, hash, decompress
// and frame the file and to look at every record once; what the options' books, summed by strike each second (silver), cost
// on top; and every field of calls and puts together on bids, asks and line in every second (gold). Costs are CPU seconds of
// the whole process, of each the least of a few rounds in turns. The file: 1.5 million records in 20 minutes, of which half
// come from 293 of 1,998 options and nine tenths from 1,389; the busiest has 7,134.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FIELD_PARAMS } from '../contracts/params.ts';
import { assert } from '../src/base/assert.ts';
import { MBO_WORDS, RTYPE, W_SIZE } from '../src/core/dbn/layout.ts';
import { strikeParams } from '../src/core/fields/companions.ts';
import { GoldKernel } from '../src/core/fields/kernel.ts';
import { OptionInstrument } from '../src/core/options/option-instrument.ts';
import { OptionLattice } from '../src/core/options/option-lattice.ts';
import type { OptionSeries } from '../src/core/options/series.ts';
import { strikeChunk } from '../src/core/options/strike-chunk.ts';
import { strikeLattice } from '../src/core/options/strike-lattice.ts';
import type { SilverChunk } from '../src/core/silver/chunk.ts';
import { RecordDispatcher } from '../src/engine/pipeline/dispatch.ts';
import { openDbnSource } from '../src/engine/source/file-source.ts';
import { writeSynthDays } from '../src/engine/synth/synth-days.ts';

const OPTIONS = 2000;
const RECORDS = 1_500_000;
const MINUTES = 20;
const SEED = 3;
const EDITION = 1;
const ROUNDS = 4;
/** As the ingest takes them where there are many instruments. */
const PIECE_WORDS = 512 * MBO_WORDS;
const TICK_NANOS = 250_000_000n;
const SPOT_TICK = 20_000;

interface OptionsDay {
  readonly mboPath: string;
  readonly chain: readonly (OptionSeries & { readonly instrumentId: number })[];
}

async function optionsDay(): Promise<OptionsDay> {
  const folder = join(tmpdir(), 'fieldbook-bench', `options-${OPTIONS}-${RECORDS}-${SEED}-${EDITION}`);
  const note = join(folder, 'day.json');
  if (!existsSync(note)) {
    mkdirSync(folder, { recursive: true });
    const [day] = await writeSynthDays({
      folder,
      days: 1,
      minutes: MINUTES,
      seed: SEED,
      records: 20_000,
      options: OPTIONS,
      optionRecords: RECORDS,
    });
    assert(day?.options, 'the day has no options');
    writeFileSync(
      note,
      JSON.stringify(day.options, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    );
  }
  return JSON.parse(readFileSync(note, 'utf8'), (_, value) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as OptionsDay;
}
export type OptionsWork = 'decode' | 'books' | 'fields';

export interface OptionsOutcome {
  /** CPU seconds of this work alone: books and fields without the decoding that they need. */
  readonly seconds: number;
  readonly records: number;
  readonly windows: number;
  /** Their part of what decoding cost in the same process. */
  readonly ofDecoding: number;
}

export async function benchOptions(work: OptionsWork): Promise<OptionsOutcome> {
  const day = await optionsDay();
  let decoding = Number.POSITIVE_INFINITY;
  let seconds = Number.POSITIVE_INFINITY;
  let round: Round = { cpu: 0, records: 0, windows: 0, fieldsCpu: 0 };
  for (let i = 0; i < ROUNDS; i++) {
    round = await pass(day, 'decode');
    decoding = Math.min(decoding, round.cpu);
    if (work === 'decode') continue;
    round = await pass(day, work);
    seconds = Math.min(seconds, work === 'fields' ? round.fieldsCpu : round.cpu);
  }
  const own = work === 'decode' ? decoding : work === 'books' ? seconds - decoding : seconds;
  return { seconds: own, records: round.records, windows: round.windows, ofDecoding: own / decoding };
}

interface Round {
  /** Of decoding and, where they are wanted, books. */
  readonly cpu: number;
  readonly fieldsCpu: number;
  readonly records: number;
  readonly windows: number;
}

async function pass({ mboPath, chain }: OptionsDay, work: OptionsWork): Promise<Round> {
  const chunks: SilverChunk[] = [];
  let dayStartNanos = 0n;
  const lattice = new OptionLattice({
    origin: { streamOffset: 0 },
    endNanos: null,
    onDayStart: (start) => {
      dayStartNanos = start.dayStartNanos;
    },
    onChunk: (chunk) => void (work === 'fields' && chunks.push(structuredClone(chunk))),
    onDayEnd: () => {},
  });
  const instruments = new Map(chain.map((each) => [each.instrumentId, new OptionInstrument(lattice, each)]));
  const dispatcher = dispatcherTo(lattice, instruments);
  const count = { records: 0, lots: 0 };
  const start = cpuSeconds();
  const source = await openDbnSource(mboPath, { threads: 1 });
  for (let block = await source.next(); block; block = await source.next()) {
    walk(block.i32, block.words, count);
    for (let at = 0; work !== 'decode' && at < block.words; )
      at = dispatcher.dispatch(block.i32, block.words, at, Math.min(block.words, at + PIECE_WORDS));
    block.release();
  }
  for (const instrument of work === 'decode' ? [] : instruments.values()) instrument.finish();
  lattice.finish();
  const cpu = cpuSeconds() - start;
  await source.close();
  assert(count.records >= RECORDS * 0.9 && count.lots > 0, 'records are missing');
  assert(lattice.quality.identity_violations === 0, 'the identity does not hold');
  const fieldsStart = cpuSeconds();
  const windows = work === 'fields' ? throughFields(chunks, lattice, dayStartNanos) : 0;
  return { cpu, fieldsCpu: cpuSeconds() - fieldsStart, records: count.records, windows };
}

function walk(words: Int32Array, end: number, count: { records: number; lots: number }): void {
  for (let at = 0; at < end; at += words[at] & 255) {
    if (((words[at] >>> 8) & 255) !== RTYPE.mbo) continue;
    count.records += 1;
    count.lots += words[at + W_SIZE];
  }
}

function dispatcherTo(
  lattice: OptionLattice,
  instruments: ReadonlyMap<number, OptionInstrument>,
): RecordDispatcher {
  return new RecordDispatcher({
    open: (publisherId, instrumentId) => {
      const instrument = instruments.get(instrumentId);
      assert(instrument, 'an option is not in the chain');
      return {
        publisherId,
        instrumentId,
        untilNanos: null,
        retired: false,
        batch: lattice,
        member: instrument.book,
        take: (words, from, to, stride) => instrument.records(words, from, to, stride),
        note() {},
        retire() {},
      };
    },
    other: () => {},
  });
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Every field of calls and puts together, bids, asks and line, in every window. */
function throughFields(
  chunks: readonly SilverChunk[],
  { series }: OptionLattice,
  dayStartNanos: bigint,
): number {
  const lattice = strikeLattice(series);
  assert(lattice, 'strikes have a lattice');
  const kernel = new GoldKernel(strikeParams(DEFAULT_FIELD_PARAMS, 20));
  let windows = 0;
  for (const own of chunks) {
    const spotTick = new Int32Array(own.windowCount).fill(SPOT_TICK);
    const future = { ...own, snapshots: { ...own.snapshots, spotTick } };
    const scope = {
      series,
      lattice,
      right: 'all',
      expiries: 'all',
      dataset: 'GLBX.MDP3',
      dayStartNanos,
      tickSizeNanos: TICK_NANOS,
    } as const;
    const chunk = strikeChunk(future, { own, before: null }, scope);
    for (let w = 0; w < chunk.windowCount; w++) if (kernel.step(chunk, w, true)) windows += 1;
  }
  return windows;
}
