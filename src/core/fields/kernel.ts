// Silver in, fields out (field-model §3). `step` carries the state over one window and costs time only for cells with
// flow; `frame` computes every field over the published range, from that state, when somebody wants to see it. Whether
// and when somebody looks changes no number: the streaming path is the batch path.
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Tick } from '../../../contracts/units.ts';
import { assert } from '../../base/assert.ts';
import { FLAG_AGGREGATED, FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from '../silver/chunk.ts';
import { lotsOfCell, memoryOfCell } from './cell-state.ts';
import { Cells } from './cells.ts';
import { checkpointFromState, type GoldCheckpoint, restoreState } from './checkpoint.ts';
import { Companions } from './companions.ts';
import { CompiledFields } from './compiled.ts';
import { type Decay, decayFromTaus } from './decay.ts';
import { type FlowRows, firstWindowInChunk, NO_FLOW, spanOfWindow } from './flow.ts';
import type { Frame, WindowEnds } from './frame.ts';
import { FramePublisher } from './publisher.ts';
import { FIELDS } from './registry.ts';
import type { CellLots, CellMemory } from './terms.ts';

export interface GoldSelection {
  /** Ids of the fields to publish; all by default. What they need is computed too. */
  readonly fields?: readonly string[];
  readonly lattices?: readonly Lattice[];
}

export interface CellState {
  readonly lots: CellLots;
  readonly memory: CellMemory;
  readonly hasRest: boolean;
  readonly validWindows: number;
}

/** Fields of one instrument over one UTC day; a new day takes a new kernel. */
export class GoldKernel {
  readonly params: FieldParams;
  readonly #decay: Decay;
  readonly #publisher: FramePublisher;
  readonly #compiled: CompiledFields;
  readonly #companions: Companions;
  readonly #cells: Cells;
  #validWindows = 0;
  #publishedWindow = 0;
  #ends: WindowEnds = { spotTick: 0, bestBidTick: NULL_I32, bestAskTick: NULL_I32, hasRest: true };
  #flow: FlowRows = NO_FLOW;

  constructor(params: FieldParams, selection: GoldSelection = {}) {
    this.params = params;
    this.#decay = decayFromTaus(params.taus);
    this.#compiled = new CompiledFields(params, this.#decay);
    this.#cells = new Cells(this.#compiled);
    this.#companions = new Companions(params, (own, chosen) => new GoldKernel(own, chosen));
    const ids = selection.fields ?? FIELDS.all.map(({ id }) => id);
    this.#publisher = new FramePublisher(this.#compiled, params, ids, selection.lattices ?? LATTICES);
  }

  /** Valid windows taken so far; averages are warming up until 3 · 128 of them. */
  get validWindows(): number {
    return this.#validWindows;
  }

  /**
   * Advances over one window of the chunk, by its index in the chunk; windows come in order, each once. An invalid
   * window changes nothing. `publish` computes the frames at once, else the first `frame` call does.
   */
  step(chunk: SilverChunk, windowInChunk: number, publish: boolean): boolean {
    const { snapshots } = chunk;
    const flags = snapshots.flags[windowInChunk];
    if ((flags & FLAG_WINDOW_VALID) === 0) return false;
    const window = firstWindowInChunk(chunk) + windowInChunk;
    this.#applyKeyframe(chunk, window);
    this.#validWindows += 1;
    this.#flow = { rows: chunk.rows, ...spanOfWindow(chunk.rows, window) };
    this.#compiled.selectRows(this.#flow);
    this.#compiled.call.enterRows(this.#validWindows);
    this.#companions.step(chunk, windowInChunk);
    this.#ends = {
      spotTick: snapshots.spotTick[windowInChunk],
      bestBidTick: snapshots.bestBidTick[windowInChunk],
      bestAskTick: snapshots.bestAskTick[windowInChunk],
      hasRest: (flags & FLAG_AGGREGATED) === 0,
    };
    assert(this.#ends.spotTick !== NULL_I32, 'fields: a valid window has no spot anchor');
    if (publish) this.#publish();
    return true;
  }

  /** Fields of the last valid window; null before the first. Holds until the next step. */
  frame(lattice: Lattice): Frame | null {
    if (this.#validWindows === 0) return null;
    if (this.#publishedWindow !== this.#validWindows) this.#publish();
    return this.#publisher.frame(lattice);
  }

  /** A cell in the last valid window, with what its fields are made of; null before the first. */
  cell(lattice: Lattice, tick: Tick): CellState | null {
    const now = this.#validWindows;
    if (now === 0) return null;
    const index = LATTICES.indexOf(lattice);
    return {
      lots: lotsOfCell(this.#cells, this.#flow, index, tick),
      memory: memoryOfCell(this.#cells, this.#decay, index, tick, now),
      hasRest: this.#ends.hasRest,
      validWindows: now,
    };
  }

  /** Pressures of the rights on a strike, where they make that of this lattice. */
  pressures(lattice: Lattice, tick: Tick): ReturnType<Companions['pressures']> {
    return this.#companions.pressures(lattice, tick);
  }

  /** All that later windows depend on, and the last valid window's picture. */
  save(): GoldCheckpoint {
    return checkpointFromState({
      cells: this.#cells,
      validWindows: this.#validWindows,
      deadAge: this.#decay.deadAge,
      ends: this.#ends,
      flow: this.#flow,
      companions: this.#companions.save(),
    });
  }

  /** Takes the state of a kernel with the same parameters; the next step is the window after the checkpoint. */
  restore(checkpoint: GoldCheckpoint): void {
    this.#compiled.call.clearCells();
    const { validWindows, ends, flow } = restoreState(checkpoint, this.#cells);
    this.#companions.restore(checkpoint.companions);
    this.#validWindows = validWindows;
    this.#ends = ends;
    this.#flow = flow;
    this.#compiled.selectRows(flow);
    this.#publishedWindow = 0;
    this.#publisher.forget();
  }

  /**
   * Begins in mid-day with nothing in the averages, after that many valid windows: right once as many windows have passed
   * as the slowest average needs to forget (decay.ts). The next step must be a chunk's first, whose keyframe has the book.
   */
  beginAfter(validWindows: number): void {
    this.#companions.beginAfter(validWindows);
    this.#validWindows = validWindows;
  }

  #publish(): void {
    this.#publisher.publish(this.#validWindows, this.#ends, this.#companions);
    this.#publishedWindow = this.#validWindows;
  }

  #applyKeyframe(chunk: SilverChunk, window: number): void {
    const { keyframes } = chunk;
    const span = spanOfWindow(keyframes, window);
    if (span.from === span.to) return;
    const { call } = this.#compiled;
    call.clearBook();
    this.#publisher.forget();
    for (let row = span.from; row < span.to; row++)
      call.setLevel(keyframes.tick[row], keyframes.side[row], keyframes.qty[row], keyframes.rest[row]);
  }
}
