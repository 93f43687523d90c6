// Memory of encoded batches, used again once their bytes are in the file: an ingest writes hundreds of megabytes, and
// fresh memory for each batch costs the collector more than the encoding does.

/** Buffers kept; what comes back beyond is left to the collector. */
const MOST_FREE = 16;
/** A buffer that is this many times as large as what is asked for is better kept for something larger. */
const MOST_SLACK = 4;

export class BatchMemory {
  readonly #free: ArrayBuffer[] = [];

  /** `byteLength` bytes with whatever stood there before. */
  take(byteLength: number): Uint8Array {
    const fits = this.#free.findIndex(
      (buffer) => buffer.byteLength >= byteLength && buffer.byteLength <= byteLength * MOST_SLACK,
    );
    if (fits < 0) return new Uint8Array(new ArrayBuffer(roomFor(byteLength)), 0, byteLength);
    const [buffer] = this.#free.splice(fits, 1) as [ArrayBuffer];
    return new Uint8Array(buffer, 0, byteLength);
  }

  /** Nobody may look at these bytes any more. */
  giveBack(bytes: Uint8Array): void {
    if (this.#free.length < MOST_FREE) this.#free.push(bytes.buffer as ArrayBuffer);
  }
}

/** A little more than asked for, so that the next batch of the table fits too. */
function roomFor(byteLength: number): number {
  return Math.ceil((byteLength * 5) / 4 / 4096) * 4096;
}
