// Tiles of a day (contracts/tiles.ts), shaped when somebody asks: the kernel walks over the span's windows and the
// shaper writes texels. All bands of a span come out of one walk, so they are kept together.

import { TILE } from '../../../contracts/datasets.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import type { ChunkInfo } from '../../../contracts/messages.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import {
  bandsFromSpotRange,
  TILE_COLUMNS,
  type TileAggregate,
  type TileBand,
  windowsPerColumn,
  windowsPerTile,
} from '../../../contracts/tiles.ts';
import type { GoldKernel, GoldSelection } from '../../core/fields/kernel.ts';
import { fieldIdsOfGroup } from '../../core/fields/registry.ts';
import { planeIdsOfTile, type ShapedTile, TileShaper } from '../../core/fields/tile.ts';
import type { TickRange } from './gold-slice.ts';
import type { GoldSource } from './gold-source.ts';
import { Turns } from './turn.ts';

export interface TileAddress {
  readonly lattice: Lattice;
  readonly group: number;
  readonly level: number;
  readonly index: number;
  readonly aggregate: TileAggregate;
  readonly weighting: number | null;
  /** These alone, as a band of their own; null for all that are published. */
  readonly ticks: TickRange | null;
}

/** The chunks under a tile and the bands they need; a growing day's last tile changes as it grows. */
export interface TileSpan {
  readonly from: number;
  readonly to: number;
  readonly bands: readonly TileBand[];
  readonly windowEnd: number;
  /** How far from spot frames reach, ticks. */
  readonly xMax: number;
}

/** Null where the day has no valid window there. */
export function spanOfTile(
  chunks: readonly ChunkInfo[],
  address: TileAddress,
  xMax: number,
): TileSpan | null {
  const perTile = windowsPerTile(address.level) / TILE_COLUMNS;
  const first = address.index * perTile;
  let from = -1;
  let to = -1;
  let spotLo = Number.POSITIVE_INFINITY;
  let spotHi = Number.NEGATIVE_INFINITY;
  chunks.forEach((info, position) => {
    if (info.chunk < first || info.chunk >= first + perTile) return;
    if (from < 0) from = position;
    to = position + 1;
    if (info.spotLo !== null) spotLo = Math.min(spotLo, info.spotLo);
    if (info.spotHi !== null) spotHi = Math.max(spotHi, info.spotHi);
  });
  if (from < 0 || spotLo > spotHi) return null;
  const last = chunks[to - 1];
  const { ticks } = address;
  const windowEnd = last.windowFrom + last.windowCount;
  if (!ticks) return { from, to, bands: bandsFromSpotRange(spotLo, spotHi, xMax), windowEnd, xMax };
  const reach = Math.max(1, ticks.to - 1 - spotLo, spotHi - ticks.from);
  const bands = [{ tickLo: ticks.from, rows: ticks.to - ticks.from }];
  return { from, to, bands, windowEnd, xMax: Math.min(xMax, reach) };
}

export interface ShapeOptions {
  readonly source: GoldSource;
  readonly checkpoints: {
    kernelAt(
      position: number,
      selection: GoldSelection & { readonly xMax: number },
      signal: AbortSignal,
    ): Promise<GoldKernel>;
    offer(position: number, kernel: GoldKernel): void;
  };
}

/** A tile on its way: all bands of a span out of one walk, which may be left and taken up again between chunks. */
export class TileShape {
  readonly span: TileSpan;
  readonly #address: TileAddress;
  readonly #options: ShapeOptions;
  readonly #shaper: TileShaper;
  #kernel: GoldKernel | null = null;
  #position: number;
  #shapedTo = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(address: TileAddress, span: TileSpan, options: ShapeOptions) {
    this.#address = address;
    this.span = span;
    this.#options = options;
    this.#shaper = new TileShaper(span.bands.map((band) => ({ ...address, band })));
    this.#position = span.from;
  }

  get isWhole(): boolean {
    return this.#position === this.span.to;
  }

  /** The window before which it is shaped; a column of many seconds counts once it is whole. */
  get shapedTo(): number {
    const column = windowsPerColumn(this.#address.level);
    return this.isWhole ? this.span.windowEnd : Math.floor(this.#shapedTo / column) * column;
  }

  /**
   * Goes on, a chunk at the least, while `patient`; who comes meanwhile goes on after that. Where nobody waits any more it
   * stays where it is.
   */
  advance(signal: AbortSignal, patient: () => boolean): Promise<void> {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#advance(signal, patient));
    return this.#turn;
  }

  async #advance(signal: AbortSignal, patient: () => boolean): Promise<void> {
    signal.throwIfAborted();
    if (this.isWhole) return;
    const { source, checkpoints } = this.#options;
    const address = this.#address;
    const { xMax } = this.span;
    const selection = { fields: planeIdsOfTile(address), lattices: [address.lattice], xMax };
    this.#kernel ??= await checkpoints.kernelAt(this.span.from, selection, signal);
    const kernel = this.#kernel;
    const { chunks } = source.day();
    const turns = new Turns();
    do {
      const info = chunks[this.#position];
      const chunk = info.validWindows === 0 ? null : await source.readChunk(info);
      // Once begun a chunk is gone through: the kernel cannot go back, and others of the tile are behind it.
      for (let w = 0; w < info.windowCount; w++) {
        const valid = chunk !== null && kernel.step(chunk, w, false);
        this.#shaper.take(info.windowFrom + w, kernel, valid);
        if (!turns.due) continue;
        await turns.next();
        if (signal.aborted && address.level === 0) {
          // One chunk is the whole tile: whoever asks again begins again, and who comes next need not wait for this.
          this.#kernel = null;
          signal.throwIfAborted();
        }
      }
      this.#position += 1;
      this.#shapedTo = info.windowFrom + info.windowCount;
      checkpoints.offer(this.#position, kernel);
      if (turns.due) await turns.next();
      signal.throwIfAborted();
    } while (!this.isWhole && patient());
    if (this.isWhole) this.#shaper.finish(kernel);
  }

  encode(band: number): Uint8Array {
    return encodeTile(this.#shaper.tiles[band]);
  }
}

/** Arrow stream of a tile as it is now. */
function encodeTile({ spec, texels, validity }: ShapedTile): Uint8Array {
  const fields = fieldIdsOfGroup(spec.group);
  return encodeTable(TILE, { texels }, texels.length / 4, {
    tick_lo: String(spec.band.tickLo),
    rows: String(spec.band.rows),
    window_from: String(spec.index * windowsPerTile(spec.level)),
    windows_per_column: String(windowsPerColumn(spec.level)),
    aggregate: spec.aggregate,
    ...(spec.weighting === null ? {} : { weighting: String(spec.weighting) }),
    validity: Buffer.from(validity).toString('hex'),
    ...Object.fromEntries(fields.map((id, channel) => [`field_${channel}`, id])),
  });
}
