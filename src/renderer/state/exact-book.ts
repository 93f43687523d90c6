// The book at the playhead to the nanosecond, once the user asked for that: follows the playhead while it stands, steps it
// by whole events, and tells the queue of one price. One request at a time; while one is under way only the newest wish
// is kept. While replay runs the pane shows seconds.
import type { BookAt, BookSide } from '../../../contracts/exact.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import { centreAfter, type Ladder, type LadderRow } from './ladder.ts';
import { type Observable, ObservableValue } from './observable.ts';

export interface QueuePlace {
  readonly side: BookSide;
  readonly tick: number;
}

/** What is known at an instant, and the ladder that shows it. */
export interface ExactView {
  readonly dayId: string;
  readonly book: BookAt;
  readonly ladder: Ladder;
}

type Step = 1 | -1;

/** Prices of each side that are asked for: more than any ladder has rows. */
const LEVELS = 250;
const NANOS = 1e9;

export class ExactBook implements Disposable {
  readonly isOn = new ObservableValue(false);
  /** Share of the second pass over the file that has been read; null while none runs. */
  readonly progress = new ObservableValue<number | null>(null);
  readonly #peer: Peer;
  readonly #playhead: Playhead;
  readonly #day: Observable<DayData | null>;
  readonly #report: (error: unknown) => void;
  readonly #view = new ObservableValue<ExactView | null>(null);
  readonly #queueAt = new ObservableValue<QueuePlace | null>(null);
  readonly #subscriptions = new DisposableSet();
  /** Of the request under way. */
  #abort: AbortController | null = null;
  #rows = 25;
  #wish: { step: Step | 0 } | null = null;
  #asking = false;
  /** The playhead is being put where an answer says. */
  #placing = false;

