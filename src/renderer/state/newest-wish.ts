// One request at a time for whatever is wished for last: while one is under way only the newest wish is kept, so that
// fast replay and scrubbing never queue.
const RETRY_MS = 400;
const MOST_RETRIES = 8;

export class NewestWish<Wish> {
  readonly #read: (wish: Wish) => Promise<void>;
  #wish: Wish | null = null;
  #reading = false;
  #failures = 0;

  /** `read` asks and keeps the answer; it looks at `current` where an answer may have come too late. */
  constructor(read: (wish: Wish) => Promise<void>) {
    this.#read = read;
  }

  get current(): Wish | null {
    return this.#wish;
  }

  /** A request is under way. */
  get isReading(): boolean {
    return this.#reading;
  }

  set(wish: Wish | null): void {
    this.#wish = wish;
    this.#failures = 0;
    if (wish && !this.#reading) void this.#readNewest();
  }

  async #readNewest(): Promise<void> {
    this.#reading = true;
    try {
      for (let wish = this.#wish; wish; wish = this.#wish === wish ? null : this.#wish)
        await this.#read(wish);
    } catch {
      // The day may have been closed, or its newest second be not yet in the store: it is asked for again a little later.
      this.#retry();
    } finally {
      this.#reading = false;
    }
  }

  #retry(): void {
    const wish = this.#wish;
    if (!wish || ++this.#failures > MOST_RETRIES) return;
    setTimeout(() => {
      if (this.#wish === wish && !this.#reading) void this.#readNewest();
    }, RETRY_MS);
  }
}
