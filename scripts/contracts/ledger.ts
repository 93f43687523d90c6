// What each version of a dataset meant, as a fingerprint: a version once published means the same for ever.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSpec } from '../../contracts/datasets.ts';

export const LEDGER_PATH = 'contracts/versions.json';

/** Fingerprints by dataset and version. */
export type Ledger = Readonly<Record<string, Readonly<Record<string, string>>>>;

export async function readLedger(root: string): Promise<Ledger> {
  try {
    return JSON.parse(await readFile(join(root, LEDGER_PATH), 'utf8')) as Ledger;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return {};
    throw error;
  }
}

/** What a reader of the table relies on; wording is not part of it. */
export function fingerprintOf({ id, key, columns }: DatasetSpec): string {
  const meaning = columns.map(({ name, type, unit, range, nullAs, formula }) => [
    name,
    type,
    unit,
    range,
    nullAs !== undefined,
    formula ?? null,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([id, key, meaning]))
    .digest('hex')
    .slice(0, 16);
}

/** The ledger with these datasets in it. Throws where one contradicts what its version meant before. */
export function withDatasets(ledger: Ledger, datasets: readonly DatasetSpec[]): Ledger {
  const next: Record<string, Record<string, string>> = Object.fromEntries(
    Object.entries(ledger).map(([id, versions]) => [id, { ...versions }]),
  );
  for (const dataset of datasets) {
    const { id, version } = dataset;
    const versions = next[id] ?? {};
    const known = versions[version];
    const now = fingerprintOf(dataset);
    if (known !== undefined && known !== now) {
      throw new Error(`${id} does not mean what its version ${version} meant: raise the version.`);
    }
    next[id] = { ...versions, [version]: now };
  }
  return next;
}

export function ledgerText(ledger: Ledger): string {
  return `${JSON.stringify(ledger, null, 2)}\n`;
}
