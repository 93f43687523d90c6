// DbnMetadata → bytes, v1 to v3, byte for byte as the vendor writes it. With the record encoders beside each decoder it
// is what the synth writer and the property tests write DBN with.
import type { DbnMetadata } from './metadata.ts';
import {
  FIXED_END,
  PRELUDE_BYTES,
  SCHEMA_MIXED,
  SCHEMAS,
  STYPE_NONE,
  STYPES,
  SYMBOL_LENGTH,
  V1_SYMBOL_LENGTH,
} from './metadata.ts';
import type { DbnVersion } from './record-fields.ts';
import { writeText } from './record-fields.ts';

const U64_MAX = 0xffffffffffffffffn;

/** Bytes of a symbol, its NUL included. */
export function symbolLength(version: DbnVersion): number {
  return version === 1 ? V1_SYMBOL_LENGTH : SYMBOL_LENGTH;
}

/** Metadata with nothing but what must be there, to build on. */
export function emptyMetadata(version: DbnVersion, dataset: string, schema: string): DbnMetadata {
  return {
    version,
    dataset,
    schema,
    startNanos: 0n,
    endNanos: null,
    limit: null,
    stypeIn: 'raw_symbol',
    stypeOut: 'instrument_id',
    tsOut: false,
    symbolCstrLen: symbolLength(version),
    symbols: [],
    partial: [],
    notFound: [],
    mappings: [],
  };
}

function variableBytes(metadata: DbnMetadata): number {
  const size = metadata.symbolCstrLen;
  const texts = metadata.symbols.length + metadata.partial.length + metadata.notFound.length;
  const intervals = metadata.mappings.reduce((sum, mapping) => sum + mapping.intervals.length, 0);
  return 4 + 4 * 4 + texts * size + metadata.mappings.length * (size + 4) + intervals * (8 + size);
}

/** The whole metadata with its prelude. v3 is padded to a multiple of 8, as the format asks. */
export function encodeMetadata(metadata: DbnMetadata): Uint8Array {
  const { version } = metadata;
  const unpadded = FIXED_END + variableBytes(metadata);
  const bytes = new Uint8Array(version === 3 ? Math.ceil(unpadded / 8) * 8 : unpadded);
  const view = new DataView(bytes.buffer);
  writeFixedPart(view, bytes, metadata);
  let at = FIXED_END + 4;
  const size = metadata.symbolCstrLen;
  const putCount = (count: number) => {
    view.setUint32(at, count, true);
    at += 4;
  };
  const putText = (text: string) => {
    writeText(bytes, at, size, text);
    at += size;
  };
  for (const texts of [metadata.symbols, metadata.partial, metadata.notFound]) {
    putCount(texts.length);
    texts.forEach(putText);
  }
  putCount(metadata.mappings.length);
  for (const mapping of metadata.mappings) {
    putText(mapping.rawSymbol);
    putCount(mapping.intervals.length);
    for (const interval of mapping.intervals) {
      putCount(interval.startDate);
      putCount(interval.endDate);
      putText(interval.symbol);
    }
  }
  return bytes;
}

function writeFixedPart(view: DataView, bytes: Uint8Array, metadata: DbnMetadata): void {
  const { version } = metadata;
  const shift = version === 1 ? 8 : 0;
  bytes.set([0x44, 0x42, 0x4e, version]);
  view.setUint32(4, bytes.length - PRELUDE_BYTES, true);
  writeText(bytes, 8, 16, metadata.dataset);
  view.setUint16(24, schemaCode(metadata.schema), true);
  view.setBigUint64(26, metadata.startNanos, true);
  view.setBigUint64(34, metadata.endNanos ?? U64_MAX, true);
  view.setBigUint64(42, metadata.limit ?? 0n, true);
  if (version === 1) view.setBigUint64(50, U64_MAX, true);
  view.setUint8(50 + shift, stypeCode(metadata.stypeIn));
  view.setUint8(51 + shift, stypeCode(metadata.stypeOut));
  view.setUint8(52 + shift, metadata.tsOut ? 1 : 0);
  if (version !== 1) view.setUint16(53, metadata.symbolCstrLen, true);
}

function schemaCode(schema: string | null): number {
  const code = (SCHEMAS as readonly string[]).indexOf(schema ?? '');
  return code < 0 ? SCHEMA_MIXED : code;
}

function stypeCode(stype: string | null): number {
  const code = (STYPES as readonly string[]).indexOf(stype ?? '');
  return code < 0 ? STYPE_NONE : code;
}

/** `record` with a send time at its end, for files whose metadata says ts_out. */
export function withTsOut(record: Uint8Array, tsOutNanos: bigint): Uint8Array {
  const bytes = new Uint8Array(record.length + 8);
  bytes.set(record);
  bytes[0] = bytes.length / 4;
  new DataView(bytes.buffer).setBigUint64(record.length, tsOutNanos, true);
  return bytes;
}
