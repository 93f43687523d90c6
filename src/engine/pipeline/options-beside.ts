// Files of options that lie beside a future's: looked for where the future's file alone was named. Known by metadata and
// definitions, never by name: order records of the same dataset and time, of instruments that are options on one of the
// future's symbols.
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { SymbolMap, utcDateNumber } from '../../core/dbn/symbols.ts';
import { optionTermsFrom } from '../../core/options/series.ts';
import { filesBeside, findDefinitions } from '../source/definitions.ts';
import { openDbnSource } from '../source/file-source.ts';
import { readMetadataHead } from '../source/metadata-head.ts';

/** Instruments of a file whose definitions are looked at: one option tells what the file holds. */
const MOST_LOOKED_AT = 16;

/** Paths in the file's folder, by name. What cannot be read there is none of this file's options. */
export async function optionFilesBeside(path: string, signal: AbortSignal): Promise<string[]> {
  const others = await orderFilesBeside(path, signal);
  const own = others.length > 0 ? await metadataOf(path) : null;
  if (!own) return [];
  const symbols = new Set([...own.symbols, ...own.mappings.flatMap(({ rawSymbol }) => rawSymbol)]);
  const found: string[] = [];
  for (const file of others) {
    if (signal.aborted) break;
    const other = await metadataOf(file);
    if (!other || !overlap(own, other)) continue;
    if (await holdsOptionsOn(file, other, symbols, signal)) found.push(file);
  }
  return found;
}

/** Files of order records of the same dataset. By their heads alone: most files of a folder are of no interest. */
async function orderFilesBeside(path: string, signal: AbortSignal): Promise<string[]> {
  const dataset = await datasetOfOrders(path);
  const files: string[] = [];
  if (dataset === null) return files;
  for (const file of await filesBeside(path, [])) {
    if (signal.aborted) break;
    if ((await datasetOfOrders(file)) === dataset) files.push(file);
  }
  return files;
}

/** Null where it is no file of order records that can be read. */
async function datasetOfOrders(path: string): Promise<string | null> {
  try {
    const head = await readMetadataHead(path);
    return head.ok && head.value.schema === 'mbo' ? head.value.dataset : null;
  } catch {
    return null;
  }
}

async function holdsOptionsOn(
  file: string,
  metadata: DbnMetadata,
  symbols: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  // Without mappings nobody says which instruments it holds.
  const ids = SymbolMap.fromMetadata(metadata).instrumentIds().slice(0, MOST_LOOKED_AT);
  if (ids.length === 0) return false;
  const { definitions } = await findDefinitions(file, metadata, signal);
  const date = utcDateNumber(metadata.startNanos);
  return ids.some((id) => {
    const definition = definitions.find(id, date);
    const terms = definition && optionTermsFrom(definition);
    return terms !== null && symbols.has(terms.underlying);
  });
}

async function metadataOf(path: string): Promise<DbnMetadata | null> {
  try {
    const source = await openDbnSource(path, { threads: 1 });
    try {
      const metadata = await source.metadata();
      return metadata.ok ? metadata.value : null;
    } finally {
      await source.close();
    }
  } catch {
    return null;
  }
}

function overlap(a: DbnMetadata, b: DbnMetadata): boolean {
  const startsBefore = (one: DbnMetadata, other: DbnMetadata): boolean =>
    other.endNanos === null || one.startNanos < other.endNanos;
  return startsBefore(a, b) && startsBefore(b, a);
}
