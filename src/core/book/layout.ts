// The words of orders and levels in a book's memory (src/kernel/tables.ts), and the ends of what a book counts.

/** Words of an order: its id, its quantity and the address of its level. */
export const ORDER_ID_LO = 0;
export const ORDER_ID_HI = 1;
export const ORDER_QTY = 2;
export const ORDER_LEVEL = 3;
/** Among the doubles: when its age began, nanoseconds from the day's midnight. */
export const ORDER_SINCE = 2;

/** Words of a level. */
export const LEVEL_QTY = 0;
export const LEVEL_ORDERS = 1;
/** Quantity of orders that are young at the window's end. */
export const LEVEL_YOUNG = 7;

/** Ticks beyond ±TICK_LIMIT are refused, so that ticks, half-tick mids and tick keys all fit 32 bits. */
export const TICK_LIMIT = (1 << 30) - 2;
/** Best tick of an empty side. */
export const NO_BID = -(1 << 30);
export const NO_ASK = 1 << 30;
/** Largest quantity a level, or one of its flows in a window, can count. */
export const MAX_QTY = 0x7fffffff;
