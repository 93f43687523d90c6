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
  auditCountText,
  type MidnightCheck,
  type SnapshotCheck,
} from '../../../contracts/audit.ts';

export interface VerdictFacts {
  readonly opening: AuditOpening;
  readonly snapshots: readonly SnapshotCheck[];
  readonly records: number;
  /** From the first record to the last. */
  readonly spanNanos: number;
  readonly validWindows: number;
  readonly state: 'growing' | 'complete' | 'partial';
  /** Faults of the source it was read from. */
  readonly faults: number;
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
  if (hasDrifted(kind, facts)) return ` (${share}: the book has left the exchange’s)`;
  return facts.countOf(kind) <= of * DRIFT_SHARE ? ` (${share}: too few to move the book)` : ` (${share})`;
}

function crossingWords(kind: AuditKind, facts: VerdictFacts): string {
  const { totalNanos, longestNanos } = facts.lastedOf(kind);
  const lasted = `the longest for ${lastingText(longestNanos)}, ${lastingText(totalNanos)} in all`;
  if (hasDrifted(kind, facts)) return ` (${lasted}: the book has left the exchange’s)`;
  return longestNanos < 1e9 ? ` (${lasted}: orders told before the trades that they meet)` : ` (${lasted})`;
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

function sourceReasons({ state, faults, opening, validWindows }: VerdictFacts): AuditReason[] {
  const reasons: AuditReason[] = [];
  const odd = (phrase: string, words: string): void =>
    void reasons.push({ weight: 'odd', kinds: [], phrase, words });
  if (state === 'partial' && faults > 0)
    odd('file damaged', 'The file is damaged, its faults say where. What could be read of it is here.');
  else if (state === 'partial') odd('read in part', 'The file was read in part only.');
  else if (faults > 0) odd('file not whole', 'Something is wrong with the file, its faults say what.');
  if (opening === 'nothing') {
    odd(
      'no opening snapshot',
      'The file starts without a snapshot or a clear, as one that is cut from mid-day: orders that rested before are missing, and their cancels are unknown.',
    );
  }
  if (validWindows === 0 && state !== 'growing')
    odd(
      'no whole second',
      'No second has a two-sided book from its first moment to its last, as where a file holds a snapshot and no trading: there is nothing to draw.',
    );
  return reasons;
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
  const words = `${pluralText(crossed + locked, 'event end')} with a ${book} book ${where}, ${lastedWords(kinds, facts)}locked and crossed books in auctions are normal.`;
  return [{ weight: 'normal', kinds: [...kinds], phrase: `${count} crossed ${where}`, words }];
}

function lastedWords(kinds: readonly AuditKind[], facts: VerdictFacts): string {
  const nanos = kinds.reduce((sum, kind) => sum + facts.lastedOf(kind).totalNanos, 0);
  return `${lastingText(nanos)} in all: `;
}

function openingWords({ orders, startsWithClear, endsWithLast }: SnapshotCheck): string {
  if (orders === 0) return 'The file opens with an empty book.';
  const start = `The file opens with a snapshot of ${pluralText(orders, 'order')}`;
  if (startsWithClear && endsWithLast) return `${start}.`;
  const lacks = [
    ...(startsWithClear ? [] : ['without a clear before it, as in files made before February 2024']),
    ...(endsWithLast ? [] : ['without an end mark']),
  ];
  return `${start}, ${lacks.join(', and ')}. It begins from an empty book all the same.`;
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
  const auctions = AUCTIONS.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  if (auctions === 0) return 'nothing amiss';
  const beforeOpen = BEFORE_OPEN.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  const where = beforeOpen === auctions ? 'before the open' : 'in auctions';
  return `${auctions.toLocaleString('en-US')} crossed ${where}, normal`;
}
