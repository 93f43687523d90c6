// Files that only the page holds, by the name the engine knew them by: it drops an upload once it was opened, so a file
// that is to be opened once more in another way has to be sent again.
import type { ChosenSources } from '../link/host.ts';

export class ChosenFiles {
  readonly #files = new Map<string, File>();

  remember(chosen: ChosenSources): void {
    if ('paths' in chosen) return;
    for (const file of chosen.files) this.#files.set(plainName(file.name), file);
  }

  /** What to open for a file that a fault names: the page's own file, else the path. */
  sourceOf(path: string): ChosenSources {
    const name = plainName(path.split(/[\\/]/).at(-1) ?? path);
    const file = this.#files.get(name) ?? this.#files.get(name.replace(/^\d+-/, ''));
    return file ? { files: [file] } : { paths: [path] };
  }
}

/** A name as it survives every file system. */
function plainName(name: string): string {
  return name.replace(/[^\w.@+ -]/g, '_').slice(-200);
}
