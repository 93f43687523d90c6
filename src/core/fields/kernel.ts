// Silver in, fields out (field-model §3). `step` carries the state over one window and costs time only for cells with
// flow; `frame` computes every field over the published range, from that state, when somebody wants to see it. Whether
// and when somebody looks changes no number: the streaming path is the batch path.
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Tick } from '../../../contracts/units.ts';
import { assert } from '../../base/assert.ts';
import { FLAG_AGGREGATED, FLAG_WINDOW_VALID, NULL_I32, type SilverChunk } from '../silver/chunk.ts';
import { velocityLog, velocityRatio } from './catalogue/liquidity-velocity.ts';
import { limitVelocity } from './catalogue/liquidity-velocity-lim.ts';
import { lotsOfCell, memoryOfCell } from './cell-state.ts';
import { Cells, LINE } from './cells.ts';
import { checkpointFromState, type GoldCheckpoint, restoreState } from './checkpoint.ts';
import { Companions } from './companions.ts';
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
  readonly #limit: number;
  readonly #logForm: boolean;
  readonly #companions: Companions;
  #cells: Cells;
  #validWindows = 0;
  #publishedWindow = 0;
  #ends: WindowEnds = { spotTick: 0, bestBidTick: NULL_I32, bestAskTick: NULL_I32, hasRest: true };
  #flow: FlowRows = NO_FLOW;
  #rowCells = new Int32Array(1024);

  constructor(params: FieldParams, selection: GoldSelection = {}) {
    this.params = params;
    this.#decay = decayFromTaus(params.taus);
    this.#cells = new Cells(this.#decay);
    this.#limit = params.uLimit ?? Number.POSITIVE_INFINITY;
    this.#logForm = params.uForm === 'log';
    this.#companions = new Companions(params, (own, chosen) => new GoldKernel(own, chosen));
    const ids = selection.fields ?? FIELDS.all.map(({ id }) => id);
    this.#publisher = new FramePublisher(params, this.#decay, ids, selection.lattices ?? LATTICES);
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
    this.#enterFlow();
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
    this.#cells = new Cells(this.#decay);
    const { validWindows, ends, flow } = restoreState(checkpoint, this.#cells);
    this.#companions.restore(checkpoint.companions);
    this.#validWindows = validWindows;
    this.#ends = ends;
    this.#flow = flow;
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
    this.#publisher.publish(this.#cells, this.#validWindows, this.#flow, this.#ends, this.#companions);
    this.#publishedWindow = this.#validWindows;
  }

  #applyKeyframe(chunk: SilverChunk, window: number): void {
    const { keyframes } = chunk;
    const span = spanOfWindow(keyframes, window);
    if (span.from === span.to) return;
    const cells = this.#cells;
    cells.clearBook();
    this.#publisher.forget();
    for (let row = span.from; row < span.to; row++) {
      const cell = cells.ensure(keyframes.tick[row]);
      const side = keyframes.side[row];
      cells.qty[side][cell] = keyframes.qty[row];
      cells.rest[side][cell] = keyframes.rest[row];
    }
  }

  /** Averages of both sides and of the line, and the book, from the window's rows. */
  #enterFlow(): void {
    const { rows, from, to } = this.#flow;
    const { side, start, add, pull, fill, end, rest } = rows;
    const cells = this.#cells;
    const rowCells = this.#locateRows();
    const { lineSeen, lineStart, lineNet } = cells;
    const now = this.#validWindows;
    for (let row = from; row < to; row++) {
      const cell = rowCells[row - from];
      const own = side[row];
      const qty = cells.qty[own];
      if (lineSeen[cell] !== now) {
        lineSeen[cell] = now;
        lineStart[cell] = cells.qty[0][cell] + cells.qty[1][cell];
        lineNet[cell] = 0;
      }
      lineStart[cell] += start[row] - qty[cell];
      lineNet[cell] += add[row] - pull[row] - fill[row];
      qty[cell] = end[row];
      cells.rest[own][cell] = rest[row];
      const u = this.#logForm
        ? velocityLog(start[row], end[row])
        : velocityRatio(start[row], add[row], pull[row], fill[row]);
      if (u !== 0) cells.enterVelocity(own, cell, now, u, limitVelocity(u, this.#limit));
    }
    this.#enterLine(rowCells, to - from);
  }

  /** The line's velocity once both sides' rows are known; a tick with two rows is entered once. */
  #enterLine(rowCells: Int32Array, rowCount: number): void {
    const cells = this.#cells;
    const { lineSeen, lineStart, lineNet, qty } = cells;
    const now = this.#validWindows;
    for (let row = 0; row < rowCount; row++) {
      const cell = rowCells[row];
      if (lineSeen[cell] !== now) continue;
      lineSeen[cell] = 0;
      const u = this.#logForm
        ? velocityLog(lineStart[cell], qty[0][cell] + qty[1][cell])
        : lineNet[cell] / (lineStart[cell] + 1);
      if (u !== 0) cells.enterVelocity(LINE, cell, now, u, limitVelocity(u, this.#limit));
    }
  }

  /** Cell of each row of the window; all pages exist afterwards. */
  #locateRows(): Int32Array {
    const { rows, from, to } = this.#flow;
    if (this.#rowCells.length < to - from) this.#rowCells = new Int32Array(2 * (to - from));
    for (let row = from; row < to; row++) this.#rowCells[row - from] = this.#cells.ensure(rows.tick[row]);
    return this.#rowCells;
  }
}
