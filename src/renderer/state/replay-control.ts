// Where in time the page stands: the open day, the days beside it, and the playhead in it.
import { windowFromTs } from '../../../contracts/units.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { Playhead } from '../replay/playhead.ts';
import { isTickIn, viewShowing } from '../scene/viewport.ts';
import type { DaySession } from './day-session.ts';
import { type DocumentStore, neighbourDay } from './document.ts';
import type { LibraryPiece } from './library.ts';
import type { Marks } from './marks.ts';
import type { Picture } from './picture.ts';
import type { Sources } from './sources.ts';

export interface ReplayControlDeps {
  readonly document: DocumentStore;
  readonly playhead: Playhead;
  readonly session: DaySession;
  readonly sources: Sources;
  readonly marks: Marks;
  readonly picture: Picture;
}

export class ReplayControl implements Disposable {
  readonly #deps: ReplayControlDeps;
  readonly #subscriptions = new DisposableSet();

  constructor(deps: ReplayControlDeps) {
    this.#deps = deps;
    this.#subscriptions.add(deps.playhead.onEnd(() => void this.#playOn()));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async openDay(dayId: string): Promise<void> {
    this.#deps.sources.stopFollowing();
    await this.#deps.session.open(dayId);
  }

  /** Opens a day at the end of what it has of a trade date. */
  async openPiece({ day, part }: LibraryPiece): Promise<void> {
    this.#deps.sources.stopFollowing();
    if (this.#deps.document.getState().dayId === day.dayId) this.#deps.playhead.seek(part.windowEnd);
    else await this.#deps.session.open(day.dayId, part.windowEnd);
  }

  /** Opens the day before or after in the instrument's series: at its end, or at its start. */
  async goToDay(direction: -1 | 1): Promise<void> {
    if (this.#deps.playhead.isHeld) return;
    const day = neighbourDay(this.#deps.document.getState(), direction);
    if (!day) return;
    this.#deps.sources.stopFollowing();
    await this.#deps.session.open(day.dayId, direction > 0 ? 'start' : 'end');
  }

  /** Goes to a time of any day that is known, and stops there. */
  async goToMoment(dayId: string, position: number): Promise<void> {
    const { document, playhead, session, sources } = this.#deps;
    sources.stopFollowing();
    playhead.pause();
    if (document.getState().dayId === dayId) playhead.seek(position);
    else await session.open(dayId, position);
  }

  closeDay(): void {
    this.#deps.sources.stopFollowing();
    this.#deps.session.close();
  }

  /** From the end, replay starts over where the day's trading begins. */
  playOrPause(): void {
    const { position, range } = this.#deps.playhead;
    if (!this.#deps.playhead.playing.get() && position.get() >= range.get().to) this.goToStart();
    this.#deps.playhead.toggle();
  }

  /** At an end of the day, steps over into the next one. */
  step(seconds: number): void {
    const { position, range } = this.#deps.playhead;
    const { from, to } = range.get();
    if (seconds > 0 && position.get() >= to && neighbourDay(this.#deps.document.getState(), 1))
      void this.goToDay(1);
    else if (seconds < 0 && position.get() <= from && neighbourDay(this.#deps.document.getState(), -1))
      void this.goToDay(-1);
    else this.#deps.playhead.step(seconds);
  }

  /** Replay has reached the day's end: it goes on in the next day, if there is one. */
  async #playOn(): Promise<void> {
    const { day } = this.#deps.document.getState();
    if (
      !day ||
      this.#deps.playhead.isHeld ||
      day.summary.state === 'growing' ||
      !neighbourDay(this.#deps.document.getState(), 1)
    )
      return;
    await this.goToDay(1);
    this.#deps.playhead.play();
  }

  /** To the end of the second in which something happened, of the kind that is stepped through. */
  stepEvent(direction: 1 | -1): void {
    // Where it is would tell of what comes.
    if (this.#deps.playhead.isHeld) return;
    const event = this.#deps.marks.neighbour(this.#deps.playhead.position.get(), direction);
    if (event) this.goToMark(event.window + 1, event.tick);
  }

  /** Brings playhead and view to a time and price. */
  goToMark(position: number, tick: number): void {
    this.#deps.playhead.pause();
    this.#deps.playhead.seek(position);
    const chart = this.#deps.picture.chart.get();
    if (!chart) return;
    const view = chart.viewport.get();
    if (!chart.following.get() || !isTickIn(view, tick)) {
      const shown = viewShowing(view, position, tick);
      if (shown !== view) chart.setView(shown);
    }
  }

  goToStart(): void {
    const { day } = this.#deps.document.getState();
    this.#deps.playhead.seek(day?.firstValidWindow ?? this.#deps.playhead.range.get().from);
  }

  /** Stops where the second of that time is known. */
  goToTime(tsNanos: bigint): void {
    const { day } = this.#deps.document.getState();
    if (!day) return;
    this.#deps.playhead.pause();
    this.#deps.playhead.seek(windowFromTs(tsNanos, BigInt(day.summary.dayStartNanos)) + 1);
  }

  goToEnd(): void {
    this.#deps.playhead.seek(this.#deps.playhead.range.get().to);
  }

  changeSpeed(direction: 1 | -1): void {
    this.#deps.playhead.stepSpeed(direction);
  }

  setSpeed(speed: number): void {
    this.#deps.playhead.setSpeed(speed);
  }
}
