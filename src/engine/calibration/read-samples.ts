// Reads the samples of one day out of the store: the fields of every second of the span, made once, and what mid did
// afterwards. Seconds whose averages are still warming up are left out, as are those without a path.
import type { ForecastParams } from '../../../contracts/forecast.ts';
import { HORIZONS } from '../../../contracts/horizons.ts';
import type { ChunkInfo } from '../../../contracts/messages.ts';
import { Lru } from '../../base/lru.ts';
import { type DaySamples, emptySamples, firstRows } from '../../core/evaluation/day-samples.ts';
import { SAMPLE_FIELDS, SampleTaker } from '../../core/evaluation/sample-taker.ts';
import { MidTrack } from '../../core/evaluation/targets.ts';
import { volatilityOf } from '../../core/evaluation/volatility.ts';
import type { GoldKernel } from '../../core/fields/kernel.ts';
import { MOMENTUM_WINDOWS, midChange, velocityOfMid } from '../../core/forecast/momentum.ts';
import { FLAG_CROSSED, NULL_I32, type SilverChunk, type SnapshotColumns } from '../../core/silver/chunk.ts';
import { GoldCheckpoints } from '../pipeline/gold-checkpoints.ts';
import { openGoldSource } from '../pipeline/gold-source.ts';
import type { ParamSet } from '../pipeline/param-set.ts';
import { Turns } from '../pipeline/turn.ts';
import type { Store } from '../store/store.ts';
import type { DaySpan } from './sample-plan.ts';

const SELECTION = { fields: [...SAMPLE_FIELDS], lattices: ['L'] } as const;
/** Averages are warming up until so many times the slowest time constant have passed (field-model §1). */
const WARM_UP = 3;
const CHECKPOINT_BYTES = 16 * 1024 * 1024;

export interface ReadOptions {
  readonly store: Store;
  readonly span: DaySpan;
  readonly set: ParamSet;
  readonly forecast: ForecastParams;
  readonly stride: number;
  readonly reach: number;
  readonly signal: AbortSignal;
  onProgress(windowsDone: number): void;
}

/** Seconds without a row, by reason. */
export interface LeftOut {
  invalid: number;
  crossed: number;
  warmingUp: number;
  noTarget: number;
  skipped: number;
}

export interface ReadDay {
  readonly samples: DaySamples;
  readonly left: LeftOut;
}

/** Throws a FaultError as the store does, and `cancelled`. */
export async function readSamples(options: ReadOptions): Promise<ReadDay> {
  return new DayReader(options).read();
}

class DayReader {
  readonly #options: ReadOptions;
  readonly #chunks: readonly ChunkInfo[];
  readonly #taker: SampleTaker;
  readonly #samples: DaySamples;
  readonly #track: MidTrack;
  readonly #warmUp: number;
  readonly #left: LeftOut = { invalid: 0, crossed: 0, warmingUp: 0, noTarget: 0, skipped: 0 };
  /** Latest first, at most MOMENTUM_WINDOWS. */
  #changes: number[] = [];
  #rows = 0;

  constructor(options: ReadOptions) {
    const { store, span, set, forecast, stride, reach } = options;
    this.#options = options;
    this.#chunks = store.day(span.dayId).chunks;
    this.#taker = new SampleTaker(forecast, set.params.nu0, reach);
    this.#samples = emptySamples(Math.ceil((span.windowEnd - span.windowFrom) / stride) + 1, reach);
    this.#track = new MidTrack(span.windowFrom, span.windowEnd);
    this.#warmUp = WARM_UP * Math.max(...set.params.taus);
  }

  async read(): Promise<ReadDay> {
    const { store, span, set, signal, onProgress } = this.#options;
    const { dayId, windowFrom, windowEnd } = span;
    const first = this.#chunks.findIndex((info) => info.windowFrom + info.windowCount > windowFrom);
    const source = openGoldSource(store, dayId, set);
    const checkpoints = new GoldCheckpoints({ source, dayId, cache: new Lru(CHECKPOINT_BYTES), files: null });
    const kernel = await checkpoints.kernelAt(first, SELECTION, signal);
    await this.#changesBefore(first);
    const turns = new Turns();
    for (let position = first; position < this.#chunks.length; position++) {
      const info = this.#chunks[position];
      if (info.windowFrom >= windowEnd) break;
      const chunk = await source.readChunk(info);
      for (let w = 0; w < chunk.windowCount && chunk.windowFrom + w < windowEnd; w++) {
        this.#window(kernel, chunk, w);
        if (turns.due) await turns.next(signal);
      }
      onProgress(Math.max(0, Math.min(windowEnd, chunk.windowFrom + chunk.windowCount) - windowFrom));
    }
    return { samples: this.#withTargets(), left: this.#left };
  }

  /** Changes of mid in the valid windows before the first chunk that is read. */
  async #changesBefore(position: number): Promise<void> {
    const { store, span } = this.#options;
    for (let at = position - 1; at >= 0 && this.#changes.length < MOMENTUM_WINDOWS; at--) {
      if (this.#chunks[at].validWindows === 0) continue;
      const { snapshots, windowCount } = await store.readChunk(span.dayId, this.#chunks[at]);
      for (let w = windowCount - 1; w >= 0 && this.#changes.length < MOMENTUM_WINDOWS; w--) {
        const change = midChange(snapshots, w);
        if (change !== null) this.#changes.push(change);
      }
    }
  }

  #window(kernel: GoldKernel, chunk: SilverChunk, w: number): void {
    const { span, stride } = this.#options;
    const { snapshots } = chunk;
    const window = chunk.windowFrom + w;
    const valid = kernel.step(chunk, w, false);
    const change = midChange(snapshots, w);
    if (change !== null) {
      this.#changes.unshift(change);
      if (this.#changes.length > MOMENTUM_WINDOWS) this.#changes.pop();
    }
    if (window < span.windowFrom) return;
    const usable = valid && (snapshots.flags[w] & FLAG_CROSSED) === 0 && snapshots.mid2[w] !== NULL_I32;
    this.#track.put(window, valid, usable, snapshots.mid2[w]);
    if (!valid) this.#left.invalid += 1;
    else if (!usable) this.#left.crossed += 1;
    else if (kernel.validWindows < this.#warmUp) this.#left.warmingUp += 1;
    else if ((window - span.windowFrom) % stride !== 0) this.#left.skipped += 1;
    else this.#take(kernel, snapshots, w, window, change ?? 0);
  }

  #take(kernel: GoldKernel, snapshots: SnapshotColumns, w: number, window: number, change: number): void {
    const line = kernel.frame('L');
    if (!line) return;
    this.#taker.take(this.#samples, this.#rows, line, {
      window,
      mid2: snapshots.mid2[w],
      spread: snapshots.bestAskTick[w] - snapshots.bestBidTick[w],
      velocity: velocityOfMid(this.#changes),
      lastChange: change,
      volatility: volatilityOf(this.#changes),
    });
    this.#rows += 1;
  }

  /** Rows whose future is not known at any horizon stand at the end, or before a gap; they stay, without targets. */
  #withTargets(): DaySamples {
    const samples = firstRows(this.#samples, this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      const known = this.#track.targetsOf(samples.window[row], samples.targets, row * HORIZONS.length);
      if (!known) this.#left.noTarget += 1;
    }
    return samples;
  }
}
