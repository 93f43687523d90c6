// Forecasts of one day under one set of parameters, each made when asked for from one window's fields. The kernel that
// made the last one stands where it was: in replay the next second costs one step. Whose turn it was before changes no
// number.
import { type Calibration, calibrationHash, misfits, outsideOf } from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { LATTICES } from '../../../contracts/fields.ts';
import { type ForecastMode, type ForecastParams, forecastHash } from '../../../contracts/forecast.ts';
import { DEFAULT_MARKER_PARAMS } from '../../../contracts/markers.ts';
import type { ChunkInfo, ForecastAnswer, ForecastCalibration } from '../../../contracts/messages.ts';
import { paramsHash } from '../../../contracts/params.ts';
import { ensure } from '../../base/assert.ts';
import { reliabilityOfPath, unknownReliability } from '../../core/evaluation/calibrated-path.ts';
import { depthNear } from '../../core/evaluation/sample-taker.ts';
import { volatilityOf } from '../../core/evaluation/volatility.ts';
import type { GoldKernel } from '../../core/fields/kernel.ts';
import { FORECAST_FIELDS, Forecaster, type ForecastWindow } from '../../core/forecast/forecaster.ts';
import { MOMENTUM_WINDOWS, midChange, velocityOfMid } from '../../core/forecast/momentum.ts';
import { OBSTACLE_FIELDS, obstaclesOf } from '../../core/forecast/obstacles.ts';
import { FLAG_CROSSED, FLAG_WINDOW_VALID, type SilverChunk } from '../../core/silver/chunk.ts';
import type { Store } from '../store/store.ts';
import { encodeTerms, PathRows, type PathsSpan, TERM_FIELDS } from './forecast-rows.ts';
import { encodeForecast } from './forecast-table.ts';
import type { GoldDay } from './gold-day.ts';
import type { ParamSet } from './param-set.ts';
import { Turns } from './turn.ts';

const SELECTION = { fields: [...FORECAST_FIELDS, ...OBSTACLE_FIELDS, ...TERM_FIELDS], lattices: LATTICES };

export interface ForecastDayOptions {
  readonly store: Store;
  readonly dayId: string;
  readonly set: ParamSet;
  readonly gold: GoldDay;
}

export interface WindowForecast {
  readonly answer: ForecastAnswer;
  /** Arrow stream of stream/forecast_1s; null without a path. */
  readonly table: Uint8Array | null;
}

/** Where a window lies: its chunk's place in the day's list, and its place in the chunk. */
interface Place {
  readonly position: number;
  readonly inChunk: number;
  readonly chunk: SilverChunk;
}

