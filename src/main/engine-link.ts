// Joins a page's port to a port of the engine. Electron's own ports and Node's differ, so whole messages are handed
// over here; nothing in them is looked at.
import type { MessagePortMain } from 'electron';
import { messagePortLink } from '../../contracts/wire/message-port-link.ts';
import type { EngineThread } from '../host/engine-thread.ts';

/** `page` is the host's end of the page's port. */
export function joinPageToEngine(page: MessagePortMain, engine: EngineThread): void {
  const link = messagePortLink(engine.connect());
  link.onMessage((bytes) => page.postMessage(bytes));
  link.onClose(() => page.close());
  page.on('message', (event) => {
    // The value comes from another context, so its class is not this one's.
    if (ArrayBuffer.isView(event.data)) link.send(ownBytes(event.data));
    else if (event.data === 'closing') link.close();
  });
  page.on('close', () => link.close());
  page.start();
}

function ownBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}
