// The engine's thread. It gets its settings as workerData and one MessagePort a page; `close` ends it.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { FaultError, faultText } from '../../contracts/errors.ts';
import { messagePortLink } from '../../contracts/wire/message-port-link.ts';
import { ensure } from '../base/assert.ts';
import { createEngine, type EngineOptions } from './engine.ts';

type HostMessage = { readonly type: 'link'; readonly port: MessagePort } | { readonly type: 'close' };

const host = ensure(parentPort, 'the engine runs in a worker thread');
const starting = createEngine(workerData as EngineOptions).catch((error: unknown) => {
  // Only an error's message reaches the host's thread.
  throw error instanceof FaultError ? new Error(faultText(error.fault)) : error;
});

// It fails where nothing can be written, which is told once somebody wants to.
void starting.then((engine) => engine.practise()).catch(() => {});

host.on('message', (message: HostMessage) => {
  if (message.type === 'link') void starting.then((engine) => engine.connect(messagePortLink(message.port)));
  else void end();
});

async function end(): Promise<void> {
  const engine = await starting;
  await engine.close();
  host.close();
}
