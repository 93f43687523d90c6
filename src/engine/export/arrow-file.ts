// An Arrow IPC file (Feather version 2), a record batch at a time.
import {
  type BatchExtent,
  batchExtent,
  type ColumnsOf,
  encodeBatch,
  encodeSchema,
  endOfFile,
  endOfStream,
  startOfFile,
} from '../../../contracts/tables.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';

export class ArrowFile implements TableFile {
  readonly #options: TableFileOptions;
  readonly #batches: BatchExtent[] = [];
  #offset = 0;

  constructor(options: TableFileOptions) {
    this.#options = options;
  }

  async append(columns: ColumnsOf, length: number): Promise<void> {
    await this.#begin();
    const message = encodeBatch(this.#options.spec, columns, length);
    this.#batches.push(batchExtent(message, this.#offset));
    await this.#write(message);
  }

  async finish(): Promise<void> {
    await this.#begin();
    await this.#write(endOfStream());
    const { spec, metadata } = this.#options;
    await this.#write(endOfFile(spec, { ...metadata }, this.#batches));
  }

  async #begin(): Promise<void> {
    if (this.#offset > 0) return;
    await this.#write(startOfFile());
    await this.#write(encodeSchema(this.#options.spec, { ...this.#options.metadata }));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#options.write(bytes);
    this.#offset += bytes.length;
  }
}
