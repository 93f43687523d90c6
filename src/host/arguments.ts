// What may stand on a host's command line: `[--data DIR] [FILE|FOLDER …]`, plus each host's own options.
import { resolve } from 'node:path';

export interface HostArguments {
  readonly openPaths: readonly string[];
  readonly dataFolder: string | null;
  /** `--name` → true, `--name=value` → value. */
  readonly options: ReadonlyMap<string, string | true>;
}

/** `args` without the program's own name; relative paths count from `folder`. */
export function parseHostArguments(args: readonly string[], folder: string): HostArguments {
  const options = new Map<string, string | true>();
  const openPaths: string[] = [];
  let dataFolder: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--data' && i + 1 < args.length) {
      dataFolder = resolve(folder, args[++i] as string);
    } else if (arg.startsWith('--')) {
      const [name, value] = arg.slice(2).split(/=(.*)/s, 2);
      options.set(name as string, value ?? true);
    } else if (!arg.startsWith('-')) {
      openPaths.push(resolve(folder, arg));
    }
  }
  return { openPaths, dataFolder, options };
}
