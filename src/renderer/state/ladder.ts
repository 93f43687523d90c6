// The book at the end of one second as a ladder of prices round the spot. Reads silver cells of that second, the
// newest wish alone.
import { type Column, decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface LadderRow {
  readonly tick: number;
  readonly bidLots: number;
  readonly bidOrders: number;
  readonly askLots: number;
  readonly askOrders: number;
}

export interface Ladder {
  readonly dayId: string;
  readonly window: number;
  /** Highest price first. */
  readonly rows: readonly LadderRow[];
  /** Largest quantity of a row and side: what a full bar means. */
  readonly mostLots: number;
  readonly spotTick: number;
}

export interface LadderWish {
  readonly dayId: string;
  readonly window: number;
  readonly spotTick: number;
  readonly rows: number;
}

export class LadderReader {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #ladder = new ObservableValue<Ladder | null>(null);
  readonly #isAwaited = new ObservableValue(false);
  readonly #wish = new NewestWish<LadderWish>((wish) => this.#read(wish));
  #centre: number | null = null;

  constructor(peer: Pick<Peer, 'call'>) {
    this.#peer = peer;
  }

  get ladder(): Observable<Ladder | null> {
    return this.#ladder;
  }

  /** The second has a book, and it was not refused: where there is no ladder, one is on its way. */
  get isAwaited(): Observable<boolean> {
    return this.#isAwaited;
  }

  /** A closed second does not change: what is shown, or being read, is not asked for again. */
  show(wish: LadderWish | null): void {
    const { current, isReading } = this.#wish;
    if (wish && current && sameWish(wish, current) && (isReading || this.#ladder.get())) return;
    if (!wish) {
      this.#centre = null;
      this.#ladder.set(null);
    }
    this.#isAwaited.set(wish !== null);
    this.#wish.set(wish);
  }

  async #read(wish: LadderWish): Promise<void> {
    this.#centre = centreAfter(this.#centre, wish.spotTick, wish.rows);
    const tickFrom = this.#centre - Math.floor(wish.rows / 2);
    const { dayId, window } = wish;
    const range = { tickFrom, tickTo: tickFrom + wish.rows - 1 };
    try {
      const { payload } = await this.#peer.call('day.cells', { dayId, window, table: 'silver', ...range });
      const columns = payload ? (decodeTable(payload).batches[0]?.columns ?? {}) : {};
      if (this.#wish.current?.dayId === dayId) this.#ladder.set(ladderFromColumns(wish, columns, tickFrom));
    } catch (error) {
      // The pane says that it has no book, while it is asked for again.
      this.#ladder.set(null);
      this.#isAwaited.set(false);
      throw error;
    }
  }
}

function sameWish(a: LadderWish, b: LadderWish): boolean {
  return a.dayId === b.dayId && a.window === b.window && a.spotTick === b.spotTick && a.rows === b.rows;
}

/** The ladder stands still until spot leaves its middle half, so that prices do not jump under the eye. */
export function centreAfter(centre: number | null, spotTick: number, rows: number): number {
  return centre === null || Math.abs(spotTick - centre) > rows / 4 ? spotTick : centre;
}

/** Rows of `day.cells` silver (any order, possibly beyond the ladder) as `wish.rows` prices from `tickFrom` up. */
export function ladderFromColumns(
  wish: LadderWish,
  columns: Readonly<Record<string, Column>>,
  tickFrom: number,
): Ladder {
  const rows = Array.from({ length: wish.rows }, (_, i) => ({
    tick: tickFrom + wish.rows - 1 - i,
    bidLots: 0,
    bidOrders: 0,
    askLots: 0,
    askOrders: 0,
  }));
  let mostLots = 0;
  const ticks = columns['price_tick'] ?? [];
  for (let i = 0; i < ticks.length; i++) {
    const row = rows[tickFrom + wish.rows - 1 - Number(ticks[i])];
    if (!row) continue;
    const lots = Number(columns['depth_qty_end']?.[i] ?? 0);
    const orders = Number(columns['order_count_end']?.[i] ?? 0);
    mostLots = Math.max(mostLots, lots);
    if (columns['side']?.[i] === 0) Object.assign(row, { bidLots: lots, bidOrders: orders });
    else Object.assign(row, { askLots: lots, askOrders: orders });
  }
  return { dayId: wish.dayId, window: wish.window, rows, mostLots, spotTick: wish.spotTick };
}
