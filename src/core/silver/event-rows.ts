// The rows of one event, kept until its end has come.
import { MBO_WORDS } from '../dbn/layout.ts';

export class EventRows {
  words = new Int32Array(16 * MBO_WORDS);
  count = 0;

  /** Appends the row whose first word is `row[at]`. */
  push(row: Int32Array, at: number): void {
    const to = this.count * MBO_WORDS;
    if (to === this.words.length) {
      const bigger = new Int32Array(to * 2);
      bigger.set(this.words);
      this.words = bigger;
    }
    for (let w = 0; w < MBO_WORDS; w += 1) this.words[to + w] = row[at + w] as number;
    this.count += 1;
  }
}
