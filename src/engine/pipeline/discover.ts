// Paths as the trader gave them → the files to look at. A folder means every DBN file under it, known by its first bytes
// and never by its name; a file named outright is looked at whatever it holds, so that its fault can be told.
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, FaultError } from '../../../contracts/errors.ts';
import { unreadable } from './identity.ts';

export interface FoundFile {
  readonly path: string;
  /** True where the trader named this very file. */
  readonly named: boolean;
}

export interface Discovery {
  readonly files: readonly FoundFile[];
  /** Files of folders that are called DBN files and do not begin like one. */
  readonly strangers: readonly string[];
  readonly faults: readonly Fault[];
}

/** As the vendor calls them; fragments too. */
export const DBN_NAME = /\.(dbn|dbz)(\.(zst|gz|frag|frag\.zst))?$/;
const ZSTD_MAGIC = 0xfd2fb528;
const ZSTD_SKIPPABLE = 0x184d2a50;
const DBN_MAGIC = 0x4e4244;

export async function discoverFiles(paths: readonly string[]): Promise<Discovery> {
  const files: FoundFile[] = [];
  const strangers: string[] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const take = (path: string, named: boolean): void => {
    if (!seen.has(path)) files.push({ path, named });
    seen.add(path);
  };
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        take(path, true);
        continue;
      }
      const inside = await dbnFilesUnder(path);
      for (const file of inside.found) take(file, false);
      strangers.push(...inside.strangers);
      if (inside.found.length === 0) {
        faults.push({ code: 'not_dbn', message: 'There is no DBN file in this folder.', file: path });
      }
    } catch (error) {
      faults.push(error instanceof FaultError ? error.fault : unreadable(path, error).fault);
    }
  }
  return { files, strangers, faults };
}

async function dbnFilesUnder(folder: string): Promise<{ found: string[]; strangers: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // A link may lead to a file; where it does not, its first bytes cannot be read.
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const [found, strangers]: [string[], string[]] = [[], []];
  for (const path of paths.sort()) {
    if (await looksLikeDbn(path)) found.push(path);
    else if (DBN_NAME.test(path)) strangers.push(path);
  }
  return { found, strangers };
}

async function looksLikeDbn(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const head = new DataView(new ArrayBuffer(4));
      const { bytesRead } = await file.read(head, 0, 4, 0);
      if (bytesRead < 4) return false;
      const word = head.getUint32(0, true);
      return (
        (word & 0xffffff) === DBN_MAGIC || word === ZSTD_MAGIC || (word & 0xfffffff0) >>> 0 === ZSTD_SKIPPABLE
      );
    } finally {
      await file.close();
    }
  } catch {
    // A file of a folder that cannot be opened is none that was asked for.
    return false;
  }
}