  constructor(
    peer: Peer,
    playhead: Playhead,
    day: Observable<DayData | null>,
    report: (error: unknown) => void,
  ) {
    this.#peer = peer;
    this.#playhead = playhead;
    this.#day = day;
    this.#report = report;
    const follow = (): void => this.#follow();
    this.#subscriptions.add(playhead.position.subscribe(follow));
    this.#subscriptions.add(playhead.playing.subscribe(follow));
    this.#subscriptions.add(
      day.subscribe(() => {
        this.#abort?.abort();
        this.#view.set(null);
        this.#queueAt.set(null);
        this.progress.set(null);
        follow();
      }),
    );
    this.#subscriptions.add(
      peer.on('exact', ({ dayId, phase, bytesRead, bytesTotal }) => {
        if (dayId !== day.get()?.dayId) return;
        this.progress.set(phase === 'reading' ? bytesRead / (bytesTotal || 1) : null);
      }),
    );
  }

  /** Null while it is off, replay runs, or nothing is known yet. */
  get view(): Observable<ExactView | null> {
    return this.#view;
  }

  /** The price whose queue is told. */
  get queueAt(): Observable<QueuePlace | null> {
    return this.#queueAt;
  }

  turn(on: boolean): void {
    this.isOn.set(on);
    this.#follow();
  }

  /** Gives up the second pass that an answer waits for. */
  stopReading(): void {
    this.isOn.set(false);
    this.#abort?.abort();
    this.#follow();
  }

  /** As many prices as the pane has room for. */
  setRows(rows: number): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#follow();
  }

  showQueue(place: QueuePlace | null): void {
    this.#queueAt.set(place);
    if (place) this.isOn.set(true);
    this.#follow();
  }

  /** Moves the playhead to the whole event after or before it. */
  step(step: Step): void {
    this.#playhead.pause();
    this.isOn.set(true);
    this.#ask({ step });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #follow(): void {
    if (this.#placing) return;
    if (this.isOn.get() && !this.#playhead.playing.get() && this.#day.get()) this.#ask({ step: 0 });
    else {
      this.#wish = null;
      this.#view.set(null);
    }
  }

  #ask(wish: { step: Step | 0 }): void {
    this.#wish = wish;
    if (!this.#asking) void this.#answerNewest();
  }

  async #answerNewest(): Promise<void> {
    this.#asking = true;
    try {
      for (let wish = this.#wish; wish; wish = this.#wish) {
        this.#wish = null;
        await this.#answerUnlessGivenUp(wish.step);
      }
    } catch (error) {
      this.isOn.set(false);
      this.#view.set(null);
      this.#report(error);
    } finally {
      this.#asking = false;
    }
  }

  async #answerUnlessGivenUp(step: Step | 0): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await this.#answer(step, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  }

  async #answer(step: Step | 0, signal: AbortSignal): Promise<void> {
    const data = this.#day.get();
    if (!data) return;
    const position = this.#playhead.position.get();
    const event = this.#view.get()?.book.event ?? null;
    // Several events may share a nanosecond: from an event the step goes by its record.
    const at =
      step !== 0 && event
        ? { row: event.row }
        : { tsNanos: String(data.dayStartNanos + BigInt(Math.round(position * NANOS))) };
    const queues = this.#queueAt.get() ?? ('none' as const);
    const ask = { dayId: data.dayId, at, step, levels: LEVELS, queues };
    const { result } = await this.#peer.call('book.at', ask, { signal });
    const isCurrent = this.#day.get() === data && this.isOn.get() && !this.#playhead.playing.get();
    // A step is shown even where the playhead was moved meanwhile: it says where the playhead is now.
    if (!isCurrent || (step === 0 && this.#wish && this.#wish.step === 0)) return;
    if (step !== 0 && result.event) this.#place(data, BigInt(result.event.tsNanos));
    this.#view.set({ dayId: data.dayId, book: result, ladder: this.#ladderOf(data, result) });
  }

  #place(data: DayData, tsNanos: bigint): void {
    this.#placing = true;
    this.#playhead.seek(Number(tsNanos - data.dayStartNanos) / NANOS);
    this.#placing = false;
  }

  #ladderOf(data: DayData, book: BookAt): Ladder {
    const window = Math.floor(this.#playhead.position.get());
    const bid = book.bids[0]?.tick;
    const ask = book.asks[0]?.tick;
    const touch = bid !== undefined && ask !== undefined ? Math.floor((bid + ask) / 2) : (bid ?? ask ?? 0);
    const before = this.#view.get()?.ladder;
    const centre = centreAfter(before ? centreOf(before) : null, touch, this.#rows);
    return ladderFromBook(book, { dayId: data.dayId, window, spotTick: touch, rows: this.#rows }, centre);
  }
}

function centreOf({ rows }: Ladder): number {
  return (rows[Math.floor(rows.length / 2)] as LadderRow).tick;
}

/** `wish.rows` prices round `centre`, highest first. */
export function ladderFromBook(
  book: Pick<BookAt, 'bids' | 'asks'>,
  wish: Pick<Ladder, 'dayId' | 'window' | 'spotTick'> & { readonly rows: number },
  centre: number,
): Ladder {
  const top = centre - Math.floor(wish.rows / 2) + wish.rows - 1;
  const bids = new Map(book.bids.map((level) => [level.tick, level]));
  const asks = new Map(book.asks.map((level) => [level.tick, level]));
  const rows = Array.from({ length: wish.rows }, (_, i): LadderRow => {
    const [bid, ask] = [bids.get(top - i), asks.get(top - i)];
    return {
      tick: top - i,
      bidLots: bid?.lots ?? 0,
      bidOrders: bid?.orders ?? 0,
      askLots: ask?.lots ?? 0,
      askOrders: ask?.orders ?? 0,
    };
  });
  const mostLots = Math.max(0, ...rows.map((row) => Math.max(row.bidLots, row.askLots)));
  const { dayId, window, spotTick } = wish;
  return { dayId, window, rows, mostLots, spotTick };
}
