// Loopback host: serves the page to a browser on this machine and links it to the engine.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handoverFolder } from '../engine/export/handover.ts';
import { defaultDataFolder } from '../engine/store/location.ts';
import { parseHostArguments } from '../host/arguments.ts';
import { startEngineThread } from '../host/engine-thread.ts';
import { readPageFiles } from '../host/page-files.ts';
import { PRODUCT_VERSION } from '../host/version.ts';
import { openBrowser } from './open-browser.ts';
import { startLoopbackServer } from './server.ts';
import { joinSocketToPort } from './socket-link.ts';

const args = parseHostArguments(process.argv.slice(2), process.cwd());
const dataFolder = args.dataFolder ?? defaultDataFolder();
const engine = startEngineThread({
  dataFolder,
  productVersion: PRODUCT_VERSION,
  openPaths: args.openPaths,
});
const server = await startLoopbackServer({
  files: readPageFiles(join(fileURLToPath(import.meta.url), '../../renderer')),
  port: Number(args.options.get('port') ?? 0),
  exportsFolder: handoverFolder(dataFolder),
  onSocket: (socket) => joinSocketToPort(socket, engine.connect()),
});

console.log(`Fieldbook is open at ${server.url}`);
console.log('Press Ctrl+C to end it.');
if (!args.options.has('no-open')) openBrowser(server.url);

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await server.close();
  await engine.close();
  process.exit(code);
}

process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
void engine.crashed.then((reason) => {
  console.error(`Fieldbook has to end: ${reason}`);
  return end(1);
});
