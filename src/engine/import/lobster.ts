// LOBSTER message + orderbook CSVs → DBN. A message file tells only events within its top levels, so the first row of the
// orderbook gives the opening levels, as one anonymous order each; events on orders older than the file act on them.
// Format: LOBSTER's sample-files readme (types 1–7, price × 10000, seconds of the exchange's local day).
import { basename } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { FaultError } from '../../../contracts/errors.ts';
import type { TsNanos } from '../../../contracts/units.ts';
import { csvLines, integerFromDecimal, malformedLine, type CsvLine } from './csv-lines.ts';
import { DbnDayWriter, type Row } from './dbn-day.ts';
import { STATUS_ACTIONS } from '../../core/dbn/status.ts';

export interface LobsterReport {
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly symbol: string;
  readonly messages: number;
  readonly records: number;
  readonly openingLevels: number;
  /** Events on orders older than the file, taken from an anonymous order at their price. */
  readonly anonymousEvents: number;
  /** Events on orders that neither the messages nor the opening levels know; kept in the file, unknown to its book. */
  readonly unknownEvents: number;
  readonly hiddenTrades: number;
  readonly crossTrades: number;
  readonly halts: number;
}

const EXCHANGE_ZONE = 'America/New_York';
const NANOS_PER_PRICE_UNIT = 100_000n;
const TICK_NANOS = 10_000_000n;
const NO_LEVEL = 9_999_999_999n;
/** Anonymous orders get ids no exchange's day reaches. */
const ANONYMOUS_BASE = 1n << 62n;
const DAY_SECONDS_NANOS = 86_400_000_000_000n;

/** Columns of a message row. */
interface Message {
  readonly ts: TsNanos;
  readonly type: number;
  readonly orderId: bigint;
  readonly size: number;
  readonly priceNanos: bigint;
  readonly side: 'B' | 'A';
}

/** Throws FaultError on files that are not LOBSTER's; nothing is left behind then. */
export async function importLobster(messagePath: string, orderbookPath: string, folder: string): Promise<LobsterReport> {
  const { symbol, dayStart } = dayFromName(messagePath);
  const opening = await openingLevels(orderbookPath);
  const instrument = {
    dataset: 'LOBSTER',
    publisherId: 1,
    symbol,
    tickSizeNanos: TICK_NANOS,
    instrumentClass: 'K',
    currency: 'USD',
  };
  const writer = new DbnDayWriter(folder, instrument, dayStart, dayStart + DAY_SECONDS_NANOS - 1n);
  const conversion = new LobsterConversion(writer, opening);
  try {
    for await (const line of csvLines(messagePath)) conversion.add(messageFrom(messagePath, line, dayStart));
    if (conversion.counts.messages === 0) throw malformedLine(messagePath, 1, 'is missing: the file has no messages');
    writer.finish();
  } catch (error) {
    writer.discard();
    throw error;
  }
  const { mboPath, definitionPath, records } = writer;
  return { mboPath, definitionPath, symbol, records, openingLevels: opening.length, ...conversion.counts };
}

class LobsterConversion {
  readonly counts = { messages: 0, anonymousEvents: 0, unknownEvents: 0, hiddenTrades: 0, crossTrades: 0, halts: 0 };
  readonly #writer: DbnDayWriter;
  readonly #opening: readonly Row[];
  /** What is left of each order of the file, and of each anonymous order by side and price. */
  readonly #left = new Map<bigint, number>();
  readonly #anonymous = new Map<string, { id: bigint; left: number }>();

  constructor(writer: DbnDayWriter, opening: readonly Row[]) {
    this.#writer = writer;
    this.#opening = opening;
  }

