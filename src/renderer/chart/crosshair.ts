// The crosshair: where the pointer or the keyboard points, as a time and a price of the day. A pointer that rests keeps
// its pixel while the view moves under it; the keyboard keeps its cell.
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { knownEndFromPosition } from '../scene/tile-plan.ts';
import { pixelsPerWindow, tickFromScreen, type Viewport, windowFromScreen } from '../scene/viewport.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';

export interface Cursor {
  /** Window whose frame is shown there: of the time itself, or the last closed one where the time is not reached yet. */
  readonly window: number;
  readonly tick: number;
  readonly tsNanos: bigint;
  readonly source: 'pointer' | 'keyboard';
  /** The place lies after the playhead: nothing is known of it. */
  readonly future: boolean;
}

/** What a place on screen means at the moment. */
export interface CrosshairFrame {
  readonly view: Viewport;
  readonly layout: ChartLayout;
  readonly dayStartNanos: bigint;
  readonly position: number;
  readonly windowEnd: number;
}

interface Place {
  /** Seconds of the UTC day. */
  readonly at: number;
  readonly tick: number;
}

export class Crosshair {
  readonly #cursor = new ObservableValue<Cursor | null>(null, sameCursor);
  #pointer: { x: number; y: number } | null = null;
  #keyboard: Place | null = null;

  get cursor(): Observable<Cursor | null> {
    return this.#cursor;
  }

  /** Device pixels of the chart, or null where the pointer is not over the plot. */
  point(point: { x: number; y: number } | null): void {
    if (point) this.#keyboard = null;
    this.#pointer = point;
  }

  /** Moves the keyboard's crosshair from where the crosshair is, or from the playhead. */
  move(windows: number, ticks: number, { view, layout, position, windowEnd }: CrosshairFrame): void {
    const now = this.placeIn(view, layout);
    const start = now ? Math.floor(now.at) : Math.max(0, knownEndFromPosition(position, windowEnd) - 1);
    const tick = (now?.tick ?? Math.round((view.tickLo + view.tickHi) / 2)) + ticks;
    const at = Math.min(Math.max(start + 0.5 + windows, view.windowFrom), view.windowTo);
    this.#pointer = null;
    this.#keyboard = { at, tick };
  }

  clear(): void {
    this.#pointer = null;
    this.#keyboard = null;
    this.#cursor.set(null);
  }

  placeIn(view: Viewport, { plot }: ChartLayout): Place | null {
    if (this.#keyboard || !this.#pointer) return this.#keyboard;
    const at = windowFromScreen(view, plot, this.#pointer.x);
    return { at, tick: Math.round(tickFromScreen(view, plot, this.#pointer.y)) };
  }

  /** Tells what the crosshair points at in the frame about to be drawn. */
  update(frame: CrosshairFrame): void {
    const place = this.placeIn(frame.view, frame.layout);
    this.#cursor.set(place && cursorFromPlace(place, frame, this.#keyboard ? 'keyboard' : 'pointer'));
  }
}

function cursorFromPlace({ at, tick }: Place, frame: CrosshairFrame, source: Cursor['source']): Cursor {
  const second = Math.floor(at);
  const fraction = nanosFromFraction(at - second, 1 / pixelsPerWindow(frame.view, frame.layout.plot));
  return {
    window: Math.min(second, knownEndFromPosition(frame.position, frame.windowEnd) - 1),
    tick,
    tsNanos: frame.dayStartNanos + BigInt(second) * NANOS_PER_SECOND + BigInt(fraction),
    source,
    future: at > frame.position,
  };
}

/** A pixel is wider than a nanosecond: its time is cut to the round fraction of a second that it can tell apart. */
export function nanosFromFraction(fraction: number, secondsPerPixel: number): number {
  const quantum = 10 ** Math.min(9, Math.ceil(Math.log10(secondsPerPixel) + 9));
  return Math.floor((fraction * 1e9) / quantum + 1e-6) * quantum;
}

function sameCursor(a: Cursor | null, b: Cursor | null): boolean {
  if (a === null || b === null) return a === b;
  const samePlace = a.tsNanos === b.tsNanos && a.tick === b.tick && a.window === b.window;
  return samePlace && a.source === b.source && a.future === b.future;
}
