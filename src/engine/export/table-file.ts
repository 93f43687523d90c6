// What the three formats have in common: rows go in batch by batch, the file is complete after `finish`.
import type { DatasetSpec } from '../../../contracts/datasets.ts';
import type { ColumnsOf } from '../../../contracts/tables.ts';

export interface TableFileOptions {
  /** Columns to write, in order. */
  readonly spec: DatasetSpec;
  /** Said in the file, where the format has a place for it. */
  readonly metadata: Readonly<Record<string, string>>;
  write(bytes: Uint8Array): Promise<void>;
}

export interface TableFile {
  /** Appends rows; the arrays may be used again afterwards. */
  append(columns: ColumnsOf, length: number): Promise<void>;
  finish(): Promise<void>;
}
