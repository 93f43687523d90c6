// From what was counted of a day to one word for the trader, with its reasons, gravest first. The only place that judges:
// page, days list and command line show what comes out of here. Thresholds are shares of the records, so that a long day
// is not judged worse than a short one.
import {
  AUDIT_KIND_NAMES,
  AUDIT_KINDS,
  type AuditFindings,
  type AuditKind,
  type AuditKindWords,
  type AuditOpening,
  type AuditReason,
  type AuditVerdict,
  type AuditWeight,
  auditCountText,
  type MidnightCheck,
  type SnapshotCheck,
} from '../../../contracts/audit.ts';
import type { FaultCode } from '../../../contracts/errors.ts';

export interface VerdictFacts {
  readonly opening: AuditOpening;
  readonly snapshots: readonly SnapshotCheck[];
  readonly records: number;
  /** From the first record to the last. */
  readonly spanNanos: number;
  readonly validWindows: number;
  readonly state: 'growing' | 'complete' | 'partial';
  /** Codes of the faults of the source it was read from. */
  readonly faults: readonly FaultCode[];
  /** The opening snapshot against the file before; null where it was not compared. */
  readonly midnight: MidnightCheck | null;
  countOf(kind: AuditKind): number;
  /** How long a crossed or locked book stayed so, in all and at most. */
  lastedOf(kind: AuditKind): Lasted;
}

export interface Lasted {
  readonly totalNanos: number;
  readonly longestNanos: number;
}

const NOT_AT_ALL: Lasted = { totalNanos: 0, longestNanos: 0 };

/** One record in a thousand lost or unknown: levels drift from the exchange's. A few are no drift. */
const DRIFT_SHARE = 1e-3;
const DRIFT_LEAST = 10;
/** One order in a hundred other than in the snapshot. */
const MISMATCH_SHARE = 0.01;
/** A book that stays crossed in trading for so long, or for this share of the day, holds orders that are gone. */
const CROSSED_NANOS = 10e9;
const CROSSED_SHARE = 0.01;

/** Of so few records no picture is expected. */
const FEW_RECORDS = 100;

const CUT_SHORT =
  'The file ends too early, as after a download that was interrupted. What comes before its end is whole.';
const DAMAGED = 'The file is damaged; the messages about it say where. What could be read of it is here.';
const READ_IN_PART = 'The reading was stopped before the end of the file: what was read until then is here.';
const SNAPSHOT_CUT =
  'The file ends in its opening snapshot, without the mark of its last order: some orders may be missing.';
const SNAPSHOT_ALONE =
  'Nothing follows the snapshot: the instrument did not trade, as on a Sunday or a holiday before its session. There is nothing to draw.';
const NO_OPENING =
  'The file starts without a snapshot or a clear, as one that was cut out of a day. Orders that rested before are missing until they are replaced.';
const NO_WHOLE_SECOND =
  'In no second are there a bid and an ask from its first moment to its last: there is nothing to draw.';

const BEFORE_OPEN = ['crossed_before_open', 'locked_before_open'] as const;
const IN_PAUSE = ['crossed_in_pause', 'locked_in_pause'] as const;
const AUCTIONS: readonly AuditKind[] = [...BEFORE_OPEN, ...IN_PAUSE];

export function verdictFrom(facts: VerdictFacts): AuditVerdict {
  const reasons = [
    ...sourceReasons(facts),
    ...midnightReasons(facts),
    ...kindReasons(facts),
    ...normalReasons(facts),
  ];
  const order = { grave: 0, odd: 1, normal: 2 } as const;
  reasons.sort((a, b) => order[a.weight] - order[b.weight]);
  const [first] = reasons;
  const grade = first?.weight === 'grave' ? 'suspect' : first?.weight === 'odd' ? 'usable' : 'trusted';
  const phrase = grade === 'trusted' ? trustedPhrase(facts) : (first?.phrase ?? '');
  return { grade, phrase, reasons };
}

