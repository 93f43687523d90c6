// For tests: a live capture as the vendor's client writes it. Schema "mixed", nothing in its metadata, and mappings,
// definitions and orders one after the other in the stream.
import { emptyDefinition, encodeDefinition } from '../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../core/dbn/encode.ts';
import { MBO_WORDS } from '../core/dbn/layout.ts';
import { encodeMapping } from '../core/dbn/mapping.ts';
import { encodeMbo } from '../core/dbn/mbo.ts';
import { encodeStatistic } from '../core/dbn/statistics.ts';
import { encodeStatus } from '../core/dbn/status.ts';

export type LiveRow =
  | {
      readonly kind: 'mapping';
      readonly day: number;
      readonly id: number;
      readonly inSymbol: string;
      readonly outSymbol: string;
    }
  | {
      readonly kind: 'definition';
      readonly day: number;
      readonly id: number;
      readonly symbol: string;
      readonly tick: bigint;
    }
  | {
      readonly kind: 'order';
      readonly day: number;
      readonly id: number;
      readonly price: bigint;
      readonly side?: 'B' | 'A';
      /** Besides F_LAST. */
      readonly flags?: number;
    }
  | { readonly kind: 'status'; readonly day: number; readonly id: number; readonly action: number }
  | {
      readonly kind: 'statistic';
      readonly day: number;
      readonly id: number;
      readonly type: number;
      readonly price?: bigint;
      readonly quantity?: bigint;
      readonly flags?: number;
    };

const FIRST_DAY_NANOS = 1_703_462_400_000_000_000n;
const DAY_NANOS = 86_400_000_000_000n;

/** Rows a second apart, from 2023-12-25T12:00:00Z of day 0 on. */
export function liveFile(rows: readonly LiveRow[], schema = 'mixed'): Uint8Array {
  const metadata = { ...emptyMetadata(3, 'GLBX.MDP3', schema), stypeIn: null };
  return Buffer.concat([encodeMetadata(metadata), ...rows.map(recordFrom)]);
}

function recordFrom(row: LiveRow, index: number): Uint8Array {
  const ts = FIRST_DAY_NANOS + BigInt(row.day) * DAY_NANOS + BigInt(43_200 + index) * 1_000_000_000n;
  const head = { publisherId: 1, instrumentId: row.id, tsEventNanos: ts };
  switch (row.kind) {
    case 'mapping': {
      const { inSymbol, outSymbol } = row;
      const always = { startNanos: null, endNanos: null };
      return encodeMapping({ ...head, ...always, stypeIn: 255, stypeOut: 255, inSymbol, outSymbol }, 3);
    }
    case 'definition': {
      const told = { ...head, tsRecvNanos: ts, rawSymbol: row.symbol, minPriceIncrementNanos: row.tick };
      return encodeDefinition({ ...emptyDefinition(), ...told }, 3);
    }
    case 'status': {
      const flags = { isTrading: row.action === 7 ? 'Y' : 'N', isQuoting: '~', isShortSellRestricted: '~' };
      const told = { ...head, tsRecvNanos: ts, action: row.action, reason: 0, tradingEvent: 0, ...flags };
      return encodeStatus(told, 3);
    }
    case 'statistic': {
      const { type: statType, price = null, quantity = null, flags: statFlags = 0 } = row;
      const values = { priceNanos: price, quantity, statType, statFlags, updateAction: 1 };
      const rest = { tsRefNanos: FIRST_DAY_NANOS, sequence: index, tsInDeltaNanos: 0, channelId: 0 };
      return encodeStatistic({ ...head, tsRecvNanos: ts, ...values, ...rest }, 3);
    }
    case 'order': {
      const words = new Int32Array(MBO_WORDS);
      encodeMbo(words, 0, {
        ...head,
        orderId: BigInt(index + 1),
        priceNanos: row.price,
        sizeLots: 1,
        flags: 128 | (row.flags ?? 0),
        channelId: 0,
        action: 'A',
        side: row.side ?? 'B',
        tsRecvNanos: ts,
        tsInDeltaNanos: 0,
        sequence: index,
      });
      return new Uint8Array(words.buffer);
    }
  }
}
