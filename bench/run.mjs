// `npm run bench`: installs what is missing, then runs bench/main.ts under the project's own Node.
import { join } from 'node:path';
import { ensureInstalled, ensureKernel, projectNode, ROOT, runForeground } from '../scripts/bootstrap.mjs';

ensureInstalled({ quiet: true });
ensureKernel();
process.exitCode = await runForeground(projectNode(), [
  join(ROOT, 'bench', 'main.ts'),
  ...process.argv.slice(2),
]);
