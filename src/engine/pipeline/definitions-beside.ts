// Definitions that lie beside a file, as the vendor delivers them, and how to tell cheaply that nothing beside a stored
// file has changed since it was read.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { utcDateNumber } from '../../core/dbn/symbols.ts';
import { optionTermsFrom } from '../../core/options/series.ts';
import { findDefinitions } from '../source/definitions.ts';
import { openDbnSource } from '../source/file-source.ts';

/** Changes with the names, sizes and times of the files beside `path`; '' where it is alone. */
export async function siblingsKey(path: string): Promise<string> {
  try {
    const names = (await readdir(dirname(path), { withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name !== basename(path))
      .map((entry) => entry.name)
      .sort();
    if (names.length === 0) return '';
    const key = createHash('sha256');
    for (const name of names) {
      const { size, mtimeMs } = await stat(join(dirname(path), name));
      key.update(`${name}\n${size}\n${mtimeMs}\n`);
    }
    return key.digest('hex').slice(0, 32);
  } catch {
    // A folder that cannot be listed has no definitions to offer.
    return '';
  }
}

/** Does a definition beside the file now tell a tick that had to be inferred when these days were read, or a strike? */
export async function definitionsKnowBetter(
  path: string,
  days: readonly DaySummary[],
  fragment?: FragmentSettings,
): Promise<boolean> {
  const inferred = days.filter((day) => day.tickSizeFrom === 'inferred');
  if (inferred.length === 0) return false;
  const source = await openDbnSource(path, { threads: 1, ...(fragment && { fragment }) });
  try {
    const metadata = await source.metadata();
    if (!metadata.ok) return false;
    const { definitions } = await findDefinitions(path, metadata.value);
    return inferred.some((day) => {
      const date = utcDateNumber(BigInt(day.dayStartNanos));
      const definition = definitions.find(day.instrumentId, date);
      if (!definition) return false;
      if (day.contract === undefined && optionTermsFrom(definition)) return true;
      const tick = definition.minPriceIncrementNanos;
      return tick !== null && String(tick) !== day.tickSizeNanos;
    });
  } finally {
    await source.close();
  }
}
