// What is generated from the declarations is what lies in the project, and a version means one thing.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetsFrom } from '../../contracts/all-datasets.ts';
import { BOOK_SNAPSHOT, type DatasetSpec } from '../../contracts/datasets.ts';
import { FIELDS } from '../../src/core/fields/registry.ts';
import { PICTURE_FOLDER } from './fields-page.ts';
import { AVRO_FOLDER, avroPath, generateContracts } from './generate.ts';
import { fingerprintOf, type Ledger, readLedger, withDatasets } from './ledger.ts';

const ROOT = resolve('.');
const DATASETS = datasetsFrom(FIELDS.all);
const ledger = await readLedger(ROOT);

function changed(change: Partial<DatasetSpec['columns'][number]>): DatasetSpec {
  const [first, ...rest] = BOOK_SNAPSHOT.columns;
  return { ...BOOK_SNAPSHOT, columns: [{ ...first!, ...change }, ...rest] };
}

describe('contracts', () => {
  it.each([...generateContracts(ledger)])(
    '%s is as the declarations have it (npm run contracts)',
    (path, text) => {
      expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
    },
  );

  it('have no schema left over', () => {
    const declared = DATASETS.map((dataset) => avroPath(dataset));
    expect(
      readdirSync(join(ROOT, AVRO_FOLDER))
        .map((name) => `${AVRO_FOLDER}/${name}`)
        .sort(),
    ).toEqual([...declared].sort());
  });

  it('have a picture of every field, and of no other (npm run contracts -- --pictures)', () => {
    const pictures = readdirSync(join(ROOT, 'docs', PICTURE_FOLDER));
    expect(pictures.sort()).toEqual(FIELDS.all.map(({ id }) => `${id}.png`).sort());
  });

  it('know every version that is published', () => {
    for (const dataset of DATASETS)
      expect(ledger[dataset.id]?.[dataset.version]).toBe(fingerprintOf(dataset));
  });

  it.each([
    ['name', { name: 'window_end' }],
    ['type', { type: 'float64' }],
    ['unit', { unit: 'us' }],
    ['range', { range: '0 … 1' }],
    ['null', { nullAs: 0n }],
    ['formula', { formula: 'another' }],
  ] as const)('do not let a %s change without a new version', (_, change) => {
    const dataset = changed(change);
    expect(() => withDatasets(ledger, [dataset])).toThrow('silver/book_snapshot_1s does not mean what');
    const next: Ledger = withDatasets(ledger, [{ ...dataset, version: 2 }]);
    expect(Object.keys(next['silver/book_snapshot_1s'] ?? {})).toEqual(['1', '2']);
  });

  it('let words change', () => {
    expect(withDatasets(ledger, [changed({ doc: 'said better' })])).toEqual(ledger);
  });

  it('say of every column what it means, in which unit, range and section', () => {
    const columns = DATASETS.flatMap(({ columns, source }) =>
      columns.map((column) => ({ source, ...column })),
    );
    expect(columns.filter(({ doc, range, source }) => doc === '' || range === '' || source === '')).toEqual(
      [],
    );
  });

  it('are schemas that Avro allows: names, and a null first where the default is null', () => {
    for (const dataset of DATASETS) {
      const schema = JSON.parse(readFileSync(join(ROOT, avroPath(dataset)), 'utf8'));
      for (const field of schema.fields) {
        expect(field.name).toMatch(/^[A-Za-z_]\w*$/);
        if (field.default === null) expect(field.type[0]).toBe('null');
      }
      expect(new Set(schema.fields.map(({ name }: { name: string }) => name)).size).toBe(
        schema.fields.length,
      );
    }
  });
});
