// Lines of a CSV file, one at a time, with their numbers: plain, gzip or xz by what is in the file, never by its name.
// Memory stays at one piece of the file and one line. Every way in which reading can fail comes out as a FaultError.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
// A CommonJS package: its class can only be had from the default export.
import xz from 'xz-decompress';
import { FaultError } from '../../../contracts/errors.ts';

export interface CsvLine {
  /** Counts from 1, empty lines included. */
  readonly number: number;
  /** Without the quotes around them. Commas inside quotes are not provided for: none of the formats has them. */
  readonly cells: readonly string[];
}

/** No row of a known format is longer; a file without line ends is none of them. */
const MAX_LINE_LENGTH = 1 << 16;
const GZIP_MAGIC = '1f8b';
const XZ_MAGIC = 'fd377a585a00';

/** Yields non-empty lines split at commas. Throws a FaultError where the file cannot be read to its end. */
export async function* csvLines(path: string): AsyncGenerator<CsvLine> {
  let number = 0;
  let rest = '';
  for await (const piece of textPieces(path, () => number)) {
    const text = rest + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      number += 1;
      const line = lineFrom(text.slice(from, end), number);
      from = end + 1;
      if (line) yield line;
    }
    rest = text.slice(from);
    if (rest.length > MAX_LINE_LENGTH) throw malformedLine(path, number + 1, 'has no end');
  }
  const last = lineFrom(rest, number + 1);
  if (last) yield last;
}

function lineFrom(text: string, number: number): CsvLine | null {
  const start = number === 1 && text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  if (start >= end) return null;
  const plain = text.slice(start, end);
  return { number, cells: (plain.includes('"') ? plain.replaceAll('"', '') : plain).split(',') };
}

/** The file's text, byte for byte as Latin-1: all that matters in it is ASCII. */
async function* textPieces(path: string, linesRead: () => number): AsyncGenerator<string> {
  const magic = await firstBytes(path);
  try {
    for await (const bytes of byteStream(path, magic)) {
      yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    }
  } catch (error) {
    throw unreadable(path, `it breaks off after line ${linesRead()} (${messageOf(error)})`);
  }
}

function byteStream(path: string, magic: string): AsyncIterable<Uint8Array> {
  const file = createReadStream(path);
  // `pipeline` hands the file's errors on to the stream that is read; that one tells them.
  if (magic.startsWith(GZIP_MAGIC)) return pipeline(file, createGunzip(), () => {});
  if (magic !== XZ_MAGIC) return file;
  const compressed = Readable.toWeb(file) as unknown as ReadableStream<Uint8Array>;
  return new xz.XzReadableStream(compressed) as unknown as WebStream<Uint8Array>;
}

async function firstBytes(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
      return buffer.subarray(0, bytesRead).toString('hex');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
}

function unreadable(path: string, why: string): FaultError {
  return new FaultError({
    code: 'file_unreadable',
    message: `The file cannot be read: ${why}.`,
    file: path,
    hint: 'Check that it is there and whole.',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A row that is not what the format says: names file and line. `what` goes on from "Line 12". */
export function malformedLine(path: string, line: number, what: string): FaultError {
  return new FaultError({
    code: 'import_row_invalid',
    message: `Line ${line} ${what}.`,
    file: path,
    hint: 'Check that this is the right file, whole and unchanged.',
  });
}

/** A decimal as an integer of 10^-digits, exact; null if it is none or has more digits. */
export function integerFromDecimal(text: string | undefined, digits: number): bigint | null {
  const parts = /^(-?)(\d{1,40})(?:\.(\d{0,40}))?$/.exec(text ?? '');
  if (!parts) return null;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return null;
  const magnitude = BigInt(`${parts[2]}${fraction.padEnd(digits, '0')}`);
  return parts[1] === '-' ? -magnitude : magnitude;
}

/** The coarsest power of ten (of nanos) that divides every price so far, starting from a cent. */
export function decimalTick(tickSizeNanos: bigint, priceNanos: bigint): bigint {
  let tick = tickSizeNanos;
  while (priceNanos % tick !== 0n) tick /= 10n;
  return tick;
}

export const CENT_NANOS = 10_000_000n;
