// What a watch of executions wants of the kernel: executions of which orders to be told, by the low bits of their ids.
import type { Kernel } from './kernel.ts';

export class ExecutionFilters {
  readonly address: number;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.address = kernel.call.makeWatch();
  }

  /** Orders that were executed whole do not come back. */
  forgetGone(): void {
    this.#kernel.call.forgetGone(this.address);
  }

  /** One more (or one less, by -1) order with this low word whose executions are to be told. */
  countIceberg(lo: number, by: 1 | -1): void {
    const at = this.#kernel.call.icebergCount(this.address, lo);
    const bytes = new Uint8Array(this.#kernel.buffer, at, 1);
    bytes[0] = (bytes[0] as number) + by;
  }
}
