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
import { fieldIdsOfGroup } from '../../core/fields/registry.ts';
import { planeIdsOfTile, type ShapedTile, TileShaper } from '../../core/fields/tile.ts';
import type { GoldCheckpoints } from './gold-checkpoints.ts';
import type { GoldSource } from './gold-source.ts';
import { Turns } from './turn.ts';

export interface TileAddress {
  readonly lattice: Lattice;
  readonly group: number;
  readonly level: number;
  readonly index: number;
  readonly aggregate: TileAggregate;
  readonly weighting: number | null;
}

/** The chunks under a tile and the bands they need; a growing day's last tile changes as it grows. */
export interface TileSpan {
  readonly from: number;
  readonly to: number;
  readonly bands: readonly TileBand[];
  readonly windowEnd: number;
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
  return {
    from,
    to,
    bands: bandsFromSpotRange(spotLo, spotHi, xMax),
    windowEnd: last.windowFrom + last.windowCount,
  };
}

export interface ShapeOptions {
  readonly source: GoldSource;
  readonly checkpoints: GoldCheckpoints;
  readonly signal: AbortSignal;
}

/** Arrow streams of a tile's bands, lowest ticks first. */
export async function shapeTile(
  address: TileAddress,
  span: TileSpan,
  options: ShapeOptions,
): Promise<Uint8Array[]> {
  const { source, checkpoints, signal } = options;
  const selection = { fields: planeIdsOfTile(address), lattices: [address.lattice] };
  const kernel = await checkpoints.kernelAt(span.from, selection, signal);
  const shaper = new TileShaper(span.bands.map((band) => ({ ...address, band })));
  const { chunks } = source.day();
  const turns = new Turns();
  for (let position = span.from; position < span.to; position++) {
    const info = chunks[position];
    if (info.validWindows === 0) {
      for (let w = 0; w < info.windowCount; w++) shaper.take(info.windowFrom + w, kernel, false);
    } else {
      const chunk = await source.readChunk(info);
      for (let w = 0; w < chunk.windowCount; w++) {
        const valid = kernel.step(chunk, w, false);
        shaper.take(chunk.windowFrom + w, kernel, valid);
        if (turns.due) await turns.next(signal);
      }
    }
    checkpoints.offer(position + 1, kernel);
    if (turns.due) await turns.next(signal);
  }
  shaper.finish(kernel);
  return shaper.tiles.map(encodeTile);
}

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
