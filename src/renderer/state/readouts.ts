// What the panes say of the hovered cell and of the playhead's second: follows the chart's cursor and the playhead,
// asks the engine for what is not here yet, and never for what lies after the playhead.
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import { type CellReadout, ColumnReader } from '../replay/columns.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import { type Forecast, ForecastReader } from './forecast.ts';
import { type ForecastModel, forecastSettings } from './forecast-model.ts';
import { type Ladder, LadderReader } from './ladder.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { ViewStore } from './view.ts';

/** The cell under the cursor; `cell` is null until it has been read. */
export interface CursorReadout {
  readonly window: number;
  readonly tick: number;
  readonly tsNanos: bigint;
  readonly spotTick: number | null;
  /** `ahead`: after the playhead, where replay shows nothing. */
  readonly state: 'here' | 'ahead' | 'outside';
  readonly cell: CellReadout | null;
}

export interface CursorPlace {
  readonly window: number;
  readonly tick: number;
  readonly tsNanos: bigint;
  /** The place lies after the playhead. */
  readonly future: boolean;
}

/** A pointer that only passes over a second asks nothing of the engine. */
const SETTLE_MS = 30;

export class Readouts implements Disposable {
  readonly #columns: ColumnReader;
  readonly #ladder: LadderReader;
  readonly #forecast: ForecastReader;
  readonly #day: Observable<DayData | null>;
  readonly #playhead: Playhead;
  readonly #view: ViewStore;
  readonly #gold: Observable<GoldView>;
  readonly #model: Observable<ForecastModel>;
  readonly #cursor = new ObservableValue<CursorReadout | null>(null);
  readonly #subscriptions = new DisposableSet();
  #place: CursorPlace | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #ladderRows = 25;

  constructor(
    peer: Peer,
    catalogue: readonly FieldDescriptor[],
    day: Observable<DayData | null>,
    playhead: Playhead,
    view: ViewStore,
    gold: Observable<GoldView>,
    model: Observable<ForecastModel>,
  ) {
    this.#columns = new ColumnReader(peer, catalogue);
    this.#ladder = new LadderReader(peer);
    this.#forecast = new ForecastReader(peer);
    this.#day = day;
    this.#playhead = playhead;
    this.#view = view;
    this.#gold = gold;
    this.#model = model;
    let window = -1;
    this.#subscriptions.add(
      playhead.position.subscribe((position) => {
        if (lastKnownWindow(position) === window) return;
        window = lastKnownWindow(position);
        this.#showSecond();
      }),
    );
    this.#subscriptions.add(day.subscribe((data) => this.#onDay(data)));
    this.#subscriptions.add(gold.subscribe(() => this.#showCursor()));
    this.#subscriptions.add(model.subscribe(() => this.#showForecast()));
    this.#subscriptions.add({
      dispose: view.subscribe((now, before) => {
        if (now.lattice !== before.lattice) this.#showCursor();
        if (now.path !== before.path) this.#showForecast();
      }),
    });
  }

  get cursor(): Observable<CursorReadout | null> {
    return this.#cursor;
  }

  get ladder(): Observable<Ladder | null> {
    return this.#ladder.ladder;
  }

  get ladderAwaited(): Observable<boolean> {
    return this.#ladder.isAwaited;
  }

  /** The path from the end of the playhead's second; null where none is shown, or none has come yet. */
  get forecast(): Observable<Forecast | null> {
    return this.#forecast.forecast;
  }

  /** As many prices as the pane has room for. */
  setLadderRows(rows: number): void {
    if (rows === this.#ladderRows) return;
    this.#ladderRows = rows;
    this.#showLadder();
  }

  setCursor(place: CursorPlace | null): void {
    this.#place = place;
    this.#showCursor();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#columns.cancel();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #onDay(data: DayData | null): void {
    this.#columns.forget();
    this.#showCursor();
    this.#showSecond();
    if (data)
      this.#subscriptions.add(data.revision.subscribe(() => this.#day.get() === data && this.#showSecond()));
  }

  #showSecond(): void {
    this.#showLadder();
    this.#showForecast();
  }

  #showForecast(): void {
    const data = this.#day.get();
    const mode = this.#view.getState().path;
    const window = lastKnownWindow(this.#playhead.position.get());
    const isWindow = data !== null && window >= data.windowFrom && window < data.windowEnd;
    this.#forecast.show(
      isWindow && mode !== 'off'
        ? { dayId: data.dayId, window, mode, ...forecastSettings(this.#model.get(), mode) }
        : null,
    );
  }

  #showLadder(): void {
    const data = this.#day.get();
    const window = lastKnownWindow(this.#playhead.position.get());
    const spotTick = data?.snapshotAt(window)?.spotTick ?? null;
    this.#ladder.show(
      data && spotTick !== null ? { dayId: data.dayId, window, spotTick, rows: this.#ladderRows } : null,
    );
  }

  #showCursor(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const place = this.#place;
    const data = this.#day.get();
    if (!place || !data) {
      this.#cursor.set(null);
      return;
    }
    const window = Math.floor(place.window);
    const spotTick = data.snapshotAt(window)?.spotTick ?? null;
    const outside = window < data.windowFrom || window >= data.windowEnd;
    const state = place.future ? 'ahead' : outside ? 'outside' : 'here';
    const { lattice } = this.#view.getState();
    const cell =
      state === 'here' ? this.#columns.peek(data.dayId, this.#gold.get(), window, place.tick, lattice) : null;
    const { tick, tsNanos } = place;
    this.#cursor.set({ window, tick, tsNanos, spotTick, state, cell });
    if (state === 'here' && !cell)
      this.#timer = setTimeout(() => void this.#readCell(data, place), SETTLE_MS);
  }

  async #readCell(data: DayData, place: CursorPlace): Promise<void> {
    this.#timer = null;
    try {
      const { lattice } = this.#view.getState();
      const cell = await this.#columns.read(
        data.dayId,
        this.#gold.get(),
        Math.floor(place.window),
        place.tick,
        lattice,
      );
      const shown = this.#cursor.get();
      if (this.#place === place && shown) this.#cursor.set({ ...shown, cell });
    } catch {
      // Cancelled by a later place, or the engine is gone, which is told elsewhere: the pane goes on saying "reading".
    }
  }
}

/** Window w is known once the playhead has reached its end. */
export function lastKnownWindow(position: number): number {
  return Math.floor(position + 1e-9) - 1;
}
