// Serves the built page under `fieldbook://app/`, an origin of its own, with the page's policy; no file: address and no
// network is ever loaded.
import { protocol, session } from 'electron';
import { type PageFile, pageHeaders } from '../host/page-files.ts';

export const PAGE_SCHEME = 'fieldbook';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`;

/** Must run before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } },
  ]);
}

export function servePage(files: ReadonlyMap<string, PageFile>): void {
  protocol.handle(PAGE_SCHEME, (request) => {
    const url = new URL(request.url);
    const file = url.origin === PAGE_ORIGIN || url.host === 'app' ? files.get(url.pathname) : undefined;
    if (!file) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(file.body), { headers: pageHeaders(file, null) });
  });
  // The program makes no network connection, whatever the page or a library tries.
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    const scheme = new URL(details.url).protocol;
    callback({ cancel: ![`${PAGE_SCHEME}:`, 'devtools:', 'blob:', 'data:'].includes(scheme) });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
}
