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
  type SnapshotCheck,
} from '../../../contracts/audit.ts';

export interface VerdictFacts {
  readonly opening: AuditOpening;
  readonly snapshots: readonly SnapshotCheck[];
  readonly records: number;
  readonly validWindows: number;
  readonly state: 'growing' | 'complete' | 'partial';
  /** Faults of the source it was read from. */
  readonly faults: number;
  countOf(kind: AuditKind): number;
}

/** One record in a thousand lost or unknown: levels drift from the exchange's. A few are no drift. */
const DRIFT_SHARE = 1e-3;
const DRIFT_LEAST = 10;
/** One order in a hundred other than in the snapshot. */
const MISMATCH_SHARE = 0.01;

const BEFORE_OPEN = ['crossed_before_open', 'locked_before_open'] as const;
const IN_PAUSE = ['crossed_in_pause', 'locked_in_pause'] as const;
const AUCTIONS: readonly AuditKind[] = [...BEFORE_OPEN, ...IN_PAUSE];

export function verdictFrom(facts: VerdictFacts): AuditVerdict {
  const reasons = [...kindReasons(facts), ...sourceReasons(facts), ...normalReasons(facts)];
  const order = { grave: 0, odd: 1, normal: 2 } as const;
  reasons.sort((a, b) => order[a.weight] - order[b.weight]);
  const [first] = reasons;
  const grade = first?.weight === 'grave' ? 'suspect' : first?.weight === 'odd' ? 'usable' : 'trusted';
  const phrase = grade === 'trusted' ? trustedPhrase(facts) : (first?.phrase ?? '');
  return { grade, phrase, reasons };
}

/** How often each kind happened, from findings as they are stored. */
export function countsFrom(findings: AuditFindings): (kind: AuditKind) => number {
  const counts = new Map(findings.entries.map(({ kind, count }) => [kind, count]));
  return (kind) => counts.get(kind) ?? 0;
}

function kindReasons(facts: VerdictFacts): AuditReason[] {
  return AUDIT_KIND_NAMES.flatMap((kind) => {
    const count = facts.countOf(kind);
    const { weight, short } = AUDIT_KINDS[kind];
    if (count === 0 || weight === 'normal') return [];
    const words = `${auditCountText(kind, count)}${driftWords(kind, facts)}.`;
    const phrase = `${count.toLocaleString('en-US')} × ${short}`;
    return [{ weight: hasDrifted(kind, facts) ? 'grave' : weight, phrase, words }];
  });
}

function hasDrifted(kind: AuditKind, facts: VerdictFacts): boolean {
  const { drifts }: AuditKindWords = AUDIT_KINDS[kind];
  if (!drifts) return false;
  const count = facts.countOf(kind);
  if (kind === 'snapshot_mismatches') return count > comparedOrders(facts) * MISMATCH_SHARE;
  return count > Math.max(DRIFT_LEAST, facts.records * DRIFT_SHARE);
}

function driftWords(kind: AuditKind, facts: VerdictFacts): string {
  const { drifts }: AuditKindWords = AUDIT_KINDS[kind];
  if (!drifts) return '';
  const of = kind === 'snapshot_mismatches' ? comparedOrders(facts) : facts.records;
  const share = ` in ${of.toLocaleString('en-US')}`;
  return hasDrifted(kind, facts)
    ? `${share}: the book has left the exchange’s`
    : `${share}: too few to move the book`;
}

function comparedOrders({ snapshots }: VerdictFacts): number {
  return snapshots.reduce((sum, { comparedOrders: orders }) => sum + (orders ?? 0), 0);
}

function sourceReasons({ state, faults, opening, validWindows }: VerdictFacts): AuditReason[] {
  const reasons: AuditReason[] = [];
  const odd = (phrase: string, words: string): void => void reasons.push({ weight: 'odd', phrase, words });
  if (state === 'partial' && faults > 0)
    odd('file broken, read up to there', 'The file is broken; what comes before the break is whole.');
  else if (state === 'partial') odd('read in part', 'The file was read in part only.');
  else if (faults > 0) odd('file not whole', 'Something is wrong with the file; see its faults.');
  if (opening === 'nothing') {
    odd(
      'no opening snapshot',
      'The file starts in mid-day, without a snapshot or a clear: orders that rested before are missing until they leave, and cancels of them are unknown.',
    );
  }
  if (validWindows === 0 && state !== 'growing')
    odd(
      'no whole second',
      'No second has a two-sided book from its first moment to its last: there is nothing to draw.',
    );
  return reasons;
}

function normalReasons(facts: VerdictFacts): AuditReason[] {
  const reasons: AuditReason[] = [];
  const normal = (phrase: string, words: string): void =>
    void reasons.push({ weight: 'normal', phrase, words });
  auctionReason(facts, BEFORE_OPEN, 'before the first trade', normal);
  auctionReason(facts, IN_PAUSE, 'in pauses and auctions', normal);
  const fills = facts.countOf('unknown_fills');
  if (fills > 0) {
    normal(
      `${fills.toLocaleString('en-US')} × hidden fill`,
      `${auditCountText('unknown_fills', fills)}: hidden parts of icebergs and orders that match on arrival. Fills change no book.`,
    );
  }
  const opening = facts.opening === 'snapshot' ? facts.snapshots[0] : undefined;
  if (opening) normal('opening snapshot', openingWords(opening));
  for (const { comparedOrders: orders, differences } of facts.snapshots) {
    if (orders !== null && differences === 0)
      normal(
        'snapshot equal',
        `A later snapshot equals the running book in all ${orders.toLocaleString('en-US')} orders.`,
      );
  }
  return reasons;
}

function auctionReason(
  facts: VerdictFacts,
  [crossedKind, lockedKind]: readonly [AuditKind, AuditKind],
  where: string,
  normal: (phrase: string, words: string) => void,
): void {
  const crossed = facts.countOf(crossedKind);
  const locked = facts.countOf(lockedKind);
  if (crossed + locked === 0) return;
  const count = (crossed + locked).toLocaleString('en-US');
  const parts = [
    ...(crossed > 0 ? [`${crossed.toLocaleString('en-US')} crossed`] : []),
    ...(locked > 0 ? [`${locked.toLocaleString('en-US')} locked`] : []),
  ];
  normal(
    `${count} crossed ${where}`,
    `${count} event ends with a crossed or locked book ${where} (${parts.join(', ')}): locked and crossed books in auctions are normal.`,
  );
}

function openingWords({ orders, startsWithClear, endsWithLast }: SnapshotCheck): string {
  const start = `The file opens with a snapshot of ${orders.toLocaleString('en-US')} orders`;
  if (startsWithClear && endsWithLast) return `${start}.`;
  const lacks = [...(startsWithClear ? [] : ['a clear before it']), ...(endsWithLast ? [] : ['an end mark'])];
  return `${start}, without ${lacks.join(' and ')}: files made before February 2024 have neither. It begins from an empty book all the same.`;
}

function trustedPhrase(facts: VerdictFacts): string {
  const auctions = AUCTIONS.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  if (auctions === 0) return 'nothing amiss';
  const beforeOpen = BEFORE_OPEN.reduce((sum, kind) => sum + facts.countOf(kind), 0);
  const where = beforeOpen === auctions ? 'before the open' : 'in auctions';
  return `${auctions.toLocaleString('en-US')} crossed ${where}, normal`;
}
