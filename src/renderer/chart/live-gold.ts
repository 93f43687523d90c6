// Parameters on their way to the picture. A slider brings a new set sixty times a second, a picture takes longer: the set
// on screen is finished first, unless it takes too long, and of those that came meanwhile the newest is next.
import { type GoldView, goldViewKey } from '../replay/gold-view.ts';

/** A picture that takes longer than this gives way to newer parameters unfinished. */
const HOLD_MS = 300;

export class LiveGold {
  #shown: GoldView | null = null;
  #next: GoldView | null = null;
  #sinceMs = 0;

  /** What tiles are asked for with. */
  get shown(): GoldView | null {
    return this.#shown;
  }

  /** What will be shown once the picture is complete. */
  get latest(): GoldView | null {
    return this.#next ?? this.#shown;
  }

  get waits(): boolean {
    return this.#next !== null;
  }

  /** The newest wish; taken at the next `settle`. */
  offer(view: GoldView): void {
    if (this.latest && goldViewKey(this.latest) === goldViewKey(view)) return;
    this.#next = view;
  }

  /** True where the newest wish is shown from now on; `missing` tiles of the one before are still on their way. */
  settle(missing: number, nowMs: number): boolean {
    if (!this.#next || (this.#shown && missing > 0 && nowMs - this.#sinceMs < HOLD_MS)) return false;
    this.#shown = this.#next;
    this.#next = null;
    this.#sinceMs = nowMs;
    return true;
  }
}
