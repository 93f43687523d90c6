// fieldbook import: order-level files of other kinds, turned into DBN days that open like any other.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { FaultError } from '../../../contracts/errors.ts';
import { importLobster } from '../../engine/import/lobster.ts';
import { importObAnalytics } from '../../engine/import/ob-analytics.ts';
import { type CliIo, CommandError, factsText, jsonText, snakeCaseNames } from '../output.ts';

interface ImportOptions {
  readonly output: string;
  readonly json?: boolean;
}

type Done = (exitCode: number) => void;

export function addImport(program: Command, io: CliIo, done: Done): void {
  const parent = program.command('import').description('turn order files of other kinds into days of DBN');
  withOutput(parent.command('lobster <message> <orderbook>'))
    .description('a pair of LOBSTER files; the first row of the orderbook opens the book')
    .action(async (message: string, orderbook: string, options: ImportOptions) =>
      done(await runImportLobster(io, message, orderbook, options)),
    );
  withOutput(parent.command('ob-analytics <orders>'))
    .description('a CSV of ob-analytics, plain, .gz or .xz')
    .option('--symbol <symbol>', 'what the instrument is called', 'BTCUSD')
    .action(async (orders: string, options: ImportOptions & { symbol: string }) =>
      done(await runImportObAnalytics(io, orders, options)),
    );
}

function withOutput(command: Command): Command {
  return command
    .requiredOption('-o, --output <dir>', 'the folder; made if missing')
    .addOption(new Option('--json', 'JSON on stdout; 64-bit values as decimal strings'));
}

async function runImportLobster(
  io: CliIo,
  message: string,
  orderbook: string,
  options: ImportOptions,
): Promise<number> {
  const folder = resolve(io.folder, options.output);
  const report = await written(folder, () =>
    importLobster(resolve(io.folder, message), resolve(io.folder, orderbook), folder),
  );
  if (options.json) {
    io.write(jsonText(snakeCaseNames(report)));
    return 0;
  }
  const facts: [string, unknown][] = [
    ['File', report.mboPath],
    ['Definition', report.definitionPath],
    ['Instrument', `${report.symbol}, tick ${tickText(report.tickSizeNanos)}`],
    ['Messages', report.messages],
    ['Records', report.records],
    ['Opening levels', report.openingLevels],
    ['On opening levels', `${report.anonymousEvents} cancels and executions of orders older than the file`],
    ['Unknown', `${report.unknownEvents} cancels and executions of orders that no row tells of`],
    ['Trades without side', `${report.hiddenTrades} hidden, ${report.crossTrades} crosses`],
    ['Halts', `${report.halts} halt and resume messages`],
  ];
  io.write(factsText(facts));
  return 0;
}

async function runImportObAnalytics(
  io: CliIo,
  orders: string,
  options: ImportOptions & { symbol: string },
): Promise<number> {
  const folder = resolve(io.folder, options.output);
  const report = await written(folder, () =>
    importObAnalytics(resolve(io.folder, orders), folder, options.symbol),
  );
  if (options.json) {
    io.write(jsonText(snakeCaseNames(report)));
    return 0;
  }
  const facts: [string, unknown][] = [
    ['File', report.mboPath],
    ['Definition', report.definitionPath],
    ['Instrument', `${report.symbol}, tick ${tickText(report.tickSizeNanos)}`],
    ['Lot', `${Number(report.unitsPerLot) / 1e8} coins`],
    ['Events', report.events],
    ['Records', report.records],
    ['Trades', report.trades],
    ['Unknown', `${report.unknownEvents} events of orders older than the file, left out`],
    ['Below one lot', `${report.ordersBelowLot} orders, left out`],
    ['Rounded away', `${Number(report.unitsDropped) / 1e8} coins in all orders`],
  ];
  io.write(factsText(facts));
  return 0;
}

/** Faults tell themselves; what the system says of the folder becomes a sentence. */
async function written<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FaultError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${folder} cannot be written: ${why}`);
  }
}

function tickText(tickSizeNanos: bigint): string {
  return String(Number(tickSizeNanos) / 1e9);
}
