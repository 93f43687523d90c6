// The Electron host as the page sees it: what its preload exposed, and the engine's port that comes as a window message.
import { PORT_MESSAGE } from '../../../contracts/host-channels.ts';
import type { ByteLink } from '../../../contracts/wire/link.ts';
import { messagePortLink, type PortLike } from '../../../contracts/wire/message-port-link.ts';
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import type { ChoiceKind, ChosenSources, Host, SaveTarget } from './host.ts';

/** `window.fieldbook`, as the preload exposes it. */
export interface ElectronBridge {
  requestPort(): void;
  openDialog(kind: ChoiceKind): Promise<string[]>;
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<boolean>;
  chooseTarget(suggestedName: string): Promise<string | null>;
  pathForFile(file: File): string;
  onMenu(listener: (command: string) => void): void;
  onOpenPaths(listener: (paths: string[]) => void): void;
}

const PORT_TIMEOUT_MS = 15_000;

export class ElectronHost implements Host {
  readonly kind = 'electron';
  readonly #bridge: ElectronBridge;
  readonly #menuListeners = new Set<(command: string) => void>();
  readonly #pathListeners = new Set<(paths: readonly string[]) => void>();

  constructor(bridge: ElectronBridge) {
    this.#bridge = bridge;
    // The bridge cannot take a listener back, so it gets one of each for good.
    bridge.onMenu((command) => {
      for (const listener of this.#menuListeners) listener(command);
    });
    bridge.onOpenPaths((paths) => {
      for (const listener of this.#pathListeners) listener(paths);
    });
  }

  connect(): Promise<ByteLink> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        window.removeEventListener('message', onMessage);
        reject(new Error('The engine did not answer.'));
      }, PORT_TIMEOUT_MS);
      const onMessage = (event: MessageEvent): void => {
        const port = event.ports[0];
        if (
          event.source !== window ||
          (event.data as { type?: unknown } | null)?.type !== PORT_MESSAGE ||
          !port
        )
          return;
        window.removeEventListener('message', onMessage);
        clearTimeout(timer);
        resolve(messagePortLink(port as PortLike));
      };
      window.addEventListener('message', onMessage);
      this.#bridge.requestPort();
    });
  }

  async choose(kind: ChoiceKind): Promise<ChosenSources | null> {
    const paths = await this.#bridge.openDialog(kind);
    return paths.length > 0 ? { paths } : null;
  }

  sourcesFromDrop(transfer: DataTransfer): Promise<ChosenSources> {
    const paths = [...transfer.files]
      .map((file) => this.#bridge.pathForFile(file))
      .filter((path) => path !== '');
    return Promise.resolve({ paths });
  }

  save(suggestedName: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#bridge.saveFile(suggestedName, bytes);
  }

  async chooseTarget(suggestedName: string): Promise<SaveTarget | null> {
    const path = await this.#bridge.chooseTarget(suggestedName);
    return path === null ? null : { path };
  }

  /** The engine wrote to the path that was chosen: there is nothing left to hand over. */
  handOver(): void {}

  onMenuCommand(listener: (command: string) => void): Disposable {
    this.#menuListeners.add(listener);
    return disposableFrom(() => this.#menuListeners.delete(listener));
  }

  onOpenPaths(listener: (paths: readonly string[]) => void): Disposable {
    this.#pathListeners.add(listener);
    return disposableFrom(() => this.#pathListeners.delete(listener));
  }
}
