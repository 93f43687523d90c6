// Which part of the day is in view, and why: what the user asked for, or the playhead it follows. Keeps the views left
// behind. Knows the day and the layout, draws nothing.
import type { DayData } from '../replay/day-data.ts';
import type { Playhead, PlayRange } from '../replay/playhead.ts';
import { type FollowMode, fittedTicks, followedView } from '../scene/follow.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { knownEndFromPosition } from '../scene/tile-plan.ts';
import {
  clampedViewport,
  panned,
  sameViewport,
  type ViewLimits,
  type Viewport,
  zoomedPrice,
  zoomedTime,
} from '../scene/viewport.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';

export interface ViewControlDeps {
  readonly playhead: Playhead;
  layout(): ChartLayout;
  /** Ticks from spot that are published on either side. */
  xMax(): number;
  /** The view or what it follows is another one: a frame is due. */
  onChange(): void;
}

const FIRST_SPAN_WINDOWS = 600;
const FIRST_SPAN_LEAST_WINDOWS = 120;
const ROW_HEIGHT_PX = 14;
const LEAST_ROWS = 24;
const LEAST_DAY_WINDOWS = 60;
const HISTORY_LENGTH = 100;
const NO_DAY_VIEW: Viewport = { windowFrom: 0, windowTo: FIRST_SPAN_WINDOWS, tickLo: 0, tickHi: 48 };
const NO_DAY_LIMITS: ViewLimits = { windowFrom: 0, windowEnd: 86_400, tickLo: -1e6, tickHi: 1e6 };

export class ViewControl {
  readonly #deps: ViewControlDeps;
  readonly #viewport = new ObservableValue<Viewport>(NO_DAY_VIEW, sameViewport);
  readonly #following = new ObservableValue(true);
  readonly #history: Viewport[] = [];
  #day: DayData | null = null;
  #followMode: FollowMode = 'centre';
  /** The user set the prices by hand: following moves them, but no longer fits them. */
  #priceHeld = false;
  /** The first view of a day waits for its first price, and is made anew as rows come until somebody moves it. */
  #isFirstView = false;
  /** The day's revision for which the first view was made. */
  #firstViewRevision = -1;

  constructor(deps: ViewControlDeps) {
    this.#deps = deps;
  }

  get viewport(): Observable<Viewport> {
    return this.#viewport;
  }

  get following(): Observable<boolean> {
    return this.#following;
  }

  setDay(day: DayData | null): void {
    this.#day = day;
    this.#history.length = 0;
    this.#isFirstView = day !== null;
    this.#firstViewRevision = -1;
  }

  /** Shows what lies before the playhead anew, and forgets the views left behind. */
  startOver(): void {
    this.#history.length = 0;
    this.#isFirstView = this.#day !== null;
    this.#firstViewRevision = -1;
    this.#following.set(this.#followMode !== 'off');
    this.#deps.onChange();
  }

  setFollow(mode: FollowMode): void {
    this.#followMode = mode;
    this.#priceHeld = false;
    this.#following.set(mode !== 'off');
    this.#deps.onChange();
  }

  zoomTime(factor: number, atWindow?: number): void {
    const view = this.#viewport.get();
    const middle = (view.windowFrom + view.windowTo) / 2;
    const anchor = this.#following.get() ? view.windowTo : (atWindow ?? middle);
    this.#set(zoomedTime(view, factor, anchor, this.#limits()));
  }

  zoomPrice(factor: number, atTick?: number): void {
    const view = this.#viewport.get();
    this.#priceHeld = true;
    this.#set(zoomedPrice(view, factor, atTick ?? (view.tickLo + view.tickHi) / 2, this.#limits()));
  }

  panBy(windows: number, ticks: number): void {
    if (windows === 0 && ticks === 0) return;
    this.#following.set(false);
    if (ticks !== 0) this.#priceHeld = true;
    this.#set(panned(this.#viewport.get(), windows, ticks, this.#limits()));
  }

  panTo(window: number, tick?: number): void {
    const view = this.#viewport.get();
    const ticks = tick === undefined ? 0 : tick - (view.tickLo + view.tickHi) / 2;
    this.rememberView();
    this.panBy(window - (view.windowFrom + view.windowTo) / 2, ticks);
  }

  fitDay(): void {
    const day = this.#day;
    if (!day) return;
    this.rememberView();
    this.#following.set(false);
    const { from, to } = this.#rangeOf(day);
    const windowFrom = Math.max(from, day.firstShownWindow);
    const windowTo = Math.max(to, windowFrom + LEAST_DAY_WINDOWS);
    this.#set({ ...this.#viewport.get(), windowFrom, windowTo });
    this.fitPrice();
  }

