// A browser of the system that can draw without a window: FIELDBOOK_BROWSER, else the usual places of Chromium, Chrome
// and Edge. playwright-core drives it; nothing is downloaded.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError } from './output.ts';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

const ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS_PROGRAMS = [
  join('Google', 'Chrome', 'Application', 'chrome.exe'),
  join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
  join('Chromium', 'Application', 'chrome.exe'),
];

/** Path of the browser to use. Throws a CommandError that says how to name one. */
export function findBrowser(
  at: Surroundings = { platform: process.platform, env: process.env, exists: existsSync },
): string {
  const named = at.env['FIELDBOOK_BROWSER'];
  if (named) {
    if (at.exists(named)) return named;
    throw new CommandError(`FIELDBOOK_BROWSER names ${named}, but there is no such file.`);
  }
  const found = candidates(at).find((path) => at.exists(path));
  if (found) return found;
  throw new CommandError(
    'Drawing a picture needs Chromium, Chrome or Edge, and none was found. Install one, or give its path in FIELDBOOK_BROWSER.',
  );
}

function candidates({ platform, env }: Surroundings): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', join(env['HOME'] ?? '', 'Applications')];
    return folders.flatMap((folder) =>
      MAC_APPLICATIONS.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? []);
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)));
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), '/snap/bin'];
  return ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
}
