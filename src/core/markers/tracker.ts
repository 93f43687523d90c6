// Walls, voids and fronts of one instrument and UTC day, window by window, and the events they make (field-model §3,
// Markers). Streaming: what is written for a window depends on that window and those before it alone.
import {
  FRONT,
  MARKER_EVENT_KINDS,
  type MarkerEventKind,
  type MarkerParams,
  VOID,
  WALL,
} from '../../../contracts/markers.ts';
import type { Tick } from '../../../contracts/units.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { TAPE_SWEEP } from '../tape/tape-rows.ts';
import { Drain } from './drain.ts';
import { FRONT_REACH, FrontSlopes, type FrontSlopesState } from './fronts.ts';
import { Identities, type IdentitiesState } from './identities.ts';
import { LevelSizes, type LevelSizesState, largeEnough } from './level-sizes.ts';
import { nearestFirst, strongestOfSides } from './listing.ts';
import { lotsAt, MARGIN, type MarkerWindow } from './marker-window.ts';
import { prominenceAt, strictMaxima } from './maxima.ts';
import type { EventBuffer, MarkerBuffer } from './rows.ts';
import { SIDES, Takes } from './takes.ts';
import { VoidLives, type VoidLivesState, type VoidPlace } from './void-lives.ts';
import { WallLives, type WallLivesState } from './wall-lives.ts';

/** Valid windows over whose levels the size that stands out is taken. */
export const SIZE_WINDOWS = 300;
const WINDOW_NANOS = 1_000_000_000;

interface ListedFront {
  readonly tick: Tick;
  readonly slope: number;
}

export class MarkerTracker {
  readonly #params: MarkerParams;
  readonly #walls = new Identities();
  readonly #voids = new Identities();
  readonly #sizes = new LevelSizes(SIZE_WINDOWS);
  readonly #slopes = new FrontSlopes();
  readonly #wallLives: WallLives;
  readonly #voidLives: VoidLives;
  readonly #takes: Takes;
  readonly #drain = new Drain();
  /** Fronts of the last valid window, and the mid they lay round. */
  #fronts: readonly ListedFront[] = [];
  #mid2Before = 0;
  #found = new Int32Array(0);
  #near = new Int32Array(0);

  constructor(params: MarkerParams) {
    this.#params = params;
    this.#wallLives = new WallLives(params);
    this.#voidLives = new VoidLives(params);
    this.#takes = new Takes(params);
  }

  /** Takes one valid window; writes its markers, nearest first within each kind, and its events. Either may be left out. */
  step(view: MarkerWindow, markers: MarkerBuffer | null, events: EventBuffer | null): void {
    if (this.#found.length < view.n) {
      this.#found = new Int32Array(view.n);
      this.#near = new Int32Array(2 * view.n);
    }
    this.#takeSizes(view);
    this.#drain.take(view);
    const leastBin = this.#sizes.quantileBin(this.#params.standOutShare);
    this.#stepWalls(view, leastBin, markers, events);
    this.#stepVoids(view, leastBin, markers, events);
    this.#stepFronts(view, markers, events);
    this.#stepTakes(view, leastBin, events);
    this.#mid2Before = view.mid2;
  }

  save(): TrackerState {
    return {
      walls: this.#walls.save(),
      voids: this.#voids.save(),
      sizes: this.#sizes.save(),
      slopes: this.#slopes.save(),
      wallLives: this.#wallLives.save(),
      voidLives: this.#voidLives.save(),
      takes: this.#takes.save(),
      drain: this.#drain.save(),
      fronts: this.#fronts,
      mid2Before: this.#mid2Before,
    };
  }

  restore(state: TrackerState): void {
    this.#walls.restore(state.walls);
    this.#voids.restore(state.voids);
    this.#sizes.restore(state.sizes);
    this.#slopes.restore(state.slopes);
    this.#wallLives.restore(state.wallLives);
    this.#voidLives.restore(state.voidLives);
    this.#takes.restore(state.takes);
    this.#drain.restore(state.drain);
    this.#fronts = state.fronts;
    this.#mid2Before = state.mid2Before;
  }

  /** Sizes of the levels within the range of both sides. */
  #takeSizes(view: MarkerWindow): void {
    const { from, to } = rangeOf(view, this.#params.markerRange);
    let count = 0;
    for (const side of SIDES) {
      const depth = view.depth[side];
      for (let i = from; i < to; i++) if (depth[i] > 0) this.#near[count++] = depth[i];
    }
    this.#sizes.take(this.#near, count);
  }

