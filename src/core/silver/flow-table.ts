// The rows of flow of one chunk, in the kernel's memory: written window by window, looked at when the chunk ends.
import type { Book } from '../book/book.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { FlowColumns } from './chunk.ts';

/** Words of the table (src/kernel/flow-rows.ts), and its columns in the order they stand in. */
const COLUMNS = 0;
const CAPACITY = 1;
const LENGTH = 2;
const VIOLATIONS = 3;
const INTS = ['tick', 'start', 'add', 'pull', 'fill', 'end', 'rest', 'pullRest', 'orders'] as const;

export class FlowTable {
  readonly #kernel: Kernel;
  readonly address: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.address = kernel.call.makeFlowRows();
  }

  /** Rows ever written in which start + add - pull - fill was not end. */
  get violations(): number {
    return this.#word(VIOLATIONS);
  }

  /** Rows since the table was cleared. */
  get length(): number {
    return this.#word(LENGTH);
  }

  clear(): void {
    this.#kernel.i32[(this.address >> 2) + LENGTH] = 0;
  }

  /** Appends the window that ends now, `inChunk` windows into the chunk; returns how many rows it has. */
  write(book: Book, inChunk: number): number {
    return this.#kernel.call.writeFlow(this.address, book.address, inChunk, !book.aggregated);
  }

  /** Makes `rows` views of the table, which hold until the next call of the kernel. */
  show(rows: { -readonly [K in keyof FlowColumns]: FlowColumns[K] }): void {
    const { buffer } = this.#kernel;
    const capacity = this.#word(CAPACITY);
    const length = this.#word(LENGTH);
    let at = this.#word(COLUMNS) >>> 0;
    for (const name of INTS) {
      rows[name] = new Int32Array(buffer, at, length);
      at += capacity * 4;
    }
    rows.window = new Uint8Array(buffer, at, length);
    rows.side = new Uint8Array(buffer, at + capacity, length);
    rows.length = length;
  }

  #word(word: number): number {
    return this.#kernel.i32[(this.address >> 2) + word] as number;
  }
}
