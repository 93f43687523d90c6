// Blind practice: a moment of the open day without its date, price and future; the trader says where mid goes and how
// surely, the model says it from the same second, replay shows what came, and both are scored by the same rules.
// Results are kept on this machine.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { type ForecastMode, NULL_FLOAT64 } from '../../../contracts/forecast.ts';
import { decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { Host } from '../link/host.ts';
import type { DayData } from '../replay/day-data.ts';
import type { Playhead } from '../replay/playhead.ts';
import { type BlindOrigin, LOOK_BACK } from '../scene/blind.ts';
import { type ForecastModel, forecastSettings } from './forecast-model.ts';
import { type Observable, ObservableValue } from './observable.ts';
import { type PracticeResult, practiceCsv, readResults, writeResults } from './practice-results.ts';
import type { KeyValueStorage, LowerPane, ViewStore } from './view.ts';

/** What the trader says. */
export interface TraderCall {
  readonly direction: -1 | 0 | 1;
  readonly ticks: number;
  /** 0 … 1. */
  readonly confidence: number;
}

export interface Round {
  /** Last second that is known; the call is made at its end. */
  readonly window: number;
  readonly horizon: number;
  /** calling: nothing is said yet; showing: replay goes on to the call's end; told: both are scored. */
  readonly phase: 'calling' | 'showing' | 'told';
  readonly result: PracticeResult | null;
  /** Why a round that came to its end is not scored. */
  readonly unscored: string | null;
}

interface OpenRound extends Round {
  readonly origin: BlindOrigin;
  readonly mid: number;
  readonly model: Pick<PracticeResult, 'model' | 'mode' | 'paramsHash' | 'forecastHash'>;
  readonly call: TraderCall | null;
}

export interface PracticeDeps {
  readonly peer: Pick<Peer, 'call'>;
  readonly host: Pick<Host, 'save'>;
  readonly storage: KeyValueStorage | null;
  readonly day: Observable<DayData | null>;
  readonly playhead: Playhead;
  readonly view: ViewStore;
  readonly model: Observable<ForecastModel>;
  readonly lowerPane: { set(pane: LowerPane): void };
  /** 0 … 1, for which moment it is. */
  readonly random?: () => number;
  report(fault: Fault): void;
}

export const PRACTICE_HORIZONS = [10, 30] as const;
export type PracticeHorizon = (typeof PRACTICE_HORIZONS)[number];
/** What there must be before the moment, so that there is something to judge by. */
const LEAST_HISTORY = 180;
/** Seconds within which mid has moved: of a market that stands still nothing can be called. */
const LATEST_MOVE = 30;
const MOST_TRIES = 40;

export class Practice implements Disposable {
  readonly horizon = new ObservableValue<PracticeHorizon>(30);
  readonly #deps: PracticeDeps;
  readonly #round = new ObservableValue<OpenRound | null>(null);
  readonly #origin = new ObservableValue<BlindOrigin | null>(null);
  readonly #results: ObservableValue<readonly PracticeResult[]>;
  readonly #subscriptions = new DisposableSet();

  constructor(deps: PracticeDeps) {
    this.#deps = deps;
    this.#results = new ObservableValue(readResults(deps.storage));
    this.#subscriptions.add(deps.day.subscribe(() => this.stop()));
    this.#subscriptions.add(deps.playhead.position.subscribe((position) => void this.#onPosition(position)));
  }

  /** Null while nobody practises. */
  get round(): Observable<Round | null> {
    return this.#round;
  }

  /** From where the chart tells time and price; null where it may tell them as they are. */
  get origin(): Observable<BlindOrigin | null> {
    return this.#origin;
  }

  /** Oldest first. */
  get results(): Observable<readonly PracticeResult[]> {
    return this.#results;
  }

  dispose(): void {
    this.stop();
    this.#subscriptions.dispose();
  }

  toggle(): void {
    if (this.#round.get()) this.stop();
    else void this.start();
  }

  /** Goes to a moment of the day that has a path, and hides what it must not tell. */
  async start(): Promise<void> {
    const { day, playhead, lowerPane, report } = this.#deps;
    const data = day.get();
    lowerPane.set('practice');
    if (!data) return;
    try {
      const round = await this.#newRound(data);
      if (day.get() !== data) return;
      if (!round) {
        this.stop();
        report({
          code: 'bad_request',
          message: 'This day has no moment to practise on.',
          hint: `It takes ${LEAST_HISTORY} seconds with a book before it, and ${this.horizon.get()} after.`,
        });
        return;
      }
      playhead.pause();
      this.#set(round);
      playhead.hold({ from: round.origin.at - LOOK_BACK, to: round.origin.at });
      playhead.seek(round.origin.at);
    } catch (error) {
      report(faultFrom(error));
    }
  }

  /** Takes the trader's word; replay then goes on to see what comes. */
  say(call: TraderCall): void {
    const round = this.#round.get();
    if (round?.phase !== 'calling') return;
    const { playhead } = this.#deps;
    playhead.seek(round.origin.at);
    this.#set({ ...round, call, phase: 'showing', origin: { ...round.origin, hidesPath: false } });
    const { at } = round.origin;
    playhead.hold({ from: at - LOOK_BACK, to: at + round.horizon });
    playhead.play();
  }

  stop(): void {
    if (!this.#round.get()) return;
    this.#set(null);
    this.#deps.playhead.hold(null);
  }

  /** Every result as a table, for a spreadsheet. */
  async export(): Promise<void> {
    const bytes = new TextEncoder().encode(practiceCsv(this.#results.get()));
    try {
      await this.#deps.host.save('fieldbook practice.csv', bytes, 'text/csv');
    } catch (error) {
      this.#deps.report(faultFrom(error));
    }
  }

  #set(round: OpenRound | null): void {
    this.#origin.set(round?.origin ?? null);
    this.#round.set(round);
  }

  async #newRound(data: DayData): Promise<OpenRound | null> {
    const horizon = this.horizon.get();
    const candidates = momentsOf(data, horizon);
    const random = this.#deps.random ?? Math.random;
    for (let i = 0; i < MOST_TRIES && candidates.length > 0; i++) {
      const window = candidates[Math.floor(random() * candidates.length)] as number;
      const round = await this.#roundAt(data, window, horizon);
      if (round) return round;
    }
    return null;
  }

  /** Null where that second has no path. */
  async #roundAt(data: DayData, window: number, horizon: number): Promise<OpenRound | null> {
    const { peer, model, view } = this.#deps;
    const { path } = view.getState();
    const mode: ForecastMode = path === 'off' ? 'frozen' : path;
    const { params, forecast, calibration } = forecastSettings(model.get(), mode);
    const { result, payload } = await peer.call('forecast.at', {
      ...{ dayId: data.dayId, window, mode, params, forecast },
      ...(calibration ? { calibration } : {}),
    });
    if (result.state !== 'path' || result.mid2 === null || !payload) return null;
    const columns = decodeTable(payload).batches[0]?.columns ?? {};
    const confidence = Number(columns['confidence']?.[horizon] ?? NULL_FLOAT64);
    return {
      window,
      horizon,
      phase: 'calling',
      result: null,
      unscored: null,
      origin: { at: window + 1, tick: Math.round(result.mid2 / 2), hidesPath: true },
      mid: result.mid2 / 2,
      model: {
        model: {
          ticks: Number(columns['predicted_tick_delta']?.[horizon]),
          confidence: confidence === NULL_FLOAT64 ? null : confidence,
        },
        mode,
        paramsHash: result.paramsHash,
        forecastHash: result.forecastHash,
      },
      call: null,
    };
  }

  async #onPosition(position: number): Promise<void> {
    const round = this.#round.get();
    if (round?.phase !== 'showing' || position < round.origin.at + round.horizon) return;
    const data = this.#deps.day.get();
    const last = round.window + round.horizon;
    if (data && !data.has(last)) await data.whenLoaded;
    if (!data || this.#round.get() !== round) return;
    const mid = midAt(data, last);
    if (mid === null || !round.call) {
      this.#set({ ...round, phase: 'told', unscored: 'the book was crossed or not valid at the end' });
      return;
    }
    const result = resultOf(round, round.call, mid - round.mid, data);
    this.#results.set([...this.#results.get(), result]);
    writeResults(this.#deps.storage, this.#results.get());
    this.#set({ ...round, phase: 'told', result });
  }
}

function resultOf(round: OpenRound, call: TraderCall, actualTicks: number, data: DayData): PracticeResult {
  const { symbol, utcDate } = data.info.summary;
  const { direction, ticks, confidence } = call;
  return {
    symbol,
    utcDate,
    dayId: data.dayId,
    window: round.window,
    horizon: round.horizon,
    trader: { ticks: direction * ticks, confidence },
    ...round.model,
    actualTicks,
    saidAtMs: Date.now(),
  };
}

/**
 * Seconds with a book long enough before them, and the horizon still after them in the day. Mid has moved shortly before:
 * what is chosen by the past alone does not tell what comes.
 */
function momentsOf(data: DayData, horizon: number): number[] {
  const valid = data.column('window_valid');
  const mid2 = data.column('mid2');
  const first = valid.indexOf(1, data.windowFrom);
  if (first < 0) return [];
  const moments: number[] = [];
  let moved = Number.NEGATIVE_INFINITY;
  for (let w = first + 1; w + horizon < data.windowEnd; w++) {
    if (mid2[w] !== mid2[w - 1]) moved = w;
    const isLate = w >= first + LEAST_HISTORY && w - moved <= LATEST_MOVE;
    if (isLate && valid[w] === 1 && valid[w + horizon] === 1) moments.push(w);
  }
  return moments;
}

/** Null where the book was crossed, locked or not valid. */
function midAt(data: DayData, window: number): number | null {
  const isBook = data.column('window_valid')[window] === 1 && data.column('crossed')[window] !== 1;
  return isBook ? Number(data.column('mid2')[window]) / 2 : null;
}
