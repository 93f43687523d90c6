// A tile as it came over the wire, checked and made ready for a texture.
import { decodeTable } from '../../../contracts/tables.ts';
import { TILE_COLUMNS, TILE_MAX_ROWS } from '../../../contracts/tiles.ts';
import { err, ok, type Result } from '../../base/result.ts';

export interface Tile {
  /** Row r is tick tickLo + r. */
  readonly tickLo: number;
  readonly rows: number;
  readonly windowFrom: number;
  readonly windowsPerColumn: number;
  /** Ids of the fields in the texels' channels. */
  readonly fields: readonly string[];
  /** Row-major RGBA of four fields: texel (row · 256 + column). */
  readonly texels: Float32Array;
  /** Two bytes a column: the column whose frame it shows, and COLUMN_* below. */
  readonly columns: Uint8Array<ArrayBuffer>;
}

export const COLUMN_VALID = 0;
/** The book was not valid: the last valid frame is shown, greyed. */
export const COLUMN_HELD = 1;
/** Not valid, and no valid frame before it in the tile. */
export const COLUMN_EMPTY = 2;

export function decodeTile(payload: Uint8Array): Result<Tile, string> {
  const { metadata, batches } = decodeTable(payload);
  const number = (name: string): number => Number(metadata.get(name) ?? Number.NaN);
  const texels = batches[0]?.columns['texels'];
  const tickLo = number('tick_lo');
  const rows = number('rows');
  const windowFrom = number('window_from');
  const windowsPerColumn = number('windows_per_column');
  const fields = [0, 1, 2, 3].map((channel) => metadata.get(`field_${channel}`) ?? '');
  const validity = metadata.get('validity') ?? '';
  if (!(texels instanceof Float32Array)) return err('tile without texels');
  if (![tickLo, rows, windowFrom, windowsPerColumn].every(Number.isInteger))
    return err('tile without its place');
  if (rows < 1 || rows > TILE_MAX_ROWS) return err(`tile of ${rows} rows`);
  if (texels.length !== rows * TILE_COLUMNS * 4)
    return err(`tile of ${rows} rows with ${texels.length} values`);
  if (!/^[0-9a-f]{64}$/i.test(validity)) return err('tile without validity');
  return ok({
    tickLo,
    rows,
    windowFrom,
    windowsPerColumn,
    texels,
    fields,
    columns: columnsFromValidity(validity),
  });
}

/** `validity`: 64 hex digits, bit c of byte c >> 3 set where column c is valid. */
export function columnsFromValidity(validity: string): Uint8Array<ArrayBuffer> {
  const columns = new Uint8Array(TILE_COLUMNS * 2);
  let lastValid = -1;
  for (let column = 0; column < TILE_COLUMNS; column++) {
    const byte = Number.parseInt(validity.slice((column >> 3) * 2, (column >> 3) * 2 + 2), 16);
    const valid = ((byte >> (column & 7)) & 1) === 1;
    if (valid) lastValid = column;
    columns[column * 2] = Math.max(0, lastValid);
    columns[column * 2 + 1] = valid ? COLUMN_VALID : lastValid >= 0 ? COLUMN_HELD : COLUMN_EMPTY;
  }
  return columns;
}
