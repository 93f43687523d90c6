// The chart: one WebGL canvas for the field, one 2D canvas for all that lies over it, one frame loop. Input changes the
// viewport or the playhead; a frame follows from them: plan the tiles, ask for the missing, draw what is here.

import type { Fault } from '../../../contracts/errors.ts';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import { TILE_COLUMNS, tileIndexFromWindow } from '../../../contracts/tiles.ts';
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { ensure } from '../../base/assert.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { composePng, type ExportCaption, type ExportOptions } from '../export/png.ts';
import { FieldLayer, type FieldStyle } from '../gl/field-layer.ts';
import type { TileTexture } from '../gl/tile-textures.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import { type ResidentTile, TileCache } from '../replay/tile-cache.ts';
import { COLOR_MAPS } from '../scene/color-maps.ts';
import type { ColorRange } from '../scene/color-range.ts';
import { drawsFromSlots } from '../scene/draw-list.ts';
import { ExchangeClock } from '../scene/exchange-time.ts';
import { type FollowMode, fittedTicks, followedView } from '../scene/follow.ts';
import { type ChartLayout, chartLayout } from '../scene/layout.ts';
import { PriceScale } from '../scene/price-axis.ts';
import { planTiles, type TilePlan, type TileSlot } from '../scene/tile-plan.ts';
import type { PixelRect, ViewLimits, Viewport } from '../scene/viewport.ts';
import {
  clampedViewport,
  panned,
  pixelsPerWindow,
  sameViewport,
  screenFromTick,
  tickFromScreen,
  windowFromScreen,
  zoomedPrice,
  zoomedTime,
} from '../scene/viewport.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';
import { FrameLoop } from './frame-loop.ts';
import { attachInteractions } from './interactions.ts';
import { drawOverlay } from './overlay.ts';
import { watchPixelSize } from './pixel-size.ts';
import { installTestHooks } from './test-hooks.ts';

export interface Cursor {
  /** Window whose frame is shown there: of the time itself, or the last closed one where the time is not reached yet. */
  readonly window: number;
  readonly tick: number;
  readonly tsNanos: bigint;
  readonly source: 'pointer' | 'keyboard';
  /** The place lies after the playhead: nothing is known of it. */
  readonly future: boolean;
}

export interface ChartStatus {
  /** Pyramid level that carries the picture: a column is 4^level seconds. */
  readonly level: number;
  readonly missingTiles: number;
  readonly inFlight: number;
  readonly contextLost: boolean;
}

export interface FieldChartDeps {
  readonly peer: Peer;
  readonly playhead: Playhead;
  /** Called with faults of tile requests; each fault once. */
  onFault?(fault: Fault): void;
}

interface Shown {
  readonly field: FieldDescriptor;
  readonly lattice: Lattice;
  readonly style: FieldStyle;
}

const GPU_BUDGET_BYTES = 256 * 1024 * 1024;
const TEXEL_BUDGET_BYTES = 128 * 1024 * 1024;
const FIRST_SPAN_WINDOWS = 600;
const ROW_HEIGHT_PX = 14;
const RETRY_PAINT_MS = 300;
const HISTORY_LENGTH = 100;
const NO_DAY_VIEW: Viewport = { windowFrom: 0, windowTo: FIRST_SPAN_WINDOWS, tickLo: 0, tickHi: 48 };

