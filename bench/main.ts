// What the ingest costs, built as it is shipped, beside a native program of the same work on the same file in the same
// run. Every measurement is a process of its own, so that memory is that stage's alone; figures are medians, and the
// ratio is what counts.
//   npm run bench -- [--json] [--runs N] [--only STAGE,…] [--records N] [--record] [--clean]
//   npm run bench -- --only size_1_day,size_5_days,… (sizes.ts) measures memory alone, against limits
//   npm run bench -- --only live_params (live-params.ts) times a slider's picture in the page
//   npm run bench -- --only skill_gate --runs 100 [--effect X]           (skill-gate.ts) repeats calibrations
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildNodeProgram } from '../scripts/node-program.mjs';
import { benchLiveParams } from './live-params.ts';
import { BENCH_FOLDER, type LongDay, longDay } from './long-day.ts';
import { buildNative, type Native, type NativeMode } from './native.ts';
import { type BenchResult, machineText, recordResult, type StageResult, tableText } from './report.ts';
import { benchSizes, SIZE_NAMES } from './sizes.ts';
import { benchGate } from './skill-gate.ts';
import { type Measurement, STAGES, type StageName } from './stages.ts';

/** Which of the native program's modes does the same work; null where none does. */
const NATIVE_MODES: Record<StageName, readonly NativeMode[]> = {
  walk: ['walk'],
  zwalk: ['zwalk'],
  book: ['book'],
  book_gold: ['book', 'gold'],
  store_one_thread: ['zbook'],
  store_two_threads: ['zbook'],
  gold: ['gold'],
  first_picture: [],
  reopen: [],
  exact_pass: [],
  book_at: [],
  options_decode: [],
  options_books: [],
  options_fields: [],
};

/** Started by the stages. */
const DECODE_WORKER = 'src/engine/pipeline/decode-worker.ts';

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    records: { type: 'string', default: '10000000' },
    record: { type: 'boolean', default: false },
    effect: { type: 'string', default: '0' },
    file: { type: 'string' },
    clean: { type: 'boolean', default: false },
  },
});

const only = args.only?.split(',');
const sizes = only?.filter((name) => SIZE_NAMES.has(name)) ?? [];

if (args.clean) rmSync(BENCH_FOLDER, { recursive: true, force: true });
else if (only?.includes('skill_gate')) await gate();
else if (only?.includes('live_params')) await benchLiveParams(Math.max(1, Number(args.runs)), args.file, say);
else if (sizes.length > 0) process.exitCode = (await benchSizes(sizes, args.record, say)) ? 0 : 1;
else await bench();

/** At most 5 of 100 on days without an effect. */
async function gate(): Promise<void> {
  const runs = Math.max(1, Number(args.runs));
  const effect = Number(args.effect);
  const opened = await benchGate(runs, effect, say);
  if (effect === 0 && opened > 0.05 * runs) process.exitCode = 1;
}

async function bench(): Promise<void> {
  const runs = Math.max(1, Number(args.runs));
  const day = await longDay(Number(args.records), say);
  const native = buildNative(say);
  await buildNodeProgram(DECODE_WORKER, 'warn');
  const program = await buildNodeProgram('bench/stage.ts', 'warn');
  const results: StageResult[] = [];
  for (const stage of Object.keys(STAGES) as StageName[]) {
    if (only && !only.includes(stage)) continue;
    results.push(runStage(program, stage, day, native, runs));
  }
  const result: BenchResult = {
    machine: machineText(),
    records: day.records,
    file_bytes: day.compressedBytes,
    runs,
    native: native ? 'measured' : 'absent',
    stages: Object.fromEntries(results.map(({ name, ...rest }) => [name, rest])),
  };
  if (args.record) recordResult(result);
  process.stdout.write(args.json ? `${JSON.stringify(result, null, 2)}\n` : tableText(result));
}

/** The stage and the native program take turns, so that a change in the machine's load meets both. */
function runStage(
  program: string,
  name: StageName,
  day: LongDay,
  native: Native | null,
  runs: number,
): StageResult {
  const measured: Measurement[] = [];
  const nativeSeconds: number[] = [];
  const modes = NATIVE_MODES[name];
  say(`${name} …`);
  for (let run = 0; run < runs; run++) {
    measured.push(measureInChild(program, name, day));
    if (native && modes.length > 0)
      nativeSeconds.push(modes.reduce((sum, mode) => sum + native.seconds(mode, day), 0));
  }
  const seconds = median(measured.map((one) => one.seconds));
  const nativeMedian = nativeSeconds.length > 0 ? median(nativeSeconds) : null;
  const first = measured[0] as Measurement;
  // The native program's gold covers a fixed number of windows: compare by window where only that is measured.
  const ratio = nativeMedian === null ? null : nativeMedian / seconds;
  return {
    name,
    does: STAGES[name].does,
    seconds,
    records_per_s: first.records > 0 ? Math.round(first.records / seconds) : null,
    windows_per_s: first.windows > 0 ? Math.round(first.windows / seconds) : null,
    native_seconds: nativeMedian,
    ratio_to_native: ratio === null ? null : Number(ratio.toFixed(3)),
    ...(first.ofDecoding === undefined
      ? {}
      : { of_decoding: Number(median(measured.map((one) => one.ofDecoding ?? 0)).toFixed(2)) }),
    peak_rss_bytes: Math.round(median(measured.map((one) => one.peakRssBytes))),
  };
}

function measureInChild(program: string, name: StageName, day: LongDay): Measurement {
  const child = spawnSync(process.execPath, ['--expose-gc', program, name, JSON.stringify(day)], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (child.status !== 0) throw new Error(`${name} failed:\n${child.stderr}`);
  return JSON.parse(child.stdout) as Measurement;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
