// Moments → a bounded list of spans. Moments no more than a gap apart share a span; where that gives more spans than
// are kept, the gap doubles and neighbours join. Ends are moments that happened, so a span claims no more than that.

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

type MutableSpan = { -readonly [K in keyof Span]: Span[K] };

const FIRST_GAP_NANOS = 60e9;
const MOST_SPANS = 48;

export class SpanList {
  #gap = FIRST_GAP_NANOS;
  #spans: MutableSpan[] = [];

  /** Adds `count` occurrences at a moment that is not before the last one; `continues` the last span however long ago. */
  add(moment: number, count = 1, continues = false): void {
    const last = this.#spans[this.#spans.length - 1];
    if (last && (continues || moment - last.to <= this.#gap)) {
      last.to = Math.max(last.to, moment);
      last.count += count;
      return;
    }
    this.#spans.push({ from: moment, to: moment, count });
    while (this.#spans.length > MOST_SPANS) this.#widen();
  }

  list(): readonly Span[] {
    return this.#spans;
  }

  #widen(): void {
    this.#gap *= 2;
    const joined: MutableSpan[] = [];
    for (const span of this.#spans) {
      const last = joined[joined.length - 1];
      if (last && span.from - last.to <= this.#gap) {
        last.to = span.to;
        last.count += span.count;
      } else joined.push(span);
    }
    this.#spans = joined;
  }
}