export class ForecastDay {
  readonly #options: ForecastDayOptions;
  #standing: { readonly kernel: GoldKernel; readonly position: number; next: number } | null = null;
  #forecaster: { readonly hash: string; readonly forecaster: Forecaster } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ForecastDayOptions) {
    this.#options = options;
  }

  /** A calibration that fits brings its own parameters. Throws `not_found` where the day has no such window. */
  at(
    window: number,
    mode: ForecastMode,
    params: ForecastParams,
    calibration: Calibration | null,
    signal: AbortSignal,
  ): Promise<WindowForecast> {
    const made = this.#turn
      .catch(() => {})
      .then(() => {
        signal.throwIfAborted();
        return this.#make(window, mode, params, calibration, signal);
      });
    this.#turn = made;
    return made;
  }

  /** What the path's first step is made of; no table where there is no path. */
  terms(
    window: number,
    params: ForecastParams,
    signal: AbortSignal,
  ): Promise<{ spotTick: number | null; table: Uint8Array | null }> {
    return this.#inTurn(signal, async () => {
      const ready = await this.#readyAt(window, signal);
      if (!ready) return { spotTick: null, table: null };
      const terms = this.#forecasterOf(params, forecastHash(params)).terms(ready);
      return { spotTick: ready.line.spotTick, table: encodeTerms(terms, ready.line) };
    });
  }

  /** Paths of a span's seconds, as far as they have one. */
  paths(
    span: PathsSpan,
    params: ForecastParams,
    signal: AbortSignal,
  ): Promise<{ paths: number; table: Uint8Array }> {
    return this.#inTurn(signal, async () => {
      const forecaster = this.#forecasterOf(params, forecastHash(params));
      const rows = new PathRows(span);
      const turns = new Turns();
      for (let window = span.windowFrom; window < span.windowEnd; window += span.every) {
        const ready = await this.#readyAt(window, signal);
        if (ready) rows.add(window, ready.line.spotTick, forecaster.path(ready, span.mode));
        if (turns.due) await turns.next(signal);
      }
      return { paths: rows.paths, table: rows.encode() };
    });
  }

  #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const done = this.#turn
      .catch(() => {})
      .then(() => {
        signal.throwIfAborted();
        return work();
      });
    this.#turn = done;
    return done;
  }

  /** What a path is made from; null where there may be none: not valid, or the book crossed or locked. */
  async #readyAt(window: number, signal: AbortSignal): Promise<ForecastWindow | null> {
    const place = await this.#place(window);
    const { snapshots } = place.chunk;
    const flags = snapshots.flags[place.inChunk];
    if ((flags & FLAG_WINDOW_VALID) === 0 || (flags & FLAG_CROSSED) !== 0) return null;
    const midVelocity = velocityOfMid(await this.#midChanges(place));
    const kernel = await this.#kernelAfter(place, signal);
    const [bids, asks, line] = LATTICES.map((lattice) =>
      ensure(kernel.frame(lattice), 'forecast: a valid window has frames'),
    );
    return { bids, asks, line, mid2: snapshots.mid2[place.inChunk], midVelocity };
  }

  async #make(
    window: number,
    mode: ForecastMode,
    given: ForecastParams,
    calibration: Calibration | null,
    signal: AbortSignal,
  ): Promise<WindowForecast> {
    const { set, store, dayId } = this.#options;
    const { summary } = store.day(dayId);
    const told =
      calibration &&
      toldOf(calibration, misfits(calibration, summary, { paramsHash: paramsHash(set.params), mode }));
    const fitting = told?.misfits.length === 0 ? calibration : null;
    const params = fitting?.forecast ?? given;
    const place = await this.#place(window);
    const { snapshots } = place.chunk;
    const flags = snapshots.flags[place.inChunk];
    const hash = forecastHash(params);
    const common = {
      window,
      mode,
      reliability: fitting ? 'calibrated' : told ? 'unfit' : 'uncalibrated',
      calibration: told,
      paramsHash: set.hash,
      forecastHash: hash,
    } satisfies Partial<ForecastAnswer>;
    const valid = (flags & FLAG_WINDOW_VALID) !== 0;
    if (!valid || (flags & FLAG_CROSSED) !== 0) {
      const state = valid ? 'crossed' : 'invalid';
      const validWindows = await this.#validWindowsThrough(place);
      const answer: ForecastAnswer = {
        ...common,
        state,
        spotTick: null,
        mid2: null,
        obstacles: [],
        validWindows,
      };
      return { answer, table: null };
    }
    const changes = await this.#midChanges(place);
    const midVelocity = velocityOfMid(changes);
    const kernel = await this.#kernelAfter(place, signal);
    const [bids, asks, line] = LATTICES.map((lattice) =>
      ensure(kernel.frame(lattice), 'forecast: a valid window has frames'),
    );
    const mid2 = snapshots.mid2[place.inChunk];
    const path = this.#forecasterOf(params, hash).path({ bids, asks, line, mid2, midVelocity }, mode);
    const volatility = volatilityOf(changes);
    const spread = snapshots.bestAskTick[place.inChunk] - snapshots.bestBidTick[place.inChunk];
    const outside = fitting ? outsideOf(fitting.ranges, { volatility, depth: depthNear(line), spread }) : [];
    const reliability =
      fitting && outside.length === 0
        ? reliabilityOfPath(path, fitting, volatility)
        : unknownReliability(path.delta.length);
    const answer: ForecastAnswer = {
      ...common,
      calibration: told && { ...told, outside },
      state: 'path',
      spotTick: line.spotTick,
      mid2,
      obstacles: obstaclesOf(line, mid2, path, params, DEFAULT_MARKER_PARAMS),
      validWindows: kernel.validWindows,
    };
    return { answer, table: encodeForecast(path, reliability, window, mode, summary) };
  }

  async #place(window: number): Promise<Place> {
    const { source } = this.#options.gold;
    const { chunks } = source.day();
    const position = chunks.findIndex((info) => holds(info, window));
    if (position < 0)
      throw new FaultError({ code: 'not_found', message: `The day has no window ${window}.` });
    const chunk = await source.readChunk(chunks[position]);
    return { position, inChunk: window - chunk.windowFrom, chunk };
  }

  /** Steps the standing kernel on where it stands in this chunk at or before the window, else one from its start. */
  async #kernelAfter({ position, inChunk, chunk }: Place, signal: AbortSignal): Promise<GoldKernel> {
    const stands = this.#standing;
    let at = stands?.position === position && stands.next <= inChunk + 1 ? stands : null;
    // Nobody else may step it while this one does; one that is given up is not gone on with.
    this.#standing = null;
    at ??= {
      kernel: await this.#options.gold.kernelAt(position, SELECTION, signal),
      position,
      next: 0,
    };
    const turns = new Turns();
    for (; at.next <= inChunk; at.next++) {
      at.kernel.step(chunk, at.next, false);
      if (turns.due) await turns.next(signal);
    }
    this.#standing = at;
    return at.kernel;
  }

  /** Changes of mid in the last valid windows, this one included, latest first. */
  async #midChanges({ position, inChunk, chunk }: Place): Promise<number[]> {
    const { store, dayId } = this.#options;
    const { chunks } = store.day(dayId);
    const changes: number[] = [];
    const take = ({ snapshots }: SilverChunk, last: number): void => {
      for (let w = last; w >= 0 && changes.length < MOMENTUM_WINDOWS; w--) {
        const change = midChange(snapshots, w);
        if (change !== null) changes.push(change);
      }
    };
    take(chunk, inChunk);
    for (let before = position - 1; before >= 0 && changes.length < MOMENTUM_WINDOWS; before--) {
      if (chunks[before].validWindows === 0) continue;
      const earlier = await store.readChunk(dayId, chunks[before]);
      take(earlier, earlier.windowCount - 1);
    }
    return changes;
  }

  async #validWindowsThrough({ position, inChunk, chunk }: Place): Promise<number> {
    const { chunks } = this.#options.store.day(this.#options.dayId);
    let count = 0;
    for (let before = 0; before < position; before++) count += chunks[before].validWindows;
    for (let w = 0; w <= inChunk; w++) if (midChange(chunk.snapshots, w) !== null) count += 1;
    return count;
  }

  #forecasterOf(params: ForecastParams, hash: string): Forecaster {
    if (this.#forecaster?.hash !== hash) {
      const { nu0 } = this.#options.set.params;
      this.#forecaster = { hash, forecaster: new Forecaster(params, nu0) };
    }
    return this.#forecaster.forecaster;
  }
}

function holds({ windowFrom, windowCount }: ChunkInfo, window: number): boolean {
  return window >= windowFrom && window < windowFrom + windowCount;
}

function toldOf(calibration: Calibration, why: string[]): ForecastCalibration {
  return {
    hash: calibrationHash(calibration),
    misfits: why,
    outside: [],
    days: calibration.days.length,
    horizons: calibration.horizons.map(({ horizonS, skill, coverage }) => ({ horizonS, skill, coverage })),
  };
}
