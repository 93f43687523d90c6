// Where the store lives: what the user named, else FIELDBOOK_DATA, else the platform's own place for a program's data.
// One answer for both hosts and the command line, so that a file opened in one is known to the others.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const FOLDER = 'fieldbook';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

function surroundings(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/** Absolute path of the data folder; it need not exist yet. An empty FIELDBOOK_DATA counts as none. */
export function defaultDataFolder(at: Surroundings = surroundings()): string {
  if (at.env['FIELDBOOK_DATA']) return resolve(at.env['FIELDBOOK_DATA']);
  if (at.platform === 'win32')
    return join(at.env['LOCALAPPDATA'] || join(at.home, 'AppData', 'Local'), FOLDER);
  if (at.platform === 'darwin') return join(at.home, 'Library', 'Application Support', FOLDER);
  return join(at.env['XDG_DATA_HOME'] || join(at.home, '.local', 'share'), FOLDER);
}
