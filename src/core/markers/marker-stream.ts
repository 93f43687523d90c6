// From silver to markers: the fields' kernel with the few planes that markers need, over a range wide enough for their
// surroundings, and the tracker behind it. One a day, like the kernel; it goes on from any window it was saved at.

import type { MarkerParams } from '../../../contracts/markers.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { ensure } from '../../base/assert.ts';
import type { GoldCheckpoint } from '../fields/checkpoint.ts';
import { firstWindowInChunk, spanOfWindow } from '../fields/flow.ts';
import { GoldKernel } from '../fields/kernel.ts';
import type { SilverChunk } from '../silver/chunk.ts';
import type { TapeColumns } from '../tape/tape-rows.ts';
import { FRONT_REACH } from './fronts.ts';
import { MARGIN } from './marker-window.ts';
import type { EventBuffer, MarkerBuffer } from './rows.ts';
import { tapeOfWindow } from './takes.ts';
import { MarkerTracker, type TrackerState } from './tracker.ts';

export interface MarkerCheckpoint {
  readonly kernel: GoldCheckpoint;
  readonly tracker: TrackerState;
}

export class MarkerStream {
  readonly #kernel: GoldKernel;
  readonly #tracker: MarkerTracker;

  constructor(fieldParams: FieldParams, markerParams: MarkerParams) {
    const reach = Math.max(fieldParams.xMax, markerParams.markerRange, FRONT_REACH) + MARGIN;
    this.#kernel = new GoldKernel(
      { ...fieldParams, xMax: reach },
      { fields: ['wall_strength', 'void_strength', 'du_ema_2_dx'], lattices: ['L'] },
    );
    this.#tracker = new MarkerTracker(markerParams);
  }

  /**
   * Advances over one window of the chunk, by its index in it; an invalid window changes and writes nothing. `tape`: of
   * the day up to this window at least; without it no sweeps and icebergs are told.
   */
  step(
    chunk: SilverChunk,
    windowInChunk: number,
    markers: MarkerBuffer | null,
    events: EventBuffer | null,
    tape: TapeColumns | null = null,
  ): boolean {
    if (!this.#kernel.step(chunk, windowInChunk, true)) return false;
    const line = ensure(this.#kernel.frame('L'), 'markers: a valid window has a frame');
    const bids = ensure(this.#kernel.frame('B'), 'markers: a valid window has a frame');
    const asks = ensure(this.#kernel.frame('A'), 'markers: a valid window has a frame');
    this.#tracker.step(
      {
        window: chunk.windowFrom + windowInChunk,
        spotTick: line.spotTick,
        mid2: chunk.snapshots.mid2[windowInChunk],
        tickLo: line.tickLo,
        n: line.n,
        wall: line.plane('wall_strength'),
        hollow: line.plane('void_strength'),
        slope: line.plane('du_ema_2_dx'),
        depth: [bids.plane('depth_end'), asks.plane('depth_end')],
        flow: { rows: chunk.rows, ...spanOfWindow(chunk.rows, firstWindowInChunk(chunk) + windowInChunk) },
        tape: tapeOfWindow(tape, chunk.windowFrom + windowInChunk),
      },
      markers,
      events,
    );
    return true;
  }

  save(): MarkerCheckpoint {
    return { kernel: this.#kernel.save(), tracker: this.#tracker.save() };
  }

  restore({ kernel, tracker }: MarkerCheckpoint): void {
    this.#kernel.restore(kernel);
    this.#tracker.restore(tracker);
  }
}
