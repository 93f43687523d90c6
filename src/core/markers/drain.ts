// How many lots left each tick lately, both sides together: what weighs a void, since V alone is as high where one small
// order was pulled.
import type { Tick } from '../../../contracts/units.ts';
import type { MarkerWindow } from './marker-window.ts';

/** Valid windows over which lots that left count: a little more than the 8 s that V looks back on. */
export const DRAIN_WINDOWS = 10;

interface Losses {
  readonly tick: readonly number[];
  /** pull + fill - add, lots. */
  readonly lots: readonly number[];
}

export class Drain {
  /** Last valid windows, oldest first. */
  #windows: Losses[] = [];

  take({ flow }: MarkerWindow): void {
    const { rows, from, to } = flow;
    const tick: number[] = [];
    const lots: number[] = [];
    for (let row = from; row < to; row++) {
      const lost = rows.pull[row] + rows.fill[row] - rows.add[row];
      if (lost === 0) continue;
      tick.push(rows.tick[row]);
      lots.push(lost);
    }
    this.#windows.push({ tick, lots });
    if (this.#windows.length > DRAIN_WINDOWS) this.#windows.shift();
  }

  /** Net lots that left the ticks tickLo..tickHi; negative where more came. */
  between(tickLo: Tick, tickHi: Tick): number {
    let sum = 0;
    for (const { tick, lots } of this.#windows) {
      for (let i = 0; i < tick.length; i++) if (tick[i] >= tickLo && tick[i] <= tickHi) sum += lots[i];
    }
    return sum;
  }

  save(): readonly Losses[] {
    return [...this.#windows];
  }

  restore(windows: readonly Losses[]): void {
    this.#windows = [...windows];
  }
}
