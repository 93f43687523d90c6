// The loopback host as the page sees it: a WebSocket to the server that served it, and what a browser can do with
// files. A browser tells no paths, so chosen files are sent as bytes.
import type { ByteLink } from '../../../contracts/wire/link.ts';
import { type SocketLike, webSocketLink } from '../../../contracts/wire/web-socket-link.ts';
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import type { ChoiceKind, ChosenSources, Host, SaveTarget } from './host.ts';

/** More files than any folder of days has; a mistaken drop of a whole disk ends here. */
const MAX_FILES = 1000;
const REVOKE_AFTER_MS = 60_000;

export class LoopbackHost implements Host {
  readonly kind = 'loopback';

  connect(): Promise<ByteLink> {
    const token = new URL(location.href).searchParams.get('token') ?? '';
    return webSocketLink(
      new WebSocket(`ws://${location.host}/link?token=${encodeURIComponent(token)}`) as SocketLike,
    );
  }

  choose(kind: ChoiceKind): Promise<ChosenSources | null> {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = kind === 'folder';
    return new Promise((resolve) => {
      input.addEventListener('cancel', () => resolve(null));
      input.addEventListener('change', () => {
        const files = [...(input.files ?? [])].slice(0, MAX_FILES);
        resolve(files.length > 0 ? { files } : null);
      });
      input.click();
    });
  }

  async sourcesFromDrop(transfer: DataTransfer): Promise<ChosenSources> {
    // Entries are only there while the event is handled: all are taken before the first wait.
    const entries = [...transfer.items]
      .map((item) => item.webkitGetAsEntry())
      .filter((entry) => entry !== null);
    const files: File[] = [];
    for (const entry of entries) await collectFiles(entry, files);
    return { files };
  }

  save(suggestedName: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<boolean> {
    const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
    download(url, suggestedName);
    setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
    return Promise.resolve(true);
  }

  chooseTarget(): Promise<SaveTarget | null> {
    return Promise.resolve({ path: null });
  }

  handOver(exportId: string, name: string): void {
    const token = new URL(location.href).searchParams.get('token') ?? '';
    download(`/exports/${exportId}?token=${encodeURIComponent(token)}`, name);
  }

  onMenuCommand(): Disposable {
    return disposableFrom(() => {});
  }

  onOpenPaths(): Disposable {
    return disposableFrom(() => {});
  }
}

async function collectFiles(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (into.length >= MAX_FILES) return;
  if (entry.isFile) {
    into.push(
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    );
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives its entries in portions; an empty one ends them.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return;
    for (const child of portion) await collectFiles(child, into);
  }
}

function download(url: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
