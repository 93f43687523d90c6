// The command line's entry: arguments in, exit code out.
import { runCli } from './program.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  folder: process.cwd(),
  progress: process.stderr.isTTY === true,
});
