// `npm run types`: the type checker once for each layer, each under its own tsconfig. A layer with no file
// yet is named; one that has files and no tsconfig is an error.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectEnv, projectNode, ROOT } from './bootstrap.mjs';

const layers = [
  'contracts',
  'e2e',
  'bench',
  'scripts',
  'scripts/contracts',
  ...readdirSync(join(ROOT, 'src')).map((name) => `src/${name}`),
];
const projects = [...layers.map((layer) => `${layer}/tsconfig.json`), 'tsconfig.tests.json'];

/** Whether a layer's folder holds any source at all. */
function isEmpty(project) {
  if (project === 'tsconfig.tests.json') return false;
  const folder = join(ROOT, project.replace(/\/tsconfig\.json$/, ''));
  if (!existsSync(folder)) return true;
  return !readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    /\.(ts|tsx|mjs)$/.test(name),
  );
}

function check(project) {
  if (isEmpty(project)) return Promise.resolve({ project, state: 'empty', text: '' });
  if (!existsSync(join(ROOT, project)))
    return Promise.resolve({ project, state: 'failed', text: 'is missing\n' });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // What was found last time is kept: only what changed since is checked anew.
  const memory = join(ROOT, '.cache', 'types', `${project.replaceAll('/', '-')}.tsbuildinfo`);
  return new Promise((resolve) => {
    execFile(
      projectNode(),
      [tsc, '-p', project, '--incremental', '--tsBuildInfoFile', memory],
      { cwd: ROOT, env: projectEnv(), maxBuffer: 1 << 26 },
      (error, stdout, stderr) => resolve({ project, state: error ? 'failed' : 'ok', text: stdout + stderr }),
    );
  });
}

const queue = [...projects];
let failed = 0;
await Promise.all(
  Array.from({ length: Math.min(4, cpus().length) }, async () => {
    for (let project = queue.shift(); project; project = queue.shift()) {
      const { state, text } = await check(project);
      console.log(`${state.padEnd(7)}${project}${text ? `\n${text}` : ''}`);
      if (state === 'failed') failed++;
    }
  }),
);
process.exitCode = failed === 0 ? 0 : 1;
