// The metadata that opens every DBN file, v1 to v3 (dbn-format §2): bytes → DbnMetadata, or a Fault with the offset.
// Every count is checked against the bytes that are left before anything is allocated for it.
import type { Fault } from '../../../contracts/errors.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { DbnVersion } from './record-fields.ts';
import { readText } from './record-fields.ts';

/** A span of UTC dates, YYYYMMDD, end exclusive. An empty symbol = no mapping then. */
export interface MappingInterval {
  readonly startDate: number;
  readonly endDate: number;
  readonly symbol: string;
}

export interface DbnMapping {
  readonly rawSymbol: string;
  readonly intervals: readonly MappingInterval[];
}

export interface DbnMetadata {
  readonly version: DbnVersion;
  readonly dataset: string;
  /** Name of the schema; 'mixed' for live files; null for a code that is not known. */
  readonly schema: string | null;
  /** The query's bounds, start inclusive, end exclusive; null = none. */
  readonly startNanos: bigint;
  readonly endNanos: bigint | null;
  readonly limit: bigint | null;
  /** Names of STYPES; null = none (live) or not known. */
  readonly stypeIn: string | null;
  readonly stypeOut: string | null;
  /** Every record has 8 more bytes, its send time. */
  readonly tsOut: boolean;
  readonly symbolCstrLen: number;
  readonly symbols: readonly string[];
  readonly partial: readonly string[];
  readonly notFound: readonly string[];
  readonly mappings: readonly DbnMapping[];
}

export const SCHEMAS = [
  'mbo',
  'mbp-1',
  'mbp-10',
  'tbbo',
  'trades',
  'ohlcv-1s',
  'ohlcv-1m',
  'ohlcv-1h',
  'ohlcv-1d',
  'definition',
  'statistics',
  'status',
  'imbalance',
  'ohlcv-eod',
  'cmbp-1',
  'cbbo-1s',
  'cbbo-1m',
  'tcbbo',
  'bbo-1s',
  'bbo-1m',
] as const;
export const SCHEMA_MIXED = 0xffff;

export const STYPES = [
  'instrument_id',
  'raw_symbol',
  'smart',
  'continuous',
  'parent',
  'nasdaq_symbol',
  'cms_symbol',
  'isin',
  'us_code',
  'bbg_comp_id',
  'bbg_comp_ticker',
  'figi',
  'figi_ticker',
] as const;
export const STYPE_NONE = 255;

/** "DBN", version, u32 length. */
export const PRELUDE_BYTES = 8;
/** Where the fixed part ends, from the start of the file, in every version. */
export const FIXED_END = 108;
/** Real files go to 6 MB; a larger claim than this is refused unread. */
export const METADATA_CAP_BYTES = 256 * 1024 * 1024;
export const V1_SYMBOL_LENGTH = 22;
export const SYMBOL_LENGTH = 71;

const U64_MAX = 0xffffffffffffffffn;

export interface Prelude {
  readonly version: DbnVersion;
  /** Bytes of metadata after the prelude; records start at PRELUDE_BYTES + length. */
  readonly length: number;
}

function fault(
  code: Fault['code'],
  offset: number,
  message: string,
  hint?: string,
): { ok: false; error: Fault } {
  return err({ code, message, streamOffset: String(offset), ...(hint === undefined ? {} : { hint }) });
}

/** Whether `bytes` opens with the magic of DBN, whatever its version. */
export function isDbnMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x44 && bytes[1] === 0x42 && bytes[2] === 0x4e;
}

