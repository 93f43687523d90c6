// Long work in an engine that must stay responsive: a turn lets every message that waits be served first.

/** Work gives way after it has run for so long. */
const TURN_MILLIS = 8;

/** Gives way to what waits in the event loop. Throws the signal's reason where the work is not wanted any more. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** One stretch of work that asks after every small step whether it has held the thread for long enough. */
export class Turns {
  #sinceMillis = performance.now();

  get due(): boolean {
    return performance.now() - this.#sinceMillis >= TURN_MILLIS;
  }

  async next(signal?: AbortSignal): Promise<void> {
    await nextTurn(signal);
    this.#sinceMillis = performance.now();
  }
}
