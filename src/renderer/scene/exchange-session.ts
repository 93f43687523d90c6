// What the exchange said of the day, on the chart's axes: trading states as spans of windows, published figures as lines
// at a tick. A figure or a state is drawn from when it was received, and never past the playhead. Pure.
import type { DaySession, SessionFigure, SessionState } from '../../../contracts/session.ts';
import { WINDOWS_PER_DAY } from '../../../contracts/units.ts';

export interface SessionBand {
  readonly state: SessionState;
  readonly from: number;
  readonly to: number;
}

export interface SessionLine {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Position on the lattice; a settlement may lie between two ticks. */
  readonly tick: number;
}

/** A figure without a place on the price scale. */
export interface SessionCount {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly quantity: bigint;
}

export interface ExchangeSession {
  readonly bands: readonly SessionBand[];
  readonly lines: readonly SessionLine[];
  readonly counts: readonly SessionCount[];
}

export const NO_SESSION: ExchangeSession = { bands: [], lines: [], counts: [] };

export function exchangeSessionFrom(
  session: DaySession,
  dayStartNanos: bigint,
  tickSizeNanos: bigint,
): ExchangeSession {
  const windowOf = (nanos: string | null): number =>
    nanos === null ? WINDOWS_PER_DAY : Number(BigInt(nanos) - dayStartNanos) / 1e9;
  const span = ({ fromNanos, toNanos }: { fromNanos: string; toNanos: string | null }) => ({
    from: windowOf(fromNanos),
    to: windowOf(toNanos),
  });
  return {
    bands: session.spans.map((each) => ({ state: each.state, ...span(each) })),
    lines: session.figures.flatMap((each) =>
      each.priceNanos === null
        ? []
        : { label: labelOf(each), ...span(each), tick: Number(each.priceNanos) / Number(tickSizeNanos) },
    ),
    counts: session.figures.flatMap((each) =>
      each.priceNanos !== null || each.quantity === null
        ? []
        : { label: labelOf(each), ...span(each), quantity: BigInt(each.quantity) },
    ),
  };
}

/** What of it is known at `position`: bands cut there, lines and counts as they stand then. */
export function sessionAt(session: ExchangeSession, position: number): ExchangeSession {
  const begun = <T extends { readonly from: number }>(items: readonly T[]): T[] =>
    items.filter(({ from }) => from <= position);
  const standing = <T extends { readonly from: number; readonly to: number }>(items: readonly T[]): T[] =>
    begun(items).filter(({ to }) => to > position || to === WINDOWS_PER_DAY);
  return {
    bands: begun(session.bands).map((band) => ({ ...band, to: Math.min(band.to, position) })),
    lines: standing(session.lines).map((line) => ({ ...line, to: position })),
    counts: standing(session.counts),
  };
}

function labelOf({ figure, isFinal }: SessionFigure): string {
  return isFinal ? figure : `${figure}, preliminary`;
}
