// One instance of the compiled part of the fields (src/kernel/fields): the cells of one kernel and the loops over them, in
// a memory of their own. Numbers and addresses (bytes) go in and out; planes and cells are looked at through views of the
// memory, which are other ones each time that it has grown.
import type { FieldParams } from '../../../contracts/params.ts';
import { CompiledPart } from '../kernel/compiled-part.ts';
import { FIELDS_BYTES } from '../kernel/fields-bytes.ts';
import type { Decay } from './decay.ts';
import type { FlowRows, FlowValues } from './flow.ts';

/** ln(1 + lots) of the depths that nearly all cells have. */
const LOG_ONE_PLUS = Float64Array.from({ length: 1 << 12 }, (_, lots) => Math.log1p(lots));

/** Rows of silver that are copied together, where a window has no more. */
const ROWS_AT_ONCE = 2048;

/** Passes of the plan by the name that their loop is exported under. */
export type PassName =
  | 'bands'
  | 'densityInPrice'
  | 'depth'
  | 'depthBehind'
  | 'fastAverageInPrice'
  | 'structure'
  | 'total'
  | 'velocity'
  | 'velocityInPrice'
  | 'viscosityInPrice';

/** `io` has the addresses of the planes that the pass fills, then of those that it needs, as words. */
export type PassLoop = (io: number, from: number, to: number) => void;

/** Where things lie in a page of cells, bytes; see src/kernel/fields/cells.ts. */
type Layout = Readonly<
  Record<
    | 'PAGE_SHIFT'
    | 'LATTICE_BYTES'
    | 'TOUCHED_AT'
    | 'AVERAGES_AT'
    | 'RECENT_AT'
    | 'RECENT_BYTES'
    | 'VELOCITIES_IN_RECENT'
    | 'VELOCITIES'
    | 'LEVELS_AT'
    | 'LEVELS_BYTES',
    { readonly value: number }
  >
>;

interface CompiledExports extends Layout, Readonly<Record<PassName, PassLoop>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Zeroed memory for a table that stays as long as the instance. */
  reserve(bytes: number): number;
  pageCount(): number;
  /** Number (tick >> PAGE_SHIFT) and address of a page by its place in the order in which pages were made. */
  pageNumber(place: number): number;
  pageAddress(place: number): number;
  /** Page of a tick, made if need be. */
  pageOf(tick: number): number;
  /** Page of a number; one with nothing in it, not to be written, where there is none. */
  findPage(number: number): number;
  setLevel(tick: number, side: number, qty: number, rest: number): void;
  clearBook(): void;
  clearCells(): void;
  /** Room for rows: columns of words, in the order of src/kernel/fields/flow.ts; returns where the first one is. */
  makeRows(room: number): number;
  selectRows(first: number, count: number): void;
  enterRows(validWindow: number): void;
  makeSeeds(planeLength: number): number;
  makeSurroundings(): void;
  beginFrame(firstTick: number, validWindow: number, anew: boolean, hasRest: boolean): void;
  fillSeeds(lattice: number): void;
}

function outOfMemory(): never {
  throw new Error('The fields need more memory than there is.');
}

export class CompiledFields extends CompiledPart<CompiledExports> {
  /** Rows that are copied: where they come from and where they are. */
  #rows: FlowValues | null = null;
  #rowsFrom = 0;
  #rowsTo = 0;
  #rowsAt = 0;
  #room = 0;

  constructor(params: FieldParams, decay: Decay) {
    const { log, log1p, exp } = Math;
    const env = { 'Math.log': log, 'Math.log1p': log1p, 'Math.exp': exp };
    super(FIELDS_BYTES, () => ({ env, host: { outOfMemory } }));
    const settings = this.call as object as Record<string, { value: number }>;
    for (const [name, value] of Object.entries(this.#settings(params, decay))) settings[name].value = value;
    this.call.makeSurroundings();
  }

  /**
   * Makes a window's rows those that the loops read, until the next ones. They are copied together with those of the
   * windows after them: a window alone is not worth the calls.
   */
  selectRows({ rows, from, to }: FlowRows): void {
    if (rows !== this.#rows || from < this.#rowsFrom || to > this.#rowsTo) this.#copyRows(rows, from, to);
    this.call.selectRows(from - this.#rowsFrom, to - from);
  }

  #copyRows(rows: FlowValues, from: number, to: number): void {
    const { side, tick, start, add, pull, fill, end, rest } = rows;
    const last = Math.max(to, Math.min(tick.length, from + ROWS_AT_ONCE));
    if (last - from > this.#room) {
      this.#room = Math.max(ROWS_AT_ONCE, 2 * (to - from));
      this.#rowsAt = this.call.makeRows(this.#room);
    }
    let at = this.#rowsAt >> 2;
    for (const column of [side, tick, start, add, pull, fill, end, rest]) {
      this.i32.set(column.subarray(from, last), at);
      at += this.#room;
    }
    this.#rows = rows;
    this.#rowsFrom = from;
    this.#rowsTo = last;
  }

  /** Words in a table of their own; returns its address. */
  table(words: readonly number[]): number {
    const address = this.call.reserve(words.length * Int32Array.BYTES_PER_ELEMENT);
    this.i32.set(words, address >> 2);
    return address;
  }

  /** By the names of src/kernel/fields/parameters.ts. */
  #settings(params: FieldParams, { taus, deadAge, factors }: Decay): Record<string, number> {
    const { uLimit, uForm, nuDensity, phiForm, kappaForm, surroundTicks } = params;
    const { nu0, nuRho, nuPhi, nuS, lambdaPhi, lambdaS } = params;
    return {
      ...{ nu0, nuRho, nuPhi, nuS, lambdaPhi, lambdaS, surroundTicks, deadAge },
      uLimit: uLimit ?? Number.POSITIVE_INFINITY,
      logVelocity: Number(uForm === 'log'),
      relativeDensity: Number(nuDensity === 'relative'),
      restShare: Number(phiForm === 'share'),
      exponentialKappa: Number(kappaForm === 'exponential'),
      alphas: this.#numbers(taus.map((tau) => 1 - Math.exp(-1 / tau))),
      losses: this.#numbers(taus.map((tau) => Math.expm1(1 / tau))),
      factors: this.#numbers(factors),
      logOnePlus: this.#numbers(LOG_ONE_PLUS),
      tabulatedLots: LOG_ONE_PLUS.length,
    };
  }

  #numbers(values: ArrayLike<number>): number {
    const address = this.call.reserve(values.length * Float64Array.BYTES_PER_ELEMENT);
    this.f64.set(values, address >> 3);
    return address;
  }
}
