// The vendor's CSV of MBO and MBP-10, pretty or raw, as MBO records and truth rows. Columns go by their names: files
// that passed through other programs have some more, some less, and in another order.
import { UNDEF_PRICE, UNDEF_TIMESTAMP } from '../../core/dbn/layout.ts';
import type { MboRecord } from '../../core/dbn/mbo.ts';
import { type CsvLine, csvLines, integerFromDecimal, malformedLine } from '../import/csv-lines.ts';
import { TRUTH_LEVELS, type TruthPrice, type TruthRow } from './truth-row.ts';

/** Throws a FaultError where a needed column is missing or a cell cannot be read. */
export async function* mboRecordsOfCsv(path: string): AsyncGenerator<MboRecord> {
  for await (const row of tableRows(path)) {
    const tsEventNanos = row.time('ts_event');
    yield {
      publisherId: row.integer('publisher_id', 0),
      instrumentId: row.integer('instrument_id', 0),
      tsEventNanos,
      orderId: row.id('order_id') ?? 0n,
      priceNanos: row.price('price'),
      sizeLots: row.integer('size'),
      flags: row.integer('flags'),
      channelId: row.integer('channel_id', 0),
      action: row.character('action'),
      side: row.character('side'),
      tsRecvNanos: row.has('ts_recv') ? row.time('ts_recv') : tsEventNanos,
      tsInDeltaNanos: row.integer('ts_in_delta', 0),
      sequence: row.integer('sequence'),
    };
  }
}

/** Throws a FaultError where a needed column is missing or a cell cannot be read. */
export async function* truthRowsOfCsv(path: string): AsyncGenerator<TruthRow> {
  let count = 0;
  for await (const row of tableRows(path)) {
    count += 1;
    yield {
      row: count,
      instrumentId: row.integer('instrument_id', 0),
      sequence: row.integer('sequence'),
      action: row.character('action'),
      orderId: row.id('order_id'),
      priceNanos: row.price('price'),
      sizeLots: row.integer('size'),
      bids: levelsOf(row, 'bid'),
      asks: levelsOf(row, 'ask'),
    };
  }
}

function levelsOf(row: TableRow, side: 'bid' | 'ask'): TruthPrice[] {
  const levels: TruthPrice[] = [];
  for (let i = 0; i < TRUTH_LEVELS; i++) {
    const number = String(i).padStart(2, '0');
    const priceNanos = row.price(`${side}_px_${number}`);
    if (priceNanos === UNDEF_PRICE) break;
    const qtyLots = row.integer(`${side}_sz_${number}`);
    levels.push({ priceNanos, qtyLots, orders: row.integer(`${side}_ct_${number}`) });
  }
  return levels;
}

async function* tableRows(path: string): AsyncGenerator<TableRow> {
  let columns: Map<string, number> | null = null;
  for await (const line of csvLines(path)) {
    if (columns) yield new TableRow(path, line, columns);
    else columns = new Map(line.cells.map((name, i) => [name, i]));
  }
}

class TableRow {
  readonly #path: string;
  readonly #line: CsvLine;
  readonly #columns: ReadonlyMap<string, number>;

  constructor(path: string, line: CsvLine, columns: ReadonlyMap<string, number>) {
    this.#path = path;
    this.#line = line;
    this.#columns = columns;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  integer(column: string, absent?: number): number {
    if (absent !== undefined && !this.has(column)) return absent;
    const text = this.#cell(column);
    const value = integerFromDecimal(text, 0);
    if (value === null) throw this.#malformed(column, text);
    return Number(value);
  }

  id(column: string): bigint | null {
    if (!this.has(column)) return null;
    const text = this.#cell(column);
    const value = integerFromDecimal(text, 0);
    if (value === null || value < 0n) throw this.#malformed(column, text);
    return value;
  }

  character(column: string): string {
    return this.#cell(column) || 'N';
  }

  /** With a point it is a decimal, without one an integer of 1e-9; empty is undefined. */
  price(column: string): bigint {
    const text = this.#cell(column);
    if (text === '') return UNDEF_PRICE;
    const value = integerFromDecimal(text, text.includes('.') ? 9 : 0);
    if (value === null) throw this.#malformed(column, text);
    return value;
  }

  /** RFC 3339 in UTC with up to nine digits, or nanoseconds since 1970; empty is undefined. */
  time(column: string): bigint {
    const text = this.#cell(column);
    if (text === '') return UNDEF_TIMESTAMP;
    if (/^\d+$/.test(text)) return BigInt(text);
    const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:?00)$/.exec(text);
    const millis = parts ? Date.parse(`${parts[1]}T${parts[2]}Z`) : Number.NaN;
    if (Number.isNaN(millis)) throw this.#malformed(column, text);
    return BigInt(millis) * 1_000_000n + BigInt((parts?.[3] ?? '').padEnd(9, '0'));
  }

  #cell(column: string): string {
    const index = this.#columns.get(column);
    if (index === undefined) throw malformedLine(this.#path, 1, `has no column "${column}"`);
    return this.#line.cells[index] ?? '';
  }

  #malformed(column: string, text: string) {
    return malformedLine(this.#path, this.#line.number, `has "${text}" as ${column}`);
  }
}
