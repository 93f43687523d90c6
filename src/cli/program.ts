// The commands and their arguments. Each command is one file in commands/; here is what may be typed, and how every
// failure becomes one sentence and an exit code: 0 done, 1 could not, 2 wrongly asked.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { FaultError, faultText } from '../../contracts/errors.ts';
import { LATTICES } from '../../contracts/fields.ts';
import { OPTION_RIGHTS } from '../../contracts/options.ts';
import { TILE_AGGREGATES } from '../../contracts/tiles.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { runAudit } from './commands/audit.ts';
import { addBook } from './commands/book.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { CELL_TABLES, type CellsOptions, runCells } from './commands/cells.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addForecast } from './commands/forecast.ts';
import { addImport } from './commands/import.ts';
import { type InfoOptions, runInfo } from './commands/info.ts';
import { runIngest } from './commands/ingest.ts';
import { addMarkers } from './commands/markers.ts';
import { addOrder } from './commands/order.ts';
import { type RenderOptions, runRender } from './commands/render.ts';
import { addSession } from './commands/session.ts';
import { addSimilar } from './commands/similar.ts';
import { runSynth, type SynthArguments } from './commands/synth.ts';
import { addVerify } from './commands/verify.ts';
import { addVerifyFiles } from './commands/verify-files.ts';
import { runWindows, type WindowsOptions } from './commands/windows.ts';
import { fragmentOption } from './fragment.ts';
import { type CliIo, CommandError, UsageError } from './output.ts';
import { paramsOption } from './params.ts';
import { Session, type SessionOptions } from './session.ts';

