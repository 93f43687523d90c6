// ob-analytics CSV (order-level events of a crypto exchange: created, changed, deleted) → DBN. A volume that shrinks is a
// fill, what is left at the deletion is a cancel. An order that crossed the book when it was made is the taker: its fills
// print no trade of their own, the resting order's do.
import { basename } from 'node:path';
import { FaultError } from '../../../contracts/errors.ts';
import type { TsNanos } from '../../../contracts/units.ts';
import { csvLines, integerFromDecimal, malformedLine, type CsvLine } from './csv-lines.ts';
import { DbnDayWriter, type Row } from './dbn-day.ts';

export interface ObAnalyticsReport {
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly symbol: string;
  readonly events: number;
  readonly records: number;
  /** Units of 1e-8 in a lot. */
  readonly unitsPerLot: string;
  /** Events on orders made before the file starts: no size is known for them, so they are left out. */
  readonly unknownEvents: number;
  /** Orders below one lot, left out. */
  readonly ordersBelowLot: number;
  /** Sum over all created orders of what rounding down to lots drops, in units. */
  readonly unitsDropped: string;
  readonly trades: number;
}

interface Event {
  readonly id: bigint;
  readonly ts: TsNanos;
  readonly priceNanos: bigint;
  /** 1e-8 units left after the event. */
  readonly units: bigint;
  readonly action: 'created' | 'changed' | 'deleted';
  readonly side: 'B' | 'A';
}

interface Live {
  readonly side: 'B' | 'A';
  readonly priceNanos: bigint;
  readonly taker: boolean;
  units: bigint;
}

const HEADER = 'id,timestamp,exchange.timestamp,price,volume,action,direction';
const TICK_NANOS = 10_000_000n;
const NANOS_PER_MILLI = 1_000_000n;
/** The largest order takes at most this many lots, so that a level of many still fits 32 bits. */
const MAX_ORDER_LOTS = 1n << 27n;

/** Throws FaultError on files of another kind; nothing is left behind then. */
export async function importObAnalytics(path: string, folder: string, symbol = 'BTCUSD'): Promise<ObAnalyticsReport> {
  const span = await surveyOf(path);
  const instrument = {
    dataset: 'BITSTAMP',
    publisherId: 1,
    symbol,
    tickSizeNanos: TICK_NANOS,
    instrumentClass: 'X',
    currency: 'USD',
  };
  const writer = new DbnDayWriter(folder, instrument, span.firstTs, span.lastTs);
  const conversion = new Conversion(writer, span.unitsPerLot);
  try {
    for await (const event of events(path)) conversion.add(event);
    writer.finish();
  } catch (error) {
    writer.discard();
    throw error;
  }
  const { mboPath, definitionPath, records } = writer;
  return { mboPath, definitionPath, symbol, records, ...conversion.report() };
}

class Conversion {
  readonly #writer: DbnDayWriter;
  readonly #unitsPerLot: bigint;
  readonly #live = new Map<bigint, Live>();
  #bestBid: bigint | null = null;
  #bestAsk: bigint | null = null;
  #events = 0;
  #unknown = 0;
  #belowLot = 0;
  #dropped = 0n;
  #trades = 0;

  constructor(writer: DbnDayWriter, unitsPerLot: bigint) {
    this.#writer = writer;
    this.#unitsPerLot = unitsPerLot;
  }

  add(event: Event): void {
    if (this.#events++ === 0) this.#writer.snapshot(event.ts, []);
    if (event.action === 'created') return this.#create(event);
    const live = this.#live.get(event.id);
    if (!live) {
      this.#unknown++;
      return;
    }
    const shown = this.#lots(live.units);
    const left = this.#lots(event.units);
    live.units = event.units;
    if (event.action === 'deleted') this.#live.delete(event.id);
    // Below one lot the order has left the book already.
    if (shown > 0) this.#reduce(event, live, shown, left);
  }

  /** Rows of an order that shrinks from `shown` to `left` lots by fills, and of what is taken away then. */
  #reduce(event: Event, live: Live, shown: number, left: number): void {
    const rows = shown > left ? this.#fillRows(event, live, shown - left) : [];
    const gone = event.action === 'deleted';
    rows.push(this.#row(gone ? 'C' : 'M', event.id, live, gone ? shown : left));
    if (gone || left === 0) this.#forgetBest(live);
    this.#writer.event(event.ts, rows);
  }

  report() {
    return {
      events: this.#events,
      unitsPerLot: String(this.#unitsPerLot),
      unknownEvents: this.#unknown,
      ordersBelowLot: this.#belowLot,
      unitsDropped: String(this.#dropped),
      trades: this.#trades,
    };
  }

  #create(event: Event): void {
    this.#dropped += event.units % this.#unitsPerLot;
    if (event.units < this.#unitsPerLot) {
      this.#belowLot++;
      return;
    }
    const opposite = event.side === 'B' ? this.#best('A') : this.#best('B');
    const taker =
      opposite !== null && (event.side === 'B' ? event.priceNanos >= opposite : event.priceNanos <= opposite);
    const live = { side: event.side, priceNanos: event.priceNanos, units: event.units, taker };
    this.#live.set(event.id, live);
    this.#improveBest(live);
    this.#writer.event(event.ts, [this.#row('A', event.id, live, this.#lots(event.units))]);
  }

  #fillRows(event: Event, live: Live, filledLots: number): Row[] {
    const fill = this.#row('F', event.id, live, filledLots);
    if (live.taker) return [fill];
    this.#trades++;
    return [{ ...fill, action: 'T', side: live.side === 'B' ? 'A' : 'B', orderId: 0n }, fill];
  }

  #lots(units: bigint): number {
    return Number(units / this.#unitsPerLot);
  }

  #row(action: Row['action'], orderId: bigint, live: Live, sizeLots: number): Row {
    return { action, side: live.side, orderId, priceNanos: live.priceNanos, sizeLots };
  }

