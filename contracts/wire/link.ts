// The one seam between engine and page: whole messages as bytes, in order, both ways. Two methods; everything else
// (calls, cancels, events) is built on it once, in peer.ts. MessagePort and WebSocket are its only differences.
import type { Disposable } from '../../src/base/disposable.ts';

export interface ByteLink {
  /** Takes ownership of `bytes`: the caller must not write to them again. */
  send(bytes: Uint8Array): void;
  /** Bytes handed over belong to the listener. One listener at a time. */
  onMessage(listener: (bytes: Uint8Array) => void): Disposable;
  /** Called once, when either end has closed or failed. */
  onClose(listener: () => void): Disposable;
  close(): void;
}

/** Two linked ends in one thread: for tests and for the command line, where engine and caller share a process. */
export function memoryLinkPair(): [ByteLink, ByteLink] {
  const a = new MemoryLink();
  const b = new MemoryLink();
  a.peer = b;
  b.peer = a;
  return [a, b];
}

class MemoryLink implements ByteLink {
  peer: MemoryLink | undefined;
  #listener: ((bytes: Uint8Array) => void) | undefined;
  #queued: Uint8Array[] = [];
  readonly #closers = new Set<() => void>();
  #closed = false;

  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    queueMicrotask(() => this.peer?.deliver(bytes));
  }

  deliver(bytes: Uint8Array): void {
    if (this.#closed) return;
    if (this.#listener) this.#listener(bytes);
    else this.#queued.push(bytes);
  }

  onMessage(listener: (bytes: Uint8Array) => void): Disposable {
    this.#listener = listener;
    const queued = this.#queued;
    this.#queued = [];
    for (const bytes of queued) listener(bytes);
    return {
      dispose: () => {
        if (this.#listener === listener) this.#listener = undefined;
      },
    };
  }

  onClose(listener: () => void): Disposable {
    this.#closers.add(listener);
    return { dispose: () => this.#closers.delete(listener) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const closer of this.#closers) closer();
    queueMicrotask(() => this.peer?.close());
  }
}
