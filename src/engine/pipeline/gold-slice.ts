// Gold of a few prices of a day: what is on screen while a parameter is moved. A walk for them takes silver of those ticks
// alone, which stays in memory from one position of a slider to the next, and begins from the day's own states where these
// are known under the parameters. The values are those of the whole day's.
import type { ChunkInfo } from '../../../contracts/messages.ts';
import type { Tick } from '../../../contracts/units.ts';
import type { Lru } from '../../base/lru.ts';
import type { GoldCheckpoint } from '../../core/fields/checkpoint.ts';
import { sliceCheckpoint } from '../../core/fields/checkpoint-slice.ts';
import { GoldKernel, type GoldSelection } from '../../core/fields/kernel.ts';
import { planPasses } from '../../core/fields/plan.ts';
import type { SilverChunk } from '../../core/silver/chunk.ts';
import { bytesOfSlice, sliceChunk } from '../../core/silver/chunk-slice.ts';
import { type GoldCheckpoints, shortStart, stepOver } from './gold-checkpoints.ts';
import type { GoldSource } from './gold-source.ts';

export interface TickRange {
  readonly from: Tick;
  readonly to: Tick;
}

/** Slices of chunks, over days and parameters. */
export type SliceCache = Lru<string, SilverChunk>;

/** States of a few prices at the start of chunks, over days and parameters: they take next to nothing. */
export type SliceStates = Lru<string, GoldCheckpoint>;

export interface SliceOptions {
  readonly source: GoldSource;
  readonly dayId: string;
  /** States of the whole book. */
  readonly whole: Pick<GoldCheckpoints, 'nearest'>;
  readonly slices: SliceCache;
  readonly states: SliceStates;
  readonly ticks: TickRange;
  /** Planes that are shaped. */
  readonly fields: readonly string[];
}

export class GoldSlice {
  /** Silver of the ticks and of what the fields look at beyond them. */
  readonly source: GoldSource;
  readonly #options: SliceOptions;
  readonly #ticks: TickRange;
  readonly #key: string;

  constructor(options: SliceOptions) {
    const { source, dayId, slices, ticks, fields } = options;
    const { halo } = planPasses(fields, source.set.params);
    const { from, to } = { from: ticks.from - halo, to: ticks.to + halo };
    this.#options = options;
    this.#ticks = { from, to };
    this.#key = `${dayId}/${source.set.stateHash}/${from}-${to}`;
    this.source = slicedSource(source, dayId, slices, this.#ticks);
  }

  /** A kernel about to step into the day's chunk number `position`, right for these ticks as far as `xMax` from spot. */
  async kernelAt(
    position: number,
    { xMax, ...selection }: GoldSelection & { readonly xMax: number },
    signal: AbortSignal,
  ): Promise<GoldKernel> {
    const kernel = new GoldKernel({ ...this.source.set.params, xMax }, selection);
    const known = this.#options.states.get(this.#keyAt(position));
    if (known) {
      kernel.restore(known);
      return kernel;
    }
    const near = await this.#options.whole.nearest(position);
    const short = shortStart(this.source, position);
    if (near.checkpoint && near.from >= short.from) {
      const { from, to } = this.#ticks;
      kernel.restore(sliceCheckpoint(near.checkpoint, from, to));
    } else kernel.beginAfter(short.validWindows);
    const from = Math.max(near.from, short.from);
    const rightFrom = near.from >= short.from ? near.from : short.rightFrom;
    if (from === position) this.offer(position, kernel);
    await stepOver(this.source, kernel, { from, to: position }, signal, (at) => {
      if (at >= rightFrom) this.offer(at, kernel);
    });
    return kernel;
  }

  /** Keeps the state of a kernel that stands before chunk `position`. */
  offer(position: number, kernel: GoldKernel): void {
    const key = this.#keyAt(position);
    if (position > 0 && !this.#options.states.peek(key)) this.#options.states.set(key, kernel.save());
  }

  #keyAt(position: number): string {
    return `${this.#key}/${position}`;
  }
}

function slicedSource(
  source: GoldSource,
  dayId: string,
  slices: SliceCache,
  { from, to }: TickRange,
): GoldSource {
  return {
    set: source.set,
    options: source.options,
    day: () => source.day(),
    derivedFiles: (version) => source.derivedFiles(version),
    async readChunk(info: ChunkInfo): Promise<SilverChunk> {
      const key = `${dayId}/${info.chunk}@${info.windowCount}/${from}-${to}`;
      const known = slices.get(key);
      if (known) return known;
      const slice = sliceChunk(await source.readChunk(info), from, to);
      // What comes beside a chunk hangs on the parameters.
      if (!slice.strikes && !slice.rights) slices.set(key, slice, bytesOfSlice(slice));
      return slice;
    },
  };
}
