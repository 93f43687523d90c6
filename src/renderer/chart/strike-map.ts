// Strikes by time: a second, lower chart whose rows are strikes and whose seconds stand under the future's own. It follows
// the future's chart in time, has a price span of its own, and draws nothing that lies after the playhead.
import type { Fault } from '../../../contracts/errors.ts';
import { ABSENT_TEXEL } from '../../../contracts/fields.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { ensure } from '../../base/assert.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { type FieldFrame, FieldLayer } from '../gl/field-layer.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { StrikeDay } from '../replay/strike-day.ts';
import { type ChartLayout, stripLayout } from '../scene/layout.ts';
import { PriceScale } from '../scene/price-axis.ts';
import { sameViewport, type Viewport } from '../scene/viewport.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';
import { addCanvas, overlayContext } from './chart-canvas.ts';
import { Crosshair, type CrosshairFrame } from './crosshair.ts';
import type { FieldChart } from './field-chart.ts';
import { FieldScene, type ScenePlan, type SceneView, type ShownField } from './field-scene.ts';
import { FrameLoop } from './frame-loop.ts';
import { attachInteractions, type ChartTarget } from './interactions.ts';
import { watchPixelSize } from './pixel-size.ts';
import { installStrikeHooks } from './strike-hooks.ts';
import { drawStrikeMap } from './strike-map-overlay.ts';
import { spanAround, zoomedSpan } from './strike-span.ts';
import { TexelReader } from './texel-reader.ts';

/** What the crosshair is on. */
export interface StrikePlace {
  readonly window: number;
  /** On the lattice of strikes. */
  readonly strike: number;
  readonly strikeText: string;
  /** Null after the playhead, and where there is none. */
  readonly value: number | null;
}

export interface StrikeMapDeps {
  readonly peer: Peer;
  readonly playhead: Playhead;
  /** The future's chart above, which says which seconds are in sight. */
  readonly chart: FieldChart;
  onFault(fault: Fault): void;
}

const RETRY_PAINT_MS = 300;

