// For tests of faults: makes a reading stand still at a chosen moment, so that it can be killed just there. Loaded before
// the program (`node --import`), told by FIELDBOOK_HOLD=MOMENT:CHUNKS; it says so on stdout and then waits for stdin.
import { readSync, writeSync } from 'node:fs';
import { DayWriter } from './day-writer.ts';
import { Store } from './store.ts';

export const HOLD = 'FIELDBOOK_HOLD';
export const HELD = 'held here\n';

/** Moments of a reading, in their order: what each adds to those before it. */
export const MOMENTS = [
  /** A chunk was closed, and is only in memory. */
  'closed',
  /** Chunks are in the tables' files; the index does not know of them. */
  'written',
  /** Amid the transaction that records them. */
  'recording',
  /** The index has them. */
  'recorded',
] as const;
/** `waiting`: another program reads the file. Told, and not held. */
export type Moment = (typeof MOMENTS)[number] | 'waiting';

/** The first `moment` once so many chunks were closed. */
function holdAt(moment: Moment, chunks: number): void {
  let closed = 0;
  const reached = (at: Moment): void => {
    if (at !== moment || closed < chunks) return;
    writeSync(1, HELD);
    if (moment !== 'waiting') readSync(0, new Uint8Array(1));
  };
  const { append, writePending, record, dropWritten } = DayWriter.prototype;
  Object.assign(DayWriter.prototype, {
    append(this: DayWriter, ...args: Parameters<typeof append>) {
      const info = append.apply(this, args);
      closed += 1;
      reached('closed');
      return info;
    },
    async writePending(this: DayWriter, ...args: Parameters<typeof writePending>) {
      const count = await writePending.apply(this, args);
      reached('written');
      return count;
    },
    record(this: DayWriter, ...args: Parameters<typeof record>) {
      record.apply(this, args);
      reached('recording');
    },
    dropWritten(this: DayWriter, ...args: Parameters<typeof dropWritten>) {
      dropWritten.apply(this, args);
      reached('recorded');
    },
  });
  const { isBeingRead } = Store.prototype;
  Store.prototype.isBeingRead = function (this: Store, ...args: Parameters<typeof isBeingRead>) {
    const is = isBeingRead.apply(this, args);
    if (is) reached('waiting');
    return is;
  };
}

const [moment, chunks] = (process.env[HOLD] ?? '').split(':');
if (moment) holdAt(moment as Moment, Number(chunks));
