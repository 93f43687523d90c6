// The Node programs of the build. Each becomes one self-contained file in out/, at the place it has in src/.
// Code that starts a worker writes `new URL('./x.ts', import.meta.url)`: that runs from source as it stands,
// and `workerUrls` points it at the built file, wherever the starting code was bundled.

import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Run by plain Node or as worker threads. */
export const NODE_ENTRIES = [
  'src/engine/worker.ts',
  'src/engine/pipeline/decode-worker.ts',
  'src/engine/export/export-worker.ts',
  'src/engine/calibration/calibration-worker.ts',
  'src/web/main.ts',
  'src/cli/main.ts',
];
export const MAIN_ENTRY = 'src/main/main.ts';
export const PRELOAD_ENTRY = 'src/preload/preload.ts';
export const RENDERER_PAGE = 'src/renderer/index.html';

/** Left in node_modules: native code, what the host provides, and what ws loads only if it is there. */
export const EXTERNAL = [
  /^node:/,
  'electron',
  'better-sqlite3',
  'playwright-core',
  'bufferutil',
  'utf-8-validate',
];

export function outFileOf(entry) {
  return entry.replace(/^(src\/)?/, 'out/').replace(/\.ts$/, '.js');
}

/** Rewrites worker addresses for the file `entry` is bundled into; an address of no entry stops the build. */
export function workerUrls(entry) {
  const pattern = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+\.ts)\1\s*,\s*import\.meta\.url\s*\)/g;
  return {
    name: 'worker-urls',
    /** @param {string} code @param {string} id */
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      let changed = false;
      const next = code.replace(pattern, (_, _quote, path) => {
        const source = relative(ROOT, resolve(dirname(id.split('?')[0] ?? id), path))
          .split(sep)
          .join('/');
        if (!NODE_ENTRIES.includes(source))
          throw new Error(`${id}: ${source} is not an entry of scripts/entries.mjs`);
        changed = true;
        const target = posix.relative(posix.dirname(outFileOf(entry)), outFileOf(source));
        return `new URL(${JSON.stringify(target.startsWith('.') ? target : `./${target}`)}, import.meta.url)`;
      });
      return changed ? { code: next, map: null } : null;
    },
  };
}

export function atRoot(/** @type {string} */ path) {
  return join(ROOT, path);
}
