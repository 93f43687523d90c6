// What one row did to one order, for those who follow orders. The plain replay makes none of these.

/**
 * add: came into the book · snapshot: stood in a snapshot otherwise than in the running book · fill: lots traded, its
 * shown quantity still unchanged · execute: the cancel or modify that takes filled lots off · cancel: lots pulled by a
 * cancel · modify: price or size changed · refill: a modify after a fill that shows more than the fill left (an iceberg's
 * next slice, or a raise in the same row) · replace: added again under the same id · clear: its book was emptied.
 */
export const ORDER_CHANGES = [
  'add',
  'snapshot',
  'fill',
  'execute',
  'cancel',
  'modify',
  'refill',
  'replace',
  'clear',
] as const;
export type OrderChangeKind = (typeof ORDER_CHANGES)[number];

/** Where an order stood. */
export interface OrderPlace {
  readonly tick: number;
  /** 0 bid, 1 ask. */
  readonly side: number;
  readonly quantity: number;
}

export interface OrderChange {
  readonly kind: OrderChangeKind;
  readonly idLo: number;
  readonly idHi: number;
  /** ts_event and sequence number of the row; of the order's own where a snapshot told it. */
  readonly tsLo: number;
  readonly tsHi: number;
  readonly sequence: number;
  /** Before and after the row; null out of the book. */
  readonly from: OrderPlace | null;
  readonly to: OrderPlace | null;
  /** Lots of the row's fill. */
  readonly filled: number;
  /** Lots that left `from` as executed and as pulled, and lots that came to `to`. */
  readonly executed: number;
  readonly pulled: number;
  readonly added: number;
  /** It stands behind all others of its level now. */
  readonly toTheBack: boolean;
  /** Its slot after the row, -1 out of the book. */
  readonly slot: number;
}

export type OrderListener = (change: OrderChange) => void;
