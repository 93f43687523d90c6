// bronze/mbo of one instrument and day in one file: blocks of rows and, between them, checkpoints of the book in queue
// order; an index at the end says where each lies. Written once under another name and then renamed, so that a file that
// is there is whole. Every part is checked when it is read.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { FaultError } from '../../../contracts/errors.ts';
import { type RowPlanes, rowsFromPlanes } from '../../core/exact/row-block.ts';
import { checksumOf, faultFromDisk } from '../store/table-file.ts';
import { CODECS, type Codec, codecFrom } from './codec.ts';

/** Rows of a block: what is unpacked at a time. */
export const BLOCK_ROWS = 8192;
const FORMAT = 'fieldbook bronze/mbo 1';
/** Length and checksum of the index, at the very end. */
const TRAILER_BYTES = 8;
const ID_BYTES = 8;

const count = z.number().int().nonnegative();
const Part = z.object({ offset: count, bytes: count, rawBytes: count, crc32: count });
type Part = z.infer<typeof Part>;

const Index = z.object({
  format: z.literal(FORMAT),
  codec: z.enum(CODECS),
  /** Words that all rows share. */
  header: z.number().int(),
  instrument: z.number().int(),
  rows: count,
  blocks: z.array(
    z.object({
      firstRow: count,
      rows: count,
      ids: Part,
      rest: Part,
      /** The block holds a clear or rows of a snapshot: it may end an order that it does not name. */
      clears: z.boolean(),
    }),
  ),
  checkpoints: z.array(
    Part.extend({
      row: count,
      /** Index time of the row before, nanoseconds from midnight; null where there is none. */
      now: z.number().nullable(),
      /** The block that begins with `row`. */
      block: count,
    }),
  ),
});
export type BronzeIndex = z.infer<typeof Index>;
export type BronzeBlock = BronzeIndex['blocks'][number];
export type BronzeCheckpoint = BronzeIndex['checkpoints'][number];

/** A part on its way to the file. */
interface Packing {
  readonly packed: Promise<Uint8Array>;
  /** What the index says of it: where it lies is known once it is written. */
  readonly part: Part;
}