  add(message: Message): void {
    const first = this.counts.messages++ === 0;
    if (first) this.#open(message);
    // The opening levels are those after the first message: a first message other than an add is already in them.
    if (first && message.type !== 1) return;
    const { type, ts, side, priceNanos, size } = message;
    if (type === 1) {
      this.#left.set(message.orderId, size);
      this.#writer.event(ts, [{ action: 'A', side, orderId: message.orderId, priceNanos, sizeLots: size }]);
    } else if (type === 2 || type === 3) {
      this.#writer.event(ts, [{ action: 'C', side, orderId: this.#take(message), priceNanos, sizeLots: size }]);
    } else if (type === 4) {
      const orderId = this.#take(message);
      const aggressor = side === 'B' ? 'A' : 'B';
      this.#writer.event(ts, [
        { action: 'T', side: aggressor, orderId: 0n, priceNanos, sizeLots: size },
        { action: 'F', side, orderId, priceNanos, sizeLots: size },
        { action: 'C', side, orderId, priceNanos, sizeLots: size },
      ]);
    } else if (type === 5 || type === 6) {
      if (type === 5) this.counts.hiddenTrades++;
      else this.counts.crossTrades++;
      this.#writer.event(ts, [{ action: 'T', side: 'N', orderId: 0n, priceNanos, sizeLots: size }]);
    } else {
      this.#halt(message);
    }
  }

  #open(first: Message): void {
    const orders: Row[] = [];
    for (const level of this.#opening) {
      const added = first.type === 1 && first.side === level.side && first.priceNanos === level.priceNanos ? first.size : 0;
      const sizeLots = level.sizeLots - added;
      if (sizeLots <= 0) continue;
      orders.push({ ...level, sizeLots });
      this.#anonymous.set(levelKey(level.side, level.priceNanos), { id: level.orderId, left: sizeLots });
    }
    this.#writer.snapshot(first.ts, orders);
  }

  /** The order that the event acts on: its own, else the anonymous one at its price. */
  #take(message: Message): bigint {
    const own = this.#left.get(message.orderId);
    if (own !== undefined) {
      if (own > message.size) this.#left.set(message.orderId, own - message.size);
      else this.#left.delete(message.orderId);
      return message.orderId;
    }
    const anonymous = this.#anonymous.get(levelKey(message.side, message.priceNanos));
    if (!anonymous || anonymous.left <= 0) {
      this.counts.unknownEvents++;
      return message.orderId;
    }
    this.counts.anonymousEvents++;
    anonymous.left -= message.size;
    return anonymous.id;
  }

  /** Type 7: price -1 halts, 0 resumes quoting, 1 resumes trading. */
  #halt(message: Message): void {
    this.counts.halts++;
    const trading = message.priceNanos === NANOS_PER_PRICE_UNIT;
    const name = trading ? 'trading' : message.priceNanos === 0n ? 'quoting' : 'halt';
    this.#writer.status({
      tsEventNanos: message.ts,
      tsRecvNanos: message.ts,
      action: STATUS_ACTIONS.indexOf(name),
      reason: 0,
      tradingEvent: 0,
      isTrading: trading ? 'Y' : 'N',
      isQuoting: name === 'halt' ? 'N' : 'Y',
      isShortSellRestricted: '~',
    });
  }
}

function levelKey(side: string, priceNanos: bigint): string {
  return `${side}${priceNanos}`;
}

/** AAPL_2012-06-21_34200000_57600000_message_10.csv → symbol, and midnight of that day at the exchange as UTC. */
function dayFromName(path: string): { symbol: string; dayStart: TsNanos } {
  const parts = /^([^_]+)_(\d{4}-\d{2}-\d{2})_\d+_\d+_message_\d+\./.exec(basename(path));
  if (!parts) {
    throw new FaultError({
      code: 'import_name_invalid',
      message: `${basename(path)} is not named as LOBSTER names message files, so its symbol and date are unknown.`,
      file: path,
      hint: 'Give it back its name: TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv.',
    });
  }
  const midnight = Temporal.PlainDate.from(parts[2] as string).toZonedDateTime(EXCHANGE_ZONE);
  return { symbol: parts[1] as string, dayStart: midnight.epochNanoseconds };
}

async function openingLevels(path: string): Promise<Row[]> {
  for await (const { number, cells } of csvLines(path)) {
    if (cells.length % 4 !== 0) throw malformedLine(path, number, 'has not four columns a level');
    const rows: Row[] = [];
    for (let i = 0; i < cells.length; i += 2) {
      const price = integerFromDecimal(cells[i] as string, 0);
      const size = integerFromDecimal(cells[i + 1] as string, 0);
      if (price === null || size === null) throw malformedLine(path, number, 'has a level that is no number');
      if (price === NO_LEVEL || price === -NO_LEVEL || size <= 0n) continue;
      rows.push({
        action: 'A',
        side: i % 4 === 0 ? 'A' : 'B',
        orderId: ANONYMOUS_BASE + BigInt(i),
        priceNanos: price * NANOS_PER_PRICE_UNIT,
        sizeLots: Number(size),
      });
    }
    return rows;
  }
  throw malformedLine(path, 1, 'is missing: the file has no rows');
}

function messageFrom(path: string, line: CsvLine, dayStart: TsNanos): Message {
  const [time, type, id, size, price, direction] = line.cells;
  const nanos = integerFromDecimal(time ?? '', 9);
  const orderId = integerFromDecimal(id ?? '', 0);
  const priceUnits = integerFromDecimal(price ?? '', 0);
  const kind = Number(type);
  const sizeLots = Number(size);
  if (nanos === null || orderId === null || priceUnits === null || !Number.isInteger(kind) || kind < 1 || kind > 7) {
    throw malformedLine(path, line.number, 'is not a LOBSTER message');
  }
  if (!Number.isInteger(sizeLots) || sizeLots < 0 || sizeLots >= 0xffffffff || (direction !== '1' && direction !== '-1')) {
    throw malformedLine(path, line.number, 'has a size or direction that cannot be');
  }
  return {
    // Seconds count from midnight on the exchange's clock; days with a clock change have no trading at the change.
    ts: dayStart + nanos,
    type: kind,
    orderId,
    size: sizeLots,
    priceNanos: priceUnits * NANOS_PER_PRICE_UNIT,
    side: direction === '1' ? 'B' : 'A',
  };
}
