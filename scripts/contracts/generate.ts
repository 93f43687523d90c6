// Everything that is generated from the declarations, as texts by path from the project's root. Pure: the drift test
// compares the same texts with the files.

import { datasetsFrom } from '../../contracts/all-datasets.ts';
import { avroSchema } from '../../contracts/avro-schema.ts';
import type { DatasetSpec } from '../../contracts/datasets.ts';
import { FIELDS } from '../../src/core/fields/registry.ts';
import { datasetsYaml } from './datasets-yaml.ts';
import { fieldsPage } from './fields-page.ts';
import { LEDGER_PATH, type Ledger, ledgerText, withDatasets } from './ledger.ts';

export const AVRO_FOLDER = 'contracts/avro';

/** Throws where a dataset's meaning changed and its version did not. */
export function generateContracts(ledger: Ledger): ReadonlyMap<string, string> {
  const datasets = datasetsFrom(FIELDS.all);
  return new Map([
    ['contracts/datasets.yaml', datasetsYaml(datasets)],
    [LEDGER_PATH, ledgerText(withDatasets(ledger, datasets))],
    ['docs/fields.md', fieldsPage(FIELDS.all)],
    ...datasets.map((dataset) => [avroPath(dataset), jsonText(avroSchema(dataset))] as const),
  ]);
}

export function avroPath({ id }: DatasetSpec): string {
  return `${AVRO_FOLDER}/${id.replace('/', '.')}.avsc`;
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
