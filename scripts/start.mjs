// `npm start [-- FILE|FOLDER]`: installs and builds what is missing, then opens the workstation:
// in Electron where its binary and a display are there, else as a page of the loopback host.
//   --web      loopback host, whatever is there
//   --no-open  the loopback host only prints the page's address

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, projectNode, ROOT, runForeground } from './bootstrap.mjs';
import { electronBinary } from './runtimes.mjs';

const RETRY_MILLIS = 24 * 3600 * 1000;

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Electron's package fetches its binary on first use. One try a day: without it the loopback host serves. */
function fetchElectronOnce() {
  const tried = join(ROOT, 'node_modules', '.fieldbook-electron-tried');
  if (existsSync(tried) && Date.now() - statSync(tried).mtimeMs < RETRY_MILLIS) return;
  console.log('Fetching Electron (once)');
  const script = join(ROOT, 'node_modules', 'electron', 'install.js');
  const done = spawnSync(projectNode(), [script], {
    encoding: 'utf8',
    timeout: 300_000,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (done.status !== 0) {
    writeFileSync(tried, '');
    console.log(
      `Electron could not be fetched: ${(done.stderr ?? '').trim().split('\n')[0] || 'time ran out'}`,
    );
  }
}

async function main() {
  const args = process.argv.slice(2).filter((arg) => arg !== '--web');
  const web = process.argv.includes('--web');
  // npm runs scripts at the root: relative paths are meant from where the user stood.
  const cwd = process.env['INIT_CWD'] ?? process.cwd();

  ensureInstalled();
  ensureBuilt();
  if (!web && hasDisplay()) {
    if (!electronBinary()) fetchElectronOnce();
    const electron = electronBinary();
    if (electron) {
      // Chromium's sandbox does not run for root.
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      return runForeground(electron, [...sandbox, ROOT, ...args], { cwd });
    }
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const why = web ? 'as asked' : hasDisplay() ? 'no Electron binary here' : 'no display here';
  console.log(`Fieldbook ${version}: starting the loopback host (${why})`);
  // The host prints its address and opens it; without a display it only prints.
  const printOnly = hasDisplay() || args.includes('--no-open') ? [] : ['--no-open'];
  return runForeground(projectNode(), [join(ROOT, 'out', 'web', 'main.js'), ...printOnly, ...args], { cwd });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
