// What takes long the first time, done before the first file is opened. The runtime loads its time zones, the library makes
// the headers of the tables' messages; and since code is compiled once it has run for a while, an invented file
// (practice-day.ts) is read by the way that every file takes, but for the store. The first picture of the first file comes
// a third sooner for it (docs/decisions/0007).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { encodeSchema } from '../../../contracts/tables.ts';
import { tradeDaySpans } from '../../../contracts/trade-dates.ts';
import { GoldKernel } from '../../core/fields/kernel.ts';
import { planeIdsOfTile, TileShaper } from '../../core/fields/tile.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import { encodeTile } from '../pipeline/gold-tiles.ts';
import { type IngestAttempt, type IngestOutcome, ingestFile } from '../pipeline/ingest-file.ts';
import { encodeChunk, STORED_TABLES } from '../store/silver-codec.ts';
import { DATASET } from '../synth/write-day.ts';
import { PRACTICE_TICKS, writePracticeDay } from './practice-day.ts';

export class Practice {
  readonly #stop = new AbortController();
  #run: Promise<unknown> | null = null;

  /** Resolves once it is over. Throws the system's error where there is no room for the file. */
  async begin(threads: 1 | 2): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#run ??= practise(threads, this.#stop.signal);
    await this.#run;
  }

  /** Nobody waits for it any more: ends with the block in hand. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#run?.catch(() => {});
  }
}

/** Reads the invented file until its end, or until the signal says so. */
export async function practise(threads: 1 | 2, signal: AbortSignal): Promise<IngestOutcome> {
  tradeDaySpans(DATASET, 0);
  for (const spec of STORED_TABLES) encodeSchema(spec);
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-practice-'));
  try {
    return await ingestFile({ path: writePracticeDay(folder), threads, signal, begin: () => ATTEMPT });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes chunks as far as the store and the first picture do, and keeps nothing. */
const ATTEMPT: IngestAttempt = {
  listener: {
    onDayStart: () => {},
    onChunk: (day, chunk) => {
      encodeChunk(chunk, day.dayStartNanos);
      shapeTile(chunk);
    },
    onDayEnd: () => {},
  },
  onBlock: () => null,
  failure: () => null,
  discard: async () => {},
};

function shapeTile(chunk: SilverChunk): void {
  const band = { tickLo: PRACTICE_TICKS.from, rows: PRACTICE_TICKS.to - PRACTICE_TICKS.from };
  const spec = {
    lattice: 'L',
    group: 0,
    level: 0,
    index: chunk.chunk,
    band,
    aggregate: 'max',
    weighting: null,
  } as const;
  const kernel = new GoldKernel(DEFAULT_FIELD_PARAMS, {
    fields: planeIdsOfTile(spec),
    lattices: [spec.lattice],
  });
  const shaper = new TileShaper([spec]);
  for (let w = 0; w < chunk.windowCount; w++)
    shaper.take(chunk.windowFrom + w, kernel, kernel.step(chunk, w, false));
  for (const tile of shaper.tiles) encodeTile(tile);
}
