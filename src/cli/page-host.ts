// The loopback host as a child process, for the time of one picture: it serves the page and runs the engine on the same
// store. It ends when its input closes or it is told to.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError } from './output.ts';

export interface PageHost {
  /** Address of the page with this start's token. */
  readonly url: string;
  close(): Promise<void>;
}

const START_MILLIS = 20_000;
const ADDRESS = /https?:\/\/127\.0\.0\.1:\d+\/\S*/;

export async function startPageHost(dataFolder: string): Promise<PageHost> {
  const child = spawn(process.execPath, [builtHost(), '--no-open', '--port=0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const close = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const url = await new Promise<string | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), START_MILLIS);
    const settle = (address: string | null): void => {
      clearTimeout(timer);
      resolve(address);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = ADDRESS.exec(line);
      if (address) settle(address[0]);
    });
    void exited.then(() => settle(null));
  });
  if (url !== null) return { url, close };
  await close();
  throw new CommandError(`The page's host did not start. ${complaint.trim()}`.trim());
}

/** The built host, found from the built command line and from its source alike. */
function builtHost(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const program = join(folder, 'out', 'web', 'main.js');
    if (existsSync(program)) return program;
    if (folder === dirname(folder))
      throw new CommandError('The page is not built yet. Run `npm run build` first.');
  }
}
