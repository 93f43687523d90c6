// fieldbook book FILE: the exact book at a nanosecond (book.at), its queues and the last trades.
import { type Command, Option } from 'commander';
import type { BookAt, BookLevel } from '../../../contracts/exact.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { priceDigitsFromTickSize, priceNanosFromTick, priceTextFromNanos } from '../../../contracts/units.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, CommandError, jsonText, snakeCaseNames, tableText, UsageError } from '../output.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, timeText } from '../time.ts';

interface BookOptions extends SessionOptions {
  readonly at: string;
  readonly instrument?: string;
  readonly levels: string;
  readonly trades: string;
  readonly queue?: boolean;
  readonly json?: boolean;
}

export function addBook(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('book <file>')
    .description('the exact book at a nanosecond: after the last whole event at or before it')
    .requiredOption('--at <time>', 'RFC 3339, nanoseconds since 1970, or HH:MM:SS[.fffffffff] of the UTC day')
    .option('--levels <n>', 'prices of each side', '10')
    .option('--trades <n>', 'trades before it', '5')
    .option('--queue', 'every order of these prices, front of the queue first')
    .addOption(new Option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given'))
    .addOption(
      new Option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder'),
    )
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (file: string, options: BookOptions) =>
      done(await Session.use(io, options, (session) => runBook(io, session, file, options))),
    );
}

async function runBook(io: CliIo, session: Session, file: string, options: BookOptions): Promise<number> {
  const days = session.daysOf(await session.open(file), options.instrument);
  const { day, tsNanos } = dayAt(days, options.at);
  const { result } = await session.peer.call('book.at', {
    dayId: day.dayId,
    at: { tsNanos: String(tsNanos) },
    levels: countFrom(options.levels, '--levels'),
    trades: countFrom(options.trades, '--trades'),
    queues: options.queue ? 'all' : 'none',
  });
  const { symbol, instrumentId, utcDate, tickSizeNanos } = day;
  if (options.json) {
    const about = { symbol, instrument_id: instrumentId, utc_date: utcDate, tick_size_nanos: tickSizeNanos };
    io.write(jsonText({ ...about, ...snakeCaseTree(result) }));
  } else io.write(bookText(day, result));
  return 0;
}

/** The day of a time on the command line, the first day's own where it is a time of the day. */
export function dayAt(days: readonly DaySummary[], text: string): { day: DaySummary; tsNanos: bigint } {
  const time = parseTime(text);
  const first = days[0];
  if (!first) throw new CommandError('The file holds no day.');
  const tsNanos = resolveTime(time, BigInt(first.dayStartNanos));
  const day = days.findLast(({ dayStartNanos }) => BigInt(dayStartNanos) <= tsNanos) ?? first;
  return { day, tsNanos };
}

/** snake_case names at every depth. */
export function snakeCaseTree(value: object): Record<string, unknown> {
  const deep = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(deep);
    return item !== null && typeof item === 'object' ? snakeCaseTree(item) : item;
  };
  return Object.fromEntries(Object.entries(snakeCaseNames(value)).map(([name, item]) => [name, deep(item)]));
}

export function priceTextOf({ tickSizeNanos }: DaySummary, tick: number): string {
  const size = BigInt(tickSizeNanos);
  return priceTextFromNanos(priceNanosFromTick(tick, size), priceDigitsFromTickSize(size));
}

function countFrom(text: string, option: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`${option} takes a whole number up to 99999.`);
  return Number(text);
}

function bookText(day: DaySummary, book: BookAt): string {
  const event = book.event
    ? `after record ${book.event.row} of ${book.rows}, sequence ${book.event.sequence}, ${timeText(BigInt(book.event.tsNanos))}`
    : 'before the first record of the day';
  const lines = [`${day.symbol} at ${timeText(BigInt(book.tsNanos))}: ${event}`, ''];
  const rows = Array.from({ length: Math.max(book.bids.length, book.asks.length) }, (_, i) => {
    const [bid, ask] = [book.bids[i], book.asks[i]];
    return [
      bid?.orders ?? '',
      bid?.lots ?? '',
      bid ? priceTextOf(day, bid.tick) : '',
      ask ? priceTextOf(day, ask.tick) : '',
      ask?.lots ?? '',
      ask?.orders ?? '',
    ];
  });
  lines.push(tableText(['orders', 'bid', 'price', 'price', 'ask', 'orders'], rows));
  for (const [name, levels] of [
    ['bid', book.bids],
    ['ask', book.asks],
  ] as const)
    for (const level of levels) if (level.queue) lines.push(queueText(day, name, level));
  if (book.trades.length > 0) lines.push(tradesText(day, book));
  return lines.join('\n');
}

function queueText(day: DaySummary, side: string, { tick, queue }: BookLevel): string {
  const rows = (queue ?? []).map((order) => [
    order.ordersAhead + 1,
    order.lots,
    order.lotsAhead,
    order.orderId,
    timeText(BigInt(order.sinceNanos)),
    order.sequence,
    order.filled,
    order.refills,
  ]);
  const header = ['place', 'lots', 'lots ahead', 'order', 'since', 'sequence', 'filled', 'refills'];
  return `${side} ${priceTextOf(day, tick)}\n${tableText(header, rows)}`;
}

function tradesText(day: DaySummary, { trades }: BookAt): string {
  const digits = priceDigitsFromTickSize(BigInt(day.tickSizeNanos));
  const rows = trades.map((trade) => [
    timeText(BigInt(trade.tsNanos)),
    trade.priceNanos === null ? null : priceTextFromNanos(BigInt(trade.priceNanos), digits),
    trade.lots,
    { B: 'buyer', A: 'seller', N: 'neither' }[trade.aggressor],
    trade.sequence,
  ]);
  return tableText(['traded', 'price', 'lots', 'aggressor', 'sequence'], rows);
}
