// fieldbook order FILE: everything that happened to one order, or the orders that made one cell, each record with its
// DBN sequence number.
import { type Command, Option } from 'commander';
import type { CellOrders, OrderEvent } from '../../../contracts/exact.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, jsonText, tableText, UsageError } from '../output.ts';
import { Session, type SessionOptions } from '../session.ts';
import { timeText } from '../time.ts';
import { dayAt, priceTextOf, snakeCaseTree } from './book.ts';

interface OrderOptions extends SessionOptions {
  readonly id?: string;
  readonly at?: string;
  readonly price?: string;
  readonly side?: 'bid' | 'ask';
  readonly instrument?: string;
  readonly json?: boolean;
}

export function addOrder(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('order <file>')
    .description('the life of one order (--id), or of the orders that made one cell (--at, --price, --side)')
    .option('--id <id>', 'order id')
    .option(
      '--at <time>',
      'a time in the second; RFC 3339, nanoseconds since 1970, or HH:MM:SS of the UTC day',
    )
    .option('--price <price>', 'price of the cell')
    .addOption(new Option('--side <side>', 'side of the cell').choices(['bid', 'ask']))
    .addOption(new Option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given'))
    .addOption(
      new Option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder'),
    )
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (file: string, options: OrderOptions) =>
      done(await Session.use(io, options, (session) => runOrder(io, session, file, options))),
    );
}

async function runOrder(io: CliIo, session: Session, file: string, options: OrderOptions): Promise<number> {
  const { id, at, price, side } = options;
  if (id !== undefined && !/^\d{1,20}$/.test(id)) throw new UsageError(`"${id}" is not an order id.`);
  const ofCell = at !== undefined && price !== undefined && side !== undefined;
  if (id === undefined ? !ofCell : at !== undefined || price !== undefined || side !== undefined)
    throw new UsageError('Give either --id, or --at, --price and --side together.');
  const days = session.daysOf(await session.open(file), options.instrument);
  if (id !== undefined) return tellLives(io, session, days, id, options.json ?? false);
  const { day, tsNanos } = dayAt(days, at as string);
  const { result } = await session.peer.call('cell.orders', {
    dayId: day.dayId,
    window: Number((tsNanos - BigInt(day.dayStartNanos)) / 1_000_000_000n),
    tick: tickFrom(day, price as string),
    side: side as 'bid' | 'ask',
  });
  io.write(options.json ? jsonText({ ...aboutDay(day), ...snakeCaseTree(result) }) : cellText(day, result));
  return 0;
}

async function tellLives(
  io: CliIo,
  session: Session,
  days: readonly DaySummary[],
  orderId: string,
  json: boolean,
): Promise<number> {
  const lives = [];
  for (const day of days) {
    const { result } = await session.peer.call('order.life', { dayId: day.dayId, orderId });
    if (result.events.length > 0) lives.push({ day, result });
  }
  if (json) {
    io.write(
      jsonText({ days: lives.map(({ day, result }) => ({ ...aboutDay(day), ...snakeCaseTree(result) })) }),
    );
  } else if (lives.length === 0) io.write(`No record of ${days[0]?.symbol} names order ${orderId}.\n`);
  else {
    for (const { day, result } of lives) {
      const end = result.rests ? 'It rests at the end of the day.' : 'It has left the book.';
      io.write(`${day.symbol} ${day.utcDate}, order ${orderId}\n${eventsText(day, result.events)}${end}\n`);
    }
  }
  return lives.length === 0 ? 1 : 0;
}

function aboutDay({ symbol, instrumentId, utcDate, tickSizeNanos }: DaySummary) {
  return { symbol, instrument_id: instrumentId, utc_date: utcDate, tick_size_nanos: tickSizeNanos };
}

/** Throws a UsageError where the price is no multiple of the tick. */
function tickFrom({ tickSizeNanos, symbol }: DaySummary, price: string): number {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(price);
  if (!match) throw new UsageError(`"${price}" is not a price.`);
  const [, minus, whole, fraction = ''] = match;
  const magnitude = BigInt(whole as string) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  const nanos = minus ? -magnitude : magnitude;
  if (nanos % BigInt(tickSizeNanos) !== 0n)
    throw new UsageError(`${price} is not a whole number of ticks of ${symbol}.`);
  return Number(nanos / BigInt(tickSizeNanos));
}

function eventsText(day: DaySummary, events: readonly OrderEvent[]): string {
  const place = (where: OrderEvent['from']): string =>
    where ? `${where.lots} @ ${priceTextOf(day, where.tick)}` : '–';
  const rows = events.map((event) => [
    timeText(BigInt(event.tsNanos)),
    event.sequence,
    event.kind,
    place(event.from),
    place(event.to),
    event.filled + event.executed,
    event.ordersAhead,
    event.lotsAhead,
  ]);
  const header = ['time', 'sequence', 'what', 'before', 'after', 'filled', 'orders ahead', 'lots ahead'];
  return tableText(header, rows);
}

function cellText(day: DaySummary, cell: CellOrders): string {
  const { start, added, pulled, executed, end } = cell;
  const rows = cell.orders.map((order) => [
    order.orderId,
    order.lotsStart,
    order.added,
    order.pulled,
    order.executed,
    order.lotsEnd,
    order.refills,
    order.ordersAhead,
    order.lotsAhead,
    timeText(BigInt(order.sinceNanos)),
    order.sequence,
  ]);
  const header = [
    'order',
    'start',
    'added',
    'pulled',
    'filled',
    'end',
    'refills',
    'orders ahead',
    'lots ahead',
    'since',
    'sequence',
  ];
  const events = cell.orders.flatMap((order) => order.events).sort((a, b) => a.row - b.row);
  return [
    `${day.symbol}: ${start} + ${added} added − ${pulled} pulled − ${executed} filled = ${end} lots\n`,
    tableText(header, rows),
    events.length > 0 ? eventsText(day, events) : '',
  ].join('\n');
}
