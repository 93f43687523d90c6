// ByteLink over a WebSocket of the page: binary messages, in order. Anything else on it is not our peer's.
import type { ByteLink } from '../../../contracts/wire/link.ts';
import { disposableFrom, type Disposable } from '../../base/disposable.ts';

/** What a link needs of a socket: the page's own has it, and so has ws's. */
export interface SocketLike {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

/** Settles when the socket is open; rejects where the server refuses it. */
export function openWebSocketLink(url: string): Promise<ByteLink> {
  const socket = new WebSocket(url);
  const link = webSocketLink(socket as SocketLike);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(link));
    socket.addEventListener('close', () => reject(new Error('The engine is not there, or this address has expired.')));
  });
}

export function webSocketLink(socket: SocketLike): ByteLink {
  return new WebSocketLink(socket);
}

class WebSocketLink implements ByteLink {
  readonly #socket: SocketLike;
  readonly #closers = new Set<() => void>();
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #queued: Uint8Array[] = [];
  #closed = false;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (event) => this.#receive(event.data));
    socket.addEventListener('close', () => this.#end());
    socket.addEventListener('error', () => this.close());
  }

  send(bytes: Uint8Array): void {
    if (!this.#closed) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
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
    if (this.#closed) return;
    this.#socket.close();
    this.#end();
  }

  #receive(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return this.close();
    const bytes = new Uint8Array(data);
    if (this.#listener) this.#listener(bytes);
    else this.#queued.push(bytes);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const closer of this.#closers) closer();
  }
}