export class BronzeWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #codec: Codec;
  readonly #index: BronzeIndex;
  readonly #packing: Packing[] = [];
  #end = 0;

  private constructor(path: string, temporary: string, file: FileHandle, codec: Codec, index: BronzeIndex) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
    this.#codec = codec;
    this.#index = index;
  }

  /** `path`'s folder must exist. Throws a FaultError of the disk. */
  static async begin(path: string, header: number, instrument: number): Promise<BronzeWriter> {
    const codec = codecFrom() as Codec;
    const temporary = `${path}.${process.pid}.tmp`;
    const index = {
      format: FORMAT,
      codec: codec.name,
      header,
      instrument,
      rows: 0,
      blocks: [],
      checkpoints: [],
    };
    try {
      return new BronzeWriter(path, temporary, await open(temporary, 'w'), codec, index as BronzeIndex);
    } catch (error) {
      throw faultFromDisk(error, path);
    }
  }

  get rows(): number {
    return this.#index.rows;
  }

  /** The rows that follow belong behind this state. */
  checkpoint(bytes: Uint8Array, now: number): void {
    const { rows, blocks, checkpoints } = this.#index;
    const known = Number.isFinite(now) ? now : null;
    checkpoints.push(Object.assign(this.#part(bytes), { row: rows, now: known, block: blocks.length }));
  }

  block({ ids, rest }: RowPlanes, clears: boolean): void {
    const rows = (ids.length * 4) / ID_BYTES;
    const entry = {
      firstRow: this.#index.rows,
      rows,
      ids: this.#part(bytesOf(ids)),
      rest: this.#part(bytesOf(rest)),
      clears,
    };
    this.#index.blocks.push(entry);
    this.#index.rows += rows;
  }

  /**
   * Where more than `most` parts are on their way, writes the first half of them, with 0 all. At once: a write waits for a
   * thread that packs. Throws a FaultError of the disk.
   */
  async flush(most = 0): Promise<void> {
    if (this.#packing.length <= most) return;
    const written: Uint8Array[] = [];
    try {
      for (const { packed, part } of this.#packing.splice(0, this.#packing.length - (most >> 1))) {
        const bytes = await packed;
        part.offset = this.#end;
        part.bytes = bytes.length;
        part.crc32 = checksumOf(bytes);
        this.#end += bytes.length;
        written.push(bytes);
      }
      await this.#file.appendFile(Buffer.concat(written));
    } catch (error) {
      throw faultFromDisk(error, this.#path);
    }
  }

  async finish(): Promise<void> {
    await this.flush();
    const text = new TextEncoder().encode(JSON.stringify(this.#index));
    const trailer = new Uint8Array(TRAILER_BYTES);
    const view = new DataView(trailer.buffer);
    view.setUint32(0, text.length, true);
    view.setUint32(4, checksumOf(text), true);
    try {
      await this.#file.appendFile(Buffer.concat([text, trailer]));
      await this.#file.datasync();
      await this.#file.close();
      await rename(this.#temporary, this.#path);
    } catch (error) {
      throw faultFromDisk(error, this.#path);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true });
  }

  #part(raw: Uint8Array): Part {
    const packed = this.#codec.pack(raw);
    // Whoever waits for it is told; until then it is nobody's.
    packed.catch(() => undefined);
    const part = { offset: 0, bytes: 0, rawBytes: raw.length, crc32: 0 };
    this.#packing.push({ packed, part });
    return part;
  }
}

export class BronzeFile {
  readonly path: string;
  readonly index: BronzeIndex;
  readonly #codec: Codec;

  private constructor(path: string, index: BronzeIndex, codec: Codec) {
    this.path = path;
    this.index = index;
    this.#codec = codec;
  }

  /** Null where there is no such file, or none that this version and runtime can use. */
  static open(path: string): BronzeFile | null {
    let file: number | null = null;
    try {
      file = openSync(path, 'r');
      const index = readIndex(file);
      const codec = index && codecFrom(index.codec);
      return codec ? new BronzeFile(path, index, codec) : null;
    } catch {
      return null;
    } finally {
      if (file !== null) closeSync(file);
    }
  }

  /** Bytes of a checkpoint. Throws `store_damaged` as a FaultError. */
  checkpoint(entry: BronzeCheckpoint): Uint8Array {
    return this.#read([entry])[0] as Uint8Array;
  }

  /** Order ids of a block, as `namesOrder` takes them. */
  ids(block: BronzeBlock): Int32Array {
    return wordsOf(this.#read([block.ids])[0] as Uint8Array);
  }

  /** Rows of a block, MBO_WORDS each, into `into`. */
  rows(block: BronzeBlock, into: Int32Array): void {
    const [ids, rest] = this.#read([block.ids, block.rest]) as [Uint8Array, Uint8Array];
    const planes = { ids: wordsOf(ids), rest: wordsOf(rest) };
    rowsFromPlanes(planes, this.index.header, this.index.instrument, into);
  }

  #read(parts: readonly Part[]): Uint8Array[] {
    let file: number | null = null;
    try {
      file = openSync(this.path, 'r');
      const from = file;
      return parts.map((part) => this.#unpacked(from, part));
    } catch (error) {
      throw new FaultError({
        code: 'store_damaged',
        message: `The stored orders of this day cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
        file: this.path,
        hint: 'Ask again; they are read anew from the original file.',
      });
    } finally {
      if (file !== null) closeSync(file);
    }
  }

  #unpacked(file: number, part: Part): Uint8Array {
    const packed = readFully(file, part.offset, part.bytes);
    if (checksumOf(packed) !== part.crc32) throw new Error('its checksum does not match');
    const raw = this.#codec.unpack(packed, part.rawBytes);
    if (raw.length !== part.rawBytes) throw new Error('a part has another length than recorded');
    return raw.byteOffset % 8 === 0 ? raw : raw.slice();
  }
}

function readIndex(file: number): BronzeIndex | null {
  const end = fstatSync(file).size;
  const trailer = readFully(file, end - TRAILER_BYTES, TRAILER_BYTES);
  const view = new DataView(trailer.buffer, trailer.byteOffset);
  const length = view.getUint32(0, true);
  const text = readFully(file, end - TRAILER_BYTES - length, length);
  if (checksumOf(text) !== view.getUint32(4, true)) return null;
  const index = Index.safeParse(JSON.parse(new TextDecoder().decode(text)));
  return index.success ? index.data : null;
}

function readFully(file: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) throw new Error('the file is shorter than recorded');
    done += read;
  }
  return bytes;
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}
