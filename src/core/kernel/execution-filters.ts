// What a watch of executions wants to be told, as far as the kernel can tell by the low bits of an id.
import type { Kernel } from './kernel.ts';

export class ExecutionFilters {
  readonly address: number;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.address = kernel.call.makeWatch();
  }

  /** One more (or one less, by -1) order with this low word whose executions are to be told. */
  countIceberg(lo: number, by: 1 | -1): void {
    const at = this.#kernel.call.icebergCount(this.address, lo);
    const bytes = new Uint8Array(this.#kernel.buffer, at, 1);
    bytes[0] = (bytes[0] as number) + by;
  }
}
