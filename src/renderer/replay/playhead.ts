// Where replay stands, in seconds of the UTC day, and how it moves. It has no clock of its own: the chart's frame loop
// tells it how much time has passed. It never crosses the boundary to the engine.
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import { type Observable, ObservableValue } from '../state/observable.ts';

export const MIN_SPEED = 0.1;
export const MAX_SPEED = 100;
/** The speeds that − and + step through. */
export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
/** A frame that took longer (a hidden page, a suspended machine) moves replay by no more than this. */
const MAX_FRAME_SECONDS = 0.25;

export interface PlayRange {
  readonly from: number;
  readonly to: number;
}

export class Playhead {
  readonly #position = new ObservableValue(0);
  readonly #playing = new ObservableValue(false);
  readonly #speed = new ObservableValue(1);
  readonly #range = new ObservableValue<PlayRange>(
    { from: 0, to: 0 },
    (a, b) => a.from === b.from && a.to === b.to,
  );
  #day: PlayRange = { from: 0, to: 0 };
  /** Nothing outside of this is shown, whatever the day has; null where nothing holds. */
  #held: PlayRange | null = null;
  #lastFrameMs: number | null = null;
  #scrubbing = false;
  readonly #endListeners = new Set<() => void>();

  /** Seconds of the UTC day; window w is known from w + 1 on. */
  get position(): Observable<number> {
    return this.#position;
  }

  get playing(): Observable<boolean> {
    return this.#playing;
  }

  get speed(): Observable<number> {
    return this.#speed;
  }

  get range(): Observable<PlayRange> {
    return this.#range;
  }

  /** Bounds of the day. A playhead that stood at the old end goes on standing at the end: a growing day stays in view. */
  setRange(from: number, to: number): void {
    this.#day = { from, to: Math.max(from, to) };
    const old = this.#range.get();
    const atEnd = old.to > old.from && this.#position.get() >= old.to && !this.#playing.get();
    this.#bound();
    this.seek(atEnd ? to : this.#position.get());
  }

  get isHeld(): boolean {
    return this.#held !== null;
  }

  /** Narrows the range to a part of the day; null lets the day's own ends hold again. */
  hold(part: PlayRange | null): void {
    this.#held = part;
    this.#bound();
    this.seek(this.#position.get());
  }

  #bound(): void {
    const { from, to } = this.#day;
    const held = this.#held ?? this.#day;
    this.#range.set({ from: Math.max(from, held.from), to: Math.min(to, held.to) });
  }

  seek(position: number): void {
    const { from, to } = this.#range.get();
    this.#position.set(Math.min(Math.max(position, from), to));
  }

  /** Moves by whole seconds: from between two windows first to the next whole one. */
  step(seconds: number): void {
    const position = this.#position.get();
    const base = seconds > 0 ? Math.floor(position + 1e-6) : Math.ceil(position - 1e-6);
    this.pause();
    this.seek(base + seconds);
  }

  /** From the end, starts over at the beginning. */
  play(): void {
    const { from, to } = this.#range.get();
    if (to <= from) return;
    if (this.#position.get() >= to) this.seek(from);
    this.#lastFrameMs = null;
    this.#playing.set(true);
  }

  pause(): void {
    this.#playing.set(false);
  }

  toggle(): void {
    if (this.#playing.get()) this.pause();
    else this.play();
  }

  setSpeed(speed: number): void {
    this.#speed.set(Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed)));
  }

  /** The next slower (−1) or faster (+1) of SPEEDS. */
  stepSpeed(direction: -1 | 1): void {
    const speed = this.#speed.get();
    const next =
      direction > 0 ? SPEEDS.find((s) => s > speed + 1e-9) : SPEEDS.findLast((s) => s < speed - 1e-9);
    if (next !== undefined) this.setSpeed(next);
  }

  /** While the user drags the playhead, replay waits; it goes on from where it is let go. */
  beginScrub(): void {
    this.#scrubbing = true;
  }

  endScrub(): void {
    this.#scrubbing = false;
    this.#lastFrameMs = null;
  }

  /** Calls `listener` when replay comes to the end by itself. */
  onEnd(listener: () => void): Disposable {
    this.#endListeners.add(listener);
    return disposableFrom(() => this.#endListeners.delete(listener));
  }

  /** One frame at time `nowMs`. True while there are more to come. */
  advance(nowMs: number): boolean {
    if (!this.#playing.get()) return false;
    const passed =
      this.#lastFrameMs === null
        ? 0
        : Math.min(MAX_FRAME_SECONDS, Math.max(0, (nowMs - this.#lastFrameMs) / 1000));
    this.#lastFrameMs = nowMs;
    if (this.#scrubbing) return true;
    const { to } = this.#range.get();
    this.seek(this.#position.get() + passed * this.#speed.get());
    if (this.#position.get() < to) return true;
    this.pause();
    for (const listener of [...this.#endListeners]) listener();
    return false;
  }
}
