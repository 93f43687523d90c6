// The bench's input: one long invented day, compressed and plain, kept in the system's temporary folder between runs.
import { createWriteStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { encodeMetadata } from '../src/core/dbn/encode.ts';
import { InlineSource } from '../src/engine/source/inline-source.ts';
import { writeSynthDays } from '../src/engine/synth/synth-days.ts';

export const BENCH_FOLDER = join(tmpdir(), 'fieldbook-bench');

export interface LongDay {
  readonly records: number;
  readonly compressedPath: string;
  readonly plainPath: string;
  readonly compressedBytes: number;
}

/** A futures session of 23 hours. */
const MINUTES = 1380;
const SEED = 7;
/** Raised whenever other bytes are written, or elsewhere. */
const EDITION = 2;

export async function longDay(records: number, say: (text: string) => void): Promise<LongDay> {
  const folder = join(BENCH_FOLDER, `${records}-${SEED}-${EDITION}`);
  const note = join(folder, 'day.json');
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as LongDay;
  say(`making a day of ${records} records …`);
  mkdirSync(folder, { recursive: true });
  const [day] = await writeSynthDays({ folder, days: 1, minutes: MINUTES, seed: SEED, records });
  // Not beside it: nobody has a day twice in a folder, and what lies there is looked at.
  const plainPath = join(folder, 'plain', 'day.dbn');
  mkdirSync(dirname(plainPath), { recursive: true });
  await writePlain(day.mboPath, plainPath);
  const made: LongDay = {
    records: day.counts.records,
    compressedPath: day.mboPath,
    plainPath,
    compressedBytes: statSync(day.mboPath).size,
  };
  writeFileSync(note, JSON.stringify(made));
  return made;
}

async function writePlain(from: string, to: string): Promise<void> {
  const source = await InlineSource.open(from, {});
  const metadata = await source.metadata();
  if (!metadata.ok) throw new Error(metadata.error.message);
  const out = createWriteStream(to);
  out.write(encodeMetadata(metadata.value));
  for (let block = await source.next(); block; block = await source.next()) {
    const more = out.write(Buffer.from(block.u8.subarray(0, block.words * 4)));
    block.release();
    if (!more) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
  out.end();
  await finished(out);
  await source.close();
}
