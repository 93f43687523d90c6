// Things that no other check sees and that must not be committed: left-over notes, focused tests, places of
// one computer, words that do not belong to the product, catch-all files, and files grown too long.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './bootstrap.mjs';

const FOLDERS = ['src', 'contracts', 'e2e', 'bench', 'scripts', 'bin', 'docs', '.ci'];
const SKIPPED = new Set(['node_modules', 'out', 'goldens']);
const OWN = /^scripts\/check-tripwires\.(mjs|test\.ts)$/;
const MAX_LINES = 500;

/** @type {[RegExp, string][]} */
const FORBIDDEN = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'left-over note'],
  [/\b(test|it|describe|suite)\.only\(/, 'focused test'],
  [/(?<![\w.])\/(work|root|home|Users|tmp)\//, 'path of one computer'],
  [/\b(AI|LLM|sub-?agents?|agents?|prompts?|registry host|language model)\b/, 'word foreign to the product'],
];

/** What is wrong with one file, as lines `path:line: reason`. */
export function tripwiresIn(path, text) {
  const found = [];
  const name = path.split('/').at(-1) ?? '';
  if (/^(utils?|helpers?|types|misc|common)\.(ts|tsx|mjs)$/.test(name))
    found.push(`${path}: a catch-all file; name it by what it does`);
  const lines = text.split('\n');
  if (/\.(ts|tsx|mjs|css)$/.test(name) && lines.length > MAX_LINES + 1)
    found.push(`${path}: ${lines.length - 1} lines (at most ${MAX_LINES})`);
  lines.forEach((line, index) => {
    for (const [pattern, reason] of FORBIDDEN) {
      const hit = pattern.exec(line);
      if (hit) found.push(`${path}:${index + 1}: ${reason} (${hit[0]})`);
    }
  });
  return found;
}

function filesUnder(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (SKIPPED.has(name)) return [];
    if (statSync(join(ROOT, path)).isDirectory()) return filesUnder(path);
    return /\.(ts|tsx|mjs|cjs|css|html|md|json|ya?ml|avsc|glsl)$/.test(name) || folder === '.ci'
      ? [path]
      : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const top = readdirSync(ROOT).filter(
    (name) => /\.(ts|cjs|mjs|md|json)$/.test(name) && name !== 'package-lock.json',
  );
  const files = [...top, ...FOLDERS.flatMap(filesUnder)].filter((path) => !OWN.test(path));
  const found = files.flatMap((path) => tripwiresIn(path, readFileSync(join(ROOT, path), 'utf8')));
  for (const line of found) console.log(line);
  console.log(`${files.length} files, ${found.length} found`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
