// What the exchange said of a day besides orders: its trading states as spans of time, and the figures it published
// (settlement, open, high, low, open interest) as values that hold from a time on. For the chart and the command line.
import { z } from 'zod';

const int64 = z.string().regex(/^-?\d{1,20}$/);

/** States that a chart shades; while an instrument simply trades nothing is said. */
export const SESSION_STATES = [
  'pre-open',
  'auction',
  'halt',
  'pause',
  'suspended',
  'pre-close',
  'close',
  'not available',
] as const;
export const SessionState = z.enum(SESSION_STATES);
export type SessionState = z.infer<typeof SessionState>;

export const SessionSpan = z.object({
  state: SessionState,
  fromNanos: int64,
  /** Null where nothing of the day ends it. */
  toNanos: int64.nullable(),
});
export type SessionSpan = z.infer<typeof SessionSpan>;

export const SESSION_FIGURES = [
  'open',
  'indicative open',
  'settlement',
  'low',
  'high',
  'close',
  'open interest',
  'cleared volume',
] as const;
export const SessionFigureName = z.enum(SESSION_FIGURES);

/** A published figure, from when it was received until another took its place or it was taken back. */
export const SessionFigure = z.object({
  figure: SessionFigureName,
  fromNanos: int64,
  toNanos: int64.nullable(),
  /** 1e-9; null for figures that are quantities. */
  priceNanos: int64.nullable(),
  quantity: int64.nullable(),
  /** The UTC day it is about, which may be an earlier one; null where it does not say. */
  refDate: z.string().nullable(),
  /** False for a settlement that is still preliminary. */
  isFinal: z.boolean(),
});
export type SessionFigure = z.infer<typeof SessionFigure>;

export const DaySession = z.object({ spans: z.array(SessionSpan), figures: z.array(SessionFigure) });
export type DaySession = z.infer<typeof DaySession>;
