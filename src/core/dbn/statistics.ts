// StatMsg (64 bytes in v1 and v2, 80 in v3): what the venue publishes of a session (dbn-format §5).
// Several rows come per reference date; the last, final one wins. ts_ref is a date: it is never localised.
import { RTYPE } from './layout.ts';
import type { DbnVersion, Decoded } from './record-fields.ts';
import { at, atEach, decodeFields, encodeFields } from './record-fields.ts';
import { recordBytes } from './record-size.ts';

const STATISTIC_FIELDS = {
  publisherId: at('u16', 2),
  instrumentId: at('u32', 4),
  tsEventNanos: at('u64', 8),
  tsRecvNanos: at('u64', 16),
  tsRefNanos: at('time', 24),
  priceNanos: at('price', 32),
  quantity: at('quantity', 40),
  sequence: atEach('u32', 44, 44, 48),
  tsInDeltaNanos: atEach('i32', 48, 48, 52),
  /** A value of STAT_TYPE. */
  statType: atEach('u16', 52, 52, 56),
  channelId: atEach('u16', 54, 54, 58),
  /** 1 new, 2 delete. */
  updateAction: atEach('u8', 56, 56, 60),
  /** Of a settlement: 1 final, 2 actual, 4 rounded to the trading tick, 8 intraday. */
  statFlags: atEach('u8', 57, 57, 61),
} as const;

export type InstrumentStatistic = Decoded<typeof STATISTIC_FIELDS>;

/** Decodes the statistics record at byte `offset`; null if it is none or its length is not that of `version`. */
export function decodeStatistic(
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
  tsOut = false,
): InstrumentStatistic | null {
  const size = recordBytes(RTYPE.statistics, version);
  if (bytes[offset + 1] !== RTYPE.statistics) return null;
  if ((bytes[offset] as number) * 4 !== size + (tsOut ? 8 : 0) || offset + size > bytes.length) return null;
  return decodeFields(STATISTIC_FIELDS, bytes, offset, version);
}

export function encodeStatistic(statistic: InstrumentStatistic, version: DbnVersion): Uint8Array {
  const bytes = new Uint8Array(recordBytes(RTYPE.statistics, version));
  bytes[0] = bytes.length / 4;
  bytes[1] = RTYPE.statistics;
  encodeFields(STATISTIC_FIELDS, statistic, bytes, 0, version);
  return bytes;
}
