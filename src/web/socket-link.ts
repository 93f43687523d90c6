// Joins a WebSocket of the page to a port of the engine: whole messages as they are, both ways, until either closes.
import type { MessagePort } from 'node:worker_threads';
import type { WebSocket } from 'ws';
import { messagePortLink } from '../../contracts/wire/message-port-link.ts';

export function joinSocketToPort(socket: WebSocket, port: MessagePort): void {
  const engine = messagePortLink(port);
  engine.onMessage((bytes) => socket.send(bytes));
  engine.onClose(() => socket.close());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    // The protocol is binary; a text message comes from something else.
    if (!isBinary) return socket.close(1003);
    engine.send(new Uint8Array(data));
  });
  socket.on('close', () => engine.close());
  socket.on('error', () => socket.terminate());
}
