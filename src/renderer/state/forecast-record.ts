// How the forecasts of the day so far have done: where the present strength stands among all before it, and how far
// paths were off at each horizon, beside "no change". Read in blocks backwards from the playhead while somebody looks;
// nothing after the playhead goes in.
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import { MOST_PATHS } from '../../../contracts/forecast.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { DayData } from '../replay/day-data.ts';
import type { ForecastWish } from './forecast.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';

export const RECORD_HORIZONS = [1, 2, 5, 10, 20, 30] as const;
const ASKED = [0, ...RECORD_HORIZONS];
const H = RECORD_HORIZONS.length;

export interface HorizonError {
  readonly seconds: number;
  /** Paths whose end the playhead has reached. */
  readonly count: number;
  /** Mean absolute error, ticks, of the path and of "no change"; null without any. */
  readonly path: number | null;
  readonly still: number | null;
}

export interface ForecastRecord {
  /** Seconds with a path that are counted, the present one not among them. */
  readonly seconds: number;
  /** Of those, how many had less strength than the present one; null where that has none. */
  readonly weaker: number | null;
  readonly horizons: readonly HorizonError[];
  /** The whole day up to the playhead is counted. */
  readonly complete: boolean;
}

/** Some seconds side by side: strength and predicted mids by horizon, NaN where there is no path. */
interface Block {
  readonly from: number;
  /** Seconds before this one are read. */
  readEnd: number;
  readonly strength: Float64Array;
  readonly mids: Float64Array;
  /** Sums once all of its paths' ends are reached. */
  settled: Sums | null;
}

interface Sums {
  readonly count: Float64Array;
  readonly path: Float64Array;
  readonly still: Float64Array;
}

interface RecordWish extends ForecastWish {
  readonly data: DayData;
}

export class ForecastRecorder {
  readonly #record = new ObservableValue<ForecastRecord | null>(null);
  readonly #peer: Pick<Peer, 'call'>;
  readonly #wish: NewestWish<RecordWish>;
  readonly #blocks = new Map<number, Block>();
  #madeFor = '';

  constructor(peer: Pick<Peer, 'call'>) {
    this.#peer = peer;
    this.#wish = new NewestWish((wish) => this.#read(wish));
  }

  get record(): Observable<ForecastRecord | null> {
    return this.#record;
  }

  /** The day up to and with the wish's second. */
  show(wish: ForecastWish | null, data: DayData | null): void {
    const known = wish && data ? { ...wish, data } : null;
    const key = known ? `${known.dayId}/${known.mode}/${known.paramsHash}/${known.forecastHash}` : '';
    if (key !== this.#madeFor) {
      this.#blocks.clear();
      this.#record.set(null);
    }
    this.#madeFor = key;
    if (known) this.#publish(known);
    this.#wish.set(known && nextSpan(known, this.#blocks) ? known : null);
  }

  /** One block after the other, nearest to the playhead first, until all are here or another second is wished for. */
  async #read(wish: RecordWish): Promise<void> {
    const key = this.#madeFor;
    for (;;) {
      const span = nextSpan(wish, this.#blocks);
      if (!span || this.#wish.current !== wish || this.#madeFor !== key) return;
      const { dayId, mode, params, forecast } = wish;
      const { payload } = await this.#peer.call('forecast.paths', {
        ...{ dayId, mode, params, forecast, horizons: ASKED },
        ...span,
      });
      if (this.#madeFor !== key) return;
      takePaths(this.#blockOf(span.windowFrom), span.windowEnd, payload);
      this.#publish(this.#wish.current ?? wish);
    }
  }

  #blockOf(window: number): Block {
    const from = Math.floor(window / MOST_PATHS) * MOST_PATHS;
    const known = this.#blocks.get(from);
    if (known) return known;
    const block: Block = {
      from,
      readEnd: from,
      strength: new Float64Array(MOST_PATHS).fill(Number.NaN),
      mids: new Float64Array(MOST_PATHS * H).fill(Number.NaN),
      settled: null,
    };
    this.#blocks.set(from, block);
    return block;
  }

  #publish(wish: RecordWish): void {
    this.#record.set(recordOf(wish, this.#blocks));
  }
}

