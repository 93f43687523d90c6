// `npm run check`: every static check, all of them run even when one fails.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, ensureKernel, projectEnv, projectNode, ROOT } from './bootstrap.mjs';

ensureInstalled();
ensureKernel();
const tool = (/** @type {string[]} */ ...path) => join(ROOT, 'node_modules', ...path);
const checks = [
  ['types', [join(ROOT, 'scripts', 'check-types.mjs')]],
  ['biome', [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings']],
  [
    'layers',
    [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'contracts',
    ],
  ],
  ['unused code', [tool('knip', 'bin', 'knip.js')]],
  ['tripwires', [join(ROOT, 'scripts', 'check-tripwires.mjs')]],
];
const failed = [];
for (const [name, args] of /** @type {[string, string[]][]} */ (checks)) {
  console.log(`== ${name}`);
  const done = spawnSync(projectNode(), args, {
    cwd: ROOT,
    env: projectEnv(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
