// StatusMsg (40 bytes in every version): trading state of an instrument (dbn-format §5).
import { RTYPE } from './layout.ts';
import type { DbnVersion, Decoded } from './record-fields.ts';
import { at, decodeFields, encodeFields } from './record-fields.ts';
import { recordBytes } from './record-size.ts';

const STATUS_FIELDS = {
  publisherId: at('u16', 2),
  instrumentId: at('u32', 4),
  tsEventNanos: at('u64', 8),
  tsRecvNanos: at('u64', 16),
  /** A key of STATUS_ACTIONS. */
  action: at('u16', 24),
  reason: at('u16', 26),
  /** 0 none, 1 no cancel, 2 change of session, 3/4 implied matching on/off. */
  tradingEvent: at('u16', 28),
  /** Y, N or ~ (not said). */
  isTrading: at('char', 30),
  isQuoting: at('char', 31),
  isShortSellRestricted: at('char', 32),
} as const;

export type InstrumentStatus = Decoded<typeof STATUS_FIELDS>;

export const STATUS_ACTIONS = [
  'none',
  'pre-open',
  'pre-cross',
  'quoting',
  'cross',
  'rotation',
  'new price indication',
  'trading',
  'halt',
  'pause',
  'suspend',
  'pre-close',
  'close',
  'post-close',
  'short sell restriction change',
  'not available for trading',
] as const;

/** Decodes the status record at byte `offset`; null if it is none or its length is wrong. */
export function decodeStatus(
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
  tsOut = false,
): InstrumentStatus | null {
  const size = recordBytes(RTYPE.status, version);
  if (bytes[offset + 1] !== RTYPE.status) return null;
  if ((bytes[offset] as number) * 4 !== size + (tsOut ? 8 : 0) || offset + size > bytes.length) return null;
  return decodeFields(STATUS_FIELDS, bytes, offset, version);
}

export function encodeStatus(status: InstrumentStatus, version: DbnVersion): Uint8Array {
  const bytes = new Uint8Array(recordBytes(RTYPE.status, version));
  bytes[0] = bytes.length / 4;
  bytes[1] = RTYPE.status;
  encodeFields(STATUS_FIELDS, status, bytes, 0, version);
  return bytes;
}
