// The order-level CSV of the ob-analytics package: one line for each order created, changed or deleted at a crypto
// exchange. Volumes are what is left of the order, in 1e-8 of the traded coin.
import type { TsNanos } from '../../../contracts/units.ts';
import {
  CENT_NANOS,
  type CsvLine,
  csvLines,
  decimalTick,
  integerFromDecimal,
  malformedLine,
} from './csv-lines.ts';

export interface OrderEvent {
  readonly orderId: bigint;
  readonly ts: TsNanos;
  readonly priceNanos: bigint;
  /** 1e-8, left after the event. */
  readonly units: bigint;
  readonly action: 'created' | 'changed' | 'deleted';
  readonly side: 'B' | 'A';
}

export interface ObAnalyticsSurvey {
  readonly firstTs: TsNanos;
  readonly lastTs: TsNanos;
  /** A cent, or what finer prices need. */
  readonly tickSizeNanos: bigint;
  /** The smallest power of ten of units with which every order's size is at most MAX_ORDER_LOTS. */
  readonly unitsPerLot: bigint;
}

const HEADER = 'id,timestamp,exchange.timestamp,price,volume,action,direction';
const NANOS_PER_MILLI = 1_000_000n;
const LATEST_MILLIS = 1n << 43n;
/** An order takes at most this many lots, so that a level of many orders still counts in 32 bits. */
const MAX_ORDER_LOTS = 1n << 27n;

/** Throws `import_row_invalid` at the first line that is not of this format. */
export async function* orderEvents(path: string): AsyncGenerator<OrderEvent> {
  let headed = false;
  for await (const line of csvLines(path)) {
    if (headed) yield orderEventFrom(path, line);
    else if (line.cells.join(',') === HEADER) headed = true;
    else throw malformedLine(path, line.number, `should be the header of an ob-analytics file, ${HEADER}`);
  }
}

/** Reads all events once. Throws a FaultError at the first that is none, or where there is none. */
export async function surveyOrderEvents(path: string): Promise<ObAnalyticsSurvey> {
  let firstTs: TsNanos | null = null;
  let lastTs: TsNanos = 0n;
  let tickSizeNanos = CENT_NANOS;
  let largest = 0n;
  for await (const event of orderEvents(path)) {
    firstTs ??= event.ts;
    lastTs = event.ts;
    tickSizeNanos = decimalTick(tickSizeNanos, event.priceNanos);
    if (event.units > largest) largest = event.units;
  }
  if (firstTs === null) throw malformedLine(path, 2, 'is missing: the file has no events');
  let unitsPerLot = 1n;
  while (largest / unitsPerLot > MAX_ORDER_LOTS) unitsPerLot *= 10n;
  return { firstTs, lastTs, tickSizeNanos, unitsPerLot };
}

function orderEventFrom(path: string, line: CsvLine): OrderEvent {
  // The exchange's own time is the second in which the order was made, whatever the event: the local clock orders.
  const [id, localMillis, , price, volume, action, direction] = line.cells;
  const orderId = integerFromDecimal(id, 0);
  const millis = integerFromDecimal(localMillis, 0);
  const priceNanos = integerFromDecimal(price, 9);
  const units = integerFromDecimal(volume, 0);
  if (orderId === null || orderId < 0n || priceNanos === null || units === null || units < 0n) {
    throw malformedLine(path, line.number, 'has a number that cannot be');
  }
  if (millis === null || millis <= 0n || millis >= LATEST_MILLIS) {
    throw malformedLine(path, line.number, `has the impossible time "${localMillis}"`);
  }
  if (action !== 'created' && action !== 'changed' && action !== 'deleted') {
    throw malformedLine(path, line.number, `has the unknown action "${action}"`);
  }
  if (direction !== 'bid' && direction !== 'ask') {
    throw malformedLine(path, line.number, `has the unknown direction "${direction}"`);
  }
  const side = direction === 'bid' ? 'B' : 'A';
  return { orderId, ts: millis * NANOS_PER_MILLI, priceNanos, units, action, side };
}
