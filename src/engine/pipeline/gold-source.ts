// Silver as gold reads it: a day's chunks, with the strikes of its options beside them where there are any; or the
// strikes themselves, as a day of their own whose ticks are strikes (contracts/options.ts). Which options are known is
// looked at once: a source of more comes under another variant, and so does all that is made of it.
import { FaultError } from '../../../contracts/errors.ts';
import type { ChunkInfo, DaySummary, OptionsInfo } from '../../../contracts/messages.ts';
import {
  type OptionRight,
  strikeNearest,
  strikesDayId,
  strikesOfDayId,
  strikesWithin,
} from '../../../contracts/options.ts';
import { type FieldParams, fnv1a64, stateHash } from '../../../contracts/params.ts';
import { Lru } from '../../base/lru.ts';
import { strikeParams } from '../../core/fields/companions.ts';
import type { OptionSeries } from '../../core/options/series.ts';
import { type OptionChunks, strikeChunk } from '../../core/options/strike-chunk.ts';
import { type StrikeLattice, strikeLattice } from '../../core/options/strike-lattice.ts';
import type { RightChunk, SilverChunk } from '../../core/silver/chunk.ts';
import type { DerivedFiles } from '../store/derived-files.ts';
import type { StoredDay } from '../store/details.ts';
import type { Store } from '../store/store.ts';
import type { ParamSet } from './param-set.ts';

/** What gold needs of a day. */
export interface GoldSource {
  /** Of the day itself: asked for every time, since a day grows. */
  day(): StoredDay;
  readChunk(info: ChunkInfo): Promise<SilverChunk>;
  /** Files derived from it, which may be deleted at any time. */
  derivedFiles(version: string): DerivedFiles;
  /** What options it has; null for none. */
  readonly options: OptionsInfo | null;
  /** Parameters as they are for this day, under the names of what they make of it. */
  readonly set: ParamSet;
}

/** Chunks of strikes kept: a walk needs one at a time, a view some. */
const CHUNKS_KEPT = 16;

/** Throws `not_found` where the day, or its options where strikes are meant, are not there. */
export function openGoldSource(store: Store, dayId: string, set: ParamSet): GoldSource {
  const strikes = strikesOfDayId(dayId);
  const baseId = strikes?.dayId ?? dayId;
  const options = OptionsBeside.find(store, baseId, set.params);
  if (strikes) {
    if (options) return new StrikeSource(store, baseId, set, options, strikes.right);
    throw new FaultError({
      code: 'not_found',
      message: `There are no options of ${store.day(baseId).summary.symbol} on that day.`,
      hint: 'Open their file and their definitions beside that of the future.',
    });
  }
  return options ? new CoupledSource(store, dayId, set, options) : new PlainSource(store, dayId, set);
}

class PlainSource implements GoldSource {
  readonly set: ParamSet;
  readonly options = null;
  readonly #store: Store;
  readonly #dayId: string;

  constructor(store: Store, dayId: string, set: ParamSet) {
    this.#store = store;
    this.#dayId = dayId;
    this.set = set;
  }

  day(): StoredDay {
    return this.#store.day(this.#dayId);
  }

  readChunk(info: ChunkInfo): Promise<SilverChunk> {
    return this.#store.readChunk(this.#dayId, info);
  }

  derivedFiles(version: string): DerivedFiles {
    return this.#store.derivedFiles(this.#dayId, version);
  }
}

/** What is kept on the disk of scopes that went by another day is not taken for these. */
const SCOPE_BY = 'trade date';

/** Options of a day, and their sums by strike in its windows. */
class OptionsBeside {
  readonly lattice: StrikeLattice;
  /** Names which options these are, as far as they were read. */
  readonly variant: string;
  readonly xMax: number;
  readonly #store: Store;
  readonly #day: StoredDay;
  readonly #series: readonly OptionSeries[];
  readonly #expiries: FieldParams['optExpiries'];
  readonly #base: DaySummary;
  readonly #chunks = new Lru<string, Promise<SilverChunk>>(CHUNKS_KEPT);

  static find(store: Store, dayId: string, params: FieldParams): OptionsBeside | null {
    const day = store.optionsDay(dayId);
    const series = (day?.options?.series ?? []).map(({ strike, right, expiry }) => ({
      strikeNanos: BigInt(strike),
      right,
      expiryNanos: BigInt(expiry),
    }));
    const lattice = strikeLattice(series);
    return day && lattice ? new OptionsBeside(store, store.day(dayId), day, series, lattice, params) : null;
  }

  private constructor(
    store: Store,
    base: StoredDay,
    day: StoredDay,
    series: readonly OptionSeries[],
    lattice: StrikeLattice,
    { optExpiries, optRange }: FieldParams,
  ) {
    this.#store = store;
    this.#base = base.summary;
    this.#day = day;
    this.#series = series;
    this.#expiries = optExpiries;
    this.lattice = lattice;
    this.xMax = strikesWithin(lattice, optRange);
    this.variant = fnv1a64(`${SCOPE_BY} ${day.summary.dayId}@${day.windowEnd}`).slice(0, 8);
  }

