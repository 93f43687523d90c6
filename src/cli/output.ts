// What a command says and how it fails. Results go to stdout, as JSON or as tables; everything else goes to stderr.
import type { Fault } from '../../contracts/errors.ts';

export interface CliIo {
  write(text: string): void;
  writeError(text: string): void;
  /** Relative paths count from here. */
  readonly folder: string;
  /** Whether passing progress lines may be shown on stderr. */
  readonly progress: boolean;
}

/** A command that cannot do what was asked; `message` is whole sentences for the user. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Arguments that make no sense. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** JSON as the contracts have it: 64-bit values as decimal strings, what is no number as null. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2)}\n`;
}

/** A fault with names as in the tables: byteOffset is byte_offset. */
export function faultJson(fault: Fault): Record<string, unknown> {
  return snakeCaseNames(fault);
}

/** The same object with snake_case names. */
export function snakeCaseNames(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      item,
    ]),
  );
}

/** Names and values, one pair a line. */
export function factsText(facts: readonly (readonly [name: string, value: unknown])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** Columns aligned for reading: numbers to the right, words to the left. */
export function tableText(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] ?? '').length)));
  const numeric = header.map((_, i) =>
    rows.some((row) => typeof row[i] === 'number' || typeof row[i] === 'bigint'),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
      .join('  ')
      .trimEnd();
  return `${[line(header), ...cells.map(line)].join('\n')}\n`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(6)).toString();
  return String(value);
}
