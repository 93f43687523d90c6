// SymbolMappingMsg (80 bytes in v1, 176 from v2 on): how live files say which id is which symbol (dbn-format §5, §8).
import { RTYPE } from './layout.ts';
import type { DbnVersion, Decoded } from './record-fields.ts';
import { at, atEach, decodeFields, encodeFields, textAt } from './record-fields.ts';
import { recordBytes } from './record-size.ts';

const MAPPING_FIELDS = {
  publisherId: at('u16', 2),
  instrumentId: at('u32', 4),
  tsEventNanos: at('u64', 8),
  /** A code of STYPES; absent (0) in v1, 255 in live files. */
  stypeIn: atEach('u8', null, 16, 16),
  inSymbol: textAt([16, 17, 17], [22, 71, 71]),
  stypeOut: atEach('u8', null, 88, 88),
  outSymbol: textAt([38, 89, 89], [22, 71, 71]),
  /** Both null: always. */
  startNanos: atEach('time', 64, 160, 160),
  endNanos: atEach('time', 72, 168, 168),
} as const;

export type SymbolMapping = Decoded<typeof MAPPING_FIELDS>;

/** Decodes the mapping record at byte `offset`; null if it is none or its length is not that of `version`. */
export function decodeMapping(
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
  tsOut = false,
): SymbolMapping | null {
  const size = recordBytes(RTYPE.symbolMapping, version);
  if (bytes[offset + 1] !== RTYPE.symbolMapping) return null;
  if ((bytes[offset] as number) * 4 !== size + (tsOut ? 8 : 0) || offset + size > bytes.length) return null;
  return decodeFields(MAPPING_FIELDS, bytes, offset, version);
}

export function encodeMapping(mapping: SymbolMapping, version: DbnVersion): Uint8Array {
  const bytes = new Uint8Array(recordBytes(RTYPE.symbolMapping, version));
  bytes[0] = bytes.length / 4;
  bytes[1] = RTYPE.symbolMapping;
  encodeFields(MAPPING_FIELDS, mapping, bytes, 0, version);
  return bytes;
}

/** The name to show for a mapping: out_symbol, unless it is only the id again. */
export function symbolFromMapping(mapping: SymbolMapping): string {
  return /^\d*$/.test(mapping.outSymbol) ? mapping.inSymbol : mapping.outSymbol;
}
