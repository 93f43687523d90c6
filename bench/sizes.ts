// How much memory an ingest takes that is large in every way a market is: records, days in a row, instruments, prices far
// out. Each is read by the program as it is shipped in a process of its own, and held against a limit.
//   npm run bench -- --only size_1_day,size_3000,… [--record]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_FLAGS } from '../scripts/bootstrap.mjs';
import { buildNodeProgram } from '../scripts/node-program.mjs';
import { writePlainTape } from '../src/engine/synth/plain-tape.testkit.ts';
import { machineText } from './report.ts';
import type { IngestedPath } from './size-stage.ts';

interface SizeCase {
  readonly instruments: number;
  /** A day, over its hours. */
  readonly records: number;
  readonly hours: number;
  readonly days: number;
  readonly limitMb: number;
}

const ONE = { instruments: 1, records: 20_000_000, hours: 24, limitMb: 250 } as const;
/** A chunk of each instrument closes every 256 seconds, 3,000 of them at once: shorter days have the same peaks. */
const MANY = { instruments: 3000, limitMb: 800 } as const;

/** Every book has orders at 0.01 and at 199,999.99. */
const CASES: Readonly<Record<string, SizeCase>> = {
  size_1_day: { ...ONE, days: 1 },
  size_5_days: { ...ONE, days: 5 },
  size_20_days: { ...ONE, days: 20 },
  size_20_short_days: { ...ONE, records: 2_000_000, days: 20 },
  size_3000: { ...MANY, records: 3_000_000, hours: 1, days: 1 },
  size_3000_5_days: { ...MANY, records: 800_000, hours: 0.25, days: 5 },
  size_3000_20_days: { ...MANY, records: 300_000, hours: 0.1, days: 20 },
};

export const SIZE_NAMES: ReadonlySet<string> = new Set(Object.keys(CASES));

interface SizeResult extends SizeCase, IngestedPath {
  readonly name: string;
}

const RESULTS = new URL('./results/', import.meta.url);
const FIRST_DAY_MILLIS = Date.UTC(2025, 8, 15);
const DAY_MILLIS = 86_400_000;
const MEGABYTE = 1e6;

/** Runs the named cases, prints them as a table, with `record` into bench/results; false where one took more than it may. */
export async function benchSizes(
  names: readonly string[],
  record: boolean,
  say: (text: string) => void,
): Promise<boolean> {
  await buildNodeProgram('src/engine/pipeline/decode-worker.ts', 'warn');
  const program = await buildNodeProgram('bench/size-stage.ts', 'warn');
  const results: SizeResult[] = [];
  for (const name of names) {
    say(`${name} …`);
    results.push({ name, ...CASES[name], ...measure(program, CASES[name]) });
  }
  process.stdout.write(sizesText(results));
  if (record) recordSizes(results);
  return results.every(({ peakRssBytes, limitMb }) => peakRssBytes <= limitMb * MEGABYTE);
}

/** Beside what was recorded of other cases. */
function recordSizes(results: readonly SizeResult[]): void {
  const json = new URL('sizes.json', RESULTS);
  const before: SizeResult[] = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : [];
  const all = Object.keys(CASES).flatMap(
    (name) => [...results, ...before].find((result) => result.name === name) ?? [],
  );
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  const head = `# Memory of large ingests\n\n${machineText()}. Every book has orders at 0.01 and at 199,999.99. Peaks are\nwhat is measured: the seconds are of a machine that did other work beside it.\n\n`;
  writeFileSync(new URL('sizes.md', RESULTS), head + sizesText(all));
}

function measure(program: string, { instruments, records, hours, days }: SizeCase): IngestedPath {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbook-bench-size-'));
  try {
    const source = join(folder, 'source');
    mkdirSync(source);
    for (let day = 0; day < days; day++) {
      const utcDate = new Date(FIRST_DAY_MILLIS + day * DAY_MILLIS).toISOString().slice(0, 10);
      const path = join(source, `${utcDate}.mbo.dbn.zst`);
      writePlainTape({ path, instruments, records, hours, utcDate, stubQuotes: true });
    }
    const child = spawnSync(process.execPath, [...ENGINE_FLAGS, program, source, join(folder, 'store')], {
      encoding: 'utf8',
      maxBuffer: 1 << 24,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`The ingest ended with ${child.status ?? child.signal}.`);
    return JSON.parse(child.stdout) as IngestedPath;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizesText(results: readonly SizeResult[]): string {
  const header = [
    'case',
    'days',
    'instruments',
    'hours a day',
    'M records',
    'seconds',
    'peak MB',
    'limit MB',
    'peak MB after each day',
  ];
  const rows = results.map((one) => [
    one.name,
    one.days,
    one.instruments,
    one.hours,
    (one.recordsRead / 1e6).toFixed(1),
    one.seconds.toFixed(0),
    (one.peakRssBytes / MEGABYTE).toFixed(0),
    one.limitMb,
    (one.peaksAfter ?? []).map((bytes) => (bytes / MEGABYTE).toFixed(0)).join(' '),
  ]);
  const lines = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
