// One table of one day into one file: what was asked is checked, the rows go through in batches, the file appears whole.
import { basename } from 'node:path';
import { datasetsFrom } from '../../../contracts/all-datasets.ts';
import type { DatasetSpec } from '../../../contracts/datasets.ts';
import { FaultError } from '../../../contracts/errors.ts';
import type {
  ExportFormat,
  ExportProgress,
  ExportRequest,
  ExportResult,
} from '../../../contracts/exports.ts';
import { DEFAULT_FORECAST_PARAMS } from '../../../contracts/forecast.ts';
import { DEFAULT_MARKER_PARAMS } from '../../../contracts/markers.ts';
import type { ColumnsOf } from '../../../contracts/tables.ts';
import { FIELDS } from '../../core/fields/registry.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import type { StoredDay } from '../store/details.ts';
import type { Store } from '../store/store.ts';
import { ArrowFile } from './arrow-file.ts';
import { AtomicFile } from './atomic-file.ts';
import { BatchBuilder } from './batch-builder.ts';
import { CsvFile } from './csv-file.ts';
import type { RowSink } from './export-rows.ts';
import { csvMetadata, fileMetadata } from './file-metadata.ts';
import { ParquetFile } from './parquet-file.ts';
import { ROW_SOURCES } from './row-sources.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';

/** Rows of a batch: a row group that readers can skip and that takes some tens of megabytes while it is made. */
const BATCH_ROWS = 65_536;
const PROGRESS_MILLIS = 150;

const FILES: Readonly<Record<ExportFormat, new (options: TableFileOptions) => TableFile>> = {
  parquet: ParquetFile,
  arrow: ArrowFile,
  csv: CsvFile,
};

export interface ExportJob {
  readonly store: Store;
  readonly request: ExportRequest & { readonly path: string };
  /** Parameters of the fields; the tables that do not depend on them name them all the same. */
  readonly set: ParamSet;
  readonly productVersion: string;
  readonly signal: AbortSignal;
  onProgress(progress: ExportProgress): void;
}

/**
 * Throws a FaultError: `not_found` (day), `bad_request` (table, columns), `range_empty`, `file_unwritable`, `disk_full`,
 * `store_damaged`, `cancelled`. Nothing is left of a file that was not finished.
 */
export async function exportDay(job: ExportJob): Promise<ExportResult> {
  const { store, request, signal } = job;
  const day = store.day(request.dayId);
  const spec = chosenColumns(datasetNamed(request.table), request.columns);
  const span = chosenWindows(day, request);
  const metadata = fileMetadata({
    productVersion: job.productVersion,
    params: job.set.params,
    paramsHash: job.set.hash,
    forecast: request.forecast ?? DEFAULT_FORECAST_PARAMS,
    markers: request.markers ?? DEFAULT_MARKER_PARAMS,
    dataset: spec,
    summary: day.summary,
    sourceSha256: store.source(day.summary.sourceId)?.sha256 ?? null,
  });
  const file = await AtomicFile.create(request.path);
  try {
    const rows = await writeRows(job, spec, span, metadata, file);
    signal.throwIfAborted();
    if (request.format === 'csv') await writeBeside(request.path, spec, metadata);
    await file.commit();
    return { path: request.path, rows, bytes: file.bytes };
  } catch (error) {
    await file.discard();
    throw signal.aborted ? cancelled(request.path) : error;
  }
}

interface WindowSpan {
  readonly windowFrom: number;
  readonly windowEnd: number;
}

async function writeRows(
  job: ExportJob,
  spec: DatasetSpec,
  span: WindowSpan,
  metadata: Record<string, string>,
  file: AtomicFile,
): Promise<number> {
  const { request, signal } = job;
  const table = new FILES[request.format]({ spec, metadata, write: (bytes) => file.write(bytes) });
  const builder = new BatchBuilder(spec.columns);
  let rows = 0;
  let toldMillis = performance.now();
  const flush = async (): Promise<void> => {
    if (builder.length === 0) return;
    signal.throwIfAborted();
    await table.append(builder.columns, builder.length);
    builder.clear();
  };
  const sink: RowSink = {
    async take(columns: ColumnsOf, length: number, from = 0) {
      for (let at = from; at < from + length; ) {
        const taken = Math.min(from + length - at, BATCH_ROWS - builder.length);
        builder.append(columns, taken, at);
        at += taken;
        if (builder.length === BATCH_ROWS) await flush();
      }
      rows += length;
    },
    reached(window) {
      if (performance.now() - toldMillis < PROGRESS_MILLIS) return;
      toldMillis = performance.now();
      const { windowFrom, windowEnd } = span;
      const windows = { windowsDone: window - windowFrom, windowsTotal: windowEnd - windowFrom };
      job.onProgress({ exportId: request.exportId, ...windows, rows, bytes: file.bytes });
    },
  };
  const source = ROW_SOURCES[spec.id];
  if (!source) throw unknownTable(spec.id);
  await source({ ...job, ...request, ...span, columns: spec.columns }, sink);
  await flush();
  await table.finish();
  return rows;
}

/** The facts that a CSV cannot hold, in the file beside it. */
async function writeBeside(path: string, spec: DatasetSpec, metadata: Record<string, string>): Promise<void> {
  const beside = await AtomicFile.create(`${path}-metadata.json`);
  try {
    await beside.write(new TextEncoder().encode(csvMetadata(spec, basename(path), metadata)));
    await beside.commit();
  } catch (error) {
    await beside.discard();
    throw error;
  }
}

function datasetNamed(table: string): DatasetSpec {
  const dataset = datasetsFrom(FIELDS.all).find(({ id }) => id === table);
  if (!dataset) throw unknownTable(table);
  return dataset;
}

function unknownTable(table: string): FaultError {
  const ids = datasetsFrom(FIELDS.all).map(({ id }) => id);
  return new FaultError({
    code: 'bad_request',
    message: `There is no table "${table}".`,
    hint: `Tables: ${ids.join(', ')}.`,
  });
}

/** The dataset with its keys and the columns asked for, in its own order. */
function chosenColumns(dataset: DatasetSpec, columns: readonly string[] | undefined): DatasetSpec {
  if (columns === undefined) return dataset;
  const names = new Set(dataset.columns.map(({ name }) => name));
  const unknown = columns.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new FaultError({
      code: 'bad_request',
      message: `The table ${dataset.id} has no column "${unknown}".`,
      hint: `Columns: ${[...names].join(', ')}.`,
    });
  }
  const wanted = new Set([...dataset.key, ...columns]);
  return { ...dataset, columns: dataset.columns.filter(({ name }) => wanted.has(name)) };
}

function chosenWindows(day: StoredDay, { windowFrom, windowEnd }: ExportRequest): WindowSpan {
  const span = {
    windowFrom: Math.max(day.windowFrom, windowFrom ?? 0),
    windowEnd: Math.min(day.windowEnd, windowEnd ?? day.windowEnd),
  };
  if (span.windowFrom < span.windowEnd) return span;
  throw new FaultError({
    code: 'range_empty',
    message: `${day.summary.symbol} has nothing in the time asked for.`,
    hint: `Its seconds of ${day.summary.utcDate} run from ${timeOfWindow(day.windowFrom)} to ${timeOfWindow(day.windowEnd)} UTC.`,
  });
}

function timeOfWindow(window: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(window / 3600))}:${two(Math.floor(window / 60) % 60)}:${two(window % 60)}`;
}

function cancelled(path: string): FaultError {
  return new FaultError({ code: 'cancelled', message: 'The export was cancelled.', file: path });
}
