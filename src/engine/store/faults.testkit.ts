// For tests of faults: a real child process that reads a file into a store, and all that a store holds, in a form that
// two stores can be compared by.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HELD, HOLD, type Moment } from './hold.testkit.ts';
import { STORED_TABLES } from './silver-codec.ts';
import { Store } from './store.ts';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const HOLD_PROGRAM = new URL('hold.testkit.ts', import.meta.url).href;

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnd>;
  /** Resolves where it came to the moment it was to be held at; rejects where it ended before. */
  readonly held: Promise<void>;
}

export interface ChildOptions {
  /** No file of it may grow beyond. */
  readonly limitKilobytes?: number;
  /** Where it stands still for good: the first such moment after so many chunks were closed. */
  readonly hold?: { readonly moment: Moment; readonly chunks: number };
}

/** `fieldbook ingest PATH` in a process of its own. */
export function startIngest(path: string, dataFolder: string, options: ChildOptions = {}): Child {
  const { limitKilobytes, hold } = options;
  const preload = hold ? ['--import', HOLD_PROGRAM] : [];
  const command = [process.execPath, ...preload, CLI, 'ingest', path, '--data', dataFolder, '--json'];
  const limited = ['bash', '-c', `ulimit -f ${limitKilobytes}; trap "" XFSZ; exec "$@"`, 'bash', ...command];
  const [program = '', ...args] = limitKilobytes === undefined ? command : limited;
  const env = { ...process.env, [HOLD]: hold ? `${hold.moment}:${hold.chunks}` : '' };
  // Its stdin stays open and empty: a program that is held waits for it.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  let output = '';
  const isHeld = Promise.withResolvers<void>();
  isHeld.promise.catch(() => {});
  child.stdout?.on('data', (bytes: Buffer) => {
    output += bytes.toString();
    if (output.includes(HELD)) isHeld.resolve();
  });
  child.stderr?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = new Promise<ChildEnd>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, output })),
  );
  void ended.then((end) => isHeld.reject(new Error(`it was not held, but ended: ${JSON.stringify(end)}`)));
  return { process: child, ended, held: isHeld.promise };
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
