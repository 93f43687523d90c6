// What the field layer is to draw: the field chosen, on its lattice, under the parameters of the moment, and the second
// channel with it. Keeps the tiles of both (one cache where both lie in the same texels), says what is missing.
import type { Fault } from '../../../contracts/errors.ts';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { TILE_MAX_ROWS, windowsPerColumn } from '../../../contracts/tiles.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import {
  type FieldFrame,
  type FieldLayer,
  type FieldStyle,
  type SecondFrame,
  sameStyle,
} from '../gl/field-layer.ts';
import type { TileTexture } from '../gl/tile-textures.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { type TickSpan, TileCache, type TileDemand, type TileScope } from '../replay/tile-cache.ts';
import { drawsFromSlots } from '../scene/draw-list.ts';
import type { ChartLayout } from '../scene/layout.ts';
import type { SecondMode } from '../scene/second-channel.ts';
import { type ChunkSpots, planTiles, type TilePlan, type TileSlot } from '../scene/tile-plan.ts';
import type { Viewport } from '../scene/viewport.ts';
import { LiveGold } from './live-gold.ts';

/** The field on screen and how. */
export interface ShownField {
  readonly field: FieldDescriptor;
  readonly lattice: Lattice;
  readonly style: FieldStyle;
}

/** The second channel on screen. */
export interface ShownSecond {
  readonly mode: SecondMode;
  readonly field: FieldDescriptor;
  /** Of the field; of the difference where that is shown. */
  readonly style: FieldStyle;
  /** Null where it follows the first field's parameters. */
  readonly gold: GoldView | null;
  /** What each of the two is, in a few characters. */
  readonly names: readonly [string, string];
}

/** The day whose tiles are shown. */
export interface SceneDay {
  readonly dayId: string;
  /** One past the last closed window. */
  readonly windowEnd: number;
  readonly chunks: readonly (ChunkSpots | undefined)[];
  readonly info: { readonly params: FieldParams };
  /** Reach of its lattice on either side of spot, where it is not that of ticks. */
  reach?(params: FieldParams): number;
}

/** What is planned for: the part of the day in sight and where it goes. */
export interface SceneView {
  readonly view: Viewport;
  readonly layout: ChartLayout;
  /** Playhead, seconds of the UTC day. */
  readonly position: number;
}

/** What is in sight begins and ends at multiples of so many ticks: a view that moves a little needs nothing else. */
const SIGHT_UNIT = 16;
const SIGHT_MARGIN = 4;
const GPU_BUDGET_BYTES = 256 * 1024 * 1024;
const SECOND_GPU_BUDGET_BYTES = 128 * 1024 * 1024;
const TEXEL_BUDGET_BYTES = 128 * 1024 * 1024;

export interface FieldSceneDeps {
  readonly peer: Peer;
  readonly layer: FieldLayer;
  /** `visibly`: something else is to be drawn. */
  onChange(visibly: boolean): void;
  onFault(fault: Fault): void;
}

export class FieldScene implements Disposable {
  readonly first: TileCache<TileTexture>;
  readonly #other: TileCache<TileTexture>;
  readonly #gold = new LiveGold();
  readonly #disposables = new DisposableSet();
  #day: SceneDay | null = null;
  #shown: ShownField | null = null;
  #second: ShownSecond | null = null;
  /** Both fields lie in the same texels. */
  #shares = false;

  constructor({ peer, layer, onChange, onFault }: FieldSceneDeps) {
    const cache = (gpuBudgetBytes: number): TileCache<TileTexture> =>
      new TileCache(peer, layer.textures, {
        gpuBudgetBytes,
        texelBudgetBytes: TEXEL_BUDGET_BYTES,
        nowMs: () => performance.now(),
        onChange,
        onFault,
      });
    this.first = cache(GPU_BUDGET_BYTES);
    this.#other = cache(SECOND_GPU_BUDGET_BYTES);
    this.#disposables.add(this.first);
    this.#disposables.add(this.#other);
  }

  get shown(): ShownField | null {
    return this.#shown;
  }

  get second(): ShownSecond | null {
    return this.#second;
  }

  /** Parameters that the picture will be under once it is complete. */
  get latestGold(): GoldView | null {
    return this.#gold.latest;
  }

  /** Newer parameters wait for the picture under those before. */
  get waits(): boolean {
    return this.#gold.waits;
  }

  get inFlight(): number {
    return this.first.inFlight + this.#other.inFlight;
  }

  /** Tiles of the second field. */
  get secondTiles(): TileCache<TileTexture> {
    return this.#shares ? this.first : this.#other;
  }

  /** Reach of the lattice on either side of spot, ticks. */
  get xMax(): number {
    const params = this.#gold.shown?.params ?? this.#day?.info.params;
    return params ? this.#reach(params) : 0;
  }

  setDay(day: SceneDay | null): void {
    this.#day = day;
    this.#updateScope();
  }

  setWindowEnd(windowEnd: number): void {
    this.first.setWindowEnd(windowEnd);
    this.#other.setWindowEnd(windowEnd);
  }

