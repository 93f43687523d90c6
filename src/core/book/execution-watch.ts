import type { ExecutionFilters } from '../kernel/execution-filters.ts';
import type { ExecutionListener } from '../kernel/kernel.ts';

/** Who wants to know of executions and of orders that show again after them. */
export interface ExecutionWatch extends ExecutionListener {
  /** Which orders `executed` is told of. */
  readonly filters: ExecutionFilters;
}
