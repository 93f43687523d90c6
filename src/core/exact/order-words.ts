// Words of an order's slot and of a level in the queue book. 64-bit values are two words, low half first.

export const ORDER_WORDS = 16;
export const O_ID_LO = 0;
export const O_ID_HI = 1;
export const O_QTY = 2;
/** Number of its level; NO_LEVEL in a free slot. */
export const O_LEVEL = 3;
/** Slot + 1 of its neighbours in the queue, 0 at an end. A free slot's O_BEHIND leads to the next free one. */
export const O_AHEAD = 4;
export const O_BEHIND = 5;
/** Head of its fills that no cancel or modify has taken up yet. */
export const O_PENDING = 6;
/** ts_event of the row that brought it into the book. */
export const O_SINCE_LO = 7;
export const O_SINCE_HI = 8;
/** DBN sequence number of that row. */
export const O_SEQUENCE = 9;
/** ts_event of the row that gave it its place in the queue. */
export const O_PLACE_LO = 10;
export const O_PLACE_HI = 11;
/** Lots filled and times shown again after a fill, since it came into the book. */
export const O_FILLED = 12;
export const O_REFILLS = 13;

export const NO_LEVEL = -1;

export const LEVEL_STRIDE = 8;
export const L_TICK = 0;
export const L_SIDE = 1;
export const L_QTY = 2;
export const L_ORDERS = 3;
/** Slot + 1 of the first and the last order in the queue, 0 where it is empty. */
export const L_FIRST = 4;
export const L_LAST = 5;
