// Writes one DBN file as the vendor lays it out: the metadata in a zstd frame of its own, then frames of records, each
// with its checksum. Where the runtime has no zstd the same bytes go out plain. Memory stays at one frame.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import zlib from 'node:zlib';

/** Whether this runtime can write compressed days (Node 22.15 and later). */
export const ZSTD_AVAILABLE = typeof zlib.zstdCompressSync === 'function';

/** `name.dbn` with the ending that fits what this runtime writes. */
export function dbnFileName(stem: string): string {
  return ZSTD_AVAILABLE ? `${stem}.dbn.zst` : `${stem}.dbn`;
}

export class DbnFile {
  readonly path: string;
  readonly #temporaryPath: string;
  readonly #fd: number;
  #bytes = 0;
  #open = true;

  /** Throws the system's error when the file cannot be made. */
  constructor(path: string, metadata: Uint8Array) {
    this.path = path;
    this.#temporaryPath = `${path}.part`;
    this.#fd = openSync(this.#temporaryPath, 'w');
    this.append(metadata);
  }

  /** Bytes on disk so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends one frame. */
  append(data: Uint8Array): void {
    const frame = ZSTD_AVAILABLE ? compressFrame(data) : data;
    for (let at = 0; at < frame.length; ) at += writeSync(this.#fd, frame, at);
    this.#bytes += frame.length;
  }

  /** The file appears under its name only when it is whole. */
  finish(): void {
    this.#close();
    renameSync(this.#temporaryPath, this.path);
  }

  discard(): void {
    this.#close();
    rmSync(this.#temporaryPath, { force: true });
  }

  #close(): void {
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
  }
}

function compressFrame(data: Uint8Array): Uint8Array {
  return zlib.zstdCompressSync(data, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
}
