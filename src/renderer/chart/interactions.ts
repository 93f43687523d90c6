// Pointer and wheel over the chart. Wheel zooms time at the cursor, with Shift or Ctrl or over the price axis zooms
// price; drag pans, over an axis zooms it; Ctrl+drag zooms to a box; double-click on an axis fits it.
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import { type ChartLayout, contains, xInPlot } from '../scene/layout.ts';
import {
  type PixelRect,
  pixelsPerTick,
  pixelsPerWindow,
  tickFromScreen,
  type Viewport,
  windowFromScreen,
} from '../scene/viewport.ts';
import type { Observable } from '../state/observable.ts';

/** What gestures do to the chart. */
export interface ChartTarget {
  readonly viewport: Observable<Viewport>;
  zoomTime(factor: number, atWindow?: number): void;
  zoomPrice(factor: number, atTick?: number): void;
  panBy(windows: number, ticks: number): void;
  setView(view: Viewport): void;
  fitDay(): void;
  fitPrice(): void;
  rememberView(): void;
}

export interface GestureHooks {
  layout(): ChartLayout;
  /** Where the pointer is over the plot, device pixels. */
  point(point: { x: number; y: number } | null): void;
  box(box: PixelRect | null): void;
}

type Zone = 'plot' | 'price' | 'time';
type Drag = {
  readonly kind: 'pan' | 'price' | 'time' | 'box';
  x: number;
  y: number;
  readonly startX: number;
  readonly startY: number;
  moved: boolean;
};

const WHEEL_RATE = 0.0014;
const LINE_PX = 16;
const AXIS_DRAG_RATE = 0.006;
/** A press that moves less than this is a click. */
const DRAG_THRESHOLD_PX = 4;
const MIN_BOX_PX = 6;
/** Turns of the wheel that follow each other within this are one step of the view's history. */
const WHEEL_PAUSE_MS = 400;

export function attachInteractions(
  canvas: HTMLCanvasElement,
  chart: ChartTarget,
  hooks: GestureHooks,
): Disposable {
  const gestures = new Gestures(canvas, chart, hooks);
  const controller = new AbortController();
  const { signal } = controller;
  canvas.style.touchAction = 'none';
  canvas.addEventListener('wheel', (event) => gestures.wheel(event), { signal, passive: false });
  canvas.addEventListener('pointerdown', (event) => gestures.down(event), { signal });
  canvas.addEventListener('pointermove', (event) => gestures.move(event), { signal });
  canvas.addEventListener('pointerup', (event) => gestures.up(event), { signal });
  canvas.addEventListener('pointercancel', () => gestures.cancel(), { signal });
  canvas.addEventListener('pointerleave', () => hooks.point(null), { signal });
  canvas.addEventListener('dblclick', (event) => gestures.doubleClick(event), { signal });
  return disposableFrom(() => controller.abort());
}

class Gestures {
  readonly #canvas: HTMLCanvasElement;
  readonly #chart: ChartTarget;
  readonly #hooks: GestureHooks;
  #drag: Drag | null = null;
  #lastWheelMs = 0;

  constructor(canvas: HTMLCanvasElement, chart: ChartTarget, hooks: GestureHooks) {
    this.#canvas = canvas;
    this.#chart = chart;
    this.#hooks = hooks;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.timeStamp - this.#lastWheelMs > WHEEL_PAUSE_MS) this.#chart.rememberView();
    this.#lastWheelMs = event.timeStamp;
    const { plot, scale } = this.#hooks.layout();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? LINE_PX
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? plot.height / scale
          : 1;
    const { x, y } = this.#pixel(event);
    const view = this.#chart.viewport.get();
    const turned = (event.deltaY !== 0 ? event.deltaY : event.shiftKey ? event.deltaX : 0) * unit;
    const sideways = !event.shiftKey && Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) {
      this.#chart.panBy((event.deltaX * unit * scale) / pixelsPerWindow(view, plot), 0);
      return;
    }
    const factor = Math.exp(Math.min(240, Math.max(-240, turned)) * WHEEL_RATE);
    if (event.shiftKey || event.ctrlKey || this.#zone(x, y) === 'price')
      this.#chart.zoomPrice(factor, tickFromScreen(view, plot, y));
    else this.#chart.zoomTime(factor, windowFromScreen(view, plot, x));
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { x, y } = this.#pixel(event);
    const zone = this.#zone(x, y);
    const kind = zone === 'plot' ? (event.ctrlKey || event.metaKey ? 'box' : 'pan') : zone;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drag = { kind, x, y, startX: x, startY: y, moved: false };
  }

