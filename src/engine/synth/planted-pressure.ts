// A market whose fair value is pushed by the pressure field of its own book, by a known amount, and otherwise goes at random:
// the truth that a calibration has to find again (field-model §3, g; §4, F_near): fair value moves by `effect` ticks a second
// for each unit of near pressure, so that βnear is the effect, and βfar and βv are 0. The field is made here from nothing but depths
// at the edges of seconds, apart from the product's code.
import type { Tick } from '../../../contracts/units.ts';
import type { Random } from './random.ts';
import { ASK, BID, type SimBook } from './sim-book.ts';

/** Width of the kernel that pressure is weighed with, ticks: the model's near one. */
const SIGMA_NEAR = 8;
/** Seconds of the average that pressure is made of. */
const TAU = 8;
const ALPHA = 1 - Math.exp(-1 / TAU);
const LIMIT = 1;
/** Deviation of fair value's own steps, ticks a second. */
const STEP = 0.25;
/** Share of the way back to the open each second: keeps a day's prices together, and is nothing within half a minute. */
const RETURN = 0.0001;
/** A second cannot push farther than this, ticks. */
const MOST = 2;
/** Ticks from the open that are kept. */
const HALF = 4000;
/** Ticks round the best prices at which depths are looked at. */
const LOOKED_AT = 240;

export class PlantedPressure {
  readonly #book: SimBook;
  readonly #effect: number;
  readonly #random: Random;
  readonly #openTick: Tick;
  readonly #depth: readonly [Float64Array, Float64Array];
  readonly #average: readonly [Float64Array, Float64Array];
  #seconds = 0;

  constructor(book: SimBook, openTick: Tick, effect: number, random: Random) {
    const cells = (): Float64Array => new Float64Array(2 * HALF + 1);
    this.#book = book;
    this.#effect = effect;
    this.#random = random;
    this.#openTick = openTick;
    this.#depth = [cells(), cells()];
    this.#average = [cells(), cells()];
  }

  /** Fair value a second after `fair`, by the book as it is at the second's start. */
  next(fair: number): number {
    this.#takeSecond();
    const push = Math.min(MOST, Math.max(-MOST, this.#effect * this.#force()));
    return fair + push + STEP * this.#random.normal() - RETURN * (fair - this.#openTick);
  }

  /** The first second has the opening snapshot in it and counts for no average. */
  #takeSecond(): void {
    const { bestBid, bestAsk } = this.#bests();
    for (const side of [BID, ASK] as const) {
      const depth = this.#depth[side];
      const average = this.#average[side];
      const from = Math.max(0, bestBid - LOOKED_AT - this.#openTick + HALF);
      const to = Math.min(2 * HALF, bestAsk + LOOKED_AT - this.#openTick + HALF);
      for (let cell = from; cell <= to; cell++) {
        const end = this.#book.depthAt(cell - HALF + this.#openTick, side);
        const start = depth[cell] as number;
        const velocity = Math.min(LIMIT, Math.max(-LIMIT, (end - start) / (start + 1)));
        if (this.#seconds > 1)
          average[cell] = (average[cell] as number) + ALPHA * (velocity - (average[cell] as number));
        depth[cell] = end;
      }
    }
    this.#seconds += 1;
  }

  #force(): number {
    const { bestBid, bestAsk } = this.#bests();
    const at = (bestBid + bestAsk) / 2 - this.#openTick + HALF;
    return this.#weighed(at, SIGMA_NEAR);
  }

  /** Gaussian mean of bids' minus asks' averages round a place; half ticks lie half way. */
  #weighed(at: number, sigma: number): number {
    const below = Math.floor(at);
    const part = at - below;
    const reach = Math.ceil(3 * sigma);
    let sum = 0;
    let weights = 0;
    for (let k = -reach; k <= reach; k++) {
      const weight = Math.exp((-k * k) / (2 * sigma * sigma));
      weights += weight;
      sum += weight * ((1 - part) * this.#gradient(below + k) + part * this.#gradient(below + k + 1));
    }
    return sum / weights;
  }

  #gradient(cell: number): number {
    return (this.#average[BID][cell] ?? 0) - (this.#average[ASK][cell] ?? 0);
  }

  #bests(): Readonly<Record<'bestBid' | 'bestAsk', Tick>> {
    return { bestBid: this.#book.bestBid(), bestAsk: this.#book.bestAsk() };
  }
}
