// Gold of one day under one set of parameters, made when asked for: tiles, cells of a window, colour ranges. A walk in
// the background lays the checkpoints that make any chunk quick, samples the ranges, and shapes the zoomed-out tiles
// of what is looked at first.
import { z } from 'zod';
import { FaultError } from '../../../contracts/errors.ts';
import { LATTICES, type Lattice } from '../../../contracts/fields.ts';
import { type ChunkInfo, type Explanation, FieldScaleRange } from '../../../contracts/messages.ts';
import { TILE_LEVELS, tileIndexFromWindow, windowsPerTile } from '../../../contracts/tiles.ts';
import type { Tick } from '../../../contracts/units.ts';
import { Lru } from '../../base/lru.ts';
import { explainCell } from '../../core/fields/explain.ts';
import type { Frame } from '../../core/fields/frame.ts';
import { GoldKernel, type GoldSelection } from '../../core/fields/kernel.ts';
import { ScaleSampler } from '../../core/fields/scale.ts';
import { planeIdsOfTile } from '../../core/fields/tile.ts';
import type { DerivedFiles } from '../store/derived-files.ts';
import { type CheckpointCache, GoldCheckpoints } from './gold-checkpoints.ts';
import { GoldSlice, type SliceCache, type SliceStates } from './gold-slice.ts';
import type { GoldSource } from './gold-source.ts';
import { type ShapeOptions, spanOfTile, type TileAddress, TileShape, type TileSpan } from './gold-tiles.ts';
import type { Precedence } from './precedence.ts';
import { Turns } from './turn.ts';

const Ranges = z.record(z.string(), z.array(FieldScaleRange));
/** Named after how it is sampled: ranges of an earlier way are not taken for these. */
const RANGES_NAME = 'ranges-near-spot';
/** Every so many windows go into the colour ranges' sample. */
const SAMPLE_EVERY = 16;
/** Tiles on their way that are gone on with when they are asked for again. */
const SHAPES_KEPT = 4;
const SLICES_KEPT = 2;
const BACKGROUND_MILLIS = 40;
/** Group and lattice of the first picture. */
const LOWEST_OVERVIEW = 3;
const FIRST_LOOK = { lattice: 'L', group: 0, aggregate: 'max', weighting: null, ticks: null } as const;

/** Waits while others come first, but not while `hurry` holds. */
export type Rest = (hurry: () => boolean) => Promise<void>;

/** A band of a tile with what lies before a window; of a whole one that is the tile's end. */
export interface TilePart {
  readonly bytes: Uint8Array;
  readonly shapedTo: number;
}

export interface GoldDayOptions {
  readonly source: GoldSource;
  readonly dayId: string;
  readonly checkpoints: CheckpointCache;
  readonly tiles: Lru<string, Promise<Uint8Array[]>>;
  readonly slices: SliceCache;
  readonly sliceStates: SliceStates;
  readonly precedence: Precedence;
}

