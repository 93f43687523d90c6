// fieldbook verify-files FOLDER: a batch download against the sizes and hashes of its manifest.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { checkManifest, FILE_STATES } from '../../engine/source/manifest.ts';
import { type CliIo, jsonText, snakeCaseNames, tableText } from '../output.ts';

/** Of a large job only what is wrong is listed. */
const MOST_ROWS = 50;

export function addVerifyFiles(program: Command, io: CliIo, done: (exitCode: number) => void): void {
  program
    .command('verify-files <folder>')
    .description('files of a batch download against its manifest.json: sizes and SHA-256')
    .addOption(new Option('--json', 'JSON on stdout'))
    .action(async (folder: string, options: { json?: boolean }) =>
      done(await runVerifyFiles(io, folder, options)),
    );
}

/** Exit code 1 where a listed file is missing or is not what is listed. */
async function runVerifyFiles(io: CliIo, folder: string, options: { json?: boolean }): Promise<number> {
  const path = resolve(io.folder, folder);
  const { jobId, files } = await checkManifest(path, (name) => {
    if (io.progress) io.writeError(`\r\u001b[K${name}`);
  });
  if (io.progress) io.writeError('\r\u001b[K');
  const counts = Object.fromEntries(
    FILE_STATES.map((state) => [state, files.filter((file) => file.state === state).length]),
  );
  const wrong = files.filter(({ state }) => state !== 'as listed' && state !== 'not listed');
  if (options.json) {
    io.write(jsonText({ folder: path, job_id: jobId, counts, files: files.map(snakeCaseNames) }));
  } else {
    const told = files.length <= MOST_ROWS ? files : wrong.slice(0, MOST_ROWS);
    const rows = told.map((file) => [file.name, file.state, file.listedBytes, file.foundBytes]);
    if (rows.length > 0) io.write(tableText(['file', 'is', 'bytes listed', 'bytes found'], rows));
    const sums = Object.entries(counts).filter(([, count]) => count > 0);
    io.write(`Job ${jobId}: ${sums.map(([state, count]) => `${count} ${state}`).join(', ')}.\n`);
  }
  return wrong.length > 0 ? 1 : 0;
}
