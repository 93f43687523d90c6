// What an exported file says of itself: which table and version, under which parameters, of which source.
import { avroSchema } from '../../../contracts/avro-schema.ts';
import type { DatasetSpec } from '../../../contracts/datasets.ts';
import { type ForecastParams, forecastHash } from '../../../contracts/forecast.ts';
import { type MarkerParams, markersHash } from '../../../contracts/markers.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { FIELD_MODEL_VERSION, type FieldParams } from '../../../contracts/params.ts';

export interface FileFacts {
  /** The columns that are in the file. */
  readonly dataset: DatasetSpec;
  readonly summary: DaySummary;
  readonly params: FieldParams;
  readonly paramsHash: string;
  readonly forecast: ForecastParams;
  readonly markers: MarkerParams;
  /** Null where the source was not read to its end. */
  readonly sourceSha256: string | null;
  readonly productVersion: string;
}

export function fileMetadata(facts: FileFacts): Record<string, string> {
  const { dataset, summary, params, paramsHash, forecast, markers, sourceSha256, productVersion } = facts;
  return {
    'fieldbook.dataset': dataset.id,
    'fieldbook.dataset_version': String(dataset.version),
    'fieldbook.schema': JSON.stringify(avroSchema(dataset)),
    'fieldbook.field_model_version': String(FIELD_MODEL_VERSION),
    'fieldbook.params': JSON.stringify(params),
    'fieldbook.params_hash': paramsHash,
    'fieldbook.forecast_params': JSON.stringify(forecast),
    'fieldbook.forecast_hash': forecastHash(forecast),
    'fieldbook.marker_params': JSON.stringify(markers),
    'fieldbook.marker_hash': markersHash(markers),
    'fieldbook.symbol': summary.symbol,
    'fieldbook.utc_date': summary.utcDate,
    'fieldbook.publisher_id': String(summary.publisherId),
    'fieldbook.instrument_id': String(summary.instrumentId),
    'fieldbook.vendor_dataset': summary.dataset,
    'fieldbook.tick_size_nanos': summary.tickSizeNanos,
    'fieldbook.source_name': summary.sourceName,
    'fieldbook.source_sha256': sourceSha256 ?? '',
    'fieldbook.day_state': summary.state,
    'fieldbook.product_version': productVersion,
  };
}

/** A CSV's columns and facts as W3C "CSV on the Web" has them: the file beside it, named after it. */
export function csvMetadata(
  dataset: DatasetSpec,
  fileName: string,
  metadata: Record<string, string>,
): string {
  const { 'fieldbook.schema': _, ...facts } = metadata;
  const columns = dataset.columns.map(({ name, type, unit, doc, range, formula, nullAs }) => ({
    name,
    titles: name,
    datatype: CSV_TYPES[type] ?? type,
    required: nullAs === undefined,
    'dc:description': doc,
    'fieldbook:unit': unit,
    'fieldbook:range': range,
    ...(formula === undefined ? {} : { 'fieldbook:formula': formula }),
  }));
  const table = { url: encodeURIComponent(fileName), null: '', tableSchema: { columns } };
  const notes = Object.entries(facts).map(([key, value]) => ({ key, value }));
  const context = 'http://www.w3.org/ns/csvw';
  return `${JSON.stringify({ '@context': context, 'dc:title': dataset.id, ...table, notes }, null, 2)}\n`;
}

const CSV_TYPES: Readonly<Partial<Record<string, string>>> = {
  uint8: 'unsignedByte',
  int16: 'short',
  int32: 'int',
  int64: 'long',
  uint64: 'unsignedLong',
  float32: 'float',
  float64: 'double',
};
