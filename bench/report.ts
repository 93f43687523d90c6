// What the bench found, as a table and as files in bench/results.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { StageName } from './stages.ts';

export interface StageResult {
  readonly name: StageName;
  readonly does: string;
  readonly seconds: number;
  readonly records_per_s: number | null;
  readonly windows_per_s: number | null;
  readonly native_seconds: number | null;
  /** Native seconds over ours: 1 is as fast. */
  readonly ratio_to_native: number | null;
  /** Of work on options: its cost over that of decoding their file in the same process. */
  readonly of_decoding?: number;
  readonly peak_rss_bytes: number;
}

export interface BenchResult {
  readonly machine: string;
  readonly records: number;
  readonly file_bytes: number;
  readonly runs: number;
  readonly native: 'measured' | 'absent';
  readonly stages: Readonly<Record<string, Omit<StageResult, 'name'>>>;
}

const FOLDER = new URL('./results/', import.meta.url);

export function machineText(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

export function tableText(result: BenchResult): string {
  const rows = Object.entries(result.stages).map(([name, stage]) => [
    name,
    stage.seconds.toFixed(3),
    stage.records_per_s === null ? '–' : (stage.records_per_s / 1e6).toFixed(2),
    stage.native_seconds === null ? '–' : stage.native_seconds.toFixed(3),
    stage.ratio_to_native === null ? '–' : stage.ratio_to_native.toFixed(2),
    (stage.peak_rss_bytes / 2 ** 20).toFixed(0),
    stage.of_decoding === undefined ? stage.does : `${stage.does}: ${stage.of_decoding} × decoding`,
  ]);
  const header = ['stage', 'seconds', 'M records/s', 'native s', 'ratio', 'peak MiB', 'what it does'];
  const widths = header.map((_, c) => Math.max(...[header, ...rows].map((row) => (row[c] ?? '').length)));
  const divider = widths.map((width) => '-'.repeat(width));
  const lines = [header, divider, ...rows].map(
    (row) => `| ${row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join(' | ')} |`,
  );
  const native = result.native === 'absent' ? ' The native program was not there.' : '';
  return `${headline(result)}${native}\n\n${lines.join('\n')}\n`;
}

function headline({ machine, records, file_bytes, runs }: BenchResult): string {
  const size = (file_bytes / 2 ** 20).toFixed(0);
  return `One day of ${records.toLocaleString('en')} records (${size} MiB of zstd); medians of ${runs}; ${machine}.`;
}

/** Stages that this run left out keep what was recorded of them on the same day's file and machine. */
export function recordResult(latest: BenchResult): void {
  mkdirSync(FOLDER, { recursive: true });
  const before = resultBefore(latest);
  const kept = Object.entries(before?.stages ?? {}).filter(([name]) => !Object.hasOwn(latest.stages, name));
  const result: BenchResult = {
    ...latest,
    runs: before && kept.length > 0 ? Math.min(before.runs, latest.runs) : latest.runs,
    stages: { ...Object.fromEntries(kept), ...latest.stages },
  };
  writeFileSync(fileURLToPath(new URL('latest.json', FOLDER)), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(fileURLToPath(new URL('latest.md', FOLDER)), `# Bench\n\n${tableText(result)}`);
}

function resultBefore({ machine, records }: BenchResult): BenchResult | null {
  const json = new URL('latest.json', FOLDER);
  if (!existsSync(json)) return null;
  const before: BenchResult = JSON.parse(readFileSync(json, 'utf8'));
  return before.machine === machine && before.records === records ? before : null;
}
