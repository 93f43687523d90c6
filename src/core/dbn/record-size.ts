// Record sizes by version (dbn-format §4), in 32-bit words and without ts_out. Used to cross-check a record's length
// byte against the layout that the metadata's version promises.
import { RTYPE } from './layout.ts';
import type { DbnVersion } from './record-fields.ts';

/** Words of the header every record starts with. */
export const HEADER_WORDS = 4;

const SAME_IN_ALL: Readonly<Record<number, number>> = {
  [RTYPE.mbo]: 56,
  [RTYPE.trades]: 48,
  [RTYPE.mbp1]: 80,
  [RTYPE.mbp10]: 368,
  [RTYPE.status]: 40,
  [RTYPE.imbalance]: 112,
  [RTYPE.ohlcvDeprecated]: 56,
  [RTYPE.ohlcv1s]: 56,
  [RTYPE.ohlcv1m]: 56,
  [RTYPE.ohlcv1h]: 56,
  [RTYPE.ohlcv1d]: 56,
  [RTYPE.ohlcvEod]: 56,
  [RTYPE.cmbp1]: 80,
  [RTYPE.cbbo1s]: 80,
  [RTYPE.cbbo1m]: 80,
  [RTYPE.tcbbo]: 80,
  [RTYPE.bbo1s]: 80,
  [RTYPE.bbo1m]: 80,
};

const BY_VERSION: Readonly<Record<number, readonly [number, number, number]>> = {
  [RTYPE.definition]: [360, 400, 520],
  [RTYPE.statistics]: [64, 64, 80],
  [RTYPE.symbolMapping]: [80, 176, 176],
  [RTYPE.error]: [80, 320, 320],
  [RTYPE.system]: [80, 320, 320],
};

/** Bytes of a record without ts_out, 0 for an unknown rtype. */
export function recordBytes(rtype: number, version: DbnVersion): number {
  return BY_VERSION[rtype]?.[version - 1] ?? SAME_IN_ALL[rtype] ?? 0;
}

/** Words by rtype, ts_out included; 0 = unknown, any length goes. */
export function recordWordsTable(version: DbnVersion, tsOut: boolean): Uint8Array {
  const table = new Uint8Array(256);
  for (let rtype = 0; rtype < 256; rtype++) {
    const bytes = recordBytes(rtype, version);
    if (bytes > 0) table[rtype] = bytes / 4 + (tsOut ? 2 : 0);
  }
  return table;
}