/** Runs one command; never throws. Returns the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, io);
  }
}

function exitCodeOf(error: unknown, io: CliIo): number {
  // commander has said its piece itself; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    io.writeError(`${error.message}\n`);
    return 2;
  }
  if (error instanceof FaultError) io.writeError(`${faultText(error.fault)}\n`);
  else if (error instanceof CommandError) io.writeError(`${error.message}\n`);
  else io.writeError(`Fieldbook failed: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

type Done = (exitCode: number) => void;

function buildProgram(io: CliIo, done: Done): Command {
  const program = new Command('fieldbook')
    .description('Rebuilds order books from Databento MBO files and shows them as physical fields.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.write(text), writeErr: (text) => io.writeError(text) });
  addInfo(program, io, done);
  addIngest(program, io, done);
  addAudit(program, io, done);
  addWindows(program, io, done);
  addCells(program, io, done);
  addExplain(program, io, done);
  addBook(program, io, done);
  addOrder(program, io, done);
  addRender(program, io, done);
  addMarkers(program, io, done);
  addExport(program, io, done);
  addForecast(program, io, done);
  addCalibrate(program, io, done);
  addEvaluate(program, io, done);
  addSession(program, io, done);
  addSimilar(program, io, done);
  addVerifyFiles(program, io, done);
  addSynth(program, io, done);
  addImport(program, io, done);
  addVerify(program, io, done);
  return program;
}

const TIME_HELP = 'RFC 3339, nanoseconds since 1970, or HH:MM:SS[.fff] of the UTC day';

function jsonOption(): Option {
  return new Option('--json', 'JSON on stdout; 64-bit values as decimal strings');
}

function dataOption(): Option {
  return new Option('--data <dir>', 'where the store is; else FIELDBOOK_DATA, else the user-data folder');
}

function instrumentOption(): Option {
  return new Option('-i, --instrument <symbol>', 'symbol or id; the most traded unless given');
}

function latticeOption(): Option {
  return new Option('--lattice <name>', 'bids, asks or the line').choices(LATTICES);
}

function addInfo(program: Command, io: CliIo, done: Done): void {
  program
    .command('info <file>')
    .description('what is in a DBN file, record by record')
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (file: string, options: InfoOptions) => done(await runInfo(io, file, options)));
}

function addIngest(program: Command, io: CliIo, done: Done): void {
  program
    .command('ingest <files...>')
    .description('read files into the store: windows, validity and quality of every instrument')
    .option('--again', 'read them anew even if they are in the store')
    .addOption(dataOption())
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (files: string[], options: SessionOptions & { json?: boolean; again?: boolean }) =>
      done(await Session.use(io, options, (session) => runIngest(io, session, files, options))),
    );
}

function addAudit(program: Command, io: CliIo, done: Done): void {
  program
    .command('audit <path>')
    .description('every fault and oddity of a file or folder, and how far its books can be trusted')
    .addOption(dataOption())
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (path: string, options: SessionOptions & { json?: boolean }) =>
      done(await Session.use(io, options, (session) => runAudit(io, session, path, options))),
    );
}

function addWindows(program: Command, io: CliIo, done: Done): void {
  program
    .command('windows <file>')
    .description('the book at the end of every second (book_snapshot_1s)')
    .option('--from <time>', `first window; ${TIME_HELP}`)
    .option('--to <time>', 'end, not included')
    .addOption(instrumentOption())
    .addOption(dataOption())
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (file: string, options: WindowsOptions & SessionOptions) =>
      done(await Session.use(io, options, (session) => runWindows(io, session, file, options))),
    );
}

function addCells(program: Command, io: CliIo, done: Done): void {
  program
    .command('cells <file>')
    .description('the cells of one second: depth and flow (silver) or all fields (gold)')
    .requiredOption('--at <time>', `a time in the second; ${TIME_HELP}`)
    .addOption(
      new Option('--table <name>', 'silver or gold; with _opt those of the options on it')
        .choices(CELL_TABLES)
        .makeOptionMandatory(),
    )
    .addOption(latticeOption())
    .addOption(rightOption())
    .option('--range <ticks>', 'ticks from spot, each way', wholeNumber(0, 100_000))
    .addOption(paramsOption())
    .addOption(instrumentOption())
    .addOption(dataOption())
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (file: string, options: CellsOptions & SessionOptions) =>
      done(await Session.use(io, options, (session) => runCells(io, session, file, options))),
    );
}

function addRender(program: Command, io: CliIo, done: Done): void {
  program
    .command('render <file>')
    .description('a picture of one field as PNG')
    .requiredOption('--at <time>', `right edge; ${TIME_HELP}`)
    .option('--span <span>', 'time shown, such as 90s, 10m, 1h', '10m')
    .option('--field <field>', 'id or symbol of the field; all draws each into a folder', 'u')
    .addOption(latticeOption().default('L'))
    .option('--size <pixels>', 'WIDTHxHEIGHT', '1600x900')
    .addOption(
      new Option('--aggregate <kind>', 'what a pixel of many seconds shows')
        .choices(TILE_AGGREGATES)
        .default('max'),
    )
    .option('--weight-lots <lots>', 'fade what has less depth behind it', wholeNumber(1, 1_000_000))
    .addOption(paramsOption())
    .requiredOption('-o, --output <path>', 'the PNG file, or the folder')
    .addOption(instrumentOption())
    .addOption(dataOption())
    .addOption(fragmentOption())
    .addOption(jsonOption())
    .action(async (file: string, options: RenderOptions) => done(await runRender(io, file, options)));
}

function addSynth(program: Command, io: CliIo, done: Done): void {
  program
    .command('synth')
    .description('write invented days as the vendor lays them out')
    .option('--days <n>', 'weekdays in a row', wholeNumber(1, 1000), 1)
    .option('--minutes <n>', 'minutes of trading from 00:00:00Z', wholeNumber(1, 1440), 20)
    .option('--seed <n>', 'the same seed gives the same bytes', wholeNumber(0, 0xffff_ffff), 1)
    .option('--records <n>', 'records of each day', wholeNumber(10_000, 1_000_000_000))
    .option(
      '--options <n>',
      'about so many options of the future, in files of their own',
      wholeNumber(6, 6000),
    )
    .option('--option-records <n>', 'records of the options of each day', wholeNumber(100, 1_000_000_000))
    .option('--from <date>', 'first day, YYYY-MM-DD', calendarDate)
    .option('--dbn-version <n>', 'DBN version 1, 2 or 3', wholeNumber(1, 3), 3)
    .option(
      '--effect <x>',
      'prices at random, pushed by x ticks a second for each unit of near pressure; 0 plants nothing',
      effectSize,
    )
    .option('--demo', 'the demo day instead')
    .requiredOption('-o, --output <dir>', 'the folder; made if missing')
    .addOption(jsonOption())
    .action(async (options: SynthArguments) => done(await runSynth(io, options)));
}

function rightOption(): Option {
  return new Option('--right <name>', 'of options: calls and puts together, or one of them').choices(
    OPTION_RIGHTS,
  );
}

function wholeNumber(lo: number, hi: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < lo || value > hi)
      throw new InvalidArgumentError(`Give a whole number from ${lo} to ${hi}.`);
    return value;
  };
}

function effectSize(text: string): number {
  const value = Number(text);
  if (!/^-?\d+(\.\d+)?$/.test(text) || Math.abs(value) > 100)
    throw new InvalidArgumentError('Give a number from -100 to 100.');
  return value;
}

function calendarDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(`${text}T00:00:00Z`))) {
    throw new InvalidArgumentError('Give a date as YYYY-MM-DD.');
  }
  return text;
}
