// What the page needs of the program that shows it: a link to the engine, files, places to save to, menu commands.
// Two implementations (electron-host.ts, loopback-host.ts); nothing else in the page knows which one it is.
import type { ByteLink } from '../../../contracts/wire/link.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Sources a user chose: by path where the engine can reach them, else as files whose bytes have to be sent. */
export type ChosenSources = { readonly paths: readonly string[] } | { readonly files: readonly File[] };

export type ChoiceKind = 'file' | 'folder';

export interface SaveTarget {
  readonly path: string | null;
}

export interface Host {
  readonly kind: 'electron' | 'loopback';
  connect(): Promise<ByteLink>;
  /** Null where the user changed their mind. */
  choose(kind: ChoiceKind): Promise<ChosenSources | null>;
  /** Must be called while the drop event is handled. Folders are opened with all that is in them. */
  sourcesFromDrop(transfer: DataTransfer): Promise<ChosenSources>;
  /** False where the user changed their mind. */
  save(suggestedName: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<boolean>;
  /** Where a file should go that the engine writes: a path, or null where the host hands it over afterwards. */
  chooseTarget(suggestedName: string): Promise<SaveTarget | null>;
  /** Gives the user the file that the engine kept for this export. */
  handOver(exportId: string, name: string): void;
  /** Commands of a native menu; a host without one never calls. */
  onMenuCommand(listener: (command: string) => void): Disposable;
  /** Paths given to the program while it runs (a second start, a file dropped on its icon). */
  onOpenPaths(listener: (paths: readonly string[]) => void): Disposable;
}

export function isEmptyChoice(chosen: ChosenSources): boolean {
  return 'paths' in chosen ? chosen.paths.length === 0 : chosen.files.length === 0;
}