  #stepWalls(
    view: MarkerWindow,
    leastBin: number,
    markers: MarkerBuffer | null,
    events: EventBuffer | null,
  ): void {
    const { topN, wallProminence } = this.#params;
    const count = strictMaxima(this.#found, view.wall, MARGIN, view.n - MARGIN, Number.MIN_VALUE);
    this.#walls.step(view.window, this.#found, count, view.tickLo);
    const range = rangeOf(view, this.#params.markerRange);
    const prominences = new Map<number, number>();
    const standing = new Map<number, number>();
    for (let position = 0; position < count; position++) {
      const i = this.#found[position];
      if (i < range.from || i >= range.to) continue;
      const prominence = prominenceAt(view.wall, i);
      if (prominence < wallProminence) continue;
      prominences.set(position, prominence);
      const side = fullerSide(view, i);
      if (largeEnough(view.depth[side][i], leastBin)) standing.set(position, side);
    }
    this.#wallLives.step(view, this.#walls, standing, leastBin, (kind, life, lots, change) => {
      const i = life.tick - view.tickLo;
      pushEvent(events, view, kind, {
        lifeId: life.lifeId,
        tick: life.tick,
        side: life.side,
        lots,
        change,
        age: view.window + 1 - life.born,
        strength: i >= 0 && i < view.n ? view.wall[i] : 0,
      });
    });
    if (!markers) return;
    const strengthOf = (position: number): number => view.wall[this.#found[position]];
    const ticks = this.#walls.tick;
    const listed = strongestOfSides([...prominences.keys()], (p) => ticks[p], strengthOf, view.mid2, topN);
    for (const position of nearestFirst(listed, (p) => ticks[p], view.mid2)) {
      const i = this.#found[position];
      const tick = ticks[position];
      const side = fullerSide(view, i);
      markers.push({
        window: view.window,
        kind: WALL,
        markerId: this.#walls.id[position],
        tick,
        relTicks: tick - view.spotTick,
        tickLo: tick,
        tickHi: tick,
        age: this.#walls.age[position],
        side,
        lots: view.depth[side][i],
        strength: strengthOf(position),
        prominence: prominences.get(position) as number,
        lifeId: this.#wallLives.lifeOf(this.#walls.id[position], side),
      });
    }
  }

  #stepVoids(
    view: MarkerWindow,
    leastBin: number,
    markers: MarkerBuffer | null,
    events: EventBuffer | null,
  ): void {
    const { topN, voidMin, markerRange } = this.#params;
    const count = strictMaxima(this.#found, view.hollow, MARGIN, view.n - MARGIN, voidMin);
    this.#voids.step(view.window, this.#found, count, view.tickLo);
    const range = rangeOf(view, markerRange);
    const near: number[] = [];
    for (let position = 0; position < count; position++) {
      const i = this.#found[position];
      if (i >= range.from && i < range.to) near.push(position);
    }
    const strengthOf = (position: number): number => view.hollow[this.#found[position]];
    const placeOf = (position: number): VoidPlace => voidPlace(view, this.#found[position], voidMin);
    const places = near.map(placeOf).sort((a, b) => b.strength - a.strength || a.tick - b.tick);
    const drained = (place: VoidPlace): number => this.#drain.between(place.tickLo, place.tickHi);
    const isLarge = (place: VoidPlace): boolean => largeEnough(drained(place), leastBin);
    this.#voidLives.step(view.window, places, isLarge, (kind, life) => {
      pushEvent(events, view, kind, {
        ...life,
        side: sideOfMid(view, life.tick),
        lots: lotsBetween(view, life.tickLo, life.tickHi),
        change: -drained(life),
        age: view.window + 1 - life.born,
      });
    });
    if (!markers) return;
    const ticks = this.#voids.tick;
    const listed = strongestOfSides(near, (p) => ticks[p], strengthOf, view.mid2, topN);
    for (const position of nearestFirst(listed, (p) => ticks[p], view.mid2)) {
      const { tick, tickLo, tickHi, strength } = placeOf(position);
      markers.push({
        window: view.window,
        kind: VOID,
        markerId: this.#voids.id[position],
        tick,
        relTicks: tick - view.spotTick,
        tickLo,
        tickHi,
        age: this.#voids.age[position],
        side: sideOfMid(view, tick),
        lots: lotsBetween(view, tickLo, tickHi),
        strength,
        prominence: 0,
        lifeId: this.#voidLives.lifeAt(tick),
      });
    }
  }

  #stepFronts(view: MarkerWindow, markers: MarkerBuffer | null, events: EventBuffer | null): void {
    const { slope, tickLo, mid2, spotTick } = view;
    for (const front of this.#fronts) {
      const above = 2 * front.tick > this.#mid2Before;
      const isCrossed = above ? mid2 > 2 * front.tick : mid2 < 2 * front.tick;
      if (!isCrossed) continue;
      const side = above ? ASK : BID;
      pushEvent(events, view, 'front_crossed', {
        lifeId: 0,
        tick: front.tick,
        side,
        lots: lotsAt(view, side, front.tick),
        change: 0,
        age: 0,
        strength: front.slope,
      });
    }
    const from = spotTick - FRONT_REACH - tickLo;
    this.#slopes.take(slope, from);
    const least = this.#slopes.threshold;
    const steep: number[] = [];
    for (let i = from; i <= from + 2 * FRONT_REACH; i++) {
      const magnitude = Math.abs(slope[i]);
      if (magnitude > 0 && magnitude >= least) steep.push(i);
    }
    const tickOf = (i: number): Tick => tickLo + i;
    const listed = nearestFirst(
      strongestOfSides(steep, tickOf, (i) => Math.abs(slope[i]), mid2, 1),
      tickOf,
      mid2,
    );
    this.#fronts = listed.map((i) => ({ tick: tickOf(i), slope: slope[i] }));
    for (const front of markers ? this.#fronts : []) {
      const side = sideOfMid(view, front.tick);
      markers?.push({
        window: view.window,
        kind: FRONT,
        markerId: 0,
        tick: front.tick,
        relTicks: front.tick - spotTick,
        tickLo: front.tick,
        tickHi: front.tick,
        age: -1,
        side,
        lots: lotsAt(view, side, front.tick),
        strength: front.slope,
        prominence: 0,
        lifeId: 0,
      });
    }
  }

  #stepTakes(view: MarkerWindow, leastBin: number, events: EventBuffer | null): void {
    if (!view.tape) return;
    const { columns } = view.tape;
    for (const row of this.#takes.rowsToTell(view.tape, leastBin)) {
      const isSweep = columns.kind[row] === TAPE_SWEEP;
      const [tickLo, tickHi] = [columns.tickLo[row], columns.tickHi[row]];
      pushEvent(events, view, isSweep ? 'sweep' : 'iceberg', {
        lifeId: 0,
        tick: columns.tick[row],
        tickLo,
        tickHi,
        side: columns.side[row],
        lots: isSweep ? lotsBetween(view, tickLo, tickHi) : columns.showsNow[row],
        change: -columns.lots[row],
        age: 0,
        strength: isSweep ? columns.count[row] : columns.lots[row] / columns.shown[row],
        ts: columns.ts[row],
      });
    }
  }
}

