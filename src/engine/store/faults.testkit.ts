// For tests of faults: a real child process that reads a file into a store, and all that a store holds, in a form that
// two stores can be compared by.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STORED_TABLES } from './silver-codec.ts';
import { Store } from './store.ts';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnd>;
}

/** `fieldbook ingest PATH` in a process of its own; `limitKilobytes`: no file of it may grow beyond. */
export function startIngest(path: string, dataFolder: string, limitKilobytes?: number): Child {
  const command = [process.execPath, CLI, 'ingest', path, '--data', dataFolder, '--json'];
  const limited = ['bash', '-c', `ulimit -f ${limitKilobytes}; trap "" XFSZ; exec "$@"`, 'bash', ...command];
  const [program = '', ...args] = limitKilobytes === undefined ? command : limited;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = new Promise<ChildEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, output })),
  );
  return { process: child, ended };
}

/** All that a store holds of its days, but for random ids and the file's path: the index's rows, each table's bytes. */
export function contentOf(dataFolder: string): unknown[] {
  const store = new Store(dataFolder);
  try {
    const days = store.days().map(({ dayId }) => store.day(dayId));
    const inOrder = days.sort((a, b) => (keyOf(a.summary) < keyOf(b.summary) ? -1 : 1));
    return inOrder.map((day) => {
      const { dayId, sourceId, sourceName: _name, ...summary } = day.summary;
      const batches = store.db.batches(dayId).map(({ day_id: _, ...row }) => row);
      const tables = STORED_TABLES.map((spec) => sha256Of(store.tablePath(dayId, spec)));
      const { path: _, ...source } = store.source(sourceId)?.details ?? { path: '' };
      return { ...day, summary, source, audit: store.audit(dayId), batches, tables };
    });
  } finally {
    store.close();
  }
}

function keyOf({ utcDate, instrumentId }: { utcDate: string; instrumentId: number }): string {
  return `${utcDate} ${String(instrumentId).padStart(10, '0')}`;
}

function sha256Of(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'absent';
}
