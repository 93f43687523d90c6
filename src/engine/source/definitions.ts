// Instrument definitions that lie in the folder of a data file, as the vendor delivers them: any DBN file there of the
// same dataset whose schema is `definition`. Found by their metadata, never by name. A side file that is broken or too
// large is reported and costs the data file nothing.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { decodeDefinition, type InstrumentDefinition } from '../../core/dbn/definition.ts';
import { RTYPE } from '../../core/dbn/layout.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DbnVersion } from '../../core/dbn/record-fields.ts';
import { SymbolMap, utcDateNumber } from '../../core/dbn/symbols.ts';
import { optionTermsFrom } from '../../core/options/series.ts';
import type { DbnSource } from './dbn-source.ts';
import { openDbnSource } from './file-source.ts';
import { readMetadataHead } from './metadata-head.ts';

/** More files than this are not looked into: it is no folder of days then. */
const MAX_FILES = 2000;
/** Definitions are kept as stored bytes until asked for; a whole exchange's options would fill this. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

interface KeptDefinition {
  /** UTC date of ts_recv. */
  readonly date: number;
  readonly version: DbnVersion;
  readonly tsOut: boolean;
  readonly bytes: Uint8Array;
}

/** Definitions by instrument id and UTC date. */
export class DefinitionMap {
  readonly #kept = new Map<number, KeptDefinition[]>();
  readonly #options = new Set<number>();
  #keptBytes = 0;

  /** How many of its instruments are options. */
  get optionCount(): number {
    return this.#options.size;
  }

  get size(): number {
    return this.#kept.size;
  }

  get full(): boolean {
    return this.#keptBytes >= MAX_KEPT_BYTES;
  }

  /** Keeps a copy of a definition record; the last one of a date wins. */
  add(record: Uint8Array, version: DbnVersion, tsOut: boolean): void {
    const definition = decodeDefinition(record, 0, version, tsOut);
    if (!definition) return;
    if (optionTermsFrom(definition)) this.#options.add(definition.instrumentId);
    const date = utcDateNumber(definition.tsRecvNanos);
    const dated = this.#kept.get(definition.instrumentId) ?? [];
    const older = dated.findIndex((kept) => kept.date === date);
    const kept: KeptDefinition = { date, version, tsOut, bytes: record.slice() };
    if (older >= 0) dated[older] = kept;
    else {
      dated.push(kept);
      dated.sort((a, b) => a.date - b.date);
      this.#keptBytes += record.length;
    }
    this.#kept.set(definition.instrumentId, dated);
  }

  /**
   * The definition of an id on a UTC date (YYYYMMDD): that date's, else the last before it, else the first after it.
   * Ids are reused once an instrument has expired, so one that had expired or was not active yet does not count.
   */
  find(instrumentId: number, date: number): InstrumentDefinition | null {
    const dated = this.#kept.get(instrumentId);
    if (!dated) return null;
    const before = dated.filter((kept) => kept.date <= date).reverse();
    const after = dated.filter((kept) => kept.date > date);
    for (const kept of [...before, ...after]) {
      const definition = decodeDefinition(kept.bytes, 0, kept.version, kept.tsOut);
      if (definition && (kept.date === date || isAlive(definition, date))) return definition;
    }
    return null;
  }
}

function isAlive(definition: InstrumentDefinition, date: number): boolean {
  const { activationNanos, expirationNanos } = definition;
  const begun = activationNanos === null || utcDateNumber(activationNanos) <= date;
  return begun && (expirationNanos === null || utcDateNumber(expirationNanos) >= date);
}

export interface DefinitionsFound {
  readonly definitions: DefinitionMap;
  /** The files they came from. */
  readonly files: readonly string[];
  /** Changes whenever one of those files does. */
  readonly key: string;
  /** What was wrong with side files; the data file is none the worse. */
  readonly faults: readonly Fault[];
}

