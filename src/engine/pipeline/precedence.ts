// Who goes first in the engine's one thread: the picture that somebody looks at comes before what describes it. While tiles
// are being shaped, ranges of colours and walks for events stand still.

/** What gives way goes on for a turn after it has stood still for so long: it never waits for good. */
const MOST_MILLIS = 800;

export class Precedence {
  #pictures = 0;
  #waiting: (() => void)[] = [];

  /** Work that a picture waits for. */
  async picture<T>(work: () => Promise<T>): Promise<T> {
    this.#pictures += 1;
    try {
      return await work();
    } finally {
      this.#pictures -= 1;
      if (this.#pictures === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Settles at once, or when no picture is being made any more. Throws the signal's reason where nobody waits. */
  async giveWay(signal?: AbortSignal): Promise<void> {
    if (this.#pictures > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, MOST_MILLIS);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    signal?.throwIfAborted();
  }
}