  #improveBest(order: Live): void {
    if (order.side === 'B' && (this.#bestBid === null || order.priceNanos > this.#bestBid)) this.#bestBid = order.priceNanos;
    if (order.side === 'A' && (this.#bestAsk === null || order.priceNanos < this.#bestAsk)) this.#bestAsk = order.priceNanos;
  }

  /** A best that may have gone is looked for again when next asked. */
  #forgetBest(order: Live): void {
    if (order.side === 'B' && order.priceNanos === this.#bestBid) this.#bestBid = null;
    if (order.side === 'A' && order.priceNanos === this.#bestAsk) this.#bestAsk = null;
  }

  #best(side: 'B' | 'A'): bigint | null {
    if ((side === 'B' ? this.#bestBid : this.#bestAsk) === null) {
      for (const order of this.#live.values()) if (order.side === side) this.#improveBest(order);
    }
    return side === 'B' ? this.#bestBid : this.#bestAsk;
  }
}

/** First pass: the span of time, and the smallest lot (a power of ten of units) in which every size fits. */
async function surveyOf(path: string): Promise<{ firstTs: TsNanos; lastTs: TsNanos; unitsPerLot: bigint }> {
  let firstTs: TsNanos | null = null;
  let lastTs = 0n;
  let largest = 0n;
  for await (const event of events(path)) {
    firstTs ??= event.ts;
    lastTs = event.ts;
    if (event.units > largest) largest = event.units;
  }
  if (firstTs === null) throw malformedLine(path, 2, 'is missing: the file has no events');
  let unitsPerLot = 1n;
  while (largest / unitsPerLot > MAX_ORDER_LOTS) unitsPerLot *= 10n;
  return { firstTs, lastTs, unitsPerLot };
}

async function* events(path: string): AsyncGenerator<Event> {
  for await (const line of csvLines(path)) {
    if (line.number === 1) {
      if (line.cells.join(',').replaceAll('"', '') !== HEADER) throw notObAnalytics(path);
      continue;
    }
    yield eventFrom(path, line);
  }
}

function notObAnalytics(path: string): FaultError {
  return new FaultError({
    code: 'import_row_invalid',
    message: `${basename(path)} does not begin with the header of an ob-analytics file.`,
    file: path,
    hint: `Its first line should be ${HEADER}.`,
  });
}

function eventFrom(path: string, line: CsvLine): Event {
  const [id, localMillis, , price, volume, action, direction] = line.cells;
  const orderId = integerFromDecimal(id ?? '', 0);
  const millis = integerFromDecimal(localMillis ?? '', 0);
  const priceNanos = integerFromDecimal(price ?? '', 9);
  const units = integerFromDecimal(volume ?? '', 0);
  if (orderId === null || millis === null || priceNanos === null || units === null || units < 0n) {
    throw malformedLine(path, line.number, 'has a number that cannot be read');
  }
  if (action !== 'created' && action !== 'changed' && action !== 'deleted') {
    throw malformedLine(path, line.number, `has the unknown action "${action}"`);
  }
  if (direction !== 'bid' && direction !== 'ask') {
    throw malformedLine(path, line.number, `has the unknown direction "${direction}"`);
  }
  // The exchange's own time is the second in which the order was made, whatever the event: only the local clock orders.
  return { id: orderId, ts: millis * NANOS_PER_MILLI, priceNanos, units, action, side: direction === 'bid' ? 'B' : 'A' };
}
