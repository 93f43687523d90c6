// What becomes of the walls that stand out: told of once they have done so for a while, then watched at their price on
// their side of the book until they are eaten, pulled, passed or fade. Every judgement rests on windows gone by.
import type { MarkerParams } from '../../../contracts/markers.ts';
import type { Tick, WindowIndex } from '../../../contracts/units.ts';
import { BID } from '../silver/chunk.ts';
import type { Identities } from './identities.ts';
import { largeEnough } from './level-sizes.ts';
import { filledAt, lotsAt, type MarkerWindow } from './marker-window.ts';

/** A wall that was told of. */
interface WallLife {
  readonly lifeId: number;
  readonly side: number;
  readonly born: WindowIndex;
  /** The local maximum it goes with, 0 for none; the wall outlives it while its lots stay. */
  markerId: number;
  tick: Tick;
  /** Lots when it was last told of, and the most since. */
  told: number;
  peak: number;
  /** Lots executed since the peak. */
  filled: number;
  /** Valid windows since it was last nearly large enough to stand out, and since it was last told to shrink. */
  quiet: number;
  sinceLoss: number;
}

export type WallEvent =
  | 'wall_born'
  | 'wall_grown'
  | 'wall_eaten'
  | 'wall_pulled'
  | 'wall_passed'
  | 'wall_gone';

/** Hears of events: the life, how large it is now, and by how much it changed. */
export type WallListener = (kind: WallEvent, life: Readonly<WallLife>, lots: number, change: number) => void;

/** A wall fades once it is smaller than this part of what stands out: the measure itself moves a little all the time. */
const FADED_SHARE = 0.75;

export class WallLives {
  readonly #params: MarkerParams;
  #lives: WallLife[] = [];
  /** Valid windows in a row for which a maximum has stood out on one side, by number and side. */
  #runs = new Map<number, number>();
  #nextLife = 1;

  constructor(params: MarkerParams) {
    this.#params = params;
  }

  /** Number of the life that a local maximum belongs to, 0 for none; `side` is where more of its lots rest. */
  lifeOf(markerId: number, side: number): number {
    return this.#lives.find((life) => life.markerId === markerId && life.side === side)?.lifeId ?? 0;
  }

  /**
   * One valid window. `standing` are the positions in `maxima` that stand out, with their sides; `leastBin` is the size
   * (as a bin) from which that is.
   */
  step(
    view: MarkerWindow,
    maxima: Identities,
    standing: ReadonlyMap<number, number>,
    leastBin: number,
    tell: WallListener,
  ): void {
    this.#lives = this.#lives.filter((life) => this.#advance(life, view, maxima, leastBin, tell));
    const runs = new Map<number, number>();
    for (const [position, side] of standing) {
      const markerId = maxima.id[position];
      const key = 2 * markerId + side;
      const run = (this.#runs.get(key) ?? 0) + 1;
      runs.set(key, run);
      if (run >= this.#params.confirmWindows) this.#confirm(view, maxima, position, side, tell);
    }
    this.#runs = runs;
  }

  save(): WallLivesState {
    return {
      nextLife: this.#nextLife,
      lives: this.#lives.map((life) => ({ ...life })),
      runs: [...this.#runs],
    };
  }

  restore({ nextLife, lives, runs }: WallLivesState): void {
    this.#nextLife = nextLife;
    this.#lives = lives.map((life) => ({ ...life }));
    this.#runs = new Map(runs);
  }

  #confirm(view: MarkerWindow, maxima: Identities, position: number, side: number, tell: WallListener): void {
    const tick = maxima.tick[position];
    const markerId = maxima.id[position];
    const known = this.#lives.find(
      (life) => life.side === side && (life.markerId === markerId || Math.abs(life.tick - tick) <= 1),
    );
    if (known) {
      known.markerId = markerId;
      return;
    }
    const lots = lotsAt(view, side, tick);
    const life: WallLife = {
      lifeId: this.#nextLife++,
      side,
      born: maxima.born[position],
      markerId,
      tick,
      told: lots,
      peak: lots,
      filled: 0,
      quiet: 0,
      sinceLoss: Number.MAX_SAFE_INTEGER,
    };
    this.#lives.push(life);
    tell('wall_born', life, lots, lots);
  }

  /** Brings a life to the window's end; false where it ends there. */
  #advance(
    life: WallLife,
    view: MarkerWindow,
    maxima: Identities,
    leastBin: number,
    tell: WallListener,
  ): boolean {
    const keep = 1 - this.#params.changeShare;
    life.filled += filledAt(view, life.side, life.tick);
    this.#follow(life, view, maxima);
    const lots = lotsAt(view, life.side, life.tick);
    if (lots >= life.peak) {
      life.peak = lots;
      life.filled = 0;
    }
    life.sinceLoss += 1;
    if (lots <= keep * life.peak) this.#lose(life, lots, leastBin, tell);
    else if (lots >= (1 + this.#params.changeShare) * life.told && largeEnough(lots, leastBin)) {
      tell('wall_grown', life, lots, lots - life.told);
      life.told = lots;
    }
    const past = life.side === BID ? view.mid2 < 2 * life.tick : view.mid2 > 2 * life.tick;
    if (past) {
      tell('wall_passed', life, lots, 0);
      return false;
    }
    life.quiet = largeEnough(lots / FADED_SHARE, leastBin) ? 0 : life.quiet + 1;
    if (life.quiet <= this.#params.confirmWindows) return true;
    tell('wall_gone', life, lots, 0);
    return false;
  }

  /** Where the wall's maximum went, if the lots went with it. */
  #follow(life: WallLife, view: MarkerWindow, maxima: Identities): void {
    const position = maxima.near(life.tick);
    if (position < 0) return;
    const tick = maxima.tick[position];
    const lots = lotsAt(view, life.side, tick);
    const isOwn = maxima.id[position] === life.markerId;
    if (tick === life.tick) {
      // A maximum that comes up where the wall stands is the wall's, unless it is the other side's.
      if (lots >= lotsAt(view, 1 - life.side, tick)) life.markerId = maxima.id[position];
    } else if (isOwn && lots > (1 - this.#params.changeShare) * life.peak) life.tick = tick;
    // One that moves on without the lots is another level.
    else if (isOwn) life.markerId = 0;
  }

  /** What was lost since the peak is told of once, with its larger part's cause; a wall that goes in pieces is one event. */
  #lose(life: WallLife, lots: number, leastBin: number, tell: WallListener): void {
    const lost = life.peak - lots;
    if (life.sinceLoss > this.#params.confirmWindows && largeEnough(life.peak, leastBin)) {
      tell(2 * life.filled >= lost ? 'wall_eaten' : 'wall_pulled', life, lots, -lost);
      life.sinceLoss = 0;
    }
    life.told = lots;
    life.peak = lots;
    life.filled = 0;
  }
}

export interface WallLivesState {
  readonly nextLife: number;
  readonly lives: readonly WallLife[];
  readonly runs: readonly (readonly [number, number])[];
}