/** What a verdict asks of findings as they are stored. */
export function countsFrom(findings: AuditFindings): Pick<VerdictFacts, 'countOf' | 'lastedOf'> {
  const entries = new Map(findings.entries.map((entry) => [entry.kind, entry]));
  return {
    countOf: (kind) => entries.get(kind)?.count ?? 0,
    lastedOf: (kind) => entries.get(kind) ?? NOT_AT_ALL,
  };
}

function kindReasons(facts: VerdictFacts): AuditReason[] {
  return AUDIT_KIND_NAMES.flatMap((kind) => {
    const count = facts.countOf(kind);
    const { weight, short } = AUDIT_KINDS[kind];
    if (count === 0 || weight === 'normal') return [];
    const words = `${auditCountText(kind, count)}${driftWords(kind, facts)}`;
    const phrase = `${count.toLocaleString('en-US')} × ${short}`;
    return [{ weight: hasDrifted(kind, facts) ? 'grave' : weight, kinds: [kind], phrase, words }];
  });
}

function hasDrifted(kind: AuditKind, facts: VerdictFacts): boolean {
  const { drifts }: AuditKindWords = AUDIT_KINDS[kind];
  if (!drifts) return false;
  const count = facts.countOf(kind);
  if (kind === 'snapshot_mismatches') return count > comparedOrders(facts) * MISMATCH_SHARE;
  if (isCrossing(kind)) {
    const { totalNanos, longestNanos } = facts.lastedOf(kind);
    return longestNanos >= CROSSED_NANOS || totalNanos > facts.spanNanos * CROSSED_SHARE;
  }
  return count > Math.max(DRIFT_LEAST, facts.records * DRIFT_SHARE);
}

function isCrossing(kind: AuditKind): boolean {
  return kind === 'crossed_in_trading' || kind === 'locked_in_trading';
}

function driftWords(kind: AuditKind, facts: VerdictFacts): string {
  const { drifts }: AuditKindWords = AUDIT_KINDS[kind];
  if (!drifts) return '';
  if (isCrossing(kind)) return crossingWords(kind, facts);
  const of = kind === 'snapshot_mismatches' ? comparedOrders(facts) : facts.records;
  const share = `of ${pluralText(of, kind === 'snapshot_mismatches' ? 'order' : 'record')}`;
  if (hasDrifted(kind, facts)) return ` (${share}: so many that the book is no longer the exchange’s)`;
  return facts.countOf(kind) <= of * DRIFT_SHARE ? ` (${share}: too few to move the book)` : ` (${share})`;
}

function crossingWords(kind: AuditKind, facts: VerdictFacts): string {
  const { totalNanos, longestNanos } = facts.lastedOf(kind);
  const lasted = `the longest for ${lastingText(longestNanos)}, ${lastingText(totalNanos)} in all`;
  if (hasDrifted(kind, facts)) return ` (${lasted}: so long that the book is no longer the exchange’s)`;
  return longestNanos < 1e9
    ? ` (${lasted}: such moments come where an order is told before the trade that it meets)`
    : ` (${lasted})`;
}

/** A difference over days without a file is no fault: orders expire at the end of a session or of a week. */
function midnightReasons({ midnight }: VerdictFacts): AuditReason[] {
  if (!midnight) return [];
  const { differences, comparedOrders: compared, daysBetween, sourceName } = midnight;
  const place = `the book at the end of ${sourceName}`;
  if (differences === 0) {
    const words = `The opening snapshot equals ${place} in all ${pluralText(compared, 'order')}.`;
    return [{ weight: 'normal', kinds: [], phrase: 'midnight equal', words }];
  }
  const words = `The opening snapshot differs from ${place} in ${differences.toLocaleString('en-US')} of ${pluralText(compared, 'order')}`;
  if (daysBetween > 0) {
    const gap = `${words}: ${pluralText(daysBetween, 'day')} without a file lie${daysBetween === 1 ? 's' : ''} between, in which orders expire.`;
    return [{ weight: 'normal', kinds: [], phrase: 'midnight over a gap', words: gap }];
  }
  const phrase = `${differences.toLocaleString('en-US')} × order unlike the day before`;
  return differences > compared * MISMATCH_SHARE
    ? [{ weight: 'grave', kinds: [], phrase, words: `${words}: one of the two files lacks records.` }]
    : [
        {
          weight: 'odd',
          kinds: [],
          phrase,
          words: `${words}: records are missing at the end of the one or the start of the other.`,
        },
      ];
}

