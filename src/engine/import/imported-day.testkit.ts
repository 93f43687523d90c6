// For tests of imports: a folder to write to, and an imported day read back the way any day is.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FaultError } from '../../../contracts/errors.ts';
import { MBO_WORDS, RTYPE } from '../../core/dbn/layout.ts';
import { decodeMbo } from '../../core/dbn/mbo.ts';
import { decodeStatus, STATUS_ACTIONS } from '../../core/dbn/status.ts';
import { readWhole } from '../source/shared-data.fixture.ts';
import { ReplayedBook } from '../verify/replayed-book.ts';

/** A folder that goes when the test ends. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export async function writeLines(folder: string, name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

export interface ImportedDay {
  readonly codes: readonly string[];
  /** "A B 5@10.5 #1", statuses by name. */
  readonly rows: readonly string[];
  readonly book: ReplayedBook;
  readonly firstTsNanos: bigint;
}

/** Reads the file with the product's source, and its records into the product's stream. */
export async function readImported(path: string, tickSizeNanos: bigint): Promise<ImportedDay> {
  const { bytes, codes } = await readWhole(path, { threads: 1 });
  const words = new Int32Array(bytes.buffer);
  const book = new ReplayedBook(tickSizeNanos);
  const rows: string[] = [];
  for (let at = 0; at < words.length; at += (words[at] as number) & 255) {
    if ((((words[at] as number) >>> 8) & 255) === RTYPE.status) {
      rows.push(STATUS_ACTIONS[decodeStatus(bytes, at * 4, 3)?.action ?? -1] ?? '?');
      continue;
    }
    book.words.set(words.subarray(at, at + MBO_WORDS));
    book.record();
    if (rows.length > 200) continue;
    const { action, side, sizeLots, priceNanos, orderId } = decodeMbo(words, at);
    const price = action === 'R' ? '' : `@${Number(priceNanos) / 1e9}`;
    rows.push(
      `${action} ${side} ${sizeLots}${price} #${orderId >= 1n << 62n ? `anon${orderId - (1n << 62n)}` : orderId}`,
    );
  }
  book.stream.finish();
  return { codes, rows, book, firstTsNanos: decodeMbo(words, 0).tsEventNanos };
}

/** The fault that `work` throws. */
export async function faultOf(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('no fault was thrown');
}
