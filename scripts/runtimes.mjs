// Finds the programs that the page runs in: Electron's own binary, and a Chromium browser of the system.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

/** Electron's binary, when the package has fetched it. */
export function electronBinary() {
  const home = join(ROOT, 'node_modules', 'electron');
  if (!existsSync(join(home, 'path.txt'))) return undefined;
  const path = join(home, 'dist', readFileSync(join(home, 'path.txt'), 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

/** A program on the search path. */
export function onPath(name) {
  const exe = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (process.env['PATH'] ?? process.env['Path'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, exe)).find((path) => existsSync(path));
}

export function chromiumBinary() {
  const chosen = process.env['FIELDBOOK_CHROMIUM'];
  if (chosen) return chosen;
  const programs = [
    process.env['PROGRAMFILES'],
    process.env['PROGRAMFILES(X86)'],
    process.env['LOCALAPPDATA'],
  ].filter(Boolean);
  const places = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...programs.flatMap((folder) => [
      join(String(folder), 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(String(folder), 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  ];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return names.map(onPath).find(Boolean) ?? places.find((path) => existsSync(path));
}
