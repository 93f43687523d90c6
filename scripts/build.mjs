// `npm run build`: out/main, out/preload, out/renderer by electron-vite, then the Node programs by vite.
// Entries whose source is missing stop the build.

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import {
  ensureInstalled,
  ensureKernel,
  nodeIsRecentEnough,
  projectEnv,
  projectNode,
  ROOT,
  stampBuild,
} from './bootstrap.mjs';
import { atRoot, MAIN_ENTRY, NODE_ENTRIES, PRELOAD_ENTRY, RENDERER_PAGE } from './entries.mjs';
import { buildNodeProgram } from './node-program.mjs';

ensureInstalled();
if (!nodeIsRecentEnough()) {
  const again = spawnSync(projectNode(), process.argv.slice(1), { stdio: 'inherit', env: projectEnv() });
  process.exit(again.status ?? 1);
}

ensureKernel();
const startedMillis = Date.now();
process.chdir(ROOT);
const missing = [MAIN_ENTRY, PRELOAD_ENTRY, RENDERER_PAGE, ...NODE_ENTRIES].filter(
  (entry) => !existsSync(atRoot(entry)),
);
if (missing.length > 0) {
  console.error(`Cannot build without ${missing.join(', ')}`);
  process.exit(1);
}

const logLevel = process.argv.includes('--verbose') ? 'info' : 'warn';
rmSync(atRoot('out'), { recursive: true, force: true });
const { build: buildElectron } = await import('electron-vite');
await buildElectron({ logLevel });

for (const entry of NODE_ENTRIES) await buildNodeProgram(entry, logLevel);
stampBuild(startedMillis);
console.log(`Built in ${((Date.now() - startedMillis) / 1000).toFixed(1)} s`);
