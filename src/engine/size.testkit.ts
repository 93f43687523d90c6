// For the proofs of size: an ingest in a process of its own, so that its peak of memory is that ingest's alone. As a
// program: `node size.testkit.ts DATA_FOLDER PATH`, answer as JSON on stdout.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineUnderTest } from './engine.testkit.ts';
import { peakRssBytes } from './peak-memory.testkit.ts';
import { type TapeOptions, writePlainTape } from './synth/plain-tape.testkit.ts';

export interface Ingested {
  readonly days: number;
  readonly records: number;
  readonly seconds: number;
  /** Most memory that the process ever held. */
  readonly peakBytes: number;
  readonly faults: readonly unknown[];
}

const FIRST_DAY_MILLIS = Date.UTC(2025, 8, 15);
const DAY_MILLIS = 86_400_000;

/** Writes files of `days` days in a row, reads them as one folder in a process of its own, and leaves nothing behind. */
export function measureIngest(tape: Omit<TapeOptions, 'path' | 'utcDate'>, days: number): Ingested {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbook-size-'));
  try {
    const source = join(folder, 'source');
    mkdirSync(source);
    for (let day = 0; day < days; day++) {
      const utcDate = new Date(FIRST_DAY_MILLIS + day * DAY_MILLIS).toISOString().slice(0, 10);
      writePlainTape({ ...tape, utcDate, path: join(source, `${utcDate}.mbo.dbn.zst`) });
    }
    const program = [fileURLToPath(import.meta.url), join(folder, 'store'), source];
    const child = spawnSync(process.execPath, program, { encoding: 'utf8', maxBuffer: 1 << 24 });
    if (child.status !== 0) throw new Error(child.stderr);
    return JSON.parse(child.stdout) as Ingested;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dataFolder, path] = process.argv.slice(2) as [string, string];
  const engine = await EngineUnderTest.start({ dataFolder, threads: 2 });
  const since = performance.now();
  const { end } = await engine.open([path]);
  const ingested: Ingested = {
    days: end.dayCount,
    records: end.records,
    seconds: (performance.now() - since) / 1000,
    peakBytes: peakRssBytes(),
    faults: end.faults,
  };
  process.stdout.write(JSON.stringify(ingested));
  await engine.stop();
}
