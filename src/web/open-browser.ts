// Opens an address in the user's browser: as an app window where a Chromium is found, else the default browser.
import { spawn } from 'node:child_process';

/** Never fails: an address that could not be opened has been printed. */
export function openBrowser(url: string): void {
  const [command, ...args] = opener(url);
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): string[] {
  if (process.platform === 'darwin') return ['open', url];
  // `start` is a command of the shell; the empty string is the window's title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')];
  return ['xdg-open', url];
}
