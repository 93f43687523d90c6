// `npm test`: builds, runs the unit and property tests and the end-to-end tests of both hosts, and ends with
// one line that counts them all. What cannot run here is said, never passed over in silence.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, projectEnv, projectNode, ROOT } from './bootstrap.mjs';
import { prepareElectronTestRuntime } from './electron-test-runtime.mjs';
import { chromiumBinary, electronBinary, onPath } from './runtimes.mjs';
import { playwrightResults, summaryOf } from './test-results.mjs';

const RUNNER_LIMIT_MILLIS = 30 * 60_000;
const only = new Set(process.argv.slice(2).filter((arg) => ['unit', 'chromium', 'electron'].includes(arg)));
const wanted = (/** @type {string} */ name) => only.size === 0 || only.has(name);

/** @type {import('./test-results.mjs').Outcome[]} */
const outcomes = [];
const notes = /** @type {string[]} */ ([]);
const scratch = mkdtempSync(join(tmpdir(), 'fieldbook-test-'));

function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: projectEnv(env),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), RUNNER_LIMIT_MILLIS);
    const end = (/** @type {string} */ state) => {
      clearTimeout(timer);
      resolve(state);
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(code === 0 ? 'ok' : `exit ${code ?? signal}`));
  });
}

/** A runner that leaves no results, or fails with no failed test, is itself one failure. */
function collect(runner, state, file, read) {
  let outcome;
  try {
    outcome = read(JSON.parse(readFileSync(file, 'utf8')), runner);
  } catch {
    outcome = { passed: 0, skipped: [], failed: [] };
    if (state === 'ok') state = 'no results';
  }
  if (state !== 'ok' && outcome.failed.length === 0)
    outcome.failed.push({ name: `${runner} (the runner itself)`, message: state });
  outcomes.push(outcome);
}

async function unit() {
  console.log('\n== unit and property tests');
  const file = join(scratch, 'vitest.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'scripts', 'vitest-report.mjs')}`];
  const state = await run(projectNode(), [vitest, 'run', ...reporters], { FIELDBOOK_UNIT_RESULTS: file });
  collect('unit', state, file, (outcome) => outcome);
}

async function endToEnd(project, env, wrap) {
  console.log(`\n== end-to-end tests: ${project}`);
  const file = join(scratch, `${project}.json`);
  const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = [
    playwright,
    'test',
    '--config',
    join(ROOT, 'e2e', 'playwright.config.ts'),
    `--project=${project}`,
    '--reporter=list,json',
  ];
  const [command = projectNode(), ...before] = [...wrap, projectNode()];
  const state = await run(command, [...before, ...args], { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  collect(project, state, file, playwrightResults);
}

/** What an end-to-end project needs here, or why it cannot run. */
function planChromium() {
  const path = chromiumBinary();
  if (!path) return { why: 'no Chromium, Chrome or Edge found; FIELDBOOK_CHROMIUM can name one' };
  return { env: { FIELDBOOK_CHROMIUM: path }, wrap: [] };
}

function planElectron() {
  const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'];
  const xvfb = onPath('xvfb-run');
  if (needsDisplay && !xvfb) return { why: 'no display, and no xvfb-run' };
  const wrap = needsDisplay && xvfb ? [xvfb, '-a', '-s', '-screen 0 1600x1000x24'] : [];
  const own = electronBinary();
  if (own) return { env: { FIELDBOOK_ELECTRON: own, FIELDBOOK_ELECTRON_APP: ROOT }, wrap };
  try {
    // This runtime carries the app inside, and takes no app path.
    return { env: { FIELDBOOK_ELECTRON: prepareElectronTestRuntime(), FIELDBOOK_ELECTRON_APP: '' }, wrap };
  } catch (error) {
    return {
      why: `no Electron binary, and no test runtime: ${error instanceof Error ? error.message : error}`,
    };
  }
}

async function main() {
  ensureInstalled();
  try {
    ensureBuilt();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outcomes.push({ passed: 0, skipped: [], failed: [{ name: 'build', message }] });
  }
  if (wanted('unit')) await unit();
  const built = outcomes.every((outcome) => outcome.failed.every((failure) => failure.name !== 'build'));
  for (const [project, plan] of /** @type {const} */ ([
    ['chromium', planChromium],
    ['electron', planElectron],
  ])) {
    if (!wanted(project)) continue;
    if (!existsSync(join(ROOT, 'e2e', 'playwright.config.ts')))
      notes.push(`${project}: no end-to-end tests here`);
    else if (!built) notes.push(`${project}: nothing built to test`);
    else {
      const { why, env, wrap } = /** @type {any} */ (plan());
      if (why) notes.push(`${project}: ${why}`);
      else await endToEnd(project, env, wrap);
    }
  }
}

try {
  await main();
} catch (error) {
  outcomes.push({ passed: 0, skipped: [], failed: [{ name: 'npm test', message: String(error) }] });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const summary = summaryOf(outcomes, notes);
console.log(summary.text);
process.exitCode = summary.failed === 0 && summary.passed > 0 ? 0 : 1;