function comparedOrders({ snapshots }: VerdictFacts): number {
  return snapshots.reduce((sum, { comparedOrders: orders }) => sum + (orders ?? 0), 0);
}

/** What a fault of the file means for its book, where more can be said than that it is damaged. */
const FAULT_REASONS: Partial<Record<FaultCode, AuditReason>> = {
  zstd_checksum_mismatch: reason(
    'grave',
    'checksum wrong',
    'A checksum of the file does not match: some of its records are wrong, and which ones cannot be told. Get the file again.',
  ),
  record_truncated: reason('odd', 'file cut short', CUT_SHORT),
  zstd_truncated: reason('odd', 'file cut short', CUT_SHORT),
  trailing_bytes: reason(
    'odd',
    'bytes after the data',
    'Bytes that belong to nothing follow the data. All of the data before them was read.',
  ),
  concatenated_dbn: reason(
    'odd',
    'second file behind',
    'A second DBN file follows in the same file. Only the first was read; split them to open both.',
  ),
  file_changed: reason(
    'odd',
    'file changed',
    'The file changed while it was read. Open it again once its download is complete.',
  ),
};

function faultReasons({ state, faults }: VerdictFacts): AuditReason[] {
  if (faults.length === 0) return state === 'partial' ? [reason('odd', 'read in part', READ_IN_PART)] : [];
  const known = [...new Set(faults)].flatMap((code) => FAULT_REASONS[code] ?? []);
  return known.length > 0 ? known : [reason('odd', 'file damaged', DAMAGED)];
}

function sourceReasons(facts: VerdictFacts): AuditReason[] {
  const { opening, validWindows, state, records } = facts;
  const reasons = faultReasons(facts);
  if (isSnapshotAlone(facts)) {
    if (facts.snapshots[0]?.endsWithLast !== true)
      reasons.push(reason('odd', 'snapshot cut short', SNAPSHOT_CUT));
    return reasons;
  }
  const isDrawn = validWindows > 0 || state === 'growing';
  if (!isDrawn && records < FEW_RECORDS)
    reasons.push(reason('odd', `only ${pluralText(records, 'record')}`, tooFewWords(facts)));
  if (opening === 'nothing') reasons.push(reason('odd', 'no opening snapshot', NO_OPENING));
  if (!isDrawn && records >= FEW_RECORDS) reasons.push(reason('odd', 'no whole second', NO_WHOLE_SECOND));
  return reasons;
}

/** A file of a day without trading: the snapshot that opens it, and nothing after it. */
function isSnapshotAlone({ opening, snapshots, records, state }: VerdictFacts): boolean {
  const [first] = snapshots;
  return (
    opening === 'snapshot' &&
    state !== 'growing' &&
    first !== undefined &&
    records <= first.orders + (first.startsWithClear ? 1 : 0)
  );
}

function tooFewWords({ records, spanNanos }: VerdictFacts): string {
  const span = records === 1 ? '' : spanNanos === 0 ? ', all of one moment' : ` in ${lastingText(spanNanos)}`;
  return `The file holds ${pluralText(records, 'record')} of this instrument${span}: in no second are there a bid and an ask from its first moment to its last, so there is nothing to draw.`;
}

function reason(weight: AuditWeight, phrase: string, words: string, kinds: AuditKind[] = []): AuditReason {
  return { weight, kinds, phrase, words };
}