export interface TrackerState {
  readonly walls: IdentitiesState;
  readonly voids: IdentitiesState;
  readonly sizes: LevelSizesState;
  readonly slopes: FrontSlopesState;
  readonly wallLives: WallLivesState;
  readonly voidLives: VoidLivesState;
  readonly takes: ReturnType<Takes['save']>;
  readonly drain: ReturnType<Drain['save']>;
  readonly fronts: readonly ListedFront[];
  readonly mid2Before: number;
}

interface EventFacts {
  readonly lifeId: number;
  readonly tick: Tick;
  /** The tick itself unless told. */
  readonly tickLo?: Tick;
  readonly tickHi?: Tick;
  readonly side: number;
  readonly lots: number;
  readonly change: number;
  readonly age: number;
  readonly strength: number;
  /** Nanoseconds from midnight; the window's end unless told. */
  readonly ts?: number;
}

function pushEvent(
  events: EventBuffer | null,
  { window }: MarkerWindow,
  kind: MarkerEventKind,
  facts: EventFacts,
): void {
  const { lifeId, tick, tickLo = tick, tickHi = tick, side, lots, change, age, strength } = facts;
  const { ts = (window + 1) * WINDOW_NANOS } = facts;
  const code = MARKER_EVENT_KINDS.indexOf(kind);
  events?.push({ window, kind: code, lifeId, tick, tickLo, tickHi, side, lots, change, age, strength, ts });
}

/** Cells within `reach` ticks of spot. */
function rangeOf(view: MarkerWindow, reach: number): { from: number; to: number } {
  const spot = view.spotTick - view.tickLo;
  return { from: Math.max(MARGIN, spot - reach), to: Math.min(view.n - MARGIN, spot + reach + 1) };
}

/** The side with more lots at a cell; bids where they are equal. */
function fullerSide({ depth }: MarkerWindow, i: number): number {
  return depth[ASK][i] > depth[BID][i] ? ASK : BID;
}

/** The side whose book a tick belongs to: below mid bids, else asks. */
function sideOfMid({ mid2 }: MarkerWindow, tick: Tick): number {
  return 2 * tick < mid2 ? BID : ASK;
}

function lotsBetween(view: MarkerWindow, tickLo: Tick, tickHi: Tick): number {
  let lots = 0;
  for (let tick = tickLo; tick <= tickHi; tick++) lots += lotsAt(view, BID, tick) + lotsAt(view, ASK, tick);
  return lots;
}

/** The void whose strongest cell is `i`: as far as V stays at least `least` on either side. */
function voidPlace({ hollow, tickLo, n }: MarkerWindow, i: number, least: number): VoidPlace {
  let lo = i;
  let hi = i;
  while (lo > 0 && hollow[lo - 1] >= least) lo--;
  while (hi < n - 1 && hollow[hi + 1] >= least) hi++;
  return { tick: tickLo + i, tickLo: tickLo + lo, tickHi: tickLo + hi, strength: hollow[i] };
}
