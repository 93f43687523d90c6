// The audit of a day: every fault and oddity of its records by kind, counted, placed in time, with first examples, and
// what follows for the trader. One list of kinds and words for the book, the store, the page and the command line.
import { z } from 'zod';
import { Fault } from './errors.ts';
import { isUnknownType, recordTypeText } from './record-types.ts';
import { priceTextFromNanos } from './units.ts';

/**
 * What one occurrence says of the book. normal: part of trading or of the file's make. odd: something is amiss, the rest
 * holds; with `drifts`, many of them mean a book that has left the exchange's. grave: one is enough to doubt all.
 */
export type AuditWeight = 'normal' | 'odd' | 'grave';

export interface AuditKindWords {
  readonly weight: AuditWeight;
  readonly drifts?: true;
  /** After `3 ×`, where there is room for two or three words. */
  readonly short: string;
  /** After a count other than 1, and after 1. */
  readonly many: string;
  readonly one: string;
  readonly means: string;
}

const AUCTION =
  'Orders then rest without matching, so bids may stand at or above asks until the auction uncrosses them. Locked and crossed books in auctions are normal.';
const CROSSED = 'Crossed: the best bid stands above the best ask.';
const LOCKED = 'Locked: the best bid stands at the price of the best ask.';
const IN_TRADING =
  'While an instrument trades, such orders match at once. A book that stays so holds an order that is gone at the exchange, as after a lost record or a start in mid-day.';

type Words = readonly [short: string, many: string, one: string, means: string];

function kind(weight: AuditWeight, ...[short, many, one, means]: Words): AuditKindWords {
  return { weight, short, many, one, means };
}

function drifting(...words: Words): AuditKindWords {
  return { ...kind('odd', ...words), drifts: true };
}

