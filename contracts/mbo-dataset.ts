// bronze/mbo: the records themselves, as they are exported. Names and values are those of DBN.
import { type ColumnSpec, type DatasetSpec, NULL_PRICE } from './datasets.ts';

const int64 = (name: string, unit: string, range: string, doc: string): ColumnSpec => ({
  name,
  type: 'int64',
  unit,
  doc,
  range,
});
const uint8 = (name: string, range: string, doc: string): ColumnSpec => ({
  name,
  type: 'uint8',
  unit: '',
  doc,
  range,
});
/** Without a sign in DBN; its undefined value, all ones, is null. */
const time = (name: string, doc: string): ColumnSpec => ({
  ...int64(name, 'ns', '0 … 2^63 - 1', doc),
  nullAs: -1n,
});

export const MBO: DatasetSpec = {
  id: 'bronze/mbo',
  version: 1,
  doc: 'The market-by-order records of an instrument, as they are in the file.',
  rows: 'every MBO record whose index time is in the day, in the order of the file',
  key: [],
  source: 'dbn-format §5, MBO record',
  columns: [
    time('ts_recv', 'capture time: the index time; where it is 0 or null, ts_event is'),
    time('ts_event', "the venue's time"),
    int64('ts_in_delta', 'ns', 'int32', 'ts_recv less the time the venue sent it'),
    int64('sequence', '', 'uint32', "the venue's message number"),
    uint8('channel_id', '0 … 255', "the vendor's channel"),
    { ...int64('order_id', '', 'uint64', "the venue's number of the order"), type: 'uint64' },
    uint8(
      'action',
      '65 A, 67 C, 77 M, 82 R, 84 T, 70 F, 78 N',
      'what happened: the ASCII code of its letter',
    ),
    uint8(
      'side',
      '66 B, 65 A, 78 N',
      'side of the order, of a trade the aggressor: the ASCII code of its letter',
    ),
    {
      ...int64('price', '1e-9', '-2^63 … 2^63 - 2', "the order's price; null where undefined"),
      nullAs: NULL_PRICE,
    },
    int64('size', 'lots', 'uint32', 'quantity; of a cancel what was taken off'),
    uint8(
      'flags',
      'bits',
      '128 last of event, 64 top of book, 32 snapshot, 16 MBP, 8 bad ts_recv, 4 maybe bad book',
    ),
  ],
};