export class StrikeMap implements Disposable {
  readonly #deps: StrikeMapDeps;
  readonly #canvas: HTMLCanvasElement;
  readonly #overlay: CanvasRenderingContext2D;
  readonly #layer: FieldLayer;
  readonly #scene: FieldScene;
  readonly #loop: FrameLoop;
  readonly #crosshair = new Crosshair();
  readonly #place = new ObservableValue<StrikePlace | null>(null, samePlace);
  readonly #viewport = new ObservableValue<Viewport>(
    { windowFrom: 0, windowTo: 1, tickLo: 0, tickHi: 1 },
    sameViewport,
  );
  readonly #disposables = new DisposableSet();
  readonly #idleWaiters: (() => void)[] = [];
  #layout: ChartLayout;
  #size = { width: 1, height: 1, scale: 1 };
  #day: StrikeDay | null = null;
  /** Strikes that the user zoomed to; null for all that are published near spot. */
  #span: { readonly lo: number; readonly hi: number } | null = null;
  #missing = 0;
  /** Tiles that a picture being exported needs beside those on screen. */
  #exported: ScenePlan | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;

  constructor(root: HTMLElement, deps: StrikeMapDeps) {
    this.#deps = deps;
    const { chart, playhead } = deps;
    this.#layout = stripLayout(chart.layout, this.#size);
    this.#canvas = addCanvas(root, 'field-canvas');
    const overlay = addCanvas(root, 'overlay-canvas');
    const invalidate = (): void => this.#loop.invalidate();
    this.#loop = new FrameLoop((nowMs) => this.#paint(nowMs));
    this.#layer = new FieldLayer(this.#canvas, invalidate, () => this.#scene.restoreTextures());
    this.#overlay = overlayContext(overlay, this.#layer.isSoftware);
    this.#scene = new FieldScene({
      peer: deps.peer,
      layer: this.#layer,
      onChange: invalidate,
      onFault: (fault) => deps.onFault(fault),
    });
    for (const part of [this.#layer, this.#scene, this.#loop]) this.#disposables.add(part);
    for (const value of [chart.viewport, chart.cursor, playhead.position])
      this.#disposables.add(value.subscribe(invalidate));
    this.#disposables.add(watchPixelSize(root, (size) => this.#resize(size)));
    const gestures = { layout: () => this.#layout, point: this.#point, box: () => undefined };
    this.#disposables.add(attachInteractions(overlay, this.#target(), gestures));
    for (const canvas of [this.#canvas, overlay])
      this.#disposables.add(disposableFrom(() => canvas.remove()));
    this.#disposables.add(installStrikeHooks(this));
  }

  get viewport(): Observable<Viewport> {
    return this.#viewport;
  }

  get layout(): ChartLayout {
    return this.#layout;
  }

  get place(): Observable<StrikePlace | null> {
    return this.#place;
  }

  setDay(day: StrikeDay): void {
    if (day.future !== this.#day?.future) this.#span = null;
    this.#day = day;
    this.#scene.setDay(day);
    this.changed();
  }

  /** The day has more windows or rows. */
  changed(): void {
    if (this.#day) this.#scene.setWindowEnd(this.#day.windowEnd);
    this.#loop.invalidate();
  }

  setField(shown: ShownField): void {
    this.#scene.setField(shown);
    this.#loop.invalidate();
  }

  setGold(gold: GoldView): void {
    this.#scene.setGold(gold);
    this.#loop.invalidate();
  }

  /** Value of the field at a strike, as finely as it is here; null where none is known. */
  value(window: number, strike: number): number | null {
    const field = this.#scene.shown?.field;
    const value = field && new TexelReader(this.#scene.first, this.#layer).finest(field.id, window, strike);
    return value === undefined || value === null || value <= ABSENT_TEXEL ? null : value;
  }

  /** Colour in the middle of a cell, without lines and axis. */
  color(window: number, strike: number): [number, number, number] | null {
    const frame = this.#frame();
    return frame && new TexelReader(this.#scene.first, this.#layer).color(frame, window, strike);
  }

  /** Settles when nothing is missing and nothing left to paint. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#loop.invalidate();
    });
  }

  /** Moves the keyboard's crosshair, from where the pointer's is, or from the playhead. */
  moveCursor(windows: number, strikes: number): void {
    if (this.#day) this.#crosshair.move(windows, strikes, this.#crosshairFrame(this.#day));
    this.#loop.invalidate();
  }

  clearCursor(): void {
    this.#crosshair.clear();
    this.#loop.invalidate();
  }

  /** What is shown, at another size, under a chart of that layout. Waits for the tiles that it needs; null without a day. */
  async picture(
    above: ChartLayout,
    size: { readonly width: number; readonly height: number },
  ): Promise<OffscreenCanvas | null> {
    const day = this.#day;
    if (!day) return null;
    const layout = stripLayout(above, { ...size, scale: above.scale });
    const at = this.#sceneView(layout);
    this.#exported = this.#scene.planFor(day, at);
    try {
      await this.idle();
    } finally {
      this.#exported = null;
    }
    const plan = this.#scene.plan(day, at);
    const frame = this.#scene.frame(at, day, plan);
    const pixels = frame && this.#layer.drawToPixels(frame);
    if (!pixels) return null;
    const picture = new OffscreenCanvas(layout.width, layout.height);
    const overlay = new OffscreenCanvas(layout.width, layout.height);
    const context = ensure(picture.getContext('2d'), '2D canvas');
    context.putImageData(new ImageData(pixels, layout.width, layout.height), 0, 0);
    const { view, position } = at;
    const { knownEnd } = plan;
    drawStrikeMap(ensure(overlay.getContext('2d'), '2D canvas'), {
      ...{ layout, view, day, position, knownEnd },
      cursor: null,
      above: null,
    });
    context.drawImage(overlay, 0, 0);
    return picture;
  }

  dispose(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#disposables.dispose();
  }

  #paint(nowMs: number): void {
    const day = this.#day;
    if (!day) return;
    this.#layout = stripLayout(this.#deps.chart.layout, this.#size);
    this.#scene.settle(this.#missing, nowMs);
    this.#viewport.set(this.#view(day));
    const at = this.#sceneView();
    const plan = this.#scene.plan(day, at);
    const demand = this.#scene.want(plan, day, at, this.#exported);
    this.#missing = demand.missing;
    if (this.#scene.waits && demand.missing === 0) this.#loop.invalidate();
    else if (this.#scene.waits || demand.delayed || demand.rests) this.#paintLater();
    const frame = this.#scene.frame(at, day, plan);
    if (frame) this.#layer.draw(frame);
    this.#paintOverlay(day, plan.knownEnd);
    const complete =
      demand.missing + demand.unfinished === 0 && !demand.delayed && !this.#scene.waits && frame !== null;
    if (complete && !this.#loop.dirty) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #paintOverlay(day: StrikeDay, knownEnd: number): void {
    const layout = this.#layout;
    const view = this.#viewport.get();
    const position = this.#deps.playhead.position.get();
    this.#updatePlace(day);
    const cursor = this.#crosshair.placeIn(view, layout);
    drawStrikeMap(this.#overlay, {
      ...{ layout, view, day, position, knownEnd, cursor },
      above: this.#timeAbove(day),
    });
  }

  /** The second that the crosshair of the chart above is on. */
  #timeAbove(day: StrikeDay): number | null {
    const above = this.#deps.chart.cursor.get();
    return above && Number(above.tsNanos - BigInt(day.info.summary.dayStartNanos)) / 1e9;
  }

  #crosshairFrame(day: StrikeDay): CrosshairFrame {
    return {
      view: this.#viewport.get(),
      layout: this.#layout,
      dayStartNanos: BigInt(day.info.summary.dayStartNanos),
      position: this.#deps.playhead.position.get(),
      windowEnd: day.windowEnd,
    };
  }

  #updatePlace(day: StrikeDay): void {
    this.#crosshair.update(this.#crosshairFrame(day));
    const prices = new PriceScale(day.stepNanos);
    const cursor = this.#crosshair.cursor.get();
    this.#place.set(
      cursor && {
        window: cursor.window,
        strike: cursor.tick,
        strikeText: prices.textFromTick(cursor.tick),
        value: cursor.future ? null : this.value(cursor.window, cursor.tick),
      },
    );
  }

  /** The seconds of the chart above; all strikes near spot in them, or those zoomed to. */
  #view(day: StrikeDay): Viewport {
    const { windowFrom, windowTo } = this.#deps.chart.viewport.get();
    const { lo, hi } = this.#span ?? this.#allStrikes(day, windowFrom, windowTo);
    return { windowFrom, windowTo, tickLo: lo, tickHi: hi };
  }

  #allStrikes(day: StrikeDay, from: number, to: number): { readonly lo: number; readonly hi: number } {
    const known = Math.min(to, Math.floor(this.#deps.playhead.position.get() + 1e-9));
    const { tickLo, tickHi } = this.#viewport.get();
    return spanAround(day.spotRange(from, known), this.#scene.xMax) ?? { lo: tickLo, hi: tickHi };
  }

  #sceneView(layout = this.#layout): SceneView {
    const position = this.#deps.playhead.position.get();
    return { view: this.#viewport.get(), layout, position };
  }

  #frame(): FieldFrame | null {
    const at = this.#sceneView();
    return this.#day && this.#scene.frame(at, this.#day, this.#scene.plan(this.#day, at));
  }

  readonly #point = (point: { x: number; y: number } | null): void => {
    this.#crosshair.point(point);
    this.#loop.invalidate();
  };

  /** Gestures move time in the chart above, and strikes here. */
  #target(): ChartTarget {
    const { chart } = this.#deps;
    const show = (span: { lo: number; hi: number } | null): void => {
      this.#span = span;
      // Turns of a wheel that come within one frame add up.
      if (span) this.#viewport.set({ ...this.#viewport.get(), tickLo: span.lo, tickHi: span.hi });
      this.#loop.invalidate();
    };
    return {
      viewport: this.#viewport,
      zoomTime: (factor, atWindow) => chart.zoomTime(factor, atWindow),
      zoomPrice: (factor, atTick) => show(zoomedSpan(this.#viewport.get(), factor, atTick)),
      panBy: (windows, strikes) => {
        chart.panBy(windows, 0);
        if (this.#span) show({ lo: this.#span.lo + strikes, hi: this.#span.hi + strikes });
      },
      setView: ({ windowFrom, windowTo, tickLo, tickHi }) => {
        chart.setView({ ...chart.viewport.get(), windowFrom, windowTo });
        show({ lo: tickLo, hi: tickHi });
      },
      fitDay: () => chart.fitDay(),
      fitPrice: () => show(null),
      rememberView: () => chart.rememberView(),
    };
  }

  #resize(size: { width: number; height: number; scale: number }): void {
    this.#size = size;
    for (const canvas of [this.#canvas, this.#overlay.canvas]) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    this.#layer.forgetDrawn();
    this.#loop.invalidate();
  }

  #paintLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.#loop.invalidate();
    }, RETRY_PAINT_MS);
  }
}

function samePlace(a: StrikePlace | null, b: StrikePlace | null): boolean {
  if (a === null || b === null) return a === b;
  return a.window === b.window && a.strike === b.strike && Object.is(a.value, b.value);
}
