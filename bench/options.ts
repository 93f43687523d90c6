// Stages on an invented day of 2,000 options: what decoding their records costs, what their books summed by strike cost on
// top, and the fields of the strikes. Options are to cost less than their decoding.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DEFAULT_FIELD_PARAMS } from '../contracts/params.ts';
import { assert } from '../src/base/assert.ts';
import { RTYPE, W_INSTRUMENT } from '../src/core/dbn/layout.ts';
import { strikeParams } from '../src/core/fields/companions.ts';
import { GoldKernel } from '../src/core/fields/kernel.ts';
import { OptionInstrument } from '../src/core/options/option-instrument.ts';
import { OptionLattice } from '../src/core/options/option-lattice.ts';
import { strikeChunk } from '../src/core/options/strike-chunk.ts';
import { strikeLattice } from '../src/core/options/strike-lattice.ts';
import type { SilverChunk } from '../src/core/silver/chunk.ts';
import { openDbnSource } from '../src/engine/source/file-source.ts';
import { writeSynthDays } from '../src/engine/synth/synth-days.ts';

const OPTIONS = 2000;
const RECORDS = 1_500_000;
const MINUTES = 20;
const TICK_NANOS = 250_000_000n;
const SPOT_TICK = 20_000;

export type OptionsWork = 'decode' | 'books' | 'fields';

export async function benchOptions(
  work: OptionsWork,
): Promise<{ seconds: number; records: number; windows: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbook-bench-options-'));
  try {
    const [day] = await writeSynthDays({
      folder,
      days: 1,
      minutes: MINUTES,
      seed: 3,
      records: 20_000,
      options: OPTIONS,
      optionRecords: RECORDS,
    });
    assert(day?.options, 'the day has no options');
    const { mboPath, chain } = day.options;
    const chunks: SilverChunk[] = [];
    let dayStartNanos = 0n;
    const lattice = new OptionLattice({
      origin: { streamOffset: 0 },
      endNanos: null,
      onDayStart: (start) => {
        dayStartNanos = start.dayStartNanos;
      },
      onChunk: (chunk) => void chunks.push(work === 'fields' ? structuredClone(chunk) : chunk),
      onDayEnd: () => {},
    });
    const instruments = new Map(
      chain.map((each) => [each.instrumentId, new OptionInstrument(lattice, each)]),
    );
    let records = 0;
    let start = performance.now();
    const source = await openDbnSource(mboPath, { threads: 1 });
    for (let block = await source.next(); block; block = await source.next()) {
      const { i32, words } = block;
      for (let at = 0; at < words; at += i32[at] & 255) {
        if (((i32[at] >>> 8) & 255) !== RTYPE.mbo) continue;
        records += 1;
        if (work !== 'decode') instruments.get(i32[at + W_INSTRUMENT])?.records(i32, at, at + 14, 14);
      }
      block.release();
    }
    for (const instrument of work === 'decode' ? [] : instruments.values()) instrument.finish();
    lattice.finish();
    let seconds = (performance.now() - start) / 1000;
    await source.close();
    let windows = 0;
    if (work === 'fields') {
      start = performance.now();
      windows = throughFields(chunks, lattice, dayStartNanos);
      seconds = (performance.now() - start) / 1000;
    }
    assert(records >= RECORDS * 0.9, 'records are missing');
    assert(lattice.quality.identity_violations === 0, 'the identity does not hold');
    return { seconds, records, windows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
      dayStartNanos,
      tickSizeNanos: TICK_NANOS,
    } as const;
    const chunk = strikeChunk(future, { own, before: null }, scope);
    for (let w = 0; w < chunk.windowCount; w++) if (kernel.step(chunk, w, true)) windows += 1;
  }
  return windows;
}
