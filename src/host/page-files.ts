// The built page as a fixed set of files, and the policy under which either host serves it. Only what was built can be
// asked for: a request is looked up by name, never turned into a path.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface PageFile {
  readonly contentType: string;
  readonly body: Buffer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** Reads the page's folder once; keys are URL paths (`/`, `/assets/index-x.js`). */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!contentType) continue;
    const url = `/${relative(folder, path).split(sep).join('/')}`;
    const file = { contentType, body: readFileSync(path) };
    files.set(url, file);
    if (url === '/index.html') files.set('/', file);
  }
  return files;
}

/** `connect` is the one address the page may talk to besides its own files (the loopback link), or nothing. */
export function pageHeaders(file: PageFile, connect: string | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // Inline style attributes: components place popovers and bars with them.
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${connect ?? "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': file.contentType,
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}
