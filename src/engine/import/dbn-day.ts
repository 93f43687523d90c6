// Writes an imported day as DBN: one MBO file and one definition file, as the vendor would lay them out, so that it opens
// like any other day. Rows come in order; an event's rows share its times, and its last row carries F_LAST.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dayStartFromTs, NANOS_PER_SECOND, utcDateFromTs, WINDOWS_PER_DAY, type TsNanos } from '../../../contracts/units.ts';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { F_BAD_TS_RECV, F_LAST, F_SNAPSHOT, MBO_WORDS, UNDEF_PRICE } from '../../core/dbn/layout.ts';
import { encodeMbo } from '../../core/dbn/mbo.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { encodeStatus, type InstrumentStatus } from '../../core/dbn/status.ts';
import { DbnFile, dbnFileName } from '../synth/dbn-file.ts';

export interface ImportedInstrument {
  readonly dataset: string;
  readonly publisherId: number;
  readonly symbol: string;
  readonly tickSizeNanos: bigint;
  /** One letter as in the definitions: K stock, X fx or crypto spot. */
  readonly instrumentClass: string;
  readonly currency: string;
}

export interface Row {
  readonly action: 'A' | 'C' | 'M' | 'T' | 'F';
  readonly side: 'B' | 'A' | 'N';
  readonly orderId: bigint;
  readonly priceNanos: bigint;
  readonly sizeLots: number;
}

const INSTRUMENT_ID = 1;
const WORDS_PER_FRAME = (1 << 15) * MBO_WORDS;
const VERSION = 3;
const MAX_SIZE = 0xffffffff;

export class DbnDayWriter {
  readonly mboPath: string;
  readonly definitionPath: string;
  records = 0;
  readonly #instrument: ImportedInstrument;
  readonly #file: DbnFile;
  readonly #words = new Int32Array(WORDS_PER_FRAME);
  #at = 0;
  #sequence = 0;

  /** `firstTs` names the files by its UTC date; `endTs` bounds the metadata's span. */
  constructor(folder: string, instrument: ImportedInstrument, firstTs: TsNanos, endTs: TsNanos) {
    mkdirSync(folder, { recursive: true });
    this.#instrument = instrument;
    const stem = `${instrument.dataset.toLowerCase().replaceAll('.', '-')}-${utcDateFromTs(firstTs).replaceAll('-', '')}`;
    this.mboPath = join(folder, dbnFileName(`${stem}.mbo.${instrument.symbol}`));
    this.definitionPath = join(folder, dbnFileName(`${stem}.definition.${instrument.symbol}`));
    const metadata = metadataOf(instrument, firstTs, endTs);
    const definitions = new DbnFile(this.definitionPath, encodeMetadata({ ...metadata, schema: 'definition' }));
    definitions.append(definitionOf(instrument, dayStartFromTs(firstTs)));
    definitions.finish();
    this.#file = new DbnFile(this.mboPath, encodeMetadata(metadata));
  }

  /** The book that was there before the first event: a clear and its orders, as a snapshot. */
  snapshot(ts: TsNanos, orders: readonly Row[]): void {
    this.#write({ action: 'R', side: 'N', orderId: 0n, priceNanos: UNDEF_PRICE, sizeLots: 0 }, ts, orders.length === 0, true);
    for (const [i, order] of orders.entries()) this.#write(order, ts, i === orders.length - 1, true);
  }

  /** One event: its rows in order, all at `ts`. */
  event(ts: TsNanos, rows: readonly Row[]): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    for (const [i, row] of rows.entries()) this.#write(row, ts, i === rows.length - 1, false);
  }

  status(status: Omit<InstrumentStatus, 'publisherId' | 'instrumentId'>): void {
    this.#flush();
    const { publisherId } = this.#instrument;
    this.#file.append(encodeStatus({ ...status, publisherId, instrumentId: INSTRUMENT_ID }, VERSION));
    this.records++;
  }

  /** The file appears under its name only now. */
  finish(): void {
    this.#flush();
    this.#file.finish();
  }

  discard(): void {
    this.#file.discard();
  }

  #write(row: Row | (Omit<Row, 'action'> & { action: 'R' }), ts: TsNanos, last: boolean, snapshot: boolean): void {
    if (this.#at + MBO_WORDS > this.#words.length) this.#flush();
    this.#at += encodeMbo(this.#words, this.#at, {
      ...row,
      publisherId: this.#instrument.publisherId,
      instrumentId: INSTRUMENT_ID,
      tsEventNanos: ts,
      flags: (last ? F_LAST : 0) | (snapshot ? F_SNAPSHOT | F_BAD_TS_RECV : 0),
      channelId: 0,
      tsRecvNanos: ts,
      tsInDeltaNanos: 0,
      sequence: this.#sequence,
    });
    this.records++;
  }

  #flush(): void {
    if (this.#at > 0) this.#file.append(new Uint8Array(this.#words.buffer, 0, this.#at * 4));
    this.#at = 0;
  }
}

/** Whether `sizeLots` can stand in a DBN record. */
export function fitsSize(sizeLots: bigint): boolean {
  return sizeLots >= 0n && sizeLots < BigInt(MAX_SIZE);
}

function metadataOf(instrument: ImportedInstrument, firstTs: TsNanos, endTs: TsNanos): DbnMetadata {
  const dayNanos = NANOS_PER_SECOND * BigInt(WINDOWS_PER_DAY);
  const start = dayStartFromTs(firstTs);
  const end = dayStartFromTs(endTs) + dayNanos;
  const dateNumber = (ts: TsNanos): number => Number(utcDateFromTs(ts).replaceAll('-', ''));
  const interval = { startDate: dateNumber(start), endDate: dateNumber(end), symbol: String(INSTRUMENT_ID) };
  return {
    ...emptyMetadata(VERSION, instrument.dataset, 'mbo'),
    startNanos: start,
    endNanos: end,
    symbols: [instrument.symbol],
    mappings: [{ rawSymbol: instrument.symbol, intervals: [interval] }],
  };
}

function definitionOf(instrument: ImportedInstrument, dayStart: TsNanos): Uint8Array {
  return encodeDefinition(
    {
      ...emptyDefinition(),
      publisherId: instrument.publisherId,
      instrumentId: INSTRUMENT_ID,
      rawInstrumentId: BigInt(INSTRUMENT_ID),
      tsEventNanos: dayStart,
      tsRecvNanos: dayStart,
      minPriceIncrementNanos: instrument.tickSizeNanos,
      currency: instrument.currency,
      rawSymbol: instrument.symbol,
      asset: instrument.symbol.slice(0, 10),
      instrumentClass: instrument.instrumentClass,
    },
    VERSION,
  );
}
