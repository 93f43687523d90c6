// What a book finds odd in its rows: counted at once, and marked until the caller, which alone knows the row's place and
// time, has written it down. A row without oddities costs its caller one comparison with zero.
import {
  emptyQualityCounts,
  QUALITY_COUNT_NAMES,
  type QualityCount,
  type QualityCounts,
} from '../../../contracts/quality.ts';

const BITS = new Map<QualityCount, number>(QUALITY_COUNT_NAMES.map((name, i) => [name, 1 << i]));

export class Oddities {
  readonly counts: QualityCounts = emptyQualityCounts();
  /** One bit for each name counted since `take`; 0 where there was none. */
  marked = 0;

  count(name: QualityCount): void {
    this.counts[name] += 1;
    this.marked |= BITS.get(name) ?? 0;
  }

  /** The names counted since the last call, in the contract's order. */
  take(): QualityCount[] {
    const { marked } = this;
    this.marked = 0;
    return QUALITY_COUNT_NAMES.filter((_, i) => (marked & (1 << i)) !== 0);
  }
}
