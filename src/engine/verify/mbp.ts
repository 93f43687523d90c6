// An MBP-10 file as independent truth for the book that an MBO file of the same instrument and time rebuilds: all ten
// levels, sizes and order counts, after the very record that each row belongs to. CSV or DBN, each by what is in it.
//
// The product shows a book at the ends of events only, the truth has rows within events too. So there are two books: the
// product's as it is, for rows at the end of an event, and one to which every record is an event, for the rows within.
import { open } from 'node:fs/promises';
import { F_LAST, F_SNAPSHOT, UNDEF_PRICE } from '../../core/dbn/layout.ts';
import { encodeMbo, type MboRecord } from '../../core/dbn/mbo.ts';
import { CENT_NANOS, decimalTick } from '../import/csv-lines.ts';
import { mboRecordsOfCsv, truthRowsOfCsv } from './market-csv.ts';
import { mboRecordsOfDbn, truthRowsOfDbn } from './market-dbn.ts';
import { ASK_SIDE, BID_SIDE, ReplayedBook } from './replayed-book.ts';
import { sideDifference, type TruthRow } from './truth-row.ts';
import { type Verdict, VerdictTally } from './verdict.ts';

export interface MbpVerification extends Verdict {
  readonly instrumentId: number;
  /** Records of the truth's instrument, and of others, which are left out. */
  readonly records: number;
  readonly otherRecords: number;
  readonly truthRows: number;
  readonly restingOrders: number;
  readonly ended: string | null;
  readonly identityViolations: number;
}

/** A trade's row waits this many records for the cancel or modify of the order that was hit. */
const MAX_WAIT_RECORDS = 64;

/** Throws a FaultError where a file cannot be read or lacks what is needed. */
export async function verifyMbp(mboPath: string, mbpPath: string): Promise<MbpVerification> {
  const { tickSizeNanos, truthRows, instrumentId } = await survey(mboPath, mbpPath);
  const truth = await truthRowsOf(mbpPath, instrumentId);
  const comparison = new MbpComparison(tickSizeNanos, (await truth.next()).value ?? null);
  let otherRecords = 0;
  let records = 0;
  for await (const record of await mboRecordsOf(mboPath)) {
    if (record.instrumentId !== instrumentId) {
      otherRecords += 1;
      continue;
    }
    records += 1;
    if (comparison.take(record)) comparison.next = (await truth.next()).value ?? null;
  }
  const ended = comparison.finish();
  const { stream } = comparison.book;
  stream.finish();
  return {
    instrumentId,
    records,
    otherRecords,
    truthRows,
    ...comparison.verdict(),
    restingOrders: stream.totals.restingOrders,
    ended,
    identityViolations: stream.quality.identity_violations,
  };
}

interface Waiting {
  readonly truth: TruthRow;
  /** Orders whose fills have come: one's next cancel or modify completes the trade. */
  readonly filled: Set<bigint>;
  records: number;
}

class MbpComparison {
  /** The next row of the truth; null after the last. */
  next: TruthRow | null;
  /** The product's book as it is. */
  readonly book: ReplayedBook;
  /** The same, record by record. */
  readonly #stepwise: ReplayedBook;
  readonly #tally = new VerdictTally();
  #waiting: Waiting[] = [];

  constructor(tickSizeNanos: bigint, first: TruthRow | null) {
    this.book = new ReplayedBook(tickSizeNanos);
    this.#stepwise = new ReplayedBook(tickSizeNanos);
    this.next = first;
  }

  verdict(): Verdict {
    return this.#tally.verdict();
  }

