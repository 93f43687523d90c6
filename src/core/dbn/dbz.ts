// The metadata of legacy DBZ files (dbn-format §6) → that of DBN version 1, byte for byte: the same fields in another
// order, so that nothing behind this needs to know of the old format. DBZ puts them into a zstd skippable frame before
// the frames of records; its variable part is compressed once more, which is the caller's business.
import { FIXED_END, PRELUDE_BYTES } from './metadata.ts';

/** Magic and length of the skippable frame, "DBZ" and its version: as much as tells a DBZ file from any other. */
export const DBZ_SNIFF_BYTES = 12;
/** Where the frame's content begins. */
export const DBZ_CONTENT_OFFSET = 8;
/** Where the compressed variable part begins, from the content's start. */
export const DBZ_FIXED_BYTES = 96;

const DATASET_TO_RECORD_COUNT = { from: 4, to: 54, at: 8 } as const;
const STYPES = { from: 55, to: 57, at: 58 } as const;

/** Whether a zstd skippable frame that begins with `head` is the metadata of a DBZ file. */
export function isDbz(head: Uint8Array): boolean {
  return (
    head.length >= DBZ_SNIFF_BYTES &&
    head[8] === 0x44 &&
    head[9] === 0x42 &&
    head[10] === 0x5a &&
    head[11] === 1
  );
}

/**
 * Whole DBN version 1 metadata, prelude included.
 * @param content of the skippable frame, at least its fixed part
 * @param variable its variable part, decompressed: symbols and mappings, laid out as in DBN version 1
 */
export function metadataFromDbz(content: Uint8Array, variable: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FIXED_END + variable.length);
  bytes.set([0x44, 0x42, 0x4e, 1]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - PRELUDE_BYTES, true);
  for (const { from, to, at } of [DATASET_TO_RECORD_COUNT, STYPES]) bytes.set(content.subarray(from, to), at);
  bytes.set(variable, FIXED_END);
  return bytes;
}
