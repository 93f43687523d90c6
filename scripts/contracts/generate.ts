// Everything that is generated from the declarations, as texts by path from the project's root. Pure: the drift test
// compares the same texts with the files.
import { datasetsFrom } from '../../contracts/datasets.ts';
import { FIELDS } from '../../src/core/fields/registry.ts';
import { avroPath, avroText } from './avro.ts';
import { datasetsYaml } from './datasets-yaml.ts';
import { fieldsPage } from './fields-page.ts';
import { LEDGER_PATH, type Ledger, ledgerText, withDatasets } from './ledger.ts';

/** Throws where a dataset's meaning changed and its version did not. */
export function generateContracts(ledger: Ledger): ReadonlyMap<string, string> {
  const datasets = datasetsFrom(FIELDS.all);
  return new Map([
    ['contracts/datasets.yaml', datasetsYaml(datasets)],
    [LEDGER_PATH, ledgerText(withDatasets(ledger, datasets))],
    ['docs/fields.md', fieldsPage(FIELDS.all)],
    ...datasets.map((dataset) => [avroPath(dataset), avroText(dataset)] as const),
  ]);
}