  move(event: PointerEvent): void {
    const { x, y } = this.#pixel(event);
    const { plot } = this.#hooks.layout();
    this.#hooks.point(contains(plot, x, y) ? { x, y } : null);
    const zone = this.#zone(x, y);
    this.#canvas.style.cursor =
      this.#drag?.kind === 'pan' && this.#drag.moved
        ? 'grabbing'
        : zone === 'price'
          ? 'ns-resize'
          : zone === 'time'
            ? 'ew-resize'
            : 'crosshair';
    const drag = this.#drag;
    if (!drag) return;
    if (!drag.moved) {
      if (Math.hypot(x - drag.startX, y - drag.startY) < DRAG_THRESHOLD_PX * this.#hooks.layout().scale)
        return;
      drag.moved = true;
      this.#chart.rememberView();
    }
    this.#dragTo(drag, x, y);
    drag.x = x;
    drag.y = y;
  }

  up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = null;
    this.#canvas.releasePointerCapture(event.pointerId);
    if (drag?.kind !== 'box') return;
    this.#hooks.box(null);
    const box = boxOf(drag);
    if (!drag.moved || box.width < MIN_BOX_PX || box.height < MIN_BOX_PX) return;
    const view = this.#chart.viewport.get();
    const { plot } = this.#hooks.layout();
    this.#chart.setView({
      windowFrom: windowFromScreen(view, plot, box.x),
      windowTo: windowFromScreen(view, plot, box.x + box.width),
      tickLo: tickFromScreen(view, plot, box.y + box.height),
      tickHi: tickFromScreen(view, plot, box.y),
    });
  }

  cancel(): void {
    this.#drag = null;
    this.#hooks.box(null);
  }

  doubleClick(event: MouseEvent): void {
    const { x, y } = this.#pixel(event);
    const zone = this.#zone(x, y);
    if (zone === 'price') this.#chart.fitPrice();
    else if (zone === 'time') this.#chart.fitDay();
  }

  #dragTo(drag: Drag, x: number, y: number): void {
    const view = this.#chart.viewport.get();
    const { plot, scale } = this.#hooks.layout();
    if (drag.kind === 'pan')
      this.#chart.panBy((drag.x - x) / pixelsPerWindow(view, plot), (y - drag.y) / pixelsPerTick(view, plot));
    else if (drag.kind === 'price') this.#chart.zoomPrice(Math.exp(((y - drag.y) / scale) * AXIS_DRAG_RATE));
    else if (drag.kind === 'time')
      this.#chart.zoomTime(Math.exp(((drag.x - x) / scale) * AXIS_DRAG_RATE), view.windowTo);
    else this.#hooks.box(boxOf({ ...drag, x, y }));
  }

  #zone(x: number, y: number): Zone {
    const layout = this.#hooks.layout();
    if (contains(layout.priceAxis, x, y)) return 'price';
    return y >= layout.timeAxis.y ? 'time' : 'plot';
  }

  #pixel(event: MouseEvent): { x: number; y: number } {
    const layout = this.#hooks.layout();
    const { scale } = layout;
    const bounds = this.#canvas.getBoundingClientRect();
    const x = xInPlot(layout, (event.clientX - bounds.left) * scale);
    return { x, y: (event.clientY - bounds.top) * scale };
  }
}

function boxOf(drag: Pick<Drag, 'x' | 'y' | 'startX' | 'startY'>): PixelRect {
  const x = Math.min(drag.x, drag.startX);
  const y = Math.min(drag.y, drag.startY);
  return { x, y, width: Math.abs(drag.x - drag.startX), height: Math.abs(drag.y - drag.startY) };
}
