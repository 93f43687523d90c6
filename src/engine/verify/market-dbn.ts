// DBN files of MBO and MBP-10 as MBO records and truth rows, through the product's own source. A fault of the file ends
// the verification: a truth that is not whole proves nothing.
import { FaultError } from '../../../contracts/errors.ts';
import { RTYPE, UNDEF_PRICE } from '../../core/dbn/layout.ts';
import { decodeMbo, type MboRecord } from '../../core/dbn/mbo.ts';
import { recordBytes } from '../../core/dbn/record-size.ts';
import type { Block } from '../source/dbn-source.ts';
import { openDbnSource } from '../source/file-source.ts';
import { TRUTH_LEVELS, type TruthPrice, type TruthRow } from './truth-row.ts';

export async function* mboRecordsOfDbn(path: string): AsyncGenerator<MboRecord> {
  for await (const { block, at } of recordsOf(path, RTYPE.mbo)) yield decodeMbo(block.i32, at);
}

export async function* truthRowsOfDbn(path: string): AsyncGenerator<TruthRow> {
  let row = 0;
  for await (const { block, at } of recordsOf(path, RTYPE.mbp10)) {
    row += 1;
    yield truthRowFrom(new DataView(block.u8.buffer, block.u8.byteOffset + at * 4, MBP10_BYTES), row);
  }
}

const MBP10_BYTES = recordBytes(RTYPE.mbp10, 3);
const LEVEL_BYTES = 32;
const LEVELS_AT = 48;

/** An MBP-10 record (dbn-format §5). */
function truthRowFrom(view: DataView, row: number): TruthRow {
  const sides: { bids: TruthPrice[]; asks: TruthPrice[] } = { bids: [], asks: [] };
  for (let i = 0; i < TRUTH_LEVELS; i++) {
    const from = LEVELS_AT + i * LEVEL_BYTES;
    const bid = view.getBigInt64(from, true);
    const ask = view.getBigInt64(from + 8, true);
    const [bidQty, askQty, bidOrders, askOrders] = [16, 20, 24, 28].map((at) =>
      view.getUint32(from + at, true),
    ) as [number, number, number, number];
    if (bid !== UNDEF_PRICE) sides.bids.push({ priceNanos: bid, qtyLots: bidQty, orders: bidOrders });
    if (ask !== UNDEF_PRICE) sides.asks.push({ priceNanos: ask, qtyLots: askQty, orders: askOrders });
  }
  return {
    row,
    instrumentId: view.getUint32(4, true),
    sequence: view.getUint32(44, true),
    action: String.fromCharCode(view.getUint8(28)),
    orderId: null,
    priceNanos: view.getBigInt64(16, true),
    sizeLots: view.getUint32(24, true),
    ...sides,
  };
}

async function* recordsOf(
  path: string,
  rtype: number,
): AsyncGenerator<{ readonly block: Block; readonly at: number }> {
  const source = await openDbnSource(path, { threads: 1 });
  let found = false;
  try {
    for (let block = await source.next(); block; block = await source.next()) {
      for (let at = 0; at < block.words; at += (block.i32[at] as number) & 255) {
        if ((((block.i32[at] as number) >>> 8) & 255) !== rtype) continue;
        found = true;
        yield { block, at };
      }
      block.release();
    }
    const fault = source.faults()[0];
    if (fault) throw new FaultError({ file: path, ...fault });
    if (!found) throw noRecords(path, rtype);
  } finally {
    await source.close();
  }
}

function noRecords(path: string, rtype: number): FaultError {
  const name = rtype === RTYPE.mbo ? 'MBO' : 'MBP-10';
  return new FaultError({
    code: rtype === RTYPE.mbo ? 'no_mbo_records' : 'bad_request',
    message: `There are no ${name} records in the file.`,
    file: path,
    hint: 'Give the MBO file first, then the MBP-10 file of the same instrument and time.',
  });
}