export class GoldDay {
  readonly #options: GoldDayOptions;
  /** Null for parameters that are not worth the disk. */
  readonly #files: DerivedFiles | null;
  readonly #checkpoints: GoldCheckpoints;
  readonly #samplers = new Map<Lattice, ScaleSampler>(
    LATTICES.map((lattice) => [lattice, new ScaleSampler(lattice)]),
  );
  #sampled = 0;
  #sampleKernel: GoldKernel | null = null;
  #sampling: Promise<void> = Promise.resolve();
  /** Requests that wait for the sample: the walk does not rest for them, they are what it is for. */
  #awaitingSample = 0;
  #shaping: Promise<unknown> = Promise.resolve();
  /** Tiles that are not whole yet. */
  readonly #shapes = new Lru<string, TileShape>(SHAPES_KEPT);
  /** What is in sight, in the few forms that it was looked at last. */
  readonly #slices = new Lru<string, GoldSlice>(SLICES_KEPT);
  #finalRanges: Record<string, FieldScaleRange[]> | null = null;
  #near: { position: number; lattice: Lattice; ranges: FieldScaleRange[] } | null = null;

  constructor(options: GoldDayOptions) {
    this.#options = options;
    const { source, dayId, checkpoints: cache } = options;
    const { set } = source;
    this.#files = set.onDisk ? source.derivedFiles(set.hash) : null;
    const files = set.stateOnDisk ? source.derivedFiles(set.stateHash) : null;
    this.#checkpoints = new GoldCheckpoints({ source, dayId, cache, files });
  }

  /**
   * One band of a tile, as far as it is shaped after `patienceMs`: a zoomed-out one walks over hours. Asked for again it is
   * gone on with. Throws `not_found` where nothing is published.
   */
  async tile(
    address: TileAddress,
    band: number,
    signal: AbortSignal,
    patienceMs = Number.POSITIVE_INFINITY,
    from: 'request' | 'background' = 'request',
  ): Promise<TilePart> {
    const { source, dayId, tiles } = this.#options;
    const { set } = source;
    const span = spanOfTile(source.day().chunks, address, set.params.xMax);
    if (!span || band >= span.bands.length) throw noTile(address);
    const name = `${tileName(address)}@${span.windowEnd}`;
    const key = `${dayId}/${set.hash}/${name}`;
    const known = tiles.get(key) ?? (await this.#stored(address, span));
    const tileEnd = (address.index + 1) * windowsPerTile(address.level);
    if (known) return { bytes: (await known)[band], shapedTo: tileEnd };
    const shape = this.#shapeNamed(name, () => new TileShape(address, span, this.#walksOf(address)));
    const until = performance.now() + patienceMs;
    const work = async (): Promise<void> => {
      // The background gives way to requests for the same tile between stretches.
      const end = (): number => (from === 'request' ? until : performance.now() + BACKGROUND_MILLIS);
      do {
        const stretch = end();
        await shape.advance(signal, () => performance.now() < stretch);
      } while (!shape.isWhole && performance.now() < until);
    };
    await (from === 'request' ? this.#inTurn(signal, work) : work());
    if (!shape.isWhole) return { bytes: shape.encode(band), shapedTo: shape.shapedTo };
    const bands = await this.#keepWhole(key, name, address, shape);
    return { bytes: bands[band], shapedTo: tileEnd };
  }

  /** What a tile is walked for with: the whole book, or the ticks that it is of. */
  #walksOf(address: TileAddress): ShapeOptions {
    const { source, dayId, slices, sliceStates: states } = this.#options;
    const { ticks } = address;
    if (!ticks) return { source, checkpoints: this.#checkpoints };
    const fields = planeIdsOfTile(address);
    const key = `${ticks.from}-${ticks.to}/${fields.join()}`;
    const whole = this.#checkpoints;
    const slice =
      this.#slices.get(key) ?? new GoldSlice({ source, dayId, whole, slices, states, ticks, fields });
    this.#slices.set(key, slice);
    return { source: slice.source, checkpoints: slice };
  }

  /** The shape that is on its way under this name; of others the latest few stay, to be taken up again. */
  #shapeNamed(name: string, make: () => TileShape): TileShape {
    const shape = this.#shapes.get(name) ?? make();
    this.#shapes.set(name, shape, 1);
    return shape;
  }

  /** Zoomed-out tiles of the first picture are kept on the disk too. */
  async #keepWhole(
    key: string,
    name: string,
    address: TileAddress,
    shape: TileShape,
  ): Promise<readonly Uint8Array[]> {
    const { tiles } = this.#options;
    const known = tiles.get(key);
    if (known) return known;
    const bands = shape.span.bands.map((_, band) => shape.encode(band));
    const cost = bands.reduce((sum, bytes) => sum + bytes.length, 0);
    tiles.set(key, Promise.resolve(bands), cost);
    this.#shapes.delete(name);
    const files = this.#filesFor(address);
    for (const [band, bytes] of bands.entries()) void files?.write(fileOfBand(name, band), bytes);
    return bands;
  }

  async #stored(address: TileAddress, span: TileSpan): Promise<Uint8Array[] | null> {
    const files = this.#filesFor(address);
    if (!files) return null;
    const name = `${tileName(address)}@${span.windowEnd}`;
    const bands = await Promise.all(span.bands.map((_, band) => files.read(fileOfBand(name, band))));
    return bands.every((bytes) => bytes !== null) ? bands : null;
  }

  /** Null for tiles that are made anew each time. */
  #filesFor({ lattice, group, level, aggregate, weighting, ticks }: TileAddress): DerivedFiles | null {
    const closed = this.#options.source.day().summary.state !== 'growing';
    const firstLook =
      lattice === FIRST_LOOK.lattice &&
      group === FIRST_LOOK.group &&
      aggregate === FIRST_LOOK.aggregate &&
      weighting === null &&
      ticks === null;
    return closed && level >= LOWEST_OVERVIEW && firstLook ? this.#files : null;
  }

  /** Tiles asked for are shaped one after the other: the first is there first, not all of them late. */
  #inTurn<T>(signal: AbortSignal, shape: () => Promise<T>): Promise<T> {
    const shaped = this.#shaping
      .catch(() => {})
      .then(() => {
        signal.throwIfAborted();
        return shape();
      });
    this.#shaping = shaped;
    return shaped;
  }

  /** Hands the frame of one window to `read`; false where that window is not valid. */
  async frame(
    window: number,
    lattice: Lattice,
    signal: AbortSignal,
    read: (frame: Frame) => void,
  ): Promise<boolean> {
    const kernel = await this.#kernelAfter(window, lattice, signal);
    const frame = kernel?.frame(lattice) ?? null;
    if (frame) read(frame);
    return frame !== null;
  }

  /** Why a cell's value is what it is; null where the window is not valid or the cell not published. */
  async explain(
    window: number,
    tick: Tick,
    lattice: Lattice,
    fieldId: string,
    signal: AbortSignal,
  ): Promise<Explanation | null> {
    const kernel = await this.#kernelAfter(window, lattice, signal);
    return kernel && explainCell(kernel, fieldId, lattice, tick);
  }

  /** The day's chunks as the fields read them, and the parameters for it. */
  get source(): GoldSource {
    return this.#options.source;
  }

  /** A kernel about to step into the chunk at `position` of the day's list, for who goes on with it from there. */
  kernelAt(position: number, selection: GoldSelection, signal: AbortSignal): Promise<GoldKernel> {
    return this.#checkpoints.kernelAt(position, selection, signal);
  }

  /** A kernel that has just taken the window, with every field of one lattice; null where the window is not valid. */
  async #kernelAfter(window: number, lattice: Lattice, signal: AbortSignal): Promise<GoldKernel | null> {
    const { source } = this.#options;
    const { chunks } = source.day();
    const position = chunks.findIndex(
      (info) => window >= info.windowFrom && window < info.windowFrom + info.windowCount,
    );
    if (position < 0)
      throw new FaultError({ code: 'not_found', message: `The day has no window ${window}.` });
    const kernel = await this.#checkpoints.kernelAt(position, { lattices: [lattice] }, signal);
    const chunk = await source.readChunk(chunks[position]);
    let valid = false;
    for (let w = 0; w <= window - chunk.windowFrom; w++) valid = kernel.step(chunk, w, false);
    return valid ? kernel : null;
  }

  /** Colour ranges from what has been sampled so far; final once the whole day was. */
  async scales(
    lattice: Lattice,
    signal: AbortSignal,
    near?: number,
  ): Promise<{ ranges: FieldScaleRange[]; final: boolean }> {
    const stored = await this.#storedRanges();
    if (stored) return { ranges: stored[lattice] ?? [], final: true };
    if (near !== undefined) return { ranges: await this.#rangesNear(near, lattice, signal), final: false };
    const sampler = this.#samplers.get(lattice) as ScaleSampler;
    this.#awaitingSample += 1;
    try {
      while (sampler.sampleCount === 0 && this.#chunksLeft() > 0) await this.#sampleNext(signal);
    } finally {
      this.#awaitingSample -= 1;
    }
    return { ranges: sampler.ranges(), final: this.#finalRanges !== null };
  }

  /** Ranges of the chunk about a window: at once a fair scale for what is looked at, under parameters just chosen. */
  async #rangesNear(window: number, lattice: Lattice, signal: AbortSignal): Promise<FieldScaleRange[]> {
    const { source, precedence } = this.#options;
    const { chunks } = source.day();
    const position = positionNear(chunks, window);
    if (position < 0) return new ScaleSampler(lattice).ranges();
    if (this.#near?.position !== position || this.#near.lattice !== lattice) {
      await precedence.giveWay(signal);
      const kernel = await this.#checkpoints.kernelAt(position, { lattices: [lattice] }, signal);
      const chunk = await source.readChunk(chunks[position]);
      const sampler = new ScaleSampler(lattice);
      const turns = new Turns();
      for (let w = 0; w < chunk.windowCount; w++) {
        if (turns.due) {
          await turns.next(signal);
          await precedence.giveWay(signal);
        }
        if (!kernel.step(chunk, w, false) || kernel.validWindows % SAMPLE_EVERY !== 1) continue;
        const frame = kernel.frame(lattice);
        if (frame) sampler.take(chunk.windowFrom + w, frame);
      }
      this.#near = { position, lattice, ranges: sampler.ranges() };
    }
    return this.#near.ranges;
  }

  /** The background walk over what is there; it rests while `rest` says so. */
  async advance(rest: Rest, signal: AbortSignal): Promise<void> {
    if (await this.#storedRanges()) return;
    while (this.#chunksLeft() > 0) {
      await rest(() => false);
      await this.#sampleNext(signal, rest);
    }
    if (this.#options.source.day().summary.state === 'growing') return;
    await this.#keepRanges();
    await this.#shapeOverview(rest, signal);
  }

  #chunksLeft(): number {
    return this.#options.source.day().chunks.length - this.#sampled;
  }

  /** Samples one more chunk; calls come from the background and from requests and take turns. */
  #sampleNext(signal: AbortSignal, rest?: Rest): Promise<void> {
    this.#sampling = this.#sampling.catch(() => {}).then(() => this.#sampleChunk(signal, rest));
    return this.#sampling;
  }

  /** A chunk once begun is gone through to its end, since the kernel goes with it; it only stands back meanwhile. */
  async #sampleChunk(signal: AbortSignal, rest?: Rest): Promise<void> {
    if (this.#chunksLeft() <= 0) return;
    const { source } = this.#options;
    const position = this.#sampled;
    this.#sampleKernel ??= new GoldKernel(source.set.params);
    const kernel = this.#sampleKernel;
    const info = source.day().chunks[position];
    if (info.validWindows === 0) {
      this.#sampled = position + 1;
      return;
    }
    const chunk = await source.readChunk(info);
    signal.throwIfAborted();
    const turns = new Turns();
    for (let w = 0; w < chunk.windowCount; w++) {
      if (turns.due) {
        await turns.next();
        await rest?.(() => this.#awaitingSample > 0);
      }
      const window = chunk.windowFrom + w;
      if (!kernel.step(chunk, w, false) || kernel.validWindows % SAMPLE_EVERY !== 1) continue;
      for (const [lattice, sampler] of this.#samplers) {
        const frame = kernel.frame(lattice);
        if (frame) sampler.take(window, frame);
      }
    }
    this.#sampled = position + 1;
    this.#checkpoints.offer(this.#sampled, kernel);
  }

  async #shapeOverview(rest: Rest, signal: AbortSignal): Promise<void> {
    const { chunks } = this.#options.source.day();
    const last = chunks[chunks.length - 1];
    if (!last) return;
    for (let level = TILE_LEVELS - 1; level >= LOWEST_OVERVIEW; level--) {
      const first = tileIndexFromWindow(chunks[0].windowFrom, level);
      for (let index = first; index <= tileIndexFromWindow(last.windowFrom, level); index++) {
        await rest(() => false);
        await this.tile({ ...FIRST_LOOK, level, index }, 0, signal, undefined, 'background').catch(
          (error: unknown) => {
            if (!(error instanceof FaultError && error.fault.code === 'not_found')) throw error;
          },
        );
      }
    }
  }

  async #storedRanges(): Promise<Record<string, FieldScaleRange[]> | null> {
    if (this.#finalRanges || this.#sampled > 0) return this.#finalRanges;
    const file = this.#rangesFile();
    const bytes = file ? ((await this.#files?.read(file)) ?? null) : null;
    const stored = bytes ? Ranges.safeParse(JSON.parse(new TextDecoder().decode(bytes))) : null;
    if (stored?.success) this.#finalRanges = stored.data;
    return this.#finalRanges;
  }

  async #keepRanges(): Promise<void> {
    this.#finalRanges = Object.fromEntries(
      [...this.#samplers].map(([lattice, sampler]) => [lattice, sampler.ranges()]),
    );
    this.#sampleKernel = null;
    const file = this.#rangesFile();
    if (file) await this.#files?.write(file, new TextEncoder().encode(JSON.stringify(this.#finalRanges)));
  }

  /** A day that was read in part may be read to its end later; null while it grows. */
  #rangesFile(): string | null {
    const { summary, windowEnd } = this.#options.source.day();
    return summary.state === 'growing' ? null : `${RANGES_NAME}@${windowEnd}.json`;
  }
}

/** Place in the list of the chunk that holds a window, else of the nearest one with a valid window; -1 where none has. */
function positionNear(chunks: readonly ChunkInfo[], window: number): number {
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  chunks.forEach(({ windowFrom, windowCount, validWindows }, position) => {
    if (validWindows === 0) return;
    const distance = Math.max(windowFrom - window, window - (windowFrom + windowCount - 1), 0);
    if (distance >= bestDistance) return;
    best = position;
    bestDistance = distance;
  });
  return best;
}

function fileOfBand(name: string, band: number): string {
  return `tile-${name}-${band}.arrow`;
}

function tileName({ lattice, group, level, index, aggregate, weighting, ticks }: TileAddress): string {
  const form = `${aggregate}${weighting === null ? '' : `-w${weighting}`}`;
  return `${lattice}-${group}-${level}-${index}-${form}${ticks === null ? '' : `-${ticks.from}…${ticks.to}`}`;
}

function noTile({ level, index }: TileAddress): FaultError {
  return new FaultError({
    code: 'not_found',
    message: `Nothing is published in tile ${index} of level ${level}.`,
  });
}
