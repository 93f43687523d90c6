// An exported file on its way to the browser: streamed from the store's folder, and gone from there once it arrived.
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const ADDRESS = /^\/exports\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** What lies beside a CSV; a browser is given one file. */
const BESIDE = '-metadata.json';

/** Null where the address is not that of an export. */
export function exportIdFromPath(pathname: string): string | null {
  return ADDRESS.exec(pathname)?.[1] ?? null;
}

export async function sendExport(response: ServerResponse, folder: string, exportId: string): Promise<void> {
  const own = join(folder, exportId);
  try {
    const names = await readdir(own).catch(() => []);
    const name = names.find((each) => !each.startsWith('.') && !each.endsWith(BESIDE));
    if (name === undefined) {
      response.writeHead(404).end();
      return;
    }
    const path = join(own, name);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': (await stat(path)).size,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    await pipeline(createReadStream(path), response);
    await rm(own, { recursive: true, force: true });
  } catch {
    // The browser gave up, or the file cannot be read: what is left goes with the old exports at the next start.
    response.destroy();
  }
}
