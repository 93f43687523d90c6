// fieldbook verify: the book against independent truth, on files that anyone can bring. Exit code 1 where one event is
// not explained.
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type LobsterVerification, verifyLobster } from '../../engine/verify/lobster.ts';
import { type MbpVerification, verifyMbp } from '../../engine/verify/mbp.ts';
import type { Verdict } from '../../engine/verify/verdict.ts';
import { type CliIo, factsText, jsonText, snakeCaseNames } from '../output.ts';

interface VerifyOptions {
  readonly json?: boolean;
}

interface VerifyLobsterOptions extends VerifyOptions {
  readonly opening?: string;
  readonly rowsOf?: string;
}

type Done = (exitCode: number) => void;

export function addVerify(program: Command, io: CliIo, done: Done): void {
  const parent = program.command('verify').description('check the book against independent truth');
  parent
    .command('lobster <message> <orderbook>')
    .description(
      'LOBSTER messages against its orderbook: every row, or best states where rows differ in number',
    )
    .option('--opening <orderbook>', 'open the book with the first row of this file instead')
    .option('--rows-of <message>', 'the message file whose rows the orderbook has')
    .addOption(jsonOption())
    .action(async (message: string, orderbook: string, options: VerifyLobsterOptions) =>
      done(await runVerifyLobster(io, message, orderbook, options)),
    );
  parent
    .command('mbp <mbo> <mbp10>')
    .description('MBO records against MBP-10 rows of the same time: ten levels, sizes and counts; CSV or DBN')
    .addOption(jsonOption())
    .action(async (mbo: string, mbp10: string, options: VerifyOptions) =>
      done(await runVerifyMbp(io, mbo, mbp10, options)),
    );
}

function jsonOption(): Option {
  return new Option('--json', 'JSON on stdout');
}

async function runVerifyLobster(
  io: CliIo,
  message: string,
  orderbook: string,
  options: VerifyLobsterOptions,
): Promise<number> {
  const pathOf = (file: string | undefined) => (file === undefined ? undefined : resolve(io.folder, file));
  const report = await verifyLobster({
    messagePath: resolve(io.folder, message),
    orderbookPath: resolve(io.folder, orderbook),
    openingPath: pathOf(options.opening),
    rowsOfPath: pathOf(options.rowsOf),
  });
  const { compares, levels } = report;
  const unit =
    compares === 'every row' ? `rows, ${levels} levels a side` : 'distinct best bid and ask states';
  io.write(options.json ? jsonText(snakeCaseNames(report)) : lobsterText(report, unit));
  return exitCodeOf(report);
}

async function runVerifyMbp(io: CliIo, mbo: string, mbp10: string, options: VerifyOptions): Promise<number> {
  const report = await verifyMbp(resolve(io.folder, mbo), resolve(io.folder, mbp10));
  io.write(options.json ? jsonText(snakeCaseNames(report)) : mbpText(report));
  return exitCodeOf(report);
}

/** Nothing compared proves nothing. */
function exitCodeOf(report: Verdict & { readonly identityViolations: number }): number {
  return report.unexplained > 0 || report.compared === 0 || report.identityViolations > 0 ? 1 : 0;
}

function lobsterText(report: LobsterVerification, unit: string): string {
  const facts = factsText([
    ['Messages', report.messages],
    ['Truth rows', report.truthRows],
  ]);
  return facts + verdictText(report, unit);
}

function mbpText(report: MbpVerification): string {
  const facts = factsText([
    ['Instrument', report.instrumentId],
    ['Records', report.records],
    ['Truth rows', report.truthRows],
    ['Orders at the end', report.restingOrders],
  ]);
  return facts + verdictText(report, 'rows, ten levels a side with sizes and order counts');
}

function verdictText(
  report: Verdict & { readonly ended: string | null; readonly identityViolations: number },
  unit: string,
): string {
  const { compared, equal, explained, unexplained } = report;
  const lines = [
    '',
    `compared ${compared} ${unit}`,
    `equal ${equal}`,
    `explained ${explained}`,
    `unexplained ${unexplained}`,
    '',
    ...report.explanations.map(
      ({ rule, count, first }) => `${count} × ${rule}; first at row ${first.row}: ${first.what}`,
    ),
    ...report.unexplainedExamples.map(({ row, what }) => `Unexplained at row ${row}: ${what}`),
  ];
  if (report.ended !== null) lines.push(`Compared no further: ${report.ended}.`);
  if (report.identityViolations > 0)
    lines.push(`${report.identityViolations} cells whose flows do not add up.`);
  return `${lines.join('\n')}\n`;
}
