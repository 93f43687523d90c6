// The DBN wire format as numbers (design: dbn-format §1–§5). All integers little-endian; a record's length byte counts
// 32-bit words, so a block of records that starts aligned stays aligned to 4 bytes.

export const RTYPE = {
  trades: 0x00,
  mbp1: 0x01,
  mbp10: 0x0a,
  ohlcvDeprecated: 0x11,
  status: 0x12,
  definition: 0x13,
  imbalance: 0x14,
  error: 0x15,
  symbolMapping: 0x16,
  system: 0x17,
  statistics: 0x18,
  ohlcv1s: 0x20,
  ohlcv1m: 0x21,
  ohlcv1h: 0x22,
  ohlcv1d: 0x23,
  ohlcvEod: 0x24,
  mbo: 0xa0,
  cmbp1: 0xb1,
  cbbo1s: 0xc0,
  cbbo1m: 0xc1,
  tcbbo: 0xc2,
  bbo1s: 0xc3,
  bbo1m: 0xc4,
} as const;

/** Bits of a record's flags byte. Test bits, never equality. */
export const F_LAST = 128;
export const F_TOB = 64;
export const F_SNAPSHOT = 32;
export const F_MBP = 16;
export const F_BAD_TS_RECV = 8;
export const F_MAYBE_BAD_BOOK = 4;

export const ACTION_ADD = 0x41;
export const ACTION_CANCEL = 0x43;
export const ACTION_MODIFY = 0x4d;
export const ACTION_CLEAR = 0x52;
export const ACTION_TRADE = 0x54;
export const ACTION_FILL = 0x46;
export const ACTION_NONE = 0x4e;

export const SIDE_BID = 0x42;
export const SIDE_ASK = 0x41;
export const SIDE_NONE = 0x4e;

export const UNDEF_PRICE = 0x7fffffffffffffffn;
export const UNDEF_TIMESTAMP = 0xffffffffffffffffn;

/** Word (32-bit) offsets within an MBO record, from the record's first word. */
export const MBO_WORDS = 14;
export const MBO_BYTES = 56;
export const W_HEADER = 0; // length u8 | rtype u8 | publisher u16
export const W_INSTRUMENT = 1;
export const W_TS_EVENT = 2; // lo, hi
export const W_ORDER_ID = 4; // lo, hi
export const W_PRICE = 6; // lo, hi (signed)
export const W_SIZE = 8;
export const W_FLAGS = 9; // flags u8 | channel u8 | action u8 | side u8
export const W_TS_RECV = 10; // lo, hi
export const W_TS_IN_DELTA = 12;
export const W_SEQUENCE = 13;
