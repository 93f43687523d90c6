// Shared by start, test, build and the command line: finds the project's own Node, installs what is missing,
// and builds what is stale. It runs before anything is installed, so it uses Node's built-in modules only.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BUILD_STAMP = join(ROOT, 'out', '.build-started');

/**
 * For a process whose main thread runs the engine: new objects get 32 MB. Left alone Node takes 128 MB for them once
 * thousands of instruments are read, for nothing.
 */
export const ENGINE_FLAGS = ['--max-semi-space-size=16'];

/** Node with native zstd: 22.15, or anything later. */
export function nodeIsRecentEnough(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15);
}

/** The Node that the project brings along, or the running one when that is recent enough. */
export function projectNode() {
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = join(ROOT, 'node_modules', 'node', 'bin', exe);
  if (existsSync(own)) return own;
  if (nodeIsRecentEnough()) return process.execPath;
  throw new Error('Node 22.15 or later is needed, and node_modules has none: run "npm ci".');
}

/** Environment in which child processes find the project's Node and tools first. */
export function projectEnv(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [dirname(projectNode()), join(ROOT, 'node_modules', '.bin'), process.env[key] ?? ''].join(
    separator,
  );
  return { ...process.env, [key]: path, ...extra };
}

function npm(args, quiet) {
  // Under npm its own script is known; elsewhere the shell finds npm (npm.cmd on Windows).
  const script = process.env['npm_execpath'];
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (
    quiet ? ['ignore', 2, 2] : ['ignore', 'inherit', 'inherit']
  );
  const env = { ...process.env, npm_config_loglevel: process.env['npm_config_loglevel'] ?? 'error' };
  if (script?.endsWith('.js'))
    return spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio, env }).status;
  return spawnSync('npm', args, { cwd: ROOT, stdio, env, shell: process.platform === 'win32' }).status;
}

/** Whether node_modules holds what the lock file asks for; packages for other platforms may be absent. */
function isInstalled() {
  const own = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(own)) return false;
  const asked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(own, 'utf8')).packages;
  return Object.entries(asked).every(
    ([path, entry]) => path === '' || entry.optional || there[path]?.version === entry.version,
  );
}

/** Installs exactly what the lock file says, when node_modules is missing or belongs to another lock file. */
export function ensureInstalled({ quiet = false } = {}) {
  if (!isInstalled()) {
    if (quiet) console.error('fieldbook: installing dependencies');
    else console.log('Installing dependencies');
    // better-sqlite3 carries its binaries, so only the `node` package needs its install script; older npm
    // runs all of them, and that fails where there is no compiler. The second way needs none.
    if (npm(['ci', '--no-audit', '--no-fund'], quiet) !== 0) {
      if (npm(['ci', '--no-audit', '--no-fund', '--ignore-scripts'], quiet) !== 0)
        throw new Error('npm ci failed');
      npm(['rebuild', 'node'], quiet);
    }
  }
  projectNode();
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  let latest = stat.mtimeMs;
  if (stat.isDirectory()) {
    for (const name of readdirSync(path))
      if (!name.includes('.test.')) latest = Math.max(latest, newest(join(path, name)));
  }
  return latest;
}

/** The modules that src/kernel and, of it, the fields become. */
export const KERNEL_BYTES = join(ROOT, 'src', 'core', 'kernel', 'kernel-bytes.ts');
export const FIELDS_BYTES = join(ROOT, 'src', 'core', 'kernel', 'fields-bytes.ts');

/** Compiles the kernel where a source of it is newer; whatever reads the project's source needs it first. */
export function ensureKernel() {
  const made = Math.min(newest(KERNEL_BYTES), newest(FIELDS_BYTES));
  const sources = ['src/kernel', 'scripts/kernel.mjs', 'package-lock.json'];
  if (sources.every((path) => newest(join(ROOT, path)) < made)) return;
  const script = join(ROOT, 'scripts', 'kernel.mjs');
  const done = spawnSync(projectNode(), [script], { cwd: ROOT, env: projectEnv(), stdio: ['ignore', 2, 2] });
  if (done.status !== 0) throw new Error('The kernel does not compile.');
}

const BUILD_INPUTS = [
  'src',
  'contracts',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/build.mjs',
  'scripts/entries.mjs',
];

function isBuilt() {
  if (!existsSync(BUILD_STAMP)) return false;
  const started = Number(readFileSync(BUILD_STAMP, 'utf8'));
  return BUILD_INPUTS.every((path) => newest(join(ROOT, path)) <= started);
}

/** Remembers when a finished build had begun: anything touched after that makes it stale. */
export function stampBuild(startedMillis) {
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, String(startedMillis));
}

export function ensureBuilt({ quiet = false } = {}) {
  if (isBuilt()) return;
  if (quiet) console.error('fieldbook: building');
  else console.log('Building');
  const build = spawnSync(projectNode(), [join(ROOT, 'scripts', 'build.mjs')], {
    cwd: ROOT,
    env: projectEnv(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout ?? ''}${build.stderr ?? ''}`);
    throw new Error('The build failed.');
  }
}

/** Runs a program in the foreground, passes signals on, and resolves with its exit code. */
export function runForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: projectEnv(), ...options });
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
