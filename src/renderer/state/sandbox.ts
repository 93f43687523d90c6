// What the physics sandbox plays with: the line's fields of the second at the playhead and the walls listed there, taken
// once when it is opened. It is not told where its bodies went, and neither is anything else.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { ToyGround } from '../sandbox/toy-world.ts';
import type { Marks } from './marks.ts';
import { type Observable, ObservableValue } from './observable.ts';

/** Ticks on either side of spot that bodies feel. */
const REACH = 40;
const WALL = 0;

export interface SandboxDeps {
  readonly peer: Pick<Peer, 'call'>;
  readonly playhead: Playhead;
  readonly day: Observable<DayData | null>;
  readonly gold: Observable<Pick<GoldView, 'params'>>;
  readonly marks: Pick<Marks, 'sceneAt'>;
  report(fault: Fault): void;
}

export interface Playground {
  /** The second whose fields these are; its end is where the playhead stands. */
  readonly window: number;
  readonly ground: ToyGround;
}

export class Sandbox {
  readonly shown = new ObservableValue(false);
  readonly #deps: SandboxDeps;
  readonly #playground = new ObservableValue<Playground | null>(null);

  constructor(deps: SandboxDeps) {
    this.#deps = deps;
  }

  /** Null until the fields have come, and where the second has none. */
  get playground(): Observable<Playground | null> {
    return this.#playground;
  }

  /** Opens it on the second at the playhead, which stops. */
  show(): void {
    if (!this.#deps.day.get()) return;
    this.#deps.playhead.pause();
    this.#playground.set(null);
    this.shown.set(true);
    void this.#load();
  }

  async #load(): Promise<void> {
    const { peer, day, playhead, gold, marks, report } = this.#deps;
    const data = day.get();
    const position = playhead.position.get();
    const window = Math.ceil(position) - 1;
    const spot = data?.snapshotAt(window)?.spotTick ?? null;
    const mid = data?.lastMid(window + 1) ?? null;
    if (!data || spot === null || !mid) return;
    const ask = {
      dayId: data.dayId,
      window,
      table: 'gold',
      lattice: 'L',
      tickFrom: spot - REACH,
      tickTo: spot + REACH,
      params: gold.get().params,
    } as const;
    try {
      const { result, payload } = await peer.call('day.cells', ask);
      const columns = payload && result.valid ? decodeTable(payload).batches[0]?.columns : undefined;
      if (!columns || day.get() !== data) return;
      const field = (name: string): Float64Array => Float64Array.from(columns[name] as Float32Array);
      const walls = (marks.sceneAt(position)?.markers ?? []).filter(({ kind }) => kind === WALL);
      this.#playground.set({
        window,
        ground: {
          tickLo: Number(columns['price_tick']?.[0] ?? spot),
          pressure: field('pressure_grad'),
          viscosity: field('viscosity_nu_total'),
          walls: walls.map(({ tick, prominence }) => ({ tick, prominence })),
          mid: mid.mid2 / 2,
        },
      });
    } catch (error) {
      report(faultFrom(error));
    }
  }
}
