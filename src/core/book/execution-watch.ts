import type { ExecutionFilters } from '../kernel/execution-filters.ts';

/** Who wants to know of executions and of orders that show again after them. Told before the book has changed. */
export interface ExecutionWatch {
  /** Which orders `executed` is told of. */
  readonly filters: ExecutionFilters;
  executed(lo: number, hi: number, lots: number): void;
  /** The order, of `lots`, was executed whole. */
  gone(lo: number, hi: number, tick: number, side: number, lots: number): void;
  /** An order entered whose id may be that of one that is gone. */
  entered(lo: number, hi: number, tick: number, side: number, lots: number): void;
  refilled(
    lo: number,
    hi: number,
    tick: number,
    side: number,
    before: number,
    now: number,
    executed: number,
  ): void;
}
