// Lines of a text file, one at a time, with their numbers: plain, gzip or xz by what is in the file, never by its name.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { XzReadableStream } from 'xz-decompress';
import { FaultError } from '../../../contracts/errors.ts';

export interface CsvLine {
  readonly number: number;
  readonly cells: readonly string[];
}

/** Yields non-empty lines split at commas. Throws a FaultError where the file cannot be read. */
export async function* csvLines(path: string): AsyncGenerator<CsvLine> {
  const lines = createInterface({ input: await textStream(path), crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) {
      number++;
      if (line.length > 0) yield { number, cells: line.split(',') };
    }
  } catch (error) {
    throw new FaultError({
      code: 'file_unreadable',
      message: `${path} cannot be read after line ${number}: ${error instanceof Error ? error.message : error}`,
      file: path,
    });
  }
}

async function textStream(path: string): Promise<Readable> {
  const magic = await firstBytes(path);
  const file = createReadStream(path);
  if (magic.startsWith('1f8b')) return file.pipe(createGunzip());
  if (magic !== 'fd377a585a00') return file;
  return Readable.fromWeb(new XzReadableStream(Readable.toWeb(file) as ReadableStream) as never);
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
    throw new FaultError({
      code: 'file_unreadable',
      message: `${path} cannot be opened: ${error instanceof Error ? error.message : error}`,
      file: path,
    });
  }
}

/** A row that is not what the format says; names file and line. */
export function malformedLine(path: string, line: number, what: string): FaultError {
  return new FaultError({
    code: 'import_row_invalid',
    message: `Line ${line} of ${path} ${what}.`,
    file: path,
    hint: 'Check that this is the right file for this import.',
  });
}

/** A decimal as an integer of 10^-digits, exact; null if it is none or has more digits. */
export function integerFromDecimal(text: string, digits: number): bigint | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return null;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return null;
  const magnitude = BigInt(`${parts[2]}${fraction.padEnd(digits, '0')}`);
  return parts[1] === '-' ? -magnitude : magnitude;
}
