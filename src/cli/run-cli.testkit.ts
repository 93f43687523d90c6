// A command of fieldbook as it is typed in a folder, for tests: its exit code, and all that it wrote.
import { runCli } from './program.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function runIn(folder: string, args: readonly string[]): Promise<CliRun> {
  let out = '';
  let err = '';
  const write = (text: string): void => {
    out += text;
  };
  const writeError = (text: string): void => {
    err += text;
  };
  const code = await runCli(args, { write, writeError, folder, progress: false });
  return { code, out, err };
}
