// When the tiles of a picture are asked for and when it is painted. What is missing is asked for at once, not with the
// next frame, which is long in coming where frames are slow; and a picture that replaces another one, under other
// parameters, is painted when all of it is here, unless that takes long.
import type { Disposable } from '../../base/disposable.ts';
import type { TileDemand } from '../replay/tile-cache.ts';

/** The picture before stands for so long; then what is here of the new one is shown in it. */
export const HOLD_MS = 150;
/** What could not be asked for, or waits for a picture that takes long, is looked at again after so long. */
export const RETRY_MS = 300;

export interface PaceDeps {
  /** Asks for what is missing; null where there is nothing to show. */
  ask(): Pick<TileDemand, 'missing' | 'sliced' | 'bare' | 'delayed' | 'rests'> | null;
  /** Newer parameters wait for the picture under those before. */
  waits(): boolean;
  /** Has a frame painted. */
  invalidate(): void;
}

export class PicturePace implements Disposable {
  readonly #deps: PaceDeps;
  #hold: ReturnType<typeof setTimeout> | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #complete = true;
  #waiters: (() => void)[] = [];

  constructor(deps: PaceDeps) {
    this.#deps = deps;
  }

  /** Parameters were moved, or a tile came. */
  hurry(): void {
    const demand = this.#deps.ask();
    const stands = demand !== null && demand.missing > 0 && demand.bare === 0;
    if (!stands) this.#deps.invalidate();
    else this.#hold ??= setTimeout(() => this.#release(), HOLD_MS);
  }

  /** What is out of sight came: nothing else is to be seen, and once all of it is here that is told by a frame. */
  filled(): void {
    if (this.#deps.ask()?.sliced === 0) this.#deps.invalidate();
  }

  /** Every time after asking: what is left is looked at again. */
  asked(demand: Pick<TileDemand, 'missing' | 'delayed' | 'rests'>): void {
    const waits = this.#deps.waits();
    this.#complete = demand.missing === 0 && !waits;
    if (this.#complete) this.#endHold();
    // Painted before the newer parameters are taken up.
    if (waits && demand.missing === 0) this.#deps.invalidate();
    else if (waits || demand.delayed || demand.rests)
      this.#retry ??= setTimeout(() => this.#again(), RETRY_MS);
  }

  /** A frame is on the canvas. */
  painted(): void {
    if (this.#complete) for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Settles once the picture of the moment is painted; at once where it is. */
  whenPainted(): Promise<void> {
    return this.#complete ? Promise.resolve() : new Promise((resolve) => this.#waiters.push(resolve));
  }

  dispose(): void {
    this.#endHold();
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#complete = true;
    this.painted();
  }

  #release(): void {
    this.#hold = null;
    this.#deps.invalidate();
  }

  #again(): void {
    this.#retry = null;
    this.#deps.ask();
  }

  #endHold(): void {
    if (this.#hold !== null) clearTimeout(this.#hold);
    this.#hold = null;
  }
}
