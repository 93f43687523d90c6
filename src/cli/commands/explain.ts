// fieldbook explain FILE --at T --price P --field viscosity_nu: the terms that make one value, adding up to it.
import { type Command, Option } from 'commander';
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import { type DaySummary, type Explanation, PROTOCOL_VERSION } from '../../../contracts/messages.ts';
import { OPTION_RIGHTS, type OptionRight, strikesDayId } from '../../../contracts/options.ts';
import {
  NANOS_PER_SECOND,
  priceNanosFromText,
  type Tick,
  tsFromWindow,
  windowFromTs,
} from '../../../contracts/units.ts';
import { fieldNamed } from '../field-named.ts';
import { fragmentOption } from '../fragment.ts';
import { type CliIo, CommandError, jsonText, tableText, UsageError } from '../output.ts';
import { type ParamsOption, paramsOption, readParams } from '../params.ts';
import { Session, type SessionOptions } from '../session.ts';
import { parseTime, resolveTime, timeText } from '../time.ts';
import { dayAt } from './cells.ts';

interface ExplainOptions extends ParamsOption {
  readonly at: string;
  readonly price: string;
  readonly field: string;
  readonly lattice: Lattice;
  readonly strikes?: OptionRight;
  readonly instrument?: string;
  readonly json?: boolean;
}

export function addExplain(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('explain <file>')
    .description('why a field has its value at a price and second: the terms that add up to it')
    .requiredOption('--at <time>', 'a time in the second, as for cells')
    .requiredOption('--price <price>', 'a price on the tick lattice, such as 4805.25')
    .requiredOption('--field <field>', 'id or symbol of the field')
    .addOption(new Option('--lattice <name>', 'bids, asks or the line').choices(LATTICES).default('L'))
    .addOption(
      new Option('--strikes <right>', 'of the options at that strike, not of the future').choices(
        OPTION_RIGHTS,
      ),
    )
    .addOption(paramsOption())
    .option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given')
    .option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder')
    .addOption(fragmentOption())
    .option('--json', 'JSON on stdout')
    .action(async (file: string, options: ExplainOptions & SessionOptions) => {
      const params = readParams(options.params, io.folder);
      done(
        await Session.use(io, options, (session) => runExplain(io, session, file, { ...options, params })),
      );
    });
}

async function runExplain(
  io: CliIo,
  session: Session,
  file: string,
  options: Omit<ExplainOptions, 'params'> & { readonly params: ReturnType<typeof readParams> },
): Promise<number> {
  const { lattice, params } = options;
  const at = parseTime(options.at);
  const { result: hello } = await session.peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
  const field = fieldNamed(hello.catalogue, options.field);
  const day = dayAt(session.daysOf(await session.open(file), options.instrument), at);
  const dayStart = BigInt(day.dayStartNanos);
  const window = windowFromTs(resolveTime(at, dayStart), dayStart);
  const dayId = options.strikes ? strikesDayId(day.dayId, options.strikes) : day.dayId;
  const tickSize = options.strikes ? (await session.peer.call('day.info', { dayId })).result.summary : day;
  const tick = tickFromText(options.price, tickSize);
  const { result } = await session.peer.call('day.explain', {
    dayId,
    window,
    tick,
    lattice,
    fieldId: field.id,
    params,
  });
  const { explanation } = result;
  const end = tsFromWindow(window, dayStart) + NANOS_PER_SECOND;
  if (!explanation) {
    throw new CommandError(
      `${field.id} is not published at ${options.price} in the second that ends at ${timeText(end)}: its window is not valid, or the price lies too far from spot.`,
    );
  }
  const { value, terms, lots, nearEmpty, validWindows } = explanation;
  const why = {
    field: field.id,
    symbol: day.symbol,
    window_end_ts_ns: end,
    lattice,
    ...(options.strikes
      ? { right: options.strikes, strike_price_int: String(BigInt(tick) * BigInt(tickSize.tickSizeNanos)) }
      : { price_tick: tick }),
    value,
    terms,
    lots,
    near_empty: nearEmpty,
    valid_windows: validWindows,
    params_hash: result.paramsHash,
  };
  io.write(options.json ? jsonText(why) : explanationText(explanation));
  return 0;
}

function tickFromText(text: string, { tickSizeNanos }: DaySummary): Tick {
  const nanos = priceNanosFromText(text);
  if (nanos === null)
    throw new UsageError(`"${text}" is not a price. Give a decimal number such as 4805.25.`);
  const size = BigInt(tickSizeNanos);
  if (nanos % size !== 0n) throw new UsageError(`${text} lies between two ticks of ${Number(size) / 1e9}.`);
  return Number(nanos / size);
}

function explanationText({ terms, value, lots, nearEmpty }: Explanation): string {
  const rows = terms.map((term) => [term.name, term.value, inputsText(term.inputs)]);
  const { start, add, pull, fill, end, rest } = lots;
  const notes = [
    `lots: ${start} + ${add} added - ${pull} pulled - ${fill} filled = ${end}, of them at rest ${rest}`,
    ...(nearEmpty ? [`near empty: flow over ${start} lots`] : []),
  ];
  return `${tableText(['term', 'value', 'from'], [...rows, ['=', value, '']])}${notes.join('\n')}\n`;
}

function inputsText(inputs: Readonly<Record<string, number>>): string {
  return Object.entries(inputs)
    .map(([name, input]) => `${name} ${Number(input.toPrecision(6))}`)
    .join(', ');
}
