import { MessageChannel } from 'node:worker_threads';
import { describeConformance } from './conformance.testkit.ts';
import { memoryLinkPair } from './link.ts';
import { messagePortLink } from './message-port-link.ts';

describeConformance('memory', async () => {
  const [page, engine] = memoryLinkPair();
  return { page, engine, dispose: () => undefined };
});

describeConformance('MessageChannel (Node)', async () => {
  const { port1, port2 } = new MessageChannel();
  return { page: messagePortLink(port1), engine: messagePortLink(port2), dispose: () => undefined };
});

describeConformance('MessageChannel (page)', async () => {
  // The page's ports have addEventListener only.
  const { port1, port2 } = new globalThis.MessageChannel();
  const pagePort = (port: MessagePort) => ({
    postMessage: (message: unknown, transfer: never[]) => port.postMessage(message, transfer),
    close: () => port.close(),
    start: () => port.start(),
    addEventListener: (event: string, listener: (event: { data: unknown }) => void) =>
      port.addEventListener(event, listener as unknown as EventListener),
  });
  return {
    page: messagePortLink(pagePort(port1)),
    engine: messagePortLink(pagePort(port2)),
    dispose: () => undefined,
  };
});
