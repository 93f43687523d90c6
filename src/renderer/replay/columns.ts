// The cells of one window, for the readout at the cursor: silver and gold of a whole second are asked for once, so that
// moving up and down costs nothing, and a second that is no longer looked at is cancelled.

import { NULL_INT32 } from '../../../contracts/datasets.ts';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import { ABSENT_TEXEL } from '../../../contracts/fields.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { type Column, decodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { Lru } from '../../base/lru.ts';
import type { GoldView } from './gold-view.ts';

export interface SilverCell {
  readonly depthStart: number;
  readonly add: number;
  readonly pull: number;
  readonly fill: number;
  readonly depthEnd: number;
  /** Null where rows are levels: such a book has no order ages. */
  readonly depthRest: number | null;
  readonly pullRest: number;
  readonly orders: number;
}

export interface CellReadout {
  readonly window: number;
  readonly tick: number;
  readonly lattice: Lattice;
  /** The window was valid: fields and flow are published. */
  readonly valid: boolean;
  /** Every field of the catalogue; null where the cell is not published. */
  readonly fields: readonly { readonly id: string; readonly value: number | null }[];
  /** Null where nothing rested and nothing flowed. */
  readonly bid: SilverCell | null;
  readonly ask: SilverCell | null;
}

interface WindowCells {
  readonly valid: boolean;
  readonly silver: Readonly<Record<string, Column>>;
  readonly gold: Readonly<Record<string, Column>>;
}

const WINDOWS_KEPT = 32;
const LATTICE_CODE: Readonly<Record<Lattice, number>> = { B: 0, A: 1, L: 2 };

export class ColumnReader {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #catalogue: readonly FieldDescriptor[];
  readonly #kept = new Lru<string, WindowCells>(WINDOWS_KEPT);
  #abort: AbortController | null = null;
  #asking: { readonly key: string; readonly cells: Promise<WindowCells> } | null = null;

  constructor(peer: Pick<Peer, 'call'>, catalogue: readonly FieldDescriptor[]) {
    this.#peer = peer;
    this.#catalogue = catalogue;
  }

  /** What is known at once; null where the second has to be asked for. */
  peek(dayId: string, gold: GoldView, window: number, tick: number, lattice: Lattice): CellReadout | null {
    const cells = this.#kept.get(keyOf(dayId, gold, window, lattice));
    return cells ? this.#readout(cells, window, tick, lattice) : null;
  }

  /** A later call for another second cancels this one (it then rejects with code `cancelled`). */
  async read(
    dayId: string,
    gold: GoldView,
    window: number,
    tick: number,
    lattice: Lattice,
  ): Promise<CellReadout> {
    const key = keyOf(dayId, gold, window, lattice);
    const kept = this.#kept.get(key);
    if (kept) return this.#readout(kept, window, tick, lattice);
    if (this.#asking?.key !== key) {
      this.cancel();
      const abort = new AbortController();
      this.#abort = abort;
      this.#asking = { key, cells: this.#fetch(dayId, gold.params, window, lattice, abort.signal) };
    }
    const asking = this.#asking;
    try {
      const cells = await asking.cells;
      this.#kept.set(key, cells);
      return this.#readout(cells, window, tick, lattice);
    } finally {
      if (this.#asking === asking) this.#asking = null;
    }
  }

  cancel(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#asking = null;
  }

  /** After a day grew or parameters changed: what was read may no longer hold. */
  forget(): void {
    this.cancel();
    this.#kept.clear();
  }

  async #fetch(
    dayId: string,
    params: FieldParams,
    window: number,
    lattice: Lattice,
    signal: AbortSignal,
  ): Promise<WindowCells> {
    const [silver, gold] = await Promise.all([
      this.#peer.call('day.cells', { dayId, window, table: 'silver' }, { signal }),
      this.#peer.call('day.cells', { dayId, window, table: 'gold', lattice, params }, { signal }),
    ]);
    return { valid: gold.result.valid, silver: columnsFrom(silver.payload), gold: columnsFrom(gold.payload) };
  }

  #readout(cells: WindowCells, window: number, tick: number, lattice: Lattice): CellReadout {
    const row = goldRow(cells.gold, tick, lattice);
    return {
      window,
      tick,
      lattice,
      valid: cells.valid,
      fields: this.#catalogue.map(({ id }) => ({
        id,
        value: row < 0 ? null : published(cells.gold[id]?.[row]),
      })),
      bid: silverCell(cells.silver, tick, 0),
      ask: silverCell(cells.silver, tick, 1),
    };
  }
}

function keyOf(dayId: string, { paramsHash }: GoldView, window: number, lattice: Lattice): string {
  return `${dayId}/${paramsHash}/${lattice}/${window}`;
}

function columnsFrom(payload: Uint8Array | null): Readonly<Record<string, Column>> {
  return payload ? (decodeTable(payload).batches[0]?.columns ?? {}) : {};
}

function published(value: number | bigint | undefined): number | null {
  return value === undefined || Number(value) <= ABSENT_TEXEL ? null : Number(value);
}

function goldRow(columns: Readonly<Record<string, Column>>, tick: number, lattice: Lattice): number {
  const ticks = columns['price_tick'];
  const lattices = columns['lattice'];
  for (let row = 0; ticks && row < ticks.length; row++) {
    if (ticks[row] === tick && (!lattices || lattices[row] === LATTICE_CODE[lattice])) return row;
  }
  return -1;
}

function silverCell(
  columns: Readonly<Record<string, Column>>,
  tick: number,
  side: number,
): SilverCell | null {
  const ticks = columns['price_tick'];
  const sides = columns['side'];
  if (!ticks || !sides) return null;
  for (let row = 0; row < ticks.length; row++) {
    if (ticks[row] !== tick || sides[row] !== side) continue;
    const at = (name: string): number => Number(columns[name]?.[row] ?? 0);
    return {
      depthStart: at('depth_qty_start'),
      add: at('add_qty'),
      pull: at('pull_qty_total'),
      fill: at('fill_qty'),
      depthEnd: at('depth_qty_end'),
      depthRest: at('depth_qty_rest') === NULL_INT32 ? null : at('depth_qty_rest'),
      pullRest: at('pull_qty_rest'),
      orders: at('order_count_end'),
    };
  }
  return null;
}
