// ByteLink over a MessagePort: the page's own and Node's, which differ only in how they listen. Buffers are
// transferred, never copied, where the message owns its whole buffer.
import { type Disposable, disposableFrom } from '../../src/base/disposable.ts';
import type { ByteLink } from './link.ts';

/** What both kinds of port can do. Node's has `on`/`off`, the page's `addEventListener`. */
export interface PortLike {
  postMessage(message: unknown, transfer: never[]): void;
  close(): void;
  start?(): void;
  // biome-ignore lint/suspicious/noExplicitAny: the two ports' own signatures agree on nothing narrower
  on?(event: any, listener: (value: any) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  addEventListener?(event: any, listener: (event: any) => void): void;
}

/** Sent before closing, since a page's port does not tell its other end that it has closed. */
const CLOSING = 'closing';

export function messagePortLink(port: PortLike): ByteLink {
  return new MessagePortLink(port);
}

class MessagePortLink implements ByteLink {
  readonly #port: PortLike;
  readonly #closers = new Set<() => void>();
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #queued: Uint8Array[] = [];
  #closed = false;

  constructor(port: PortLike) {
    this.#port = port;
    if (port.on) {
      port.on('message', (data: unknown) => this.#receive(data));
      port.on('close', () => this.#end());
    } else {
      port.addEventListener?.('message', (event: { data: unknown }) => this.#receive(event.data));
      port.addEventListener?.('close', () => this.#end());
    }
    port.start?.();
  }

  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    // A page's port may lead to another process, and what is transferred there never arrives.
    const whole =
      this.#port.on !== undefined && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
    this.#port.postMessage(bytes, (whole ? [bytes.buffer] : []) as never[]);
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
    this.#port.postMessage(CLOSING, []);
    this.#port.close();
    this.#end();
  }

  #receive(data: unknown): void {
    if (data === CLOSING) this.#end();
    // Anything but bytes is not this protocol: the port is not our peer's.
    else if (!(data instanceof Uint8Array)) this.close();
    else if (this.#listener) this.#listener(data);
    else this.#queued.push(data);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const closer of this.#closers) closer();
  }
}
