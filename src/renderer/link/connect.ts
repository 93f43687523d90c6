// The page's first step: which host it runs in, a link to the engine, and the engine's own account of itself.
import './no-eval.ts';
import { PROTOCOL_VERSION, type RequestResult } from '../../../contracts/messages.ts';
import { Peer } from '../../../contracts/wire/peer.ts';
import { type ElectronBridge, ElectronHost } from './electron-host.ts';
import type { Host } from './host.ts';
import { LoopbackHost } from './loopback-host.ts';

declare global {
  interface Window {
    readonly fieldbook?: ElectronBridge;
  }
}

export interface Connection {
  readonly host: Host;
  readonly peer: Peer;
  readonly hello: RequestResult<'hello'>;
}

export function detectHost(): Host {
  return window.fieldbook ? new ElectronHost(window.fieldbook) : new LoopbackHost();
}

/** Rejects where the engine is not there or speaks another version of the protocol. */
export async function connect(host: Host = detectHost()): Promise<Connection> {
  const peer = new Peer(await host.connect());
  const { result } = await peer.call('hello', { protocolVersion: PROTOCOL_VERSION });
  if (result.protocolVersion !== PROTOCOL_VERSION) {
    peer.close();
    throw new Error(
      `The engine speaks version ${result.protocolVersion} of the protocol, this page version ${PROTOCOL_VERSION}.`,
    );
  }
  return { host, peer, hello: result };
}
