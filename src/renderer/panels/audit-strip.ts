// Spans of time as shares of the strip that stands for the day: wide enough to be seen and pressed, never past its ends.
import type { AuditSpan } from '../../../contracts/audit.ts';
import { tsFromWindow } from '../../../contracts/units.ts';

export interface StripDay {
  readonly summary: { readonly dayStartNanos: string };
  readonly sessionFrom: number;
  readonly windowEnd: number;
}

/** A pixel or two of a pane's width. */
const LEAST_SHARE = 0.012;

/** Left and right end of each span, 0..1. What lies before the session begins stands at its start. */
export function spanShares(
  spans: readonly AuditSpan[],
  { summary, sessionFrom, windowEnd }: StripDay,
): { readonly from: number; readonly to: number }[] {
  const dayStart = BigInt(summary.dayStartNanos);
  const start = tsFromWindow(sessionFrom, dayStart);
  const length = Number(tsFromWindow(Math.max(windowEnd, sessionFrom + 1), dayStart) - start);
  const share = (nanos: string): number => Math.min(1, Math.max(0, Number(BigInt(nanos) - start) / length));
  return spans.map(({ fromNanos, toNanos }) => {
    const from = Math.min(share(fromNanos), 1 - LEAST_SHARE);
    return { from, to: Math.min(1, Math.max(share(toNanos), from + LEAST_SHARE)) };
  });
}