export class FieldChart implements Disposable {
  readonly #playhead: Playhead;
  readonly #fieldCanvas: HTMLCanvasElement;
  readonly #overlayContext: CanvasRenderingContext2D;
  readonly #layer: FieldLayer;
  readonly #cache: TileCache<TileTexture>;
  readonly #loop: FrameLoop;
  readonly #disposables = new DisposableSet();
  readonly #daySubscriptions: Disposable[] = [];
  readonly #viewport = new ObservableValue<Viewport>(NO_DAY_VIEW, sameViewport);
  readonly #cursor = new ObservableValue<Cursor | null>(null, sameCursor);
  readonly #following = new ObservableValue(true);
  readonly #ready = new ObservableValue<ChartStatus>(
    { level: 0, missingTiles: 0, inFlight: 0, contextLost: false },
    sameStatus,
  );
  readonly #history: Viewport[] = [];
  readonly #idleWaiters: (() => void)[] = [];
  #day: DayData | null = null;
  #clock: ExchangeClock | null = null;
  #prices: PriceScale | null = null;
  #shown: Shown | null = null;
  #followMode: FollowMode = 'centre';
  #priceHeld = false;
  /** The first view of a day waits for its first price. */
  #needsFirstView = false;
  #layout: ChartLayout = chartLayout(1, 1, 1, 8);
  #size = { width: 1, height: 1, scale: 1 };
  #pointer: { x: number; y: number } | null = null;
  #keyboard: { at: number; tick: number } | null = null;
  #zoomBox: PixelRect | null = null;
  /** Tiles that a picture being exported needs beside those on screen. */
  #exportSlots: readonly TileSlot[] = [];
  #retryTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(root: HTMLElement, deps: FieldChartDeps) {
    this.#playhead = deps.playhead;
    this.#fieldCanvas = addCanvas(root, 'field-canvas');
    const overlay = addCanvas(root, 'overlay-canvas');
    this.#overlayContext = ensure(overlay.getContext('2d'), '2D canvas');
    this.#loop = new FrameLoop((nowMs) => this.#paint(nowMs));
    this.#layer = new FieldLayer(
      this.#fieldCanvas,
      () => this.#loop.invalidate(),
      () => this.#cache.restoreTextures(),
    );
    this.#cache = new TileCache(deps.peer, this.#layer.textures, {
      gpuBudgetBytes: GPU_BUDGET_BYTES,
      texelBudgetBytes: TEXEL_BUDGET_BYTES,
      nowMs: () => performance.now(),
      onChange: () => this.#loop.invalidate(),
      onFault: (fault) => deps.onFault?.(fault),
    });
    for (const each of [this.#layer, this.#cache, this.#loop]) this.#disposables.add(each);
    for (const each of [this.#playhead.position, this.#playhead.playing]) {
      this.#disposables.add((each as Observable<unknown>).subscribe(() => this.#loop.invalidate()));
    }
    this.#disposables.add(watchPixelSize(root, (size) => this.#resize(size)));
    this.#disposables.add(attachInteractions(overlay, this, this.#gestures()));
    this.#disposables.add(
      disposableFrom(() => [this.#fieldCanvas, overlay].forEach((canvas) => canvas.remove())),
    );
    this.#disposables.add(installTestHooks(this, this.#playhead));
    void loadAxisFonts().then(() => this.#loop.invalidate());
  }

  get viewport(): Observable<Viewport> {
    return this.#viewport;
  }

  get cursor(): Observable<Cursor | null> {
    return this.#cursor;
  }

  /** False once the user moved the view away; `setFollow` takes it back to the playhead. */
  get following(): Observable<boolean> {
    return this.#following;
  }

  get ready(): Observable<ChartStatus> {
    return this.#ready;
  }

  /** Device pixels; changes with the size of the page and of its pixels. */
  get layout(): ChartLayout {
    return this.#layout;
  }

  get frames(): number {
    return this.#loop.frames;
  }

  get textureCount(): number {
    return this.#layer.textures.live;
  }

  /** Shows another day, or none. The playhead's range becomes the day's; a playhead outside it stands at its end. */
  setDay(day: DayData | null): void {
    for (const subscription of this.#daySubscriptions.splice(0)) subscription.dispose();
    this.#day = day;
    this.#history.length = 0;
    this.#keyboard = null;
    this.#cursor.set(null);
    if (day) {
      this.#clock = new ExchangeClock(day.info.summary.dataset, day.dayStartNanos);
      this.#prices = new PriceScale(day.tickSizeNanos);
      this.#needsFirstView = true;
      const { position } = this.#playhead;
      const outside = position.get() <= day.windowFrom || position.get() > day.windowEnd;
      this.#playhead.setRange(day.windowFrom, day.windowEnd);
      if (outside) this.#playhead.seek(day.windowEnd);
      this.#daySubscriptions.push(day.revision.subscribe(() => this.#dayChanged()));
      this.#dayChanged();
    }
    this.#updateScope();
    this.#loop.invalidate();
  }

  setField(field: FieldDescriptor, lattice: Lattice, range: ColorRange, colorMapId: string): void {
    const style = {
      channel: field.channel,
      scale: field.scale,
      range,
      colorMap: COLOR_MAPS.require(colorMapId),
    };
    this.#shown = { field, lattice, style };
    this.#updateScope();
    this.#loop.invalidate();
  }

  /** Sets the mode and, unless it is off, goes to the playhead. */
  setFollow(mode: FollowMode): void {
    this.#followMode = mode;
    this.#priceHeld = false;
    this.#following.set(mode !== 'off');
    this.#loop.invalidate();
  }

  /** `factor` < 1 zooms in. While the view follows, the playhead stays where it is. */
  zoomTime(factor: number, atWindow?: number): void {
    const view = this.#viewport.get();
    const anchor = this.#following.get()
      ? view.windowTo
      : (atWindow ?? (view.windowFrom + view.windowTo) / 2);
    this.#setView(zoomedTime(view, factor, anchor, this.#limits()));
  }

  zoomPrice(factor: number, atTick?: number): void {
    const view = this.#viewport.get();
    this.#priceHeld = true;
    this.#setView(zoomedPrice(view, factor, atTick ?? (view.tickLo + view.tickHi) / 2, this.#limits()));
  }

  /** Moves the view and so leaves following. */
  panBy(windows: number, ticks: number): void {
    if (windows !== 0) this.#following.set(false);
    if (ticks !== 0) this.#priceHeld = true;
    this.#setView(panned(this.#viewport.get(), windows, ticks, this.#limits()));
    if (ticks !== 0) this.#following.set(false);
  }

  /** Brings a time (and a tick) to the middle of the view. */
  panTo(window: number, tick?: number): void {
    const view = this.#viewport.get();
    const ticks = tick === undefined ? 0 : tick - (view.tickLo + view.tickHi) / 2;
    this.rememberView();
    this.panBy(window - (view.windowFrom + view.windowTo) / 2, ticks);
  }

  /** The whole day from its first valid second, and the prices it went through. */
  fitDay(): void {
    const day = this.#day;
    if (!day) return;
    this.rememberView();
    this.#following.set(false);
    const from = day.firstShownWindow;
    this.#setView({
      ...this.#viewport.get(),
      windowFrom: from,
      windowTo: Math.max(day.windowEnd, from + 60),
    });
    this.fitPrice();
  }

  /** The prices between bid and ask of the time on screen. */
  fitPrice(): void {
    const view = this.#viewport.get();
    const touch = this.#day?.touchRange(
      view.windowFrom,
      Math.min(view.windowTo, this.#playhead.position.get()),
    );
    if (!touch) return;
    this.#priceHeld = false;
    this.#setView({ ...view, ...fittedTicks(touch, this.#roomyTicks()) });
  }

  setView(view: Viewport): void {
    this.rememberView();
    this.#following.set(false);
    this.#priceHeld = true;
    this.#needsFirstView = false;
    this.#setView(clampedViewport(view, this.#limits()));
  }

  /** Keeps the present view for `stepBackView`; called at the start of a gesture. */
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
    this.#setView(view);
  }

  /** Moves the keyboard's crosshair, starting from where the pointer's is, or from the playhead. */
  moveCursor(windows: number, ticks: number): void {
    const view = this.#viewport.get();
    const now = this.#crosshair();
    const at = (now ? Math.floor(now.at) + 0.5 : Math.max(0, this.#knownEnd() - 0.5)) + windows;
    const tick = (now?.tick ?? Math.round((view.tickLo + view.tickHi) / 2)) + ticks;
    this.#pointer = null;
    this.#keyboard = { at: Math.min(Math.max(at, view.windowFrom), view.windowTo), tick };
    this.#loop.invalidate();
  }

  clearCursor(): void {
    this.#pointer = null;
    this.#keyboard = null;
    this.#loop.invalidate();
  }

  /** Settles when the picture is complete: nothing to paint, no tile or row missing. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#loop.invalidate();
    });
  }

  /** Value of a field at a cell, from the tile in memory; null where no tile of seconds with it is here. */
  texel(fieldId: string, window: number, tick: number): number | null {
    const place = this.#texelPlace(fieldId, window, tick);
    return place?.tile.texels?.[(place.row * TILE_COLUMNS + place.column) * 4 + place.channel] ?? null;
  }

  /** The same value as the GPU holds it. */
  pixelTexel(fieldId: string, window: number, tick: number): number | null {
    const place = this.#texelPlace(fieldId, window, tick);
    return place
      ? (this.#layer.readTexel(place.tile.texture, place.column, place.row)?.[place.channel] ?? null)
      : null;
  }

  /** Colour of the field at a cell, as it is painted (without lines and axes); null outside the picture. */
  pixelColor(window: number, tick: number): [number, number, number] | null {
    const frame = this.#fieldFrame(this.#layout, this.#viewport.get());
    const pixels = frame && this.#layer.drawToPixels(frame);
    if (!pixels) return null;
    const { plot, width } = this.#layout;
    const view = this.#viewport.get();
    const x = Math.floor(
      plot.x + ((window + 0.5 - view.windowFrom) / (view.windowTo - view.windowFrom)) * plot.width,
    );
    const y = Math.floor(screenFromTick(view, plot, tick));
    if (x < plot.x || x >= plot.x + plot.width || y < plot.y || y >= plot.y + plot.height) return null;
    const at = (y * width + x) * 4;
    return [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number];
  }

  /** What is shown, as a PNG with axes, legend and caption. Waits for the tiles that its own size needs. */
  async exportPng(options: ExportOptions, caption: ExportCaption = {}): Promise<Uint8Array<ArrayBuffer>> {
    const day = ensure(this.#day, 'a day to export');
    const shown = ensure(this.#shown, 'a field to export');
    const view = this.#viewport.get();
    const position = this.#playhead.position.get();
    return composePng({
      options,
      caption,
      day,
      field: shown.field,
      lattice: shown.lattice,
      style: shown.style,
      view,
      position,
      knownEnd: Math.min(Math.floor(position + 1e-9), day.windowEnd),
      clock: ensure(this.#clock, 'clock'),
      prices: ensure(this.#prices, 'prices'),
      priceCharacters: this.#priceCharacters(),
      fieldPixels: (layout) => this.#exportPixels(layout, view),
    });
  }

  dispose(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    for (const subscription of this.#daySubscriptions.splice(0)) subscription.dispose();
    this.#disposables.dispose();
  }

  #paint(nowMs: number): void {
    if (this.#playhead.advance(nowMs)) this.#loop.invalidate();
    const day = this.#day;
    if (!day || !this.#clock || !this.#prices) return this.#paintNothing();
    this.#followPlayhead(day);
    const view = this.#viewport.get();
    const plan = this.#plan(this.#layout, view);
    const demand = this.#cache.want([...plan.slots, ...this.#exportSlots], plan.prefetch);
    if (demand.delayed) this.#paintLater();
    const frame = this.#fieldFrame(this.#layout, view, plan);
    if (frame) this.#layer.draw(frame);
    this.#updateCursor();
    drawOverlay(this.#overlayContext, {
      layout: this.#layout,
      view,
      day,
      clock: this.#clock,
      prices: this.#prices,
      position: this.#playhead.position.get(),
      knownEnd: plan.knownEnd,
      cursor: this.#crosshair(),
      zoomBox: this.#zoomBox,
    });
    this.#ready.set({
      level: plan.level,
      missingTiles: demand.missing,
      inFlight: this.#cache.inFlight,
      contextLost: this.#layer.lost,
    });
    const complete = demand.missing === 0 && !demand.delayed && !this.#layer.lost && this.#shown !== null;
    if (complete && !this.#playhead.playing.get()) void day.whenLoaded.then(() => this.#announceIdle());
  }

  #paintNothing(): void {
    this.#overlayContext.clearRect(0, 0, this.#layout.width, this.#layout.height);
    const frame = this.#shown && {
      ...this.#layout,
      view: this.#viewport.get(),
      style: this.#shown.style,
      draws: [],
    };
    if (frame) this.#layer.draw(frame);
  }

  #announceIdle(): void {
    // Whatever came meanwhile asked for another frame, after which this is tried again.
    if (this.#loop.dirty) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #paintLater(): void {
    this.#retryTimer ??= setTimeout(() => {
      this.#retryTimer = null;
      this.#loop.invalidate();
    }, RETRY_PAINT_MS);
  }

  #plan(layout: ChartLayout, view: Viewport): TilePlan {
    const day = ensure(this.#day, 'day');
    return planTiles({
      view,
      plot: layout.plot,
      position: this.#playhead.position.get(),
      windowEnd: day.windowEnd,
      chunks: day.chunks,
      xMax: day.info.params.xMax,
    });
  }

  #fieldFrame(layout: ChartLayout, view: Viewport, plan = this.#day ? this.#plan(layout, view) : null) {
    if (!this.#shown || !plan) return null;
    const { width, height, plot } = layout;
    return {
      width,
      height,
      plot,
      view,
      style: this.#shown.style,
      draws: drawsFromSlots(plan.slots, this.#cache),
    };
  }

  /** Field pixels of another layout: tiles that only it needs are fetched first. */
  async #exportPixels(layout: ChartLayout, view: Viewport): Promise<Uint8ClampedArray<ArrayBuffer>> {
    this.#exportSlots = this.#plan(layout, view).slots;
    try {
      await this.idle();
      return ensure(this.#layer.drawToPixels(ensure(this.#fieldFrame(layout, view), 'frame')), 'graphics');
    } finally {
      this.#exportSlots = [];
    }
  }

  #dayChanged(): void {
    const day = this.#day;
    if (!day) return;
    this.#playhead.setRange(day.windowFrom, day.windowEnd);
    this.#cache.setWindowEnd(day.windowEnd);
    this.#relayout();
    this.#loop.invalidate();
  }

  #updateScope(): void {
    const day = this.#day;
    const shown = this.#shown;
    const scope = day &&
      shown && {
        dayId: day.dayId,
        paramsHash: day.info.paramsHash,
        lattice: shown.lattice,
        group: shown.field.group,
      };
    this.#cache.setScope(scope ?? null);
  }

  #followPlayhead(day: DayData): void {
    const position = this.#playhead.position.get();
    const knownEnd = this.#knownEnd();
    if (this.#needsFirstView) {
      // At least a pixel a second, so that a day is first seen in its seconds.
      const span = Math.min(FIRST_SPAN_WINDOWS, Math.max(120, this.#layout.plot.width));
      const touch = day.touchRange(position - span, position);
      const mid = day.lastMid(knownEnd);
      if (!touch && !mid) return;
      this.#needsFirstView = false;
      const around = touch ?? { lo: (mid?.mid2 ?? 0) / 2, hi: (mid?.mid2 ?? 0) / 2 };
      this.#viewport.set({
        windowFrom: position - span,
        windowTo: position,
        ...fittedTicks(around, this.#roomyTicks()),
      });
    }
    if (!this.#following.get() || this.#followMode === 'off') return;
    const view = this.#viewport.get();
    const mid = day.lastMid(knownEnd);
    const fits = this.#followMode === 'fit' && !this.#priceHeld;
    const touch = fits ? day.touchRange(position - (view.windowTo - view.windowFrom), position) : null;
    const input = {
      mode: this.#followMode,
      position,
      midTick: mid ? mid.mid2 / 2 : null,
      touch,
      priceHeld: this.#priceHeld,
      minTicks: this.#roomyTicks(),
    };
    this.#viewport.set(followedView(view, input));
  }

  /** As many ticks as give rows of a comfortable height: what a fit shows at least. */
  #roomyTicks(): number {
    return Math.max(24, Math.round(this.#layout.plot.height / (ROW_HEIGHT_PX * this.#layout.scale)));
  }

  #setView(view: Viewport): void {
    this.#viewport.set(view);
    this.#loop.invalidate();
  }

  #limits(): ViewLimits {
    const day = this.#day;
    if (!day) return { windowFrom: 0, windowEnd: 86_400, tickLo: -1e6, tickHi: 1e6 };
    const spots = day.spotRange() ?? { lo: this.#viewport.get().tickLo, hi: this.#viewport.get().tickHi };
    const reach = day.info.params.xMax;
    return {
      windowFrom: day.windowFrom,
      windowEnd: Math.max(day.windowEnd, day.windowFrom + 60),
      tickLo: spots.lo - reach,
      tickHi: spots.hi + reach,
    };
  }

  #knownEnd(): number {
    return Math.min(Math.floor(this.#playhead.position.get() + 1e-9), this.#day?.windowEnd ?? 0);
  }

  #resize(size: { width: number; height: number; scale: number }): void {
    this.#size = size;
    for (const canvas of [this.#fieldCanvas, this.#overlayContext.canvas]) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    this.#relayout();
    this.#loop.invalidate();
  }

  #relayout(): void {
    this.#layout = chartLayout(
      this.#size.width,
      this.#size.height,
      this.#size.scale,
      this.#priceCharacters(),
    );
  }

  /** Length of the longest price that the axis may have to show; half a tick has a digit more. */
  #priceCharacters(): number {
    const spots = this.#day?.spotRange();
    if (!this.#prices || !spots) return 8;
    return Math.max(
      this.#prices.textFromHalfTicks(2 * spots.lo - 1).length,
      this.#prices.textFromHalfTicks(2 * spots.hi + 1).length,
    );
  }

  #crosshair(): { at: number; tick: number } | null {
    if (this.#keyboard) return this.#keyboard;
    if (!this.#pointer) return null;
    const view = this.#viewport.get();
    const { plot } = this.#layout;
    return {
      at: windowFromScreen(view, plot, this.#pointer.x),
      tick: Math.round(tickFromScreen(view, plot, this.#pointer.y)),
    };
  }

  #updateCursor(): void {
    const place = this.#crosshair();
    const day = this.#day;
    if (!place || !day) return this.#cursor.set(null);
    const whole = Math.floor(place.at);
    const tsNanos =
      day.dayStartNanos + BigInt(whole) * NANOS_PER_SECOND + BigInt(this.#nanosInSecond(place.at - whole));
    const known = this.#knownEnd();
    this.#cursor.set({
      window: Math.min(whole, known - 1),
      tick: place.tick,
      tsNanos,
      source: this.#keyboard ? 'keyboard' : 'pointer',
      future: place.at > this.#playhead.position.get(),
    });
  }

  /** A pixel is wider than a nanosecond: its time is cut to the round fraction of a second that it can tell apart. */
  #nanosInSecond(fraction: number): number {
    const windowsPerPixel = 1 / pixelsPerWindow(this.#viewport.get(), this.#layout.plot);
    const quantum = 10 ** Math.min(9, Math.ceil(Math.log10(windowsPerPixel) + 9));
    return Math.floor((fraction * 1e9) / quantum + 1e-6) * quantum;
  }

  #gestures() {
    return {
      layout: () => this.#layout,
      point: (point: { x: number; y: number } | null) => {
        if (point) this.#keyboard = null;
        this.#pointer = point;
        this.#loop.invalidate();
      },
      box: (box: PixelRect | null) => {
        this.#zoomBox = box;
        this.#loop.invalidate();
      },
    };
  }

  #texelPlace(fieldId: string, window: number, tick: number): TexelPlace | null {
    for (const tile of this.#cache.bands(0, tileIndexFromWindow(window, 0))) {
      const row = tick - tile.tickLo;
      const channel = tile.fields.indexOf(fieldId);
      if (row >= 0 && row < tile.rows && channel >= 0)
        return { tile, column: window - tile.windowFrom, row, channel };
    }
    return null;
  }
}

interface TexelPlace {
  readonly tile: ResidentTile<TileTexture>;
  readonly column: number;
  readonly row: number;
  readonly channel: number;
}

function addCanvas(root: HTMLElement, className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
  root.append(canvas);
  return canvas;
}

/** The canvas uses fonts that no element may have asked for yet. */
async function loadAxisFonts(): Promise<void> {
  await Promise.allSettled(
    ['400 11px "JetBrains Mono"', '500 11px "JetBrains Mono"', '400 11px Inter', '600 13px Inter'].map(
      (font) => document.fonts.load(font),
    ),
  );
}

function sameCursor(a: Cursor | null, b: Cursor | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.tsNanos === b.tsNanos &&
    a.tick === b.tick &&
    a.window === b.window &&
    a.source === b.source &&
    a.future === b.future
  );
}

function sameStatus(a: ChartStatus, b: ChartStatus): boolean {
  return (
    a.level === b.level &&
    a.missingTiles === b.missingTiles &&
    a.inFlight === b.inFlight &&
    a.contextLost === b.contextLost
  );
}