  /** Feeds a record. True where the next row belonged to it, and another one is to be set as the next. */
  take(record: MboRecord): boolean {
    encodeMbo(this.book.words, 0, record);
    this.book.record();
    const flags = (record.flags & F_SNAPSHOT) === 0 ? record.flags | F_LAST : record.flags;
    encodeMbo(this.#stepwise.words, 0, { ...record, flags });
    this.#stepwise.record();
    if (this.#waiting.length > 0)
      this.#waiting = this.#waiting.filter((row) => this.#stillWaits(row, record));
    if (!this.next || !belongs(this.next, record)) return false;
    this.#compare(this.next, record);
    return true;
  }

  /** Returns why the comparison ended before the truth, or null. */
  finish(): string | null {
    for (const { truth } of this.#waiting)
      this.#unexplained(truth, 'the order that was hit has no record after it');
    if (!this.next) return null;
    const { row, sequence, action } = this.next;
    this.#tally.unexplained({ row, what: `no record has its sequence ${sequence} and action ${action}` });
    return `rows from ${row} on: no record belongs to row ${row}`;
  }

  #compare(truth: TruthRow, record: MboRecord): void {
    const difference = this.#difference(truth, record);
    if (difference === null) this.#tally.equal();
    else if (record.action === 'T' && record.side !== 'N') {
      this.#waiting.push({ truth, filled: new Set(), records: 0 });
    } else this.#unexplained(truth, difference);
  }

  #stillWaits(waiting: Waiting, record: MboRecord): boolean {
    const { truth, filled } = waiting;
    waiting.records += 1;
    if (record.action === 'F') filled.add(record.orderId);
    const completes = (record.action === 'C' || record.action === 'M') && filled.has(record.orderId);
    if (!completes && waiting.records < MAX_WAIT_RECORDS) return true;
    const difference = this.#difference(truth, record);
    if (completes && difference === null) {
      const later = `${waiting.records} record${waiting.records === 1 ? '' : 's'} later`;
      const rule = `a trade with a displayed order, equal once that order's own record has come, ${later}`;
      this.#tally.explained(rule, { row: truth.row, what: `sequence ${truth.sequence}` });
    } else this.#unexplained(truth, difference ?? 'the order that was hit has no record after it');
    return false;
  }

  #difference(truth: TruthRow, record: MboRecord): string | null {
    const book = (record.flags & F_LAST) === 0 ? this.#stepwise : this.book;
    const bid = sideDifference(truth.bids, book.levels(BID_SIDE), book.tickSizeNanos);
    if (bid !== null) return `bid ${bid}`;
    const ask = sideDifference(truth.asks, book.levels(ASK_SIDE), book.tickSizeNanos);
    return ask === null ? null : `ask ${ask}`;
  }

  #unexplained({ row, sequence }: TruthRow, why: string): void {
    this.#tally.unexplained({ row, what: `sequence ${sequence}: ${why}` });
  }
}

/** The vendor's MBP-10 has no order id: there the price and the size stand in for it. */
function belongs(truth: TruthRow, record: MboRecord): boolean {
  if (truth.sequence !== record.sequence || truth.action !== record.action) return false;
  if (truth.orderId !== null) return truth.orderId === record.orderId;
  return truth.priceNanos === record.priceNanos && truth.sizeLots === record.sizeLots;
}

async function survey(mboPath: string, mbpPath: string) {
  let instrumentId: number | null = null;
  let truthRows = 0;
  for await (const row of await truthRowsOf(mbpPath, null)) {
    instrumentId ??= row.instrumentId;
    if (row.instrumentId === instrumentId) truthRows += 1;
  }
  let tickSizeNanos = CENT_NANOS;
  for await (const { action, priceNanos, ...record } of await mboRecordsOf(mboPath)) {
    if ((action !== 'A' && action !== 'M') || priceNanos === UNDEF_PRICE) continue;
    if (record.instrumentId === instrumentId) tickSizeNanos = decimalTick(tickSizeNanos, priceNanos);
  }
  return { tickSizeNanos, truthRows, instrumentId: instrumentId ?? 0 };
}

async function mboRecordsOf(path: string): Promise<AsyncGenerator<MboRecord>> {
  return (await isDbn(path)) ? mboRecordsOfDbn(path) : mboRecordsOfCsv(path);
}

async function* truthRows(rows: AsyncGenerator<TruthRow>, instrumentId: number | null) {
  for await (const row of rows) if (instrumentId === null || row.instrumentId === instrumentId) yield row;
}

async function truthRowsOf(
  path: string,
  instrumentId: number | null,
): Promise<AsyncGenerator<TruthRow, void>> {
  return truthRows((await isDbn(path)) ? truthRowsOfDbn(path) : truthRowsOfCsv(path), instrumentId);
}

/** DBN, plain or in zstd frames. A file that cannot be opened is left to the reader, who tells why. */
async function isDbn(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      const hex = buffer.toString('hex', 0, bytesRead);
      return hex === '28b52ffd' || hex.startsWith('44424e') || /^5.2a4d18$/.test(hex);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