/** Reads "DBN", version and metadata length from the first 8 bytes. */
export function parsePrelude(bytes: Uint8Array): Result<Prelude, Fault> {
  if (!isDbnMagic(bytes)) return fault('not_dbn', 0, 'This is not a DBN file: it does not begin with "DBN".');
  const version = bytes[3] as number;
  if (version < 1 || version > 3) return refuseVersion(version);
  const view = new DataView(bytes.buffer, bytes.byteOffset, PRELUDE_BYTES);
  const length = view.getUint32(4, true);
  if (length < FIXED_END - PRELUDE_BYTES) {
    return fault(
      'metadata_invalid',
      4,
      `The metadata claims ${length} bytes, fewer than its fixed part has.`,
    );
  }
  if (length > METADATA_CAP_BYTES) {
    return fault(
      'metadata_too_large',
      4,
      `The metadata claims ${length} bytes, more than the ${METADATA_CAP_BYTES} allowed.`,
    );
  }
  return ok({ version: version as DbnVersion, length });
}

function refuseVersion(version: number): { ok: false; error: Fault } {
  const why =
    version === 4
      ? 'DBN version 4 is still being developed and is not read here.'
      : version === 0
        ? 'DBN version 0 stands for the legacy DBZ format and is not a DBN file.'
        : `DBN version ${version} is not known; versions 1, 2 and 3 are read.`;
  return fault('dbn_version_unsupported', 3, why, 'Download the file again as DBN version 3, or convert it.');
}

/** What the fixed part alone tells of a file. */
export interface MetadataHead {
  readonly version: DbnVersion;
  readonly dataset: string;
  /** As in DbnMetadata. */
  readonly schema: string | null;
  /** First index time that the file may hold; null where it does not say. */
  readonly startNanos: bigint | null;
}

/** Reads the fixed part: `bytes` = the first FIXED_END bytes or more. Metadata may go on for megabytes after it. */
export function parseMetadataHead(bytes: Uint8Array): Result<MetadataHead, Fault> {
  if (bytes.length < PRELUDE_BYTES)
    return fault('metadata_truncated', bytes.length, 'The file ends within its first 8 bytes.');
  const prelude = parsePrelude(bytes);
  if (!prelude.ok) return prelude;
  if (bytes.length < FIXED_END)
    return fault('metadata_truncated', bytes.length, 'The file ends within its metadata.');
  return ok({ version: prelude.value.version, ...readHead(bytes) });
}

function readHead(bytes: Uint8Array): Omit<MetadataHead, 'version'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, FIXED_END);
  const schema = view.getUint16(24, true);
  const start = view.getBigUint64(26, true);
  return {
    dataset: readText(bytes, 8, 16),
    startNanos: start === 0n || start === U64_MAX ? null : start,
    schema: schema === SCHEMA_MIXED ? 'mixed' : (SCHEMAS[schema] ?? null),
  };
}

/** A position in the metadata's variable part, which never reads beyond its end. */
class Cursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  u32(): number {
    const value = this.#view.getUint32(this.offset, true);
    this.offset += 4;
    return value;
  }

  text(size: number): string {
    const value = readText(this.bytes, this.offset, size);
    this.offset += size;
    return value;
  }
}

function readCount(cursor: Cursor, what: string, itemBytes: number): Result<number, Fault> {
  const offset = cursor.offset;
  if (cursor.left < 4)
    return fault('metadata_invalid', offset, `The metadata ends where the number of ${what} is due.`);
  const count = cursor.u32();
  if (count * itemBytes > cursor.left) {
    return fault(
      'metadata_invalid',
      offset,
      `The metadata claims ${count} ${what}, more than its ${cursor.left} bytes left can hold.`,
    );
  }
  return ok(count);
}

function readTexts(cursor: Cursor, what: string, size: number): Result<string[], Fault> {
  const count = readCount(cursor, what, size);
  if (!count.ok) return count;
  const texts: string[] = [];
  for (let i = 0; i < count.value; i++) texts.push(cursor.text(size));
  return ok(texts);
}