export const AUDIT_KINDS = {
  identity_violations: kind(
    'grave',
    'flow that does not add up',
    'seconds at a price whose orders do not add up',
    'second at a price whose orders do not add up',
    'What is added, pulled and filled in a second must lead from its first quantity to its last. Here it does not: a fault of this program, not of the file.',
  ),
  maybe_bad_book: kind(
    'grave',
    'vendor’s bad-book mark',
    'records that the vendor marked as from a bad book',
    'record that the vendor marked as from a bad book',
    'The vendor lost packets of the exchange and could not recover them. The book may be wrong until the next clear or snapshot.',
  ),
  crossed_in_trading: drifting(
    'crossed in trading',
    'updates that left the book crossed in trading',
    'update that left the book crossed in trading',
    `${CROSSED} ${IN_TRADING}`,
  ),
  locked_in_trading: drifting(
    'locked in trading',
    'updates that left the book locked in trading',
    'update that left the book locked in trading',
    `${LOCKED} ${IN_TRADING}`,
  ),
  snapshot_mismatches: drifting(
    'snapshot difference',
    'orders of a later snapshot that differ from the running book',
    'order of a later snapshot that differs from the running book',
    'A snapshot in mid-file is a free check of the book built up to there. Where they differ, a record between was lost or misread; from the snapshot on the book is right again.',
  ),
  unknown_cancels: drifting(
    'unknown cancel',
    'cancels of orders that are not in the book',
    'cancel of an order that is not in the book',
    'The order came before the file begins, or its add was lost. Nothing is taken off.',
  ),
  unknown_modifies: drifting(
    'unknown modify',
    'modifies of orders that are not in the book',
    'modify of an order that is not in the book',
    'The order came before the file begins, or its add was lost. It enters the book with what the modify says.',
  ),
  duplicate_adds: drifting(
    'duplicate id',
    'adds of an order id that already rests',
    'add of an order id that already rests',
    'The cancel of the earlier order was lost, or the id was used again. The new order replaces the old one.',
  ),
  oversized_cancels: drifting(
    'oversized cancel',
    'cancels of more than the order had',
    'cancel of more than the order had',
    'The order shows less here than at the exchange. It leaves the book.',
  ),
  side_changes: drifting(
    'side change',
    'modifies that change an order’s side',
    'modify that changes an order’s side',
    'No exchange lets an order change side; the id was used again. It moves to where the modify says.',
  ),
  off_lattice_prices: drifting(
    'price off the tick',
    'orders at a price that is no whole number of ticks',
    'order at a price that is no whole number of ticks',
    'The order is left out of the book; the tick size may be wrong.',
  ),
  level_overflows: kind(
    'odd',
    'size too large',
    'orders larger than a level can count',
    'order larger than a level can count',
    'A level holds up to 2,147,483,647 lots. The order is left out of the book.',
  ),
  zero_sizes: kind(
    'odd',
    'zero size',
    'orders without size',
    'order without size',
    'An add of no quantity means nothing. It is left out of the book.',
  ),
  undefined_prices: kind(
    'odd',
    'order without price',
    'orders without price',
    'order without price',
    'An order without price has no level. It is left out of the book.',
  ),
  missing_sides: kind(
    'odd',
    'order without side',
    'orders that are neither bid nor ask',
    'order that is neither bid nor ask',
    'An order without side has no place in the book. It is left out.',
  ),
  unknown_actions: kind(
    'odd',
    'unknown action',
    'records with an unknown action',
    'record with an unknown action',
    'The action is none of A, C, M, R, T, F, N. The record changes nothing.',
  ),
  sequence_gaps: drifting(
    'sequence gap',
    'gaps in the sequence numbers',
    'gap in the sequence numbers',
    'The numbers of this file follow each other without a hole elsewhere: here records are missing.',
  ),
  sequence_steps_back: kind(
    'odd',
    'sequence step back',
    'sequence numbers lower than the one before',
    'sequence number lower than the one before',
    'The exchange numbers its messages upwards. The records were put in another order, or the exchange started to count anew. File order is kept.',
  ),
  bad_ts_recv: kind(
    'odd',
    'unreliable receive time',
    'records whose receive time is marked unreliable',
    'record whose receive time is marked unreliable',
    'The order of the records holds; when exactly they came does not. Clears and rows of snapshots, which the vendor writes, carry the mark too and are not counted.',
  ),
  clock_steps_back: kind(
    'odd',
    'clock step back',
    'records whose time is before an earlier one’s',
    'record whose time is before an earlier one’s',
    'Time must not run backwards. The record counts at the earlier record’s time; file order is kept.',
  ),
  records_after_end: kind(
    'odd',
    'record after the end',
    'records after the end that the file’s metadata names',
    'record after the end that the file’s metadata names',
    'The file holds more than it says. The records are applied all the same.',
  ),
  unfinished_records: kind(
    'odd',
    'unfinished record',
    'records of a last message that is not whole',
    'record of a last message that is not whole',
    'The file stops in the middle of what the exchange sent at once, as one that was cut out of a longer day. That part is not applied to the book.',
  ),
  crossed_before_open: kind(
    'normal',
    'crossed before the open',
    'updates that left the book crossed before the first trade',
    'update that left the book crossed before the first trade',
    `No trade had printed yet: the instrument was in its pre-open. ${AUCTION}`,
  ),
  locked_before_open: kind(
    'normal',
    'locked before the open',
    'updates that left the book locked before the first trade',
    'update that left the book locked before the first trade',
    `No trade had printed yet: the instrument was in its pre-open. ${AUCTION}`,
  ),
  crossed_in_pause: kind(
    'normal',
    'crossed in a pause',
    'updates that left the book crossed in a pause or auction',
    'update that left the book crossed in a pause or auction',
    `No trade had printed for a quarter of an hour or longer, or the exchange had said that it was not trading. ${AUCTION}`,
  ),
  locked_in_pause: kind(
    'normal',
    'locked in a pause',
    'updates that left the book locked in a pause or auction',
    'update that left the book locked in a pause or auction',
    `No trade had printed for a quarter of an hour or longer, or the exchange had said that it was not trading. ${AUCTION}`,
  ),
  unknown_fills: kind(
    'normal',
    'hidden fill',
    'fills of orders that are not in the book',
    'fill of an order that is not in the book',
    'Hidden parts of icebergs and orders that match on arrival fill under ids that never rested in the book; so do orders from before the file. A fill changes no book, so the book is right all the same.',
  ),
  clears: kind(
    'normal',
    'clear',
    'clears of the book',
    'clear of the book',
    'The exchange or the vendor said: forget all orders. Normal at the start of a session and before a snapshot.',
  ),
} as const satisfies Record<string, AuditKindWords>;

