// Who is who from one window to the next: a local maximum is the same as one of the last valid window at its tick, else
// one tick off. Maxima lie at least three ticks apart, so at most one of the last window is near enough to each.
import type { Tick, WindowIndex } from '../../../contracts/units.ts';

const COLUMNS = ['tick', 'id', 'born', 'age'] as const;
type Columns = Record<(typeof COLUMNS)[number], Int32Array>;
const FIRST_CAPACITY = 64;

/** Living maxima of one field, ascending by tick; columns hold until the next step. */
export class Identities {
  count = 0;
  #now = columnsOf(FIRST_CAPACITY);
  #before = columnsOf(FIRST_CAPACITY);
  #nextId = 1;

  get tick(): Int32Array {
    return this.#now.tick;
  }

  /** Numbers of the day, from 1. */
  get id(): Int32Array {
    return this.#now.id;
  }

  /** Window of the day in which it was first there. */
  get born(): Int32Array {
    return this.#now.born;
  }

  /** Valid windows since then. */
  get age(): Int32Array {
    return this.#now.age;
  }

  /** Takes the maxima of the next valid window: `count` indices, ascending, of cells whose tick is `tickLo` + index. */
  step(window: WindowIndex, indices: Int32Array, count: number, tickLo: Tick): void {
    const before = this.#now;
    const countBefore = this.count;
    const now = this.#before.tick.length >= count ? this.#before : columnsOf(2 * count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const tick = tickLo + indices[i];
      while (at < countBefore && before.tick[at] < tick - 1) at++;
      const known = at < countBefore && before.tick[at] <= tick + 1;
      now.tick[i] = tick;
      now.id[i] = known ? before.id[at] : this.#nextId++;
      now.born[i] = known ? before.born[at] : window;
      now.age[i] = known ? before.age[at] + 1 : 0;
      if (known) at++;
    }
    this.#now = now;
    this.#before = before;
    this.count = count;
  }

  /** Position of the one within a tick of `tick`, -1 where there is none. */
  near(tick: Tick): number {
    const { tick: ticks } = this.#now;
    let lo = 0;
    let hi = this.count;
    while (lo < hi) {
      const middle = (lo + hi) >>> 1;
      if (ticks[middle] < tick - 1) lo = middle + 1;
      else hi = middle;
    }
    return lo < this.count && ticks[lo] <= tick + 1 ? lo : -1;
  }

  save(): IdentitiesState {
    const cut = (name: keyof Columns): Int32Array => this.#now[name].slice(0, this.count);
    return { nextId: this.#nextId, tick: cut('tick'), id: cut('id'), born: cut('born'), age: cut('age') };
  }

  restore(state: IdentitiesState): void {
    this.#nextId = state.nextId;
    this.count = state.tick.length;
    this.#now = columnsOf(Math.max(FIRST_CAPACITY, this.count));
    for (const name of COLUMNS) this.#now[name].set(state[name]);
  }
}

export interface IdentitiesState {
  readonly nextId: number;
  readonly tick: Int32Array;
  readonly id: Int32Array;
  readonly born: Int32Array;
  readonly age: Int32Array;
}

function columnsOf(length: number): Columns {
  const column = (): Int32Array => new Int32Array(length);
  return { tick: column(), id: column(), born: column(), age: column() };
}
