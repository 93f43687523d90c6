// The rows of one window inside a chunk's columns, and where a chunk keeps them.
import { lowerBound, upperBound } from '../../base/bisect.ts';
import type { FlowColumns, SilverChunk } from '../silver/chunk.ts';

/** Columns of silver that the fields read. */
export type FlowValues = Pick<
  FlowColumns,
  'side' | 'tick' | 'start' | 'add' | 'pull' | 'fill' | 'end' | 'rest'
>;

export interface FlowRows {
  readonly rows: FlowValues;
  readonly from: number;
  readonly to: number;
}

export interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/** Rows of one window in columns sorted by it. `window` counts from the chunk's first (0..255). */
export function spanOfWindow(
  columns: { readonly window: Uint8Array; readonly length: number },
  window: number,
): RowSpan {
  const from = lowerBound(columns.window, window, columns.length);
  if (from === columns.length || columns.window[from] !== window) return { from, to: from };
  return { from, to: upperBound(columns.window, window, columns.length) };
}

/** Windows that the chunk lacks at its start: a day's first chunk may begin late. */
export function firstWindowInChunk(chunk: SilverChunk): number {
  return chunk.windowFrom & 0xff;
}

export const NO_FLOW: FlowRows = {
  rows: {
    side: new Uint8Array(0),
    tick: new Int32Array(0),
    start: new Int32Array(0),
    add: new Int32Array(0),
    pull: new Int32Array(0),
    fill: new Int32Array(0),
    end: new Int32Array(0),
    rest: new Int32Array(0),
  },
  from: 0,
  to: 0,
};
