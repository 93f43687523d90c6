// One window as the markers see it, from a few lines: levels by side and tick, and the flow that led to them.
import type { SilverRow } from '../fields/fixtures/silver-stream.ts';
import { ASK, BID } from '../silver/chunk.ts';
import { type TapeBuffer, type TapeColumns, tapeBuffer } from '../tape/tape-rows.ts';
import type { MarkerWindow } from './marker-window.ts';
import { tapeOfWindow } from './takes.ts';

export const TICK_LO = 1000;
const CELLS = 80;
/** In the middle of the planes. */
export const SPOT = TICK_LO + CELLS / 2;

export interface WindowParts {
  readonly window: number;
  readonly mid2?: number;
  /** O by tick; 0 elsewhere. */
  readonly wall?: Readonly<Record<number, number>>;
  readonly hollow?: Readonly<Record<number, number>>;
  readonly bids?: Readonly<Record<number, number>>;
  readonly asks?: Readonly<Record<number, number>>;
  readonly rows?: readonly (Pick<SilverRow, 'side' | 'tick'> & Partial<SilverRow>)[];
  readonly tape?: readonly Partial<TapeRow>[];
}

export type TapeRow = Parameters<TapeBuffer['push']>[0];

function tapeColumns(window: number, rows: readonly Partial<TapeRow>[]): TapeColumns {
  const buffer = tapeBuffer();
  const none = { kind: 0, side: ASK, tick: SPOT, tickLo: SPOT, tickHi: SPOT, ts: 0, tsEvent: 0, duration: 0 };
  const numbers = { idLo: 0, idHi: 0, count: 0, lots: 0, shown: 0, showsNow: 0 };
  for (const row of rows) buffer.push({ ...none, ...numbers, window, ...row });
  return buffer.columns();
}

export function markerWindow(parts: WindowParts): MarkerWindow {
  const { window, mid2 = 2 * SPOT - 1, rows = [] } = parts;
  const ints = (name: keyof SilverRow): Int32Array => Int32Array.from(rows, (row) => row[name] ?? 0);
  return {
    window,
    spotTick: SPOT,
    mid2,
    tickLo: TICK_LO,
    n: CELLS,
    wall: plane(parts.wall),
    hollow: plane(parts.hollow),
    slope: new Float64Array(CELLS),
    depth: [plane(parts.bids), plane(parts.asks)],
    flow: {
      rows: {
        side: Uint8Array.from(rows, ({ side }) => side),
        tick: ints('tick'),
        start: ints('start'),
        add: ints('add'),
        pull: ints('pull'),
        fill: ints('fill'),
        end: ints('end'),
        rest: ints('rest'),
      },
      from: 0,
      to: rows.length,
    },
    tape: parts.tape ? tapeOfWindow(tapeColumns(window, parts.tape), window) : null,
  };
}

export { ASK, BID };

function plane(values: Readonly<Record<number, number>> = {}): Float64Array {
  const cells = new Float64Array(CELLS);
  for (const [tick, value] of Object.entries(values)) cells[Number(tick) - TICK_LO] = value;
  return cells;
}