/** Looks through the folder of `path`; `metadata` is that file's own. Never throws. */
export async function findDefinitions(
  path: string,
  metadata: DbnMetadata,
  signal?: AbortSignal,
): Promise<DefinitionsFound> {
  const definitions = new DefinitionMap();
  const files: string[] = [];
  const faults: Fault[] = [];
  const key = createHash('sha256');
  const wanted = wantedIds(metadata);
  for (const file of await filesBeside(path, faults)) {
    if (signal?.aborted) break;
    try {
      const read = await readDefinitions(file, metadata.dataset, wanted, definitions, faults);
      if (!read) continue;
      const { size, mtimeMs } = await stat(file);
      files.push(file);
      key.update(`${basename(file)}\n${size}\n${mtimeMs}\n`);
    } catch (error) {
      faults.push({ ...faultFrom(error), file });
    }
  }
  return { definitions, files, key: files.length === 0 ? '' : key.digest('hex'), faults };
}

/** Ids that the metadata names; null where it names none, as with ALL_SYMBOLS: then all are wanted. */
export function wantedIds(metadata: DbnMetadata): ReadonlySet<number> | null {
  const ids = SymbolMap.fromMetadata(metadata).instrumentIds();
  return ids.length === 0 ? null : new Set(ids);
}

export async function filesBeside(path: string, faults: Fault[]): Promise<string[]> {
  const folder = dirname(path);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && entry.name !== basename(path))
      .map((entry) => entry.name);
    if (names.length <= MAX_FILES) return names.sort().map((name) => join(folder, name));
    faults.push({
      code: 'bad_request',
      message: `The folder holds ${names.length} files, too many to look for definitions in.`,
      file: folder,
    });
  } catch (error) {
    faults.push({ ...faultFrom(error), file: folder });
  }
  return [];
}

/** False if the file is none of this dataset's definitions. */
async function readDefinitions(
  file: string,
  dataset: string,
  wanted: ReadonlySet<number> | null,
  into: DefinitionMap,
  faults: Fault[],
): Promise<boolean> {
  const head = await readMetadataHead(file);
  if (!head.ok) faults.push(...brokenHead(file, ['definition'], head.error));
  if (!head.ok || head.value.schema !== 'definition' || head.value.dataset !== dataset) return false;
  const source = await openDbnSource(file, { threads: 1 });
  try {
    const metadata = await source.metadata();
    if (!metadata.ok) {
      faults.push(metadata.error);
      return false;
    }
    await keepRecords(source, metadata.value, wanted, into);
    faults.push(...source.faults());
    if (into.full) {
      const message = `Definitions beyond the first ${into.size} instruments were left out.`;
      faults.push({
        code: 'bad_request',
        message,
        file,
        hint: 'Ask for definitions of the symbols you trade only.',
      });
    }
    return true;
  } finally {
    await source.close();
  }
}

/**
 * Whether to tell of a file that cannot be read as DBN at all: only where its name, as the vendor gives them
 * (`glbx-mdp3-20240102.definition.dbn.zst`), says that it would have been of use.
 */
export function brokenHead(file: string, schemas: readonly string[], fault: Fault): Fault[] {
  const parts = basename(file).split('.');
  const ofUse = /\.dbn(\.zst)?$/.test(file) && schemas.some((schema) => parts.includes(schema));
  return ofUse ? [{ ...fault, file }] : [];
}

async function keepRecords(
  source: DbnSource,
  { version, tsOut }: DbnMetadata,
  wanted: ReadonlySet<number> | null,
  into: DefinitionMap,
): Promise<void> {
  for (let block = await source.next(); block && !into.full; block = await source.next()) {
    const { i32, u8, words } = block;
    for (let at = 0; at < words; at += (i32[at] as number) & 255) {
      const head = i32[at] as number;
      if (((head >>> 8) & 255) !== RTYPE.definition) continue;
      if (wanted && !wanted.has((i32[at + 1] as number) >>> 0)) continue;
      into.add(u8.subarray(at * 4, (at + (head & 255)) * 4), version, tsOut);
    }
    block.release();
  }
}