  get info(): OptionsInfo {
    const expiries = new Set(this.#series.map(({ expiryNanos }) => expiryNanos));
    return {
      series: this.#series.length,
      stepNanos: String(this.lattice.stepNanos),
      expiries: [...expiries].sort((a, b) => (a < b ? -1 : 1)).map(String),
    };
  }

  get ticksPerStrike(): number {
    return Number(this.lattice.stepNanos) / Number(this.#base.tickSizeNanos);
  }

  /** Strike nearest to a tick of the underlying. */
  strikeAt(tick: number): number {
    return strikeNearest(BigInt(tick) * BigInt(this.#base.tickSizeNanos), this.lattice.stepNanos);
  }

  /** Strikes in the windows of a chunk of the underlying. */
  chunk(future: SilverChunk, right: OptionRight): Promise<SilverChunk> {
    // A chunk that grows has more windows the next time.
    const key = `${right}/${future.chunk}/${future.windowCount}`;
    const known = this.#chunks.get(key);
    if (known) return known;
    const making = this.#make(future, right);
    this.#chunks.set(key, making, 1);
    making.catch(() => this.#chunks.delete(key));
    return making;
  }

  async #make(future: SilverChunk, right: OptionRight): Promise<SilverChunk> {
    return strikeChunk(future, await this.#read(future), {
      series: this.#series,
      lattice: this.lattice,
      right,
      expiries: this.#expiries,
      dataset: this.#base.dataset,
      dayStartNanos: BigInt(this.#base.dayStartNanos),
      tickSizeNanos: BigInt(this.#base.tickSizeNanos),
    });
  }

  async #read(future: SilverChunk): Promise<OptionChunks> {
    const { dayId } = this.#day.summary;
    const read = async (info: ChunkInfo | undefined): Promise<SilverChunk | null> => {
      try {
        return info ? await this.#store.readChunk(dayId, info) : null;
      } catch (error) {
        if (!(error instanceof FaultError && error.fault.code === 'store_damaged')) throw error;
        // The day itself is whole: it goes on without them.
        this.#store.leaveOptionsOut(dayId, error.fault);
        throw new FaultError({
          code: 'not_ready',
          message: 'What was stored of the options of this day is damaged; they are left out.',
          hint: 'Open their file again; it is read anew.',
        });
      }
    };
    const own = this.#day.chunks.find(({ chunk }) => chunk === future.chunk);
    const covers = own !== undefined && own.windowFrom <= future.windowFrom;
    const before = covers ? undefined : this.#day.chunks.findLast(({ chunk }) => chunk < future.chunk);
    return { own: await read(own), before: await read(before) };
  }
}

/** A day with strikes beside its chunks. */
class CoupledSource implements GoldSource {
  readonly set: ParamSet;
  readonly #store: Store;
  readonly #dayId: string;
  readonly #options: OptionsBeside;

  get options(): OptionsInfo {
    return this.#options.info;
  }

  constructor(store: Store, dayId: string, set: ParamSet, options: OptionsBeside) {
    this.#store = store;
    this.#dayId = dayId;
    this.#options = options;
    this.set = variantOf(set, set.params, options.variant);
  }

  day(): StoredDay {
    return this.#store.day(this.#dayId);
  }

  async readChunk(info: ChunkInfo): Promise<SilverChunk> {
    const chunk = await this.#store.readChunk(this.#dayId, info);
    const { xMax, ticksPerStrike } = this.#options;
    return { ...chunk, strikes: { chunk: await this.#options.chunk(chunk, 'all'), xMax, ticksPerStrike } };
  }

  derivedFiles(version: string): DerivedFiles {
    return this.#store.derivedFiles(this.#dayId, version);
  }
}

/** Strikes as a day. */
class StrikeSource implements GoldSource {
  readonly set: ParamSet;
  readonly #store: Store;
  readonly #baseId: string;
  readonly #options: OptionsBeside;
  readonly #right: OptionRight;

  get options(): OptionsInfo {
    return this.#options.info;
  }

  constructor(store: Store, baseId: string, set: ParamSet, options: OptionsBeside, right: OptionRight) {
    this.#store = store;
    this.#baseId = baseId;
    this.#options = options;
    this.#right = right;
    const params = strikeParams(set.params, options.xMax);
    this.set = variantOf(set, params, `${options.variant}-${right}`);
  }

  day(): StoredDay {
    const base = this.#store.day(this.#baseId);
    const strikeAt = (tick: number | null): number | null =>
      tick === null ? null : this.#options.strikeAt(tick);
    return {
      ...base,
      summary: {
        ...base.summary,
        dayId: strikesDayId(this.#baseId, this.#right),
        tickSizeNanos: String(this.#options.lattice.stepNanos),
      },
      chunks: base.chunks.map((info) => ({
        ...info,
        spotLo: strikeAt(info.spotLo),
        spotHi: strikeAt(info.spotHi),
      })),
    };
  }

  async readChunk(info: ChunkInfo): Promise<SilverChunk> {
    const future = await this.#store.readChunk(this.#baseId, info);
    const chunk = await this.#options.chunk(future, this.#right);
    const right = async (name: RightChunk['name'], sign: RightChunk['sign']): Promise<RightChunk> => ({
      name,
      sign,
      chunk: await this.#options.chunk(future, name === 'calls' ? 'C' : 'P'),
    });
    if (this.#right === 'C') return chunk;
    const rights =
      this.#right === 'P' ? [await right('puts', -1)] : [await right('calls', 1), await right('puts', -1)];
    return { ...chunk, rights };
  }

  derivedFiles(version: string): DerivedFiles {
    return this.#store.derivedFiles(this.#baseId, version);
  }
}

function variantOf(set: ParamSet, params: FieldParams, variant: string): ParamSet {
  return {
    ...set,
    params,
    hash: `${set.hash}-${variant}`,
    stateHash: `${stateHash(set.params, true)}-${variant}`,
  };
}
