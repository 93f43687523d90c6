// The chart: one WebGL canvas for the field, one 2D canvas for all that lies over it, one frame loop. Input changes the
// view (view-control.ts), the crosshair or the playhead; a frame follows from them: plan the tiles, ask for the
// missing, draw what is here.
import { ensure } from '../../base/assert.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { composePng, type ExportCaption, type ExportOptions, type PngStrip } from '../export/png.ts';
import { type FieldFrame, FieldLayer } from '../gl/field-layer.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { TileDemand } from '../replay/tile-cache.ts';
import type { BlindOrigin } from '../scene/blind.ts';
import type { FollowMode } from '../scene/follow.ts';
import { type ChartLayout, chartLayout } from '../scene/layout.ts';
import { knownEndFromPosition, type TilePlan } from '../scene/tile-plan.ts';
import type { PixelRect, Viewport } from '../scene/viewport.ts';
import type { Forecast } from '../state/forecast.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';
import type { StrikesAt } from '../state/strikes.ts';
import { addCanvas, overlayContext } from './chart-canvas.ts';
import { ChartProbe } from './chart-probe.ts';
import { type ChartStatus, sameStatus } from './chart-status.ts';
import { Crosshair, type CrosshairFrame, type Cursor } from './crosshair.ts';
import { type DayDress, dressOf, priceCharactersOf } from './day-dress.ts';
import type { FieldChartDeps } from './field-chart-deps.ts';
import {
  FieldScene,
  type ScenePlan,
  type SceneView,
  type ShownField,
  type ShownSecond,
} from './field-scene.ts';
import { FrameLoop } from './frame-loop.ts';
import { attachInteractions, type GestureHooks } from './interactions.ts';
import { drawOverlay, type OverlayFrame } from './overlay.ts';
import { PicturePace } from './picture-pace.ts';
import { watchPixelSize } from './pixel-size.ts';
import { installTestHooks } from './test-hooks.ts';
import { ViewControl } from './view-control.ts';

/** The day on screen. */
interface ShownDay extends DayDress {
  readonly data: DayData;
  readonly revisions: Disposable;
}

const NO_DAY_CHARACTERS = 8;