  /** False where that is shown already. */
  setField(shown: ShownField): boolean {
    if (this.#shown && sameShown(this.#shown, shown)) return false;
    this.#shown = shown;
    this.#updateScope();
    return true;
  }

  /** False where there was none and is none. */
  setSecond(second: ShownSecond | null): boolean {
    if (this.#second === null && second === null) return false;
    this.#second = second;
    this.#updateScope();
    return true;
  }

  setGold(gold: GoldView): void {
    this.#gold.offer(gold);
  }

  /** Takes newer parameters up where the picture under those before is complete, or has taken too long. */
  settle(missing: number, nowMs: number): void {
    if (this.#gold.settle(missing, nowMs)) this.#updateScope();
  }

  plan(day: SceneDay, { view, layout, position }: SceneView): TilePlan {
    return this.#planUnder(day, { view, layout, position }, this.xMax);
  }

  /** Asks for what a plan, and a picture being exported, need; the second field's after the first's. */
  want(plan: TilePlan, day: SceneDay, at: SceneView, exported: ScenePlan | null): TileDemand {
    const slots = [...plan.slots, ...(exported?.first ?? [])];
    const demand = this.first.want(slots, plan.prefetch, sightOf(day, at.view, this.xMax));
    if (!this.#second || this.#shares) return demand;
    const other = this.#planUnder(day, at, this.#secondXMax());
    const otherSlots = [...other.slots, ...(exported?.second ?? [])];
    const sight = sightOf(day, at.view, this.#secondXMax());
    const second = this.#other.want(otherSlots, other.prefetch, sight);
    return {
      missing: demand.missing + second.missing,
      sliced: demand.sliced + second.sliced,
      bare: demand.bare + second.bare,
      delayed: demand.delayed || second.delayed,
      rests: demand.rests || second.rests,
      unfinished: demand.unfinished + second.unfinished,
    };
  }

  /** What a picture needs that is to be drawn elsewhere. */
  planFor(day: SceneDay, at: SceneView): ScenePlan {
    return {
      first: this.plan(day, at).slots,
      second: this.#second ? this.#planUnder(day, at, this.#secondXMax()).slots : [],
    };
  }

  /** What the field layer draws for a plan; bare ground without one. Null until a field was chosen. */
  frame(at: SceneView, day: SceneDay | null, plan: TilePlan | null): FieldFrame | null {
    if (!this.#shown) return null;
    const { width, height, plot } = at.layout;
    const draws = plan ? drawsFromSlots(plan.slots, this.first) : [];
    const second = plan && day ? this.#secondFrame(at, day) : null;
    return { width, height, plot, view: at.view, style: this.#shown.style, draws, second };
  }

  restoreTextures(): void {
    this.first.restoreTextures();
    this.#other.restoreTextures();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #secondFrame(at: SceneView, day: SceneDay): SecondFrame | null {
    if (!this.#second) return null;
    const { mode, style } = this.#second;
    const plan = this.#planUnder(day, at, this.#secondXMax());
    return {
      mode,
      style,
      draws: drawsFromSlots(plan.slots, this.secondTiles),
      cellWindows: windowsPerColumn(plan.level),
      linePx: Math.max(1, Math.round(at.layout.scale)),
      firstPlot: mode === 'beside' ? at.layout.firstPlot : null,
    };
  }

  #secondXMax(): number {
    const gold = this.#second?.gold;
    return gold ? this.#reach(gold.params) : this.xMax;
  }

  #reach(params: FieldParams): number {
    return this.#day?.reach?.(params) ?? params.xMax;
  }

  #planUnder(day: SceneDay, { view, layout, position }: SceneView, xMax: number): TilePlan {
    const { windowEnd, chunks } = day;
    return planTiles({ view, plot: layout.plot, position, windowEnd, chunks, xMax });
  }

  #updateScope(): void {
    const gold = this.#gold.shown;
    const first = this.#scope(this.#shown?.field, gold);
    const second = this.#second && this.#scope(this.#second.field, this.#second.gold ?? gold);
    this.#shares =
      first !== null &&
      second !== null &&
      first.group === second.group &&
      (!this.#second?.gold || this.#second.gold.paramsHash === gold?.paramsHash);
    this.first.setScope(first);
    this.#other.setScope(this.#shares ? null : second);
  }

  #scope(field: FieldDescriptor | undefined, gold: GoldView | null): TileScope | null {
    if (!this.#day || !this.#shown || !field || !gold) return null;
    return { dayId: this.#day.dayId, gold, lattice: this.#shown.lattice, group: field.group };
  }
}

/** Ticks to ask for first; null where a view shows so much that whole tiles take no longer. */
function sightOf(day: SceneDay, { tickLo, tickHi }: Viewport, xMax: number): TickSpan | null {
  const from = Math.floor((tickLo - SIGHT_MARGIN) / SIGHT_UNIT) * SIGHT_UNIT;
  const to = Math.ceil((tickHi + SIGHT_MARGIN) / SIGHT_UNIT) * SIGHT_UNIT;
  return day.reach || to - from > Math.min(xMax, TILE_MAX_ROWS) ? null : { from, to };
}

function sameShown(a: ShownField, b: ShownField): boolean {
  return a.field === b.field && a.lattice === b.lattice && sameStyle(a.style, b.style);
}

/** Slots of the two fields. */
export interface ScenePlan {
  readonly first: readonly TileSlot[];
  readonly second: readonly TileSlot[];
}