/** What to ask for next; null where the day up to the wish is here. */
function nextSpan(
  { data, window }: RecordWish,
  blocks: ReadonlyMap<number, Block>,
): { windowFrom: number; windowEnd: number } | null {
  const first = Math.floor(data.windowFrom / MOST_PATHS) * MOST_PATHS;
  for (let from = Math.floor(window / MOST_PATHS) * MOST_PATHS; from >= first; from -= MOST_PATHS) {
    const windowFrom = Math.max(blocks.get(from)?.readEnd ?? from, data.windowFrom);
    const windowEnd = Math.min(from + MOST_PATHS, window + 1);
    if (windowFrom < windowEnd) return { windowFrom, windowEnd };
  }
  return null;
}

function takePaths(block: Block, readEnd: number, payload: Uint8Array | null | undefined): void {
  const { columns = {}, length = 0 } = (payload && decodeTable(payload).batches[0]) || {};
  const windows = columns['window'] as Int32Array | undefined;
  const mids = columns['mid_tick'] as Float64Array | undefined;
  const strengths = columns['strength'] as Float32Array | undefined;
  for (let row = 0; windows && mids && strengths && row < length; row += ASKED.length) {
    const at = (windows[row] as number) - block.from;
    block.strength[at] = strengths[row] as number;
    for (let h = 0; h < H; h++) block.mids[at * H + h] = mids[row + 1 + h] as number;
  }
  block.readEnd = Math.max(block.readEnd, readEnd);
}

function recordOf(wish: RecordWish, blocks: ReadonlyMap<number, Block>): ForecastRecord {
  const { data, window } = wish;
  const total = emptySums();
  const own = blocks.get(Math.floor(window / MOST_PATHS) * MOST_PATHS);
  const present = own ? (own.strength[window - own.from] as number) : Number.NaN;
  let seconds = 0;
  let weaker = 0;
  for (const block of blocks.values()) {
    if (block.from > window) continue;
    const end = Math.min(block.readEnd, window) - block.from;
    for (let i = 0; i < end; i++) {
      const strength = block.strength[i] as number;
      if (Number.isNaN(strength)) continue;
      seconds++;
      if (strength < present) weaker++;
    }
    addSums(total, sumsOf(block, data, window));
  }
  return {
    seconds,
    weaker: Number.isNaN(present) ? null : weaker,
    horizons: RECORD_HORIZONS.map((horizon, h) => {
      const count = total.count[h] as number;
      const mean = (sum: Float64Array): number | null => (count > 0 ? (sum[h] as number) / count : null);
      return { seconds: horizon, count, path: mean(total.path), still: mean(total.still) };
    }),
    complete: nextSpan(wish, blocks) === null,
  };
}

function sumsOf(block: Block, data: DayData, window: number): Sums {
  if (block.settled) return block.settled;
  const sums = emptySums();
  const mid2 = data.column('mid2');
  const valid = data.column('window_valid');
  const midAt = (at: number): number =>
    valid[at] === 1 && mid2[at] !== NULL_INT32 ? Number(mid2[at]) / 2 : Number.NaN;
  for (let i = 0; i < Math.min(block.readEnd, window + 1) - block.from; i++) {
    if (Number.isNaN(block.strength[i] as number)) continue;
    const start = midAt(block.from + i);
    for (let h = 0; h < H; h++) {
      const at = block.from + i + (RECORD_HORIZONS[h] as number);
      const actual = at <= window ? midAt(at) : Number.NaN;
      if (Number.isNaN(actual)) continue;
      sums.count[h] = (sums.count[h] as number) + 1;
      sums.path[h] = (sums.path[h] as number) + Math.abs((block.mids[i * H + h] as number) - actual);
      sums.still[h] = (sums.still[h] as number) + Math.abs(start - actual);
    }
  }
  const last = RECORD_HORIZONS[H - 1] as number;
  const isRead = block.readEnd >= block.from + MOST_PATHS;
  const isHere = data.has(Math.min(block.from + MOST_PATHS + last, data.windowEnd - 1));
  if (isRead && isHere && block.from + MOST_PATHS + last <= window) block.settled = sums;
  return sums;
}

function emptySums(): Sums {
  return { count: new Float64Array(H), path: new Float64Array(H), still: new Float64Array(H) };
}

function addSums(total: Sums, part: Sums): void {
  for (let h = 0; h < H; h++) {
    total.count[h] = (total.count[h] as number) + (part.count[h] as number);
    total.path[h] = (total.path[h] as number) + (part.path[h] as number);
    total.still[h] = (total.still[h] as number) + (part.still[h] as number);
  }
}