export type AuditKind = keyof typeof AUDIT_KINDS;
/** Gravest first, as they are shown. */
export const AUDIT_KIND_NAMES = Object.keys(AUDIT_KINDS) as readonly AuditKind[];
export const AuditKind = z.enum(AUDIT_KIND_NAMES);

/** First examples that are kept of each kind. */
export const MOST_EXAMPLES = 5;

const int64 = z.string().regex(/^-?\d{1,20}$/);
const count = z.number().int().nonnegative();

/** A record, as it stands in the file. */
export const AuditExample = z.object({
  /** Index time, or the latest record's where the clock stepped back. */
  tsNanos: int64,
  /** Byte of its first word in the file, decompressed. */
  streamOffset: count,
  orderId: int64,
  sequence: count,
  action: z.string(),
  side: z.string(),
  /** 1e-9; null where it has none. */
  priceNanos: int64.nullable(),
  sizeLots: count,
});
export type AuditExample = z.infer<typeof AuditExample>;

/** A stretch of time in which a kind happened again and again; both ends happened. */
export const AuditSpan = z.object({ fromNanos: int64, toNanos: int64, count });
export type AuditSpan = z.infer<typeof AuditSpan>;

export const AuditEntry = z.object({
  kind: AuditKind,
  count,
  /** How long a crossed or locked book stayed so, in all and at most; 0 for what does not last. */
  totalNanos: count,
  longestNanos: count,
  spans: z.array(AuditSpan),
  examples: z.array(AuditExample),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** An order as a book has it. */
const RestingOrder = z.object({ side: z.enum(['B', 'A']), priceNanos: int64, sizeLots: count });
export const SnapshotDifference = z.object({
  orderId: int64,
  /** In the book that was built up to the snapshot, and in the snapshot; null where it is missing. */
  running: RestingOrder.nullable(),
  snapshot: RestingOrder.nullable(),
});
export type SnapshotDifference = z.infer<typeof SnapshotDifference>;

export const SnapshotCheck = z.object({
  tsNanos: int64,
  streamOffset: count,
  orders: count,
  /** Its first row clears the book (R); files made before February 2024 have none. */
  startsWithClear: z.boolean(),
  /** Its last row carries F_LAST; else it ended with the next ordinary record. */
  endsWithLast: z.boolean(),
  /** Orders of the running book that it was compared with; null where there was no book before it. */
  comparedOrders: count.nullable(),
  differences: count,
  examples: z.array(SnapshotDifference),
});
export type SnapshotCheck = z.infer<typeof SnapshotCheck>;

/** The snapshot that opens a file against the book at the end of the file before. */
export const MidnightCheck = z.object({
  /** The day before in the series, and its file. */
  dayId: z.string(),
  sourceName: z.string(),
  utcDate: z.string(),
  /** Last record of that file. */
  lastTsNanos: int64,
  /** Whole days without a file between the two: orders expire in them. */
  daysBetween: count,
  /** Orders of the snapshot, and of the book that it was compared with. */
  orders: count,
  comparedOrders: count,
  differences: count,
  examples: z.array(SnapshotDifference),
});
export type MidnightCheck = z.infer<typeof MidnightCheck>;

/** How a day's file joins the others of its series. */
export const DayJoins = z.object({
  /** Null where there is no file before it, or no snapshot to compare. */
  midnight: MidnightCheck.nullable(),
  /** Other files that tell of the same time; `kept`: that one is used where days are joined, not this. */
  overlaps: z.array(z.object({ sourceName: z.string(), kept: z.boolean() })),
  /** The date in the file's name, where it is not that of its data. */
  nameDate: z.string().nullable(),
});
export type DayJoins = z.infer<typeof DayJoins>;

/** How the book of the day began. carried: from the day before, in the same file. */
export const AuditOpening = z.enum(['snapshot', 'clear', 'nothing', 'carried']);
export type AuditOpening = z.infer<typeof AuditOpening>;

/** What the records of one day and instrument gave. */
export const AuditFindings = z.object({
  opening: AuditOpening,
  /** Kinds that happened, gravest first. */
  entries: z.array(AuditEntry),
  /** The day's first snapshots. */
  snapshots: z.array(SnapshotCheck),
  snapshotCount: count,
});
export type AuditFindings = z.infer<typeof AuditFindings>;

export const AuditGrade = z.enum(['trusted', 'usable', 'suspect']);
export type AuditGrade = z.infer<typeof AuditGrade>;

/** The verdict in one word and one phrase, as a badge shows it. */
export const AuditBadge = z.object({ grade: AuditGrade, phrase: z.string() });
export type AuditBadge = z.infer<typeof AuditBadge>;

export const AuditReason = z.object({
  weight: z.enum(['normal', 'odd', 'grave']),
  /** The findings it is drawn from; none where the file or its snapshots say it. */
  kinds: z.array(AuditKind),
  /** A few words, and the whole sentence. */
  phrase: z.string(),
  words: z.string(),
});
export type AuditReason = z.infer<typeof AuditReason>;

export const AuditVerdict = AuditBadge.extend({ reasons: z.array(AuditReason) });
export type AuditVerdict = z.infer<typeof AuditVerdict>;

/** Where every byte of the source went: file = payload + skippable + trailing, stream = metadata + records + tail. */
export const AuditBytes = z.object({
  fileBytes: count,
  payloadBytes: count,
  skippableBytes: count,
  trailingBytes: count,
  streamBytes: count,
  metadataBytes: count,
  recordBytes: count,
  tailBytes: count,
});
export type AuditBytes = z.infer<typeof AuditBytes>;

const ACTION_WORDS: Readonly<Record<string, string>> = {
  A: 'add',
  C: 'cancel',
  M: 'modify',
  R: 'clear',
  T: 'trade',
  F: 'fill',
  N: 'no action',
};
const RESTING_SIDES: Readonly<Record<string, string>> = { B: 'bid', A: 'ask' };
/** Of a trade the side is the aggressor's. */
const TRADE_SIDES: Readonly<Record<string, string>> = { B: 'bought', A: 'sold' };

/** A record in words: "cancel bid 3 @ 6599.50", "trade bought 5 @ 4800.25". */
export function auditExampleText({ action, side, sizeLots, priceNanos }: AuditExample): string {
  const name = ACTION_WORDS[action] ?? `unknown action ${action}`;
  const sides = action === 'T' ? TRADE_SIDES : RESTING_SIDES;
  const price = priceNanos === null ? 'no price' : auditPriceText(priceNanos);
  return `${name} ${sides[side] ?? 'no side'} ${sizeLots.toLocaleString('en-US')} @ ${price}`;
}

/** As many places as it takes, at least two. */
export function auditPriceText(nanos: string): string {
  return priceTextFromNanos(BigInt(nanos), 9).replace(/0{1,7}$/, '');
}

/** How far a day can be trusted, and everything odd in it. */
export const DayAudit = z.object({
  verdict: AuditVerdict,
  findings: AuditFindings,
  joins: DayJoins,
  /** Of the whole source; null where it was not read to its end. */
  bytes: AuditBytes.nullable(),
  /** Records of the whole source by type. */
  recordTypes: z.record(z.string(), count),
  /** Whether the source's sequence numbers follow each other, so that a gap would show. */
  gapsVisible: z.boolean(),
  faults: z.array(Fault),
});
export type DayAudit = z.infer<typeof DayAudit>;

/** 1 → "1 cancel of …", 891 → "891 updates …". */
export function auditCountText(name: AuditKind, occurrences: number): string {
  const words = AUDIT_KINDS[name];
  return `${occurrences.toLocaleString('en-US')} ${occurrences === 1 ? words.one : words.many}`;
}

/** What the file holds besides orders; null where that is nothing. */
export function otherRecordsText(recordTypes: Readonly<Record<string, number>>): string | null {
  const others = Object.entries(recordTypes).filter(([name]) => name !== 'mbo');
  if (others.length === 0) return null;
  const unknown = others.some(([name]) => isUnknownType(name));
  const held = others.map(([name, n]) => recordTypeText(name, n)).join(', ');
  return `Besides orders the file holds ${held}.${unknown ? ' What is unknown was passed over by its length.' : ''}`;
}

export function overlapText({ sourceName, kept }: DayJoins['overlaps'][number]): string {
  const used = kept ? 'That one is' : 'This one is';
  return `${sourceName} tells of the same time of this instrument. ${used} used where days are joined.`;
}

export function nameDateText(nameDate: string): string {
  return `The file’s name says ${nameDate}, its data are of another day. It stands where its data belong.`;
}