function isPlausibleDate(date: number): boolean {
  const month = Math.floor(date / 100) % 100;
  const day = date % 100;
  return date >= 19000101 && date <= 99991231 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function readIntervals(cursor: Cursor, size: number): Result<MappingInterval[], Fault> {
  const count = readCount(cursor, 'intervals of a symbol', 8 + size);
  if (!count.ok) return count;
  const intervals: MappingInterval[] = [];
  for (let i = 0; i < count.value; i++) {
    const offset = cursor.offset;
    const startDate = cursor.u32();
    const endDate = cursor.u32();
    if (!isPlausibleDate(startDate) || !isPlausibleDate(endDate)) {
      return fault(
        'metadata_invalid',
        offset,
        `The metadata has an impossible date (${startDate} to ${endDate}).`,
      );
    }
    intervals.push({ startDate, endDate, symbol: cursor.text(size) });
  }
  return ok(intervals);
}

function readMappings(cursor: Cursor, size: number): Result<DbnMapping[], Fault> {
  const count = readCount(cursor, 'symbol mappings', size + 4);
  if (!count.ok) return count;
  const mappings: DbnMapping[] = [];
  for (let i = 0; i < count.value; i++) {
    // readCount allowed for empty mappings; the intervals of earlier ones may have used up the rest.
    if (cursor.left < size + 4) {
      return fault(
        'metadata_invalid',
        cursor.offset,
        `The metadata ends within symbol mapping ${i + 1} of ${count.value}.`,
      );
    }
    const rawSymbol = cursor.text(size);
    const intervals = readIntervals(cursor, size);
    if (!intervals.ok) return intervals;
    mappings.push({ rawSymbol, intervals: intervals.value });
  }
  return ok(mappings);
}

/** Parses whole metadata: `bytes` = prelude and `length` bytes after it. Offsets in faults count from its start. */
export function parseMetadata(bytes: Uint8Array): Result<DbnMetadata, Fault> {
  if (bytes.length < PRELUDE_BYTES)
    return fault('metadata_truncated', bytes.length, 'The file ends within its first 8 bytes.');
  const prelude = parsePrelude(bytes);
  if (!prelude.ok) return prelude;
  const { version, length } = prelude.value;
  const end = PRELUDE_BYTES + length;
  if (bytes.length < end) {
    return fault(
      'metadata_truncated',
      bytes.length,
      `The metadata should be ${end} bytes long, but the file ends after ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const shift = version === 1 ? 8 : 0;
  const symbolCstrLen = version === 1 ? V1_SYMBOL_LENGTH : view.getUint16(53, true);
  if (symbolCstrLen < 1) return fault('metadata_invalid', 53, 'The metadata gives symbols no length.');

  const cursor = new Cursor(bytes.subarray(0, end), FIXED_END);
  const definitionBytes = cursor.left >= 4 ? cursor.u32() : 0;
  if (definitionBytes !== 0) {
    return fault(
      'metadata_invalid',
      FIXED_END,
      'The metadata holds a schema definition, which no version of DBN has.',
    );
  }
  const symbols = readTexts(cursor, 'symbols', symbolCstrLen);
  if (!symbols.ok) return symbols;
  const partial = readTexts(cursor, 'partly resolved symbols', symbolCstrLen);
  if (!partial.ok) return partial;
  const notFound = readTexts(cursor, 'unresolved symbols', symbolCstrLen);
  if (!notFound.ok) return notFound;
  const mappings = readMappings(cursor, symbolCstrLen);
  if (!mappings.ok) return mappings;

  const endNanos = view.getBigUint64(34, true);
  const limit = view.getBigUint64(42, true);
  return ok({
    version,
    ...readHead(bytes),
    startNanos: view.getBigUint64(26, true),
    endNanos: endNanos === U64_MAX || endNanos === 0n ? null : endNanos,
    limit: limit === 0n ? null : limit,
    stypeIn: STYPES[view.getUint8(50 + shift)] ?? null,
    stypeOut: STYPES[view.getUint8(51 + shift)] ?? null,
    tsOut: view.getUint8(52 + shift) === 1,
    symbolCstrLen,
    symbols: symbols.value,
    partial: partial.value,
    notFound: notFound.value,
    mappings: mappings.value,
  });
}
