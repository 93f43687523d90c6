// The loopback host's server: the page's files and one WebSocket, on 127.0.0.1 only. It answers its own page and
// nothing else: Host must name it, Origin must be it, and the token of this start must be given.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../contracts/wire/envelope.ts';
import { type PageFile, pageHeaders } from '../host/page-files.ts';
import { exportIdFromPath, sendExport } from './exported-file.ts';

export interface LoopbackServer {
  /** Address with this start's token; opening it shows the page. */
  readonly url: string;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  readonly files: ReadonlyMap<string, PageFile>;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where exported files wait to be fetched. */
  readonly exportsFolder: string;
  onSocket(socket: WebSocket): void;
}

const LINK_PATH = '/link';

export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const gate = new Gate(port, token);
  server.on('request', (request, response) => answer(request, response, gate, options));

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!gate.admitsLink(request)) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (webSocket) => options.onSocket(webSocket));
  });
  return {
    url: `${gate.origin}/?token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Decides who may ask. Another site's page can reach 127.0.0.1 too: it fails on Host, Origin or the token. */
class Gate {
  readonly origin: string;
  readonly #host: string;
  readonly #token: Buffer;

  constructor(port: number, token: string) {
    this.#host = `127.0.0.1:${port}`;
    this.origin = `http://${this.#host}`;
    this.#token = Buffer.from(token);
  }

  get linkSource(): string {
    return `ws://${this.#host}`;
  }

  admitsFile(request: IncomingMessage): boolean {
    return request.method === 'GET' && request.headers.host === this.#host;
  }

  admitsLink(request: IncomingMessage): boolean {
    const url = new URL(request.url ?? '/', this.origin);
    return (
      url.pathname === LINK_PATH &&
      request.headers.host === this.#host &&
      request.headers.origin === this.origin &&
      this.knows(url.searchParams.get('token'))
    );
  }

  knows(token: string | null): boolean {
    const given = Buffer.from(token ?? '');
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  { files, exportsFolder }: LoopbackOptions,
): void {
  const url = new URL(request.url ?? '/', gate.origin);
  const file = files.get(url.pathname);
  const exportId = exportIdFromPath(url.pathname);
  const isOpen = url.pathname !== '/' && exportId === null;
  if (!gate.admitsFile(request) || (!isOpen && !gate.knows(url.searchParams.get('token')))) {
    response.writeHead(403).end();
  } else if (exportId !== null) {
    void sendExport(response, exportsFolder, exportId);
  } else if (!file) {
    response.writeHead(404).end();
  } else {
    response.writeHead(200, pageHeaders(file, gate.linkSource)).end(file.body);
  }
}