export class FieldChart implements Disposable {
  readonly #playhead: Playhead;
  readonly #marks: FieldChartDeps['marks'];
  readonly #forecast: Observable<Forecast | null>;
  readonly #strikes: Observable<StrikesAt | null>;
  readonly #study: FieldChartDeps['study'];
  #zonesShown = false;
  #blind: BlindOrigin | null = null;
  readonly #fieldCanvas: HTMLCanvasElement;
  readonly #overlayContext: CanvasRenderingContext2D;
  readonly #layer: FieldLayer;
  readonly #scene: FieldScene;
  readonly #loop: FrameLoop;
  readonly #pace: PicturePace;
  readonly #disposables = new DisposableSet();
  readonly #view: ViewControl;
  readonly #crosshair = new Crosshair();
  readonly #probe: ChartProbe;
  readonly #ready = new ObservableValue<ChartStatus>(
    { level: 0, missingTiles: 0, unfinishedTiles: 0, inFlight: 0, contextLost: false },
    sameStatus,
  );
  readonly #idleWaiters: (() => void)[] = [];
  #day: ShownDay | null = null;
  #layout: ChartLayout = chartLayout({ width: 1, height: 1, scale: 1, priceCharacters: 8, beside: false });
  #size = { width: 1, height: 1, scale: 1 };
  #zoomBox: PixelRect | null = null;
  /** Tiles that a picture being exported needs beside those on screen. */
  #exported: ScenePlan | null = null;

  constructor(root: HTMLElement, deps: FieldChartDeps) {
    this.#playhead = deps.playhead;
    this.#marks = deps.marks;
    this.#forecast = deps.forecast ?? new ObservableValue(null);
    this.#strikes = deps.strikes ?? new ObservableValue(null);
    this.#study = deps.study;
    this.#fieldCanvas = addCanvas(root, 'field-canvas');
    const overlay = addCanvas(root, 'overlay-canvas');
    this.#loop = new FrameLoop((nowMs) => this.#paint(nowMs));
    this.#layer = new FieldLayer(
      this.#fieldCanvas,
      () => this.#loop.invalidate(),
      () => this.#scene.restoreTextures(),
    );
    this.#overlayContext = overlayContext(overlay, this.#layer.isSoftware);
    this.#scene = new FieldScene({
      peer: deps.peer,
      layer: this.#layer,
      onChange: (visibly) => (visibly ? this.#pace.hurry() : this.#pace.filled()),
      onFault: (fault) => deps.onFault?.(fault),
    });
    this.#pace = new PicturePace({
      ask: () => this.#ask(performance.now())?.demand ?? null,
      waits: () => this.#scene.waits,
      invalidate: () => this.#loop.invalidate(),
    });
    this.#probe = new ChartProbe(this.#scene, this.#layer, () => this.#fieldFrame());
    this.#view = new ViewControl({
      playhead: this.#playhead,
      layout: () => this.#layout,
      xMax: () => this.#scene.xMax,
      onChange: () => this.#loop.invalidate(),
    });
    const own = (part: Disposable): Disposable => this.#disposables.add(part);
    for (const part of [this.#layer, this.#scene, this.#loop, this.#pace]) own(part);
    own(this.#playhead.position.subscribe(() => this.#loop.invalidate()));
    own(this.#forecast.subscribe(() => this.#loop.invalidate()));
    own(this.#strikes.subscribe(() => this.#loop.invalidate()));
    if (deps.study) own(deps.study.past.subscribe(() => this.#loop.invalidate()));
    if (deps.study) own(deps.study.terms.subscribe(() => this.#loop.invalidate()));
    own(this.#playhead.playing.subscribe(() => this.#loop.invalidate()));
    if (deps.marks) own(deps.marks.revision.subscribe(() => this.#loop.invalidate()));
    own(watchPixelSize(root, (size) => this.#resize(size)));
    own(attachInteractions(overlay, this, this.#gestures()));
    for (const canvas of [this.#fieldCanvas, overlay]) own(disposableFrom(() => canvas.remove()));
    own(installTestHooks(this, this.#probe, this.#playhead, this.#forecast, deps.study?.past ?? null));
  }

  get viewport(): Observable<Viewport> {
    return this.#view.viewport;
  }

  get cursor(): Observable<Cursor | null> {
    return this.#crosshair.cursor;
  }

  /** False once the user moved the view away; `setFollow` takes it back to the playhead. */
  get following(): Observable<boolean> {
    return this.#view.following;
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
  setDay(data: DayData | null): void {
    this.#day?.revisions.dispose();
    this.#day = data && {
      data,
      ...dressOf(data, this.#blind),
      revisions: data.revision.subscribe(() => this.#dayChanged(data)),
    };
    this.#scene.setDay(data);
    this.#view.setDay(data);
    this.#crosshair.clear();
    if (data) {
      const position = this.#playhead.position.get();
      const outside = position < data.windowFrom || position > data.windowEnd;
      this.#dayChanged(data);
      if (outside) this.#playhead.seek(data.windowEnd);
    }
    this.#pace.hurry();
  }

  setField(shown: ShownField): void {
    if (this.#scene.setField(shown)) this.#loop.invalidate();
  }

  /** Another field with the first, or none. */
  setSecond(second: ShownSecond | null): void {
    if (!this.#scene.setSecond(second)) return;
    this.#relayout();
    this.#loop.invalidate();
  }

  /** Whether the fast band as it would go on lies behind an extrapolated path. */
  showZones(shown: boolean): void {
    this.#zonesShown = shown;
    this.#loop.invalidate();
  }

  /** Tells time and price from a moment alone; null as they are. */
  setBlind(origin: BlindOrigin | null): void {
    const elsewhere = origin?.at !== this.#blind?.at;
    this.#blind = origin;
    // A view that was chosen when the day could be seen would tell how much of it is over.
    if (elsewhere) this.#view.startOver();
    this.#dressDay();
    this.#loop.invalidate();
  }

  /** The parameters to show fields under; what is on screen stays until it has come anew. */
  setGold(view: GoldView): void {
    this.#scene.setGold(view);
    this.#pace.hurry();
  }

  /** Sets the mode and, unless it is off, goes to the playhead. */
  setFollow(mode: FollowMode): void {
    this.#view.setFollow(mode);
  }

  /** `factor` < 1 zooms in. While the view follows, the playhead stays where it is. */
  zoomTime(factor: number, atWindow?: number): void {
    this.#view.zoomTime(factor, atWindow);
  }

  zoomPrice(factor: number, atTick?: number): void {
    this.#view.zoomPrice(factor, atTick);
  }

  /** Moves the view and so leaves following. */
  panBy(windows: number, ticks: number): void {
    this.#view.panBy(windows, ticks);
  }

  /** Brings a time (and a tick) to the middle of the view. */
  panTo(window: number, tick?: number): void {
    this.#view.panTo(window, tick);
  }

  /** The whole day from its first valid second, and the prices it went through. */
  fitDay(): void {
    this.#view.fitDay();
  }

  /** The prices between bid and ask of the time on screen. */
  fitPrice(): void {
    this.#view.fitPrice();
  }

  setView(view: Viewport): void {
    this.#view.setView(view);
  }

  /** Keeps the present view for `stepBackView`; called at the start of a gesture. */
  rememberView(): void {
    this.#view.rememberView();
  }

  stepBackView(): void {
    this.#view.stepBackView();
  }

  /** Moves the keyboard's crosshair, starting from where the pointer's is, or from the playhead. */
  moveCursor(windows: number, ticks: number): void {
    const frame = this.#crosshairFrame();
    if (frame) this.#crosshair.move(windows, ticks, frame);
    this.#loop.invalidate();
  }

  clearCursor(): void {
    this.#crosshair.clear();
    this.#loop.invalidate();
  }

  /** Settles when the picture is complete: nothing to paint, no tile or row missing. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      // What is on its way is painted when it has come.
      if (this.#ready.get().missingTiles === 0) this.#loop.invalidate();
    });
  }

  /** Settles once the picture of the moment is painted: what describes it comes after it. */
  whenPainted(): Promise<void> {
    return this.#pace.whenPainted();
  }

  /** What is shown, as a PNG with axes, legend and caption. Waits for the tiles that its own size needs. */
  async exportPng(
    options: ExportOptions,
    caption: ExportCaption = {},
    strip: PngStrip | null = null,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { data, clock, prices } = ensure(this.#day, 'a day to export');
    const { field, lattice, style } = ensure(this.#scene.shown, 'a field to export');
    const position = this.#playhead.position.get();
    return composePng({
      options,
      caption,
      strip,
      day: data,
      field,
      lattice,
      gold: ensure(this.#scene.latestGold, 'parameters to export under'),
      style,
      ...this.#told(),
      second: this.#scene.second,
      view: this.viewport.get(),
      position,
      knownEnd: knownEndFromPosition(position, data.windowEnd),
      marks: this.#marks?.drawnAt(position) ?? null,
      clock,
      prices,
      ...this.#ahead(),
      priceCharacters: this.#priceCharacters(),
      fieldPixels: (layout) => this.#exportPixels(data, layout),
    });
  }

  dispose(): void {
    this.#day?.revisions.dispose();
    this.#disposables.dispose();
  }

  #paint(nowMs: number): void {
    if (this.#playhead.advance(nowMs)) this.#loop.invalidate();
    const day = this.#day;
    if (!day) {
      this.#paintNothing();
      return;
    }
    const asked = this.#ask(nowMs);
    if (!asked) return;
    const { plan, demand, at } = asked;
    const frame = this.#scene.frame(at, day.data, plan);
    if (frame) this.#layer.draw(frame);
    this.#paintOverlay(day, plan);
    this.#pace.painted();
    const complete =
      demand.missing + demand.sliced + demand.unfinished === 0 &&
      !demand.delayed &&
      !this.#layer.lost &&
      !this.#scene.waits &&
      this.#scene.shown !== null;
    if (complete && !this.#playhead.playing.get()) {
      void day.data.whenLoaded.then(() => this.#announceIdle());
    }
  }

  /** Asks for what the picture of the moment lacks; null without a day. */
  #ask(nowMs: number): { at: SceneView; plan: TilePlan; demand: TileDemand } | null {
    const day = this.#day?.data;
    // Without a size there is no level of detail either.
    if (!day || this.#size.width <= 1) return null;
    this.#view.follow();
    this.#scene.settle(this.#ready.get().missingTiles, nowMs);
    const at = this.#sceneView(this.#layout);
    const plan = this.#scene.plan(day, at);
    const demand = this.#scene.want(plan, day, at, this.#exported);
    this.#ready.set({
      level: plan.level,
      missingTiles: demand.missing,
      unfinishedTiles: demand.unfinished,
      inFlight: this.#scene.inFlight,
      contextLost: this.#layer.lost,
    });
    this.#pace.asked(demand);
    return { at, plan, demand };
  }

  #paintOverlay({ data, clock, prices }: ShownDay, plan: TilePlan): void {
    const layout = this.#layout;
    const view = this.viewport.get();
    const crosshair = this.#crosshairFrame();
    if (crosshair) this.#crosshair.update(crosshair);
    const cursor = this.cursor.get();
    drawOverlay(this.#overlayContext, {
      layout,
      view,
      day: data,
      clock,
      prices,
      position: this.#playhead.position.get(),
      knownEnd: plan.knownEnd,
      cursor: this.#crosshair.placeIn(view, layout),
      zoomBox: this.#zoomBox,
      marks: this.#marks?.drawnAt(this.#playhead.position.get()) ?? null,
      ...this.#ahead(),
      ...this.#told(),
      second: this.#scene.second,
      pair: cursor && !cursor.future ? this.#probe.pair(cursor.window, cursor.tick) : null,
    });
  }

  /** What would tell the price, by a strike's number, or the time, by what the exchange said. */
  #told(): Pick<OverlayFrame, 'strikes' | 'blind'> {
    return { strikes: this.#blind ? null : this.#strikes.get(), blind: this.#blind !== null };
  }

  /** The path that begins at the playhead, with what is shown of it. */
  #ahead(): Pick<OverlayFrame, 'forecast' | 'past' | 'zones'> {
    if (this.#blind?.hidesPath) return { forecast: null, past: [], zones: null };
    return {
      forecast: this.#forecast.get(),
      past: this.#study?.past.get() ?? [],
      zones: this.#zonesShown ? (this.#study?.terms.get() ?? null) : null,
    };
  }

  #paintNothing(): void {
    this.#overlayContext.clearRect(0, 0, this.#layout.width, this.#layout.height);
    const frame = this.#scene.frame(this.#sceneView(this.#layout), null, null);
    if (frame) this.#layer.draw(frame);
  }

  #announceIdle(): void {
    // Whatever came meanwhile asked for another frame, after which this is tried again.
    if (this.#loop.dirty) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #sceneView(layout: ChartLayout): SceneView {
    return { view: this.viewport.get(), layout, position: this.#playhead.position.get() };
  }

  /** The frame on screen; null without a day. */
  #fieldFrame(layout = this.#layout): FieldFrame | null {
    const day = this.#day?.data;
    const at = this.#sceneView(layout);
    return day ? this.#scene.frame(at, day, this.#scene.plan(day, at)) : null;
  }

  /** Field pixels of another layout: tiles that only it needs are fetched first. */
  async #exportPixels(day: DayData, layout: ChartLayout): Promise<Uint8ClampedArray<ArrayBuffer>> {
    this.#exported = this.#scene.planFor(day, this.#sceneView(layout));
    try {
      await this.idle();
      const frame = ensure(this.#fieldFrame(layout), 'a field to export');
      return ensure(this.#layer.drawToPixels(frame), 'graphics to draw with');
    } finally {
      this.#exported = null;
    }
  }

  #dressDay(): void {
    if (this.#day) this.#day = { ...this.#day, ...dressOf(this.#day.data, this.#blind) };
    this.#relayout();
  }

  #dayChanged(day: DayData): void {
    this.#playhead.setRange(day.windowFrom, day.windowEnd);
    this.#scene.setWindowEnd(day.windowEnd);
    this.#relayout();
    this.#loop.invalidate();
  }

  #resize(size: { width: number; height: number; scale: number }): void {
    this.#size = size;
    for (const canvas of [this.#fieldCanvas, this.#overlayContext.canvas]) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    this.#layer.forgetDrawn();
    this.#relayout();
    this.#loop.invalidate();
  }

  #relayout(): void {
    const { width, height, scale } = this.#size;
    const beside = this.#scene.second?.mode === 'beside';
    this.#layout = chartLayout({ width, height, scale, beside, priceCharacters: this.#priceCharacters() });
  }

  #priceCharacters(): number {
    return this.#day ? priceCharactersOf(this.#day.data, this.#day.prices, this.#blind) : NO_DAY_CHARACTERS;
  }

  #crosshairFrame(): CrosshairFrame | null {
    const day = this.#day?.data;
    if (!day) return null;
    return {
      view: this.viewport.get(),
      layout: this.#layout,
      dayStartNanos: day.dayStartNanos,
      position: this.#playhead.position.get(),
      windowEnd: day.windowEnd,
    };
  }

  #gestures(): GestureHooks {
    return {
      layout: () => this.#layout,
      point: (point) => {
        this.#crosshair.point(point);
        this.#loop.invalidate();
      },
      box: (box) => {
        this.#zoomBox = box;
        this.#loop.invalidate();
      },
    };
  }
}
