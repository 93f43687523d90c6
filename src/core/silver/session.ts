// Status and statistics records of a day (dbn-format §5) → trading states as spans and published figures as values that
// hold from a time on. What a record says counts from when it was received: nothing is told before it was known.
import type { DaySession, SessionFigure, SessionSpan, SessionState } from '../../../contracts/session.ts';
import { utcDateFromTs } from '../../../contracts/units.ts';

export const SESSION_STATUS = 0;
export const SESSION_STATISTIC = 1;

/** One record, as it is stored (contracts/datasets.ts, SESSION_EVENTS). */
export interface SessionEvent {
  /** Index time: ts_recv, else ts_event. */
  readonly tsNanos: bigint;
  readonly kind: typeof SESSION_STATUS | typeof SESSION_STATISTIC;
  /** Status: its action; statistic: its type. */
  readonly code: number;
  /** Status: its trading event; statistic: its flags. */
  readonly flags: number;
  /** Statistic: 1 new, 2 deleted; 0 for a status. */
  readonly update: number;
  readonly refNanos: bigint | null;
  readonly priceNanos: bigint | null;
  readonly quantity: bigint | null;
}

/** By status action; null trades as usual. Actions that are not here change nothing (none, short sale restrictions). */
const STATES: Readonly<Record<number, SessionState | null>> = {
  1: 'pre-open',
  2: 'auction',
  3: null,
  4: 'auction',
  5: 'auction',
  6: 'auction',
  7: null,
  8: 'halt',
  9: 'pause',
  10: 'suspended',
  11: 'pre-close',
  12: 'close',
  13: 'close',
  15: 'not available',
};

const FIGURES: Readonly<Record<number, SessionFigure['figure']>> = {
  1: 'open',
  2: 'indicative open',
  3: 'settlement',
  4: 'low',
  5: 'high',
  6: 'cleared volume',
  9: 'open interest',
  11: 'close',
};
const SETTLEMENT = 3;
const STAT_FINAL = 1;
const STAT_DELETED = 2;

/** `events` in file order, all of one instrument and day. */
export function sessionFromEvents(events: readonly SessionEvent[]): DaySession {
  const sorted = events
    .map((event, i) => ({ event, i }))
    .sort((a, b) => compare(a.event.tsNanos, b.event.tsNanos) || a.i - b.i)
    .map(({ event }) => event);
  return { spans: spansFrom(sorted), figures: figuresFrom(sorted) };
}

function spansFrom(events: readonly SessionEvent[]): SessionSpan[] {
  const spans: SessionSpan[] = [];
  let open: { state: SessionState; fromNanos: bigint } | null = null;
  const end = (tsNanos: bigint | null): void => {
    if (open && open.fromNanos !== tsNanos) {
      spans.push({
        state: open.state,
        fromNanos: String(open.fromNanos),
        toNanos: tsNanos === null ? null : String(tsNanos),
      });
    }
    open = null;
  };
  let state: SessionState | null = null;
  for (const { kind, code, tsNanos } of events) {
    const next = STATES[code];
    if (kind !== SESSION_STATUS || next === undefined || next === state) continue;
    end(tsNanos);
    if (next !== null) open = { state: next, fromNanos: tsNanos };
    state = next;
  }
  end(null);
  return spans;
}

/** Of several rows about one date the last wins; a row about an earlier date than the one shown changes nothing. */
function figuresFrom(events: readonly SessionEvent[]): SessionFigure[] {
  const figures: { value: SessionFigure; refNanos: bigint }[] = [];
  const current = new Map<number, number>();
  for (const event of events) {
    const figure = FIGURES[event.code];
    if (event.kind !== SESSION_STATISTIC || figure === undefined) continue;
    const before = figures[current.get(event.code) ?? -1];
    const refNanos = event.refNanos ?? before?.refNanos ?? 0n;
    if (before && refNanos < before.refNanos) continue;
    const gone = event.update === STAT_DELETED || (event.priceNanos ?? event.quantity) === null;
    if (!before && gone) continue;
    if (before) before.value = { ...before.value, toNanos: String(event.tsNanos) };
    current.delete(event.code);
    if (gone) continue;
    current.set(event.code, figures.length);
    figures.push({ value: figureFrom(event, figure), refNanos });
  }
  return figures.map(({ value }) => value).filter((value) => value.fromNanos !== value.toNanos);
}

function figureFrom(event: SessionEvent, figure: SessionFigure['figure']): SessionFigure {
  const { tsNanos, refNanos, priceNanos, quantity, code, flags } = event;
  return {
    figure,
    fromNanos: String(tsNanos),
    toNanos: null,
    priceNanos: priceNanos === null ? null : String(priceNanos),
    quantity: quantity === null ? null : String(quantity),
    refDate: refNanos === null ? null : utcDateFromTs(refNanos),
    isFinal: code !== SETTLEMENT || (flags & STAT_FINAL) !== 0,
  };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