function normalReasons(facts: VerdictFacts): AuditReason[] {
  const reasons = [
    ...auctionReasons(facts, BEFORE_OPEN, 'before the first trade'),
    ...auctionReasons(facts, IN_PAUSE, 'in pauses and auctions'),
  ];
  const normal = (phrase: string, words: string, kinds: AuditKind[] = []): void =>
    void reasons.push({ weight: 'normal', kinds, phrase, words });
  const fills = facts.countOf('unknown_fills');
  if (fills > 0) {
    const words = `${auditCountText('unknown_fills', fills)}. Fills change no book.`;
    normal(`${fills.toLocaleString('en-US')} × hidden fill`, words, ['unknown_fills']);
  }
  const opening = facts.opening === 'snapshot' ? facts.snapshots[0] : undefined;
  if (opening) normal('opening snapshot', openingWords(opening));
  if (isSnapshotAlone(facts) && opening?.endsWithLast) normal('snapshot only', SNAPSHOT_ALONE);
  if (facts.opening === 'clear') normal('opening clear', 'The file starts with a clear, from an empty book.');
  for (const { tsNanos, comparedOrders: orders, differences } of facts.snapshots) {
    if (orders === null || differences > 0) continue;
    const words = `The snapshot at ${utcText(tsNanos)} equals the running book in all ${pluralText(orders, 'order')}.`;
    normal('snapshot equal', words);
  }
  return reasons;
}

function auctionReasons(
  facts: VerdictFacts,
  kinds: readonly [crossed: AuditKind, locked: AuditKind],
  where: string,
): AuditReason[] {
  const [crossed, locked] = [facts.countOf(kinds[0]), facts.countOf(kinds[1])];
  if (crossed + locked === 0) return [];
  const count = (crossed + locked).toLocaleString('en-US');
  const book = locked === 0 ? 'crossed' : crossed === 0 ? 'locked' : 'crossed or locked';
  const words = `${pluralText(crossed + locked, 'update')} left the book ${book} ${where}, ${lastedWords(kinds, facts)}locked and crossed books in auctions are normal.`;
  return [{ weight: 'normal', kinds: [...kinds], phrase: `${count} crossed ${where}`, words }];
}

function lastedWords(kinds: readonly AuditKind[], facts: VerdictFacts): string {
  const nanos = kinds.reduce((sum, kind) => sum + facts.lastedOf(kind).totalNanos, 0);
  return `for ${lastingText(nanos)} in all: `;
}

function openingWords({ orders, startsWithClear, endsWithLast }: SnapshotCheck): string {
  if (orders === 0) return 'The file opens with an empty book.';
  const start = `The file opens with a snapshot of ${pluralText(orders, 'order')}`;
  if (startsWithClear && endsWithLast) return `${start}.`;
  const lacks = [
    ...(startsWithClear ? [] : ['without a clear before it, as in files made before February 2024']),
    ...(endsWithLast ? [] : ['without a mark at its last order']),
  ];
  return `${start}, ${lacks.join(', and ')}. The book starts from it alone, as after a clear.`;
}

function pluralText(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}

/** 584 ms, 38 s, 20 min 5 s. */
export function lastingText(nanos: number): string {
  if (nanos < 1e6) return `${Math.ceil(nanos / 1e3)} µs`;
  if (nanos < 1e9) return `${Math.round(nanos / 1e6)} ms`;
  const seconds = Math.round(nanos / 1e9);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time of day to the second, as snapshots come on whole ones. */
function utcText(tsNanos: string): string {
  const seconds = Number((BigInt(tsNanos) / 1_000_000_000n) % 86_400n);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}Z`;
}

function trustedPhrase(facts: VerdictFacts): string {
  if (isSnapshotAlone(facts)) return 'opening snapshot only, no trading';
  const auctions = AUCTIONS.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  if (auctions === 0) return 'nothing amiss';
  const beforeOpen = BEFORE_OPEN.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  const where = beforeOpen === auctions ? 'before the open' : 'in auctions';
  return `${auctions.toLocaleString('en-US')} crossed ${where}, normal`;
}
