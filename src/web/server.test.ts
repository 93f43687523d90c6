import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { describeConformance } from '../../contracts/wire/conformance.testkit.ts';
import { messagePortLink } from '../../contracts/wire/message-port-link.ts';
import { type SocketLike, webSocketLink } from '../../contracts/wire/web-socket-link.ts';
import { eventually } from '../base/eventually.testkit.ts';
import type { PageFile } from '../host/page-files.ts';
import { type LoopbackServer, startLoopbackServer } from './server.ts';
import { joinSocketToPort } from './socket-link.ts';

const page: PageFile = { contentType: 'text/html; charset=utf-8', body: Buffer.from('<p>page</p>') };
const files = new Map([
  ['/', page],
  ['/assets/app.js', { contentType: 'text/javascript', body: Buffer.from('1') }],
]);

function linkAddress(url: string): string {
  const address = new URL(url);
  return `ws://${address.host}/link${address.search}`;
}

describeConformance('WebSocket, through the loopback host', async () => {
  const { port1, port2 } = new MessageChannel();
  const server = await startLoopbackServer({
    files,
    port: 0,
    exportsFolder: '',
    onSocket: (socket) => joinSocketToPort(socket, port1),
  });
  const socket = new WebSocket(linkAddress(server.url), { origin: new URL(server.url).origin });
  return {
    page: await webSocketLink(socket as unknown as SocketLike),
    engine: messagePortLink(port2),
    dispose: () => server.close(),
  };
});

describe('loopback host', () => {
  let server: LoopbackServer;
  let origin: string;
  let exportsFolder: string;

  beforeAll(async () => {
    exportsFolder = await mkdtemp(join(tmpdir(), 'fieldbook-exports-'));
    server = await startLoopbackServer({ files, port: 0, exportsFolder, onSocket: () => undefined });
    origin = new URL(server.url).origin;
  });
  afterAll(async () => {
    await server.close();
    await rm(exportsFolder, { recursive: true, force: true });
  });

  const status = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(`${origin}${path}`, { headers, method }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject).end();
    });

  const upgrade = (address: string, headers: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(address, { headers });
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('error', (error) => resolve(error.message));
    });

  it('listens on 127.0.0.1 only and serves the page to who has the token', async () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(await status(`/${new URL(server.url).search}`)).toBe(200);
    expect(await status('/')).toBe(403);
    expect(await status('/?token=wrong')).toBe(403);
    expect(await status('/assets/app.js')).toBe(200);
  });

  it('serves nothing that was not built, and only reads', async () => {
    expect(await status('/../package.json')).toBe(404);
    expect(await status('/assets/%2e%2e/%2e%2e/package.json')).toBe(404);
    expect(await status(`/${new URL(server.url).search}`, {}, 'POST')).toBe(403);
  });

  it('hands an exported file over once, to who has the token', async () => {
    const exportId = '0f8fad5b-d9cb-469f-a165-70867728950e';
    await mkdir(join(exportsFolder, exportId));
    await writeFile(join(exportsFolder, exportId, 'ES 2023 ü.csv'), 'a,b\n1,2\n');
    await writeFile(join(exportsFolder, exportId, 'ES 2023 ü.csv-metadata.json'), '{}');
    const address = `/exports/${exportId}`;
    const { search } = new URL(server.url);
    expect(await status(address)).toBe(403);
    expect(await status(`${address}?token=wrong`)).toBe(403);
    expect(await status(address + search, {}, 'POST')).toBe(403);
    expect(await status(`/exports/0f8fad5b-d9cb-469f-a165-70867728950f${search}`)).toBe(404);
    const response = await fetch(`${origin}${address}${search}`);
    expect(response.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''ES%202023%20%C3%BC.csv",
    );
    expect(await response.text()).toBe('a,b\n1,2\n');
    await eventually(() => expect(existsSync(join(exportsFolder, exportId))).toBe(false));
    expect(await status(address + search)).toBe(404);
  });

  it('refuses another Host, so that a foreign name cannot be pointed here', async () => {
    expect(await status('/assets/app.js', { host: 'evil.example' })).toBe(403);
  });

  it('links only its own page', async () => {
    const address = linkAddress(server.url);
    expect(await upgrade(address, { origin })).toBe('open');
    expect(await upgrade(address, { origin: 'http://evil.example' })).toContain('403');
    expect(await upgrade(address, {})).toContain('403');
    expect(await upgrade(address.replace(/token=.*/, 'token=wrong'), { origin })).toContain('403');
    expect(await upgrade(address.replace('/link', '/other'), { origin })).toContain('403');
  });
});
