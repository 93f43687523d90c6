// What may be asked of an export: one table of one day, which rows and columns of it, in which format, to which place.
import { z } from 'zod';
import { Lattice } from './fields.ts';
import { ForecastParams } from './forecast.ts';
import { MarkerParams } from './markers.ts';
import { FieldParams } from './params.ts';

export const EXPORT_FORMATS = ['parquet', 'arrow', 'csv'] as const;
export const ExportFormat = z.enum(EXPORT_FORMATS);
export type ExportFormat = z.infer<typeof ExportFormat>;

const id = z.string().min(1).max(200);
const count = z.number().int().nonnegative();

export const ExportRequest = z.object({
  /** Chosen by the caller; its progress is told under it. */
  exportId: z.uuid(),
  dayId: id,
  /** Id of a dataset. */
  table: id,
  format: ExportFormat,
  /** Windows [from, end); the whole day where absent. */
  windowFrom: count.optional(),
  windowEnd: count.optional(),
  /** Columns besides the keys, which are always there; all where absent. */
  columns: z.array(id).max(200).optional(),
  /** Of the gold table; all where absent. */
  lattices: z.array(Lattice).min(1).optional(),
  /** Cells within so many ticks of spot; all where absent. */
  rangeTicks: count.max(100_000).optional(),
  /** Of the fields; the defaults where absent. */
  params: FieldParams.optional(),
  /** Of the forecast; the defaults where absent. */
  forecast: ForecastParams.optional(),
  /** Of the markers; the defaults where absent. */
  markers: MarkerParams.optional(),
  /** Absolute path of the file. Absent where the host will hand the file over: the engine then keeps it for once. */
  path: z.string().min(1).max(4096).optional(),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

export const ExportResult = z.object({
  path: z.string(),
  rows: count,
  bytes: count,
});
export type ExportResult = z.infer<typeof ExportResult>;

export const ExportProgress = z.object({
  exportId: z.uuid(),
  windowsDone: count,
  windowsTotal: count,
  rows: count,
  bytes: count,
});
export type ExportProgress = z.infer<typeof ExportProgress>;

/** Name of a file for one day of one instrument: what a dialog suggests. */
export function exportFileName(
  table: string,
  day: { readonly symbol: string; readonly utcDate: string },
  format: ExportFormat,
): string {
  const name = `${day.symbol} ${day.utcDate} ${table.replace(/^.*\//, '')}.${format}`;
  return name.replaceAll(/[^\w .-]/g, '_');
}

/** `symbol=ESH4/dt=2023-12-25`, names escaped as Hive does. */
export function partitionPath(day: { readonly symbol: string; readonly utcDate: string }): string {
  return `symbol=${hiveEscaped(day.symbol)}/dt=${day.utcDate}`;
}

function hiveEscaped(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes them
    /[\u0000-\u001f"#%'*/:=?\\\u007f{}[\]^]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
