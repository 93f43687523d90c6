// Every rule of .dependency-cruiser.cjs has to fire on a file that breaks it, and on nothing else.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './bootstrap.mjs';

/** rule → a file that breaks it, and what that file imports */
const wrong: Record<string, [file: string, imported: string]> = {
  'base-sees-nothing': ['src/base/wrong.ts', '../../contracts/good.ts'],
  'contracts-see-base': ['contracts/wrong.ts', '../src/core/good.ts'],
  'core-sees-contracts': ['src/core/wrong.ts', '../engine/good.ts'],
  'engine-sees-core': ['src/engine/wrong.ts', '../web/good.ts'],
  'host-sees-engine': ['src/host/wrong.ts', '../main/good.ts'],
  'main-sees-engine': ['src/main/wrong.ts', '../cli/good.ts'],
  'web-sees-engine': ['src/web/wrong.ts', '../main/good.ts'],
  'cli-sees-engine': ['src/cli/wrong.ts', '../web/good.ts'],
  'preload-sees-contracts': ['src/preload/wrong.ts', '../core/good.ts'],
  'renderer-sees-contracts': ['src/renderer/wrong.tsx', '../core/good.ts'],
  'electron-in-main-and-preload': ['src/web/wrong-electron.ts', 'electron'],
  'ws-in-web': ['src/engine/wrong-ws.ts', 'ws'],
  'sqlite-in-db': ['src/engine/store/wrong-sqlite.ts', 'better-sqlite3'],
  'arrow-in-tables': ['src/engine/wrong-arrow.ts', 'apache-arrow'],
  'parquet-in-one-file': ['src/engine/wrong-parquet.ts', 'hyparquet-writer'],
  'rigid-bodies-in-the-toy': ['src/renderer/wrong-bodies.ts', 'planck'],
  'base-imports-no-package': ['src/base/wrong-package.ts', 'zod'],
  'no-node-in-shared-code': ['src/core/wrong-node.ts', 'node:fs'],
  'no-arrow-behind-core': ['src/core/wrong-arrow.ts', '../../contracts/behind.ts'],
  'no-cycle': ['src/core/wrong-cycle.ts', './wrong-cycle-back.ts'],
  'no-unresolved': ['src/core/wrong-path.ts', './absent.ts'],
  'no-test-in-product': ['src/core/wrong-test.ts', './good.test.ts'],
};

/** Files that break no rule: the allowed directions, and the one importer of each package. */
const right: Record<string, string[]> = {
  'src/base/good.ts': [],
  'contracts/good.ts': ['../src/base/good.ts'],
  'contracts/tables.ts': ['apache-arrow'],
  'contracts/behind.ts': ['./tables.ts'],
  'src/core/good.ts': ['../../contracts/good.ts', '../base/good.ts'],
  'src/core/good.test.ts': ['./good.ts', 'node:fs', 'vitest'],
  'src/core/wrong-cycle-back.ts': ['./wrong-cycle.ts'],
  'src/engine/good.ts': ['../core/good.ts', '../../contracts/tables.ts', 'node:fs'],
  'src/engine/store/db.ts': ['better-sqlite3'],
  'src/engine/export/parquet-file.ts': ['hyparquet-writer'],
  'src/renderer/sandbox/toy-world.ts': ['planck'],
  'src/host/good.ts': ['../engine/good.ts'],
  'src/main/good.ts': ['../engine/good.ts', '../host/good.ts', 'electron'],
  'src/preload/good.ts': ['electron', '../../contracts/good.ts'],
  'src/web/good.ts': ['../host/good.ts', 'ws'],
  'src/cli/good.ts': ['../engine/good.ts'],
  'src/renderer/gl/good.ts': ['../../../contracts/good.ts', '../../base/good.ts'],
};

const config = join(ROOT, '.dependency-cruiser.cjs');
let folder = '';
let violations: { rule: { name: string }; from: string; to: string }[] = [];

function write(file: string, imports: string[], body = 'export const here = 1;\n') {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  // Half of the breaches are type-only: those count as well.
  const text = imports.map((from, index) =>
    index % 2 === 0 ? `import type * as T${index} from '${from}';\n` : `import '${from}';\n`,
  );
  writeFileSync(path, text.join('') + body);
}

beforeAll(() => {
  // Inside the repository, so that packages resolve; in an ignored folder, so that no other check sees it.
  mkdirSync(join(ROOT, 'test-results'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'test-results', 'layers-'));
  for (const [file, imports] of Object.entries(right)) write(file, imports);
  for (const [file, imported] of Object.values(wrong)) write(file, [imported]);
  const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [program, '--config', config, '--output-type', 'json', 'src', 'contracts'];
  const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  violations = JSON.parse(done.stdout).summary.violations;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every rule has a file that breaks it', () => {
  const rules = createRequire(import.meta.url)(config).forbidden.map((rule: { name: string }) => rule.name);
  expect(Object.keys(wrong).sort()).toEqual([...rules].sort());
});

test.each(Object.entries(wrong))('%s fires', (rule, [file]) => {
  // A cycle is reported once, from whichever of its files comes first.
  const files = violations
    .filter((violation) => violation.rule.name === rule)
    .flatMap(({ from, to }) => [from, to]);
  expect(files).toContain(file);
});

test('files that follow the rules are left alone', () => {
  const blamed = violations.filter(({ from }) => from in right && from !== 'src/core/wrong-cycle-back.ts');
  expect(blamed).toEqual([]);
});
