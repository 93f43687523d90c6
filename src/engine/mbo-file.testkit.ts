// For tests: small MBO files from a few rows, with the snapshot that opens a UTC day of CME.
import { writeFile } from 'node:fs/promises';
import { dayStartFromTs } from '../../contracts/units.ts';
import { emptyMetadata, encodeMetadata } from '../core/dbn/encode.ts';
import { F_LAST, F_SNAPSHOT, MBO_WORDS } from '../core/dbn/layout.ts';
import { encodeMbo, type MboRecord } from '../core/dbn/mbo.ts';
import type { DbnVersion } from '../core/dbn/record-fields.ts';

/** An order of a book, price in 1e-9. */
export interface TestOrder {
  readonly id: bigint;
  readonly side: 'B' | 'A';
  readonly price: bigint;
  readonly size: number;
}

/** Symbol of an id on dates from `from` to before `to`, YYYYMMDD. */
export interface TestMapping {
  readonly symbol: string;
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

export interface TestFile {
  readonly dataset?: string;
  readonly version?: DbnVersion;
  readonly mappings?: readonly TestMapping[];
  readonly records: readonly MboRecord[];
}

export function nanosOf(iso: string): bigint {
  return BigInt(Date.parse(iso)) * 1_000_000n;
}

/** One ordinary row that ends its event; what is not given is that of an add. */
export function row(time: string, order: TestOrder, fields: Partial<MboRecord> = {}): MboRecord {
  const ts = nanosOf(time);
  return {
    publisherId: 1,
    instrumentId: 7,
    tsEventNanos: ts,
    orderId: order.id,
    priceNanos: order.price,
    sizeLots: order.size,
    flags: F_LAST,
    channelId: 0,
    action: 'A',
    side: order.side,
    tsRecvNanos: ts,
    tsInDeltaNanos: 0,
    sequence: 1,
    ...fields,
  };
}

/** A snapshot without a clear, as the vendor wrote them until February 2024; the last row ends it. */
export function snapshot(time: string, orders: readonly TestOrder[], instrumentId = 7): MboRecord[] {
  return orders.map((order, i) =>
    row(time, order, { instrumentId, flags: F_SNAPSHOT | (i === orders.length - 1 ? F_LAST : 0) }),
  );
}

export async function writeMboFile(path: string, file: TestFile): Promise<void> {
  const { dataset = 'GLBX.MDP3', version = 3, mappings = [], records } = file;
  const words = new Int32Array(records.length * MBO_WORDS);
  for (const [i, record] of records.entries()) encodeMbo(words, i * MBO_WORDS, record);
  const bySymbol = Map.groupBy(mappings, ({ symbol }) => symbol);
  const metadata = encodeMetadata({
    ...emptyMetadata(version, dataset, 'mbo'),
    // As day files have it.
    startNanos: records[0] ? dayStartFromTs(records[0].tsRecvNanos) : 0n,
    symbols: [...bySymbol.keys()],
    mappings: [...bySymbol].map(([rawSymbol, intervals]) => ({
      rawSymbol,
      intervals: intervals.map(({ from, to, id }) => ({ startDate: from, endDate: to, symbol: String(id) })),
    })),
  });
  await writeFile(path, Buffer.concat([metadata, new Uint8Array(words.buffer)]));
}
