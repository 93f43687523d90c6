// Memory of encoded batches, used again once their bytes are in the file: an ingest writes hundreds of megabytes, and
// fresh memory for each batch costs the collector more than the encoding does. With thousands of instruments their chunks
// close in the same second, so what is kept is counted in bytes.

/** Bytes kept; what comes back beyond is left to the collector. */
const MOST_FREE_BYTES = 16 * 1024 * 1024;
const SMALLEST = 4096;
/** Sizes grow by the square root of two. */
const SIZES_PER_DOUBLING = 2;

export class BatchMemory {
  /** By size. */
  readonly #free: ArrayBuffer[][] = [];
  #freeBytes = 0;

  /** `byteLength` bytes with whatever stood there before. */
  take(byteLength: number): Uint8Array {
    const size = sizeFor(byteLength);
    const buffer = this.#free[size]?.pop();
    if (!buffer) return new Uint8Array(new ArrayBuffer(bytesOf(size)), 0, byteLength);
    this.#freeBytes -= buffer.byteLength;
    return new Uint8Array(buffer, 0, byteLength);
  }

  /** Nobody may look at these bytes any more. */
  giveBack(bytes: Uint8Array): void {
    const buffer = bytes.buffer as ArrayBuffer;
    if (this.#freeBytes + buffer.byteLength > MOST_FREE_BYTES) return;
    this.#freeBytes += buffer.byteLength;
    const size = sizeFor(buffer.byteLength);
    this.#free[size] ??= [];
    this.#free[size].push(buffer);
  }
}

/** Number of the least size that holds so many bytes. */
function sizeFor(byteLength: number): number {
  let size = 0;
  while (bytesOf(size) < byteLength) size += 1;
  return size;
}

function bytesOf(size: number): number {
  return Math.ceil((SMALLEST * 2 ** (size / SIZES_PER_DOUBLING)) / SMALLEST) * SMALLEST;
}
