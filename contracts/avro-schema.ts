// A dataset as an Avro schema (https://avro.apache.org/docs/1.12.0/specification/): what schema registries and other
// languages' code generators read. Avro has no 8- and 16-bit integers and none of 64 bits without a sign; `storage` names the type in the exported files.
import type { ColumnSpec, ColumnType, DatasetSpec } from './datasets.ts';

const AVRO_TYPES: Readonly<Record<Exclude<ColumnType, 'texel'>, string>> = {
  uint8: 'int',
  int16: 'int',
  uint16: 'int',
  int32: 'int',
  int64: 'long',
  uint64: 'long',
  float32: 'float',
  float64: 'double',
};

/** The schema as JSON, ready to be written. */
export function avroSchema(dataset: DatasetSpec): object {
  const [layer, name] = dataset.id.split('/');
  return {
    type: 'record',
    name,
    namespace: `fieldbook.${layer}`,
    doc: dataset.doc,
    version: dataset.version,
    rows: dataset.rows,
    key: dataset.key,
    fields: dataset.columns.map((column) => avroField(column, dataset.source)),
  };
}

function avroField(column: ColumnSpec, tableSource: string) {
  const { name, doc, unit, range, formula, source = tableSource } = column;
  const type = avroType(column);
  const nullable = column.nullAs !== undefined;
  return {
    name,
    type: nullable ? ['null', type] : type,
    ...(nullable ? { default: null } : {}),
    doc,
    unit,
    range,
    ...(formula === undefined ? {} : { formula }),
    source,
    storage: column.type,
  };
}

function avroType({ name, type }: ColumnSpec): string {
  if (type === 'texel') throw new Error(`${name}: textures are not published`);
  return AVRO_TYPES[type];
}
