// Test rows: MBO records from plain values, and files of records as word arrays.
import { MBO_WORDS } from '../dbn/layout.ts';

export interface TestRow {
  readonly action: string;
  readonly side: string;
  readonly id: bigint;
  /** 1e-9; undefined = UNDEF_PRICE. */
  readonly price?: bigint | undefined;
  readonly size: number;
  readonly flags: number;
  readonly tsEvent: bigint;
  readonly tsRecv: bigint;
}

const UNDEF_PRICE = 0x7fffffffffffffffn;

export function wordsFromRows(rows: readonly TestRow[]): Int32Array {
  const view = new DataView(new ArrayBuffer(rows.length * MBO_WORDS * 4));
  rows.forEach((row, i) => {
    const at = i * MBO_WORDS * 4;
    view.setUint32(at, 0x0001a00e, true);
    view.setUint32(at + 4, 7, true);
    view.setBigUint64(at + 8, row.tsEvent, true);
    view.setBigUint64(at + 16, row.id, true);
    view.setBigInt64(at + 24, row.price ?? UNDEF_PRICE, true);
    view.setUint32(at + 32, row.size, true);
    view.setUint8(at + 36, row.flags);
    view.setUint8(at + 38, row.action.charCodeAt(0));
    view.setUint8(at + 39, row.side.charCodeAt(0));
    view.setBigUint64(at + 40, row.tsRecv, true);
    view.setUint32(at + 52, i, true);
  });
  return new Int32Array(view.buffer);
}

/** Words of the records of a plain DBN file that holds MBO records only. */
export function wordsFromDbn(bytes: Uint8Array): Int32Array {
  const metadata = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  return new Int32Array(Uint8Array.from(bytes.subarray(metadata)).buffer);
}