  fitPrice(): void {
    const view = this.#viewport.get();
    const end = Math.min(view.windowTo, this.#deps.playhead.position.get());
    const touch = this.#day?.touchRange(view.windowFrom, end);
    if (!touch) return;
    this.#priceHeld = false;
    this.#set({ ...view, ...fittedTicks(touch, this.#roomyTicks()) });
  }

  setView(view: Viewport): void {
    this.rememberView();
    this.#following.set(false);
    this.#priceHeld = true;
    this.#set(clampedViewport(view, this.#limits()));
  }

  rememberView(): void {
    const last = this.#history.at(-1);
    const view = this.#viewport.get();
    if (last && sameViewport(last, view)) return;
    this.#history.push(view);
    if (this.#history.length > HISTORY_LENGTH) this.#history.shift();
  }

  stepBackView(): void {
    const view = this.#history.pop();
    if (!view) return;
    this.#following.set(false);
    this.#set(view);
  }

  /** Once a frame, before it is drawn: the view goes after the playhead where it follows it. */
  follow(): void {
    const day = this.#day;
    if (!day) return;
    if (this.#isFirstView && day.revision.get() !== this.#firstViewRevision) this.#showFirst(day);
    if (!this.#following.get() || this.#followMode === 'off') return;
    const view = this.#viewport.get();
    const position = this.#deps.playhead.position.get();
    const mid = day.lastMid(knownEndFromPosition(position, day.windowEnd));
    const fits = this.#followMode === 'fit' && !this.#priceHeld;
    const input = {
      mode: this.#followMode,
      position,
      midTick: mid ? mid.mid2 / 2 : null,
      touch: fits ? day.touchRange(position - (view.windowTo - view.windowFrom), position) : null,
      priceHeld: this.#priceHeld,
      minTicks: this.#roomyTicks(),
    };
    this.#viewport.set(followedView(view, input));
  }

  #showFirst(day: DayData): void {
    const position = this.#deps.playhead.position.get();
    // At least a pixel a second, so that a day is first seen in its seconds.
    const room = Math.max(FIRST_SPAN_LEAST_WINDOWS, this.#deps.layout().plot.width);
    const windowFrom = position - Math.min(FIRST_SPAN_WINDOWS, room);
    const touch = day.touchRange(windowFrom, position);
    const mid = day.lastMid(knownEndFromPosition(position, day.windowEnd));
    // Chunks tell where the price was before the rows are here; to the end of each, which blind practice must not see.
    const told = this.#deps.playhead.isHeld ? null : day.spotRange(windowFrom, position);
    const around = touch ?? (mid && { lo: mid.mid2 / 2, hi: mid.mid2 / 2 }) ?? told;
    if (!around) return;
    this.#firstViewRevision = day.revision.get();
    this.#viewport.set({ windowFrom, windowTo: position, ...fittedTicks(around, this.#roomyTicks()) });
  }

  /** As many ticks as give rows of a comfortable height: what a fit shows at least. */
  #roomyTicks(): number {
    const { plot, scale } = this.#deps.layout();
    return Math.max(LEAST_ROWS, Math.round(plot.height / (ROW_HEIGHT_PX * scale)));
  }

  /** Somebody moved the view. */
  #set(view: Viewport): void {
    this.#isFirstView = false;
    this.#viewport.set(view);
    this.#deps.onChange();
  }

  /** What may be seen of the day: all of it, or what the playhead is held to. */
  #rangeOf(day: DayData): PlayRange {
    const { playhead } = this.#deps;
    return playhead.isHeld ? playhead.range.get() : { from: day.windowFrom, to: day.windowEnd };
  }

  #limits(): ViewLimits {
    const day = this.#day;
    if (!day) return NO_DAY_LIMITS;
    const { tickLo, tickHi } = this.#viewport.get();
    const { from, to } = this.#rangeOf(day);
    const range = this.#deps.playhead.isHeld ? day.touchRange(from, to) : day.spotRange();
    const spots = range ?? { lo: tickLo, hi: tickHi };
    const reach = this.#deps.xMax();
    return {
      windowFrom: from,
      windowEnd: Math.max(to, from + LEAST_DAY_WINDOWS),
      tickLo: spots.lo - reach,
      tickHi: spots.hi + reach,
    };
  }
}
