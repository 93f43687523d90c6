// fieldbook session FILE: what the exchange said of a day besides orders: trading states and published figures.
import type { Command } from 'commander';
import { Option } from 'commander';
import { SESSION_EVENTS } from '../../../contracts/datasets.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import type { DaySession } from '../../../contracts/session.ts';
import { priceTextFromNanos } from '../../../contracts/units.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, jsonText, snakeCaseNames, tableText } from '../output.ts';
import { rowsFromPayload } from '../rows.ts';
import { Session, type SessionOptions } from '../session.ts';
import { timeText } from '../time.ts';

interface SessionCommandOptions extends SessionOptions {
  readonly instrument?: string;
  readonly json?: boolean;
}

export function addSession(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('session <file>')
    .description('trading states and published figures, from status and statistics records in or beside it')
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'))
    .action(async (file: string, options: SessionCommandOptions) =>
      done(await Session.use(io, options, (session) => runSession(io, session, file, options))),
    );
}

async function runSession(
  io: CliIo,
  session: Session,
  file: string,
  options: SessionCommandOptions,
): Promise<number> {
  const days = session.daysOf(await session.open(file), options.instrument);
  const told = await Promise.all(
    days.map(async (day) => {
      const { result, payload } = await session.peer.call('day.session', { dayId: day.dayId });
      return { day, result, events: payload ? rowsFromPayload(SESSION_EVENTS, payload) : [] };
    }),
  );
  if (options.json) {
    const json = told.map(({ day, result, events }) => ({ ...dayJson(day), ...sessionJson(result), events }));
    io.write(jsonText({ table: SESSION_EVENTS.id, days: json }));
  } else for (const { day, result } of told) io.write(sessionText(day, result));
  return 0;
}

function dayJson({ symbol, instrumentId, utcDate }: DaySummary) {
  return { symbol, instrument_id: instrumentId, utc_date: utcDate };
}

function sessionJson({ spans, figures }: DaySession) {
  return { spans: spans.map(snakeCaseNames), figures: figures.map(snakeCaseNames) };
}

function sessionText({ symbol, utcDate }: DaySummary, { spans, figures }: DaySession): string {
  const title = `${symbol} ${utcDate}\n`;
  if (spans.length + figures.length === 0)
    return `${title}There are no status or statistics records in this file or beside it.\n`;
  const time = (nanos: string | null): string => (nanos === null ? 'end' : timeText(BigInt(nanos)));
  const states = spans.map(({ state, fromNanos, toNanos }) => [state, time(fromNanos), time(toNanos)]);
  const values = figures.map(({ figure, fromNanos, toNanos, priceNanos, quantity, isFinal, refDate }) => [
    isFinal ? figure : `${figure} (preliminary)`,
    priceNanos === null ? quantity : priceTextFromNanos(BigInt(priceNanos), 9).replace(/\.?0+$/, ''),
    refDate,
    time(fromNanos),
    time(toNanos),
  ]);
  return [
    title,
    states.length > 0 ? tableText(['state', 'from', 'to'], states) : '',
    values.length > 0 ? tableText(['figure', 'value', 'of', 'from', 'to'], values) : '',
  ].join('');
}
