// ByteLink over a WebSocket that speaks the browser's interface: the page's end of the loopback host.
import { type Disposable, disposableFrom } from '../../src/base/disposable.ts';
import type { ByteLink } from './link.ts';

/** The part of the browser's WebSocket that is used. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

const OPEN = 1;

/** Resolves once the socket is open; rejects if it cannot be. */
export function webSocketLink(socket: SocketLike): Promise<ByteLink> {
  socket.binaryType = 'arraybuffer';
  const link = new WebSocketLink(socket);
  if (socket.readyState === OPEN) return Promise.resolve(link);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(link));
    link.onClose(() => reject(new Error('the connection was refused')));
  });
}

class WebSocketLink implements ByteLink {
  readonly #socket: SocketLike;
  readonly #closers = new Set<() => void>();
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #queued: Uint8Array[] = [];
  #closed = false;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    socket.addEventListener('message', (event) => this.#receive(event.data));
    socket.addEventListener('close', () => this.#end());
    socket.addEventListener('error', () => this.#end());
  }

  send(bytes: Uint8Array): void {
    if (!this.#closed) this.#socket.send(bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): Disposable {
    this.#listener = listener;
    for (const bytes of this.#queued.splice(0)) listener(bytes);
    return disposableFrom(() => {
      if (this.#listener === listener) this.#listener = undefined;
    });
  }

  onClose(listener: () => void): Disposable {
    this.#closers.add(listener);
    return disposableFrom(() => this.#closers.delete(listener));
  }

  close(): void {
    this.#socket.close();
    this.#end();
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    // The protocol is binary; text comes from something else.
    if (!(data instanceof ArrayBuffer)) this.close();
    else if (this.#listener) this.#listener(new Uint8Array(data));
    else this.#queued.push(new Uint8Array(data));
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const closer of this.#closers) closer();
  }
}
