// `npm run fuzz`: broken files without bound, under the project's own Node.
import { join } from 'node:path';
import { ensureInstalled, ensureKernel, projectNode, ROOT, runForeground } from './bootstrap.mjs';

ensureInstalled({ quiet: true });
ensureKernel();
process.exitCode = await runForeground(projectNode(), [
  join(ROOT, 'src', 'engine', 'fuzz', 'main.testkit.ts'),
  ...process.argv.slice(2),
]);
