// One hand-made record for each oddity: counted under its kind alone, at its time and byte, with its order id.
import { describe, expect, it } from 'vitest';
import { AUDIT_KINDS, type AuditFindings, type AuditKind } from '../../../contracts/audit.ts';
import { F_BAD_TS_RECV, F_LAST, F_MAYBE_BAD_BOOK, F_SNAPSHOT, MBO_BYTES, MBO_WORDS } from '../dbn/layout.ts';
import { countsFrom, verdictFrom } from './audit-verdict.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { type TestRow, wordsFromRows } from './mbo-rows.test-support.ts';
import type { InstrumentStreamOptions } from './stream-options.ts';

const TICK = 250_000_000n;
const DAY = 1_757_894_400_000_000_000n; // 2025-09-15
const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const OPEN = DAY + 3600n * SECOND;

interface Row extends Partial<Omit<TestRow, 'price'>> {
  /** In ticks; null for none. */
  readonly tick?: number | null;
  readonly after?: bigint;
}

/** Rows that come a millisecond apart, each an event of its own unless its flags say otherwise. */
function rowsFrom(rows: readonly Row[]): TestRow[] {
  let now = OPEN;
  return rows.map(({ tick = 100, after = 1_000_000n, ...row }) => {
    now += after;
    const price = tick === null ? undefined : BigInt(tick) * TICK;
    return {
      action: 'A',
      side: 'B',
      id: 1n,
      size: 5,
      flags: F_LAST,
      tsEvent: now,
      tsRecv: now,
      price,
      ...row,
    };
  });
}

/** A book with a clear at its start, a bid at 100 (id 1) and an ask at 104 (id 2). */
const BOOK: readonly Row[] = [
  { action: 'R', side: 'N', id: 0n, size: 0, tick: null },
  { id: 1n, tick: 100 },
  { id: 2n, tick: 104, side: 'A' },
];
const TRADE: Row = { action: 'T', side: 'A', id: 0n, tick: 100, size: 1 };

function findingsOf(rows: readonly Row[], options: Partial<InstrumentStreamOptions> = {}): AuditFindings[] {
  const words = wordsFromRows(rowsFrom(rows));
  const days: AuditFindings[] = [];
  const stream = new InstrumentStream({
    tickSizeNanos: TICK,
    onChunk: () => {},
    onDayEnd: (day) => days.push(day.audit.findings()),
    ...options,
  });
  for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  return days;
}

function findings(rows: readonly Row[], options: Partial<InstrumentStreamOptions> = {}): AuditFindings {
  return findingsOf(rows, options)[0] as AuditFindings;
}

const counts = ({ entries }: AuditFindings): Record<string, number> =>
  Object.fromEntries(entries.map(({ kind, count }) => [kind, count]));

const ODD_ROWS: readonly (readonly [AuditKind, Row])[] = [
  ['unknown_cancels', { action: 'C', id: 99n }],
  ['unknown_modifies', { action: 'M', id: 99n, tick: 99 }],
  ['unknown_fills', { action: 'F', id: 99n }],
  ['duplicate_adds', { action: 'A', id: 1n }],
  ['oversized_cancels', { action: 'C', id: 1n, size: 6 }],
  ['side_changes', { action: 'M', id: 1n, side: 'A', tick: 105 }],
  ['zero_sizes', { action: 'A', id: 99n, size: 0 }],
  ['undefined_prices', { action: 'A', id: 99n, tick: null }],
  ['undefined_prices', { action: 'M', id: 1n, tick: null }],
  ['missing_sides', { action: 'A', id: 99n, side: 'N' }],
  ['unknown_actions', { action: 'X', id: 99n }],
  ['maybe_bad_book', { action: 'A', id: 99n, tick: 99, flags: F_LAST | F_MAYBE_BAD_BOOK }],
  ['bad_ts_recv', { action: 'A', id: 99n, tick: 99, flags: F_LAST | F_BAD_TS_RECV }],
  ['clock_steps_back', { action: 'A', id: 99n, tick: 99, after: -1_000_000n }],
  ['unfinished_records', { action: 'A', id: 99n, tick: 99, flags: 0 }],
];

describe('audit', () => {
  it.each(ODD_ROWS)('places %s', (kind, row) => {
    const { entries, opening } = findings([...BOOK, row]);
    expect(opening).toBe('clear');
    const odd = entries.filter((entry) => entry.kind !== 'clears');
    expect(odd.map((entry) => [entry.kind, entry.count])).toEqual([[kind, 1]]);
    const [example] = odd[0]?.examples ?? [];
    // A record whose time is before an earlier one counts at the earlier one's time.
    const tsNanos = String(OPEN + (kind === 'clock_steps_back' ? 3_000_000n : 4_000_000n));
    expect(odd[0]?.spans).toEqual([{ fromNanos: tsNanos, toNanos: tsNanos, count: 1 }]);
    expect(example).toMatchObject({
      tsNanos,
      streamOffset: 3 * MBO_BYTES,
      orderId: String(row.id),
      sequence: 3,
      action: row.action,
    });
  });

  it('gives rows of one event their own times, and lets the vendor’s clear have none', () => {
    const clear: Row = { ...(BOOK[0] as Row), flags: F_BAD_TS_RECV };
    const found = findings([clear, { id: 1n, after: 3600n * SECOND }]);
    expect(counts(found)).toEqual({ clears: 1 });
    expect(found.entries[0]?.examples[0]?.tsNanos).toBe(String(OPEN + 1_000_000n));
  });

  it('places a price off the lattice and tells it', () => {
    const words = wordsFromRows(
      rowsFrom([...BOOK, { id: 99n }]).map((row) =>
        row.id === 99n ? { ...row, price: 25_100_000_000n } : row,
      ),
    );
    const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: () => {} });
    for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
    const [entry] = stream.audit.findings().entries;
    expect(entry).toMatchObject({ kind: 'off_lattice_prices', count: 1 });
    expect(entry?.examples).toMatchObject([{ orderId: '99', priceNanos: '25100000000' }]);
  });

  it('gives rows of one event the bytes at which they stand, wherever the words lie', () => {
    const { entries } = findings(
      [...BOOK, { action: 'C', id: 98n, flags: 0 }, { action: 'C', id: 99n, flags: F_LAST }],
      { origin: { streamOffset: 1000 } },
    );
    const [cancels] = entries.filter((entry) => entry.kind === 'unknown_cancels');
    expect(cancels?.examples.map(({ streamOffset, orderId }) => [streamOffset, orderId])).toEqual([
      [1000 + 3 * MBO_BYTES, '98'],
      [1000 + 4 * MBO_BYTES, '99'],
    ]);
  });

  it('keeps five examples and joins what lies within a minute', () => {
    const minutes = Array.from(
      { length: 7 },
      (_, i): Row => ({
        action: 'C',
        id: BigInt(100 + i),
        after: i === 4 ? 2n * MINUTE : SECOND,
      }),
    );
    const [entry] = findings([...BOOK, ...minutes]).entries;
    expect(entry).toMatchObject({ kind: 'unknown_cancels', count: 7 });
    expect(entry?.spans.map((span) => span.count)).toEqual([4, 3]);
    expect(entry?.examples.map((example) => example.orderId)).toEqual(['100', '101', '102', '103', '104']);
  });

  it('counts what comes after the end that the metadata names, and applies it', () => {
    const found = findings([...BOOK, { id: 3n, tick: 99 }], { endNanos: OPEN + 4_000_000n });
    expect(counts(found)).toEqual({ records_after_end: 1, clears: 1 });
    expect(counts(findings([...BOOK, { id: 3n, tick: 99 }], { endNanos: OPEN + 4_000_001n }))).toEqual({
      clears: 1,
    });
  });
});

describe('audit of crossed books', () => {
  const CROSS: Row = { id: 3n, tick: 105 };
  const LOCK: Row = { id: 3n, tick: 104 };
  const UNCROSS: Row = { action: 'C', id: 3n };

  it('takes what is crossed before the first trade for the pre-open', () => {
    const found = findings([...BOOK, CROSS, UNCROSS, LOCK, UNCROSS, TRADE]);
    expect(counts(found)).toEqual({ crossed_before_open: 1, locked_before_open: 1, clears: 1 });
    expect(AUDIT_KINDS.crossed_before_open.weight).toBe('normal');
    expect(AUDIT_KINDS.crossed_before_open.means).toContain(
      'Locked and crossed books in auctions are normal.',
    );
  });

  it('makes one span of a book that stays crossed, and two where it was uncrossed for long between', () => {
    const later: Row = { id: 4n, tick: 99, after: 10n * MINUTE };
    const spans = (rows: readonly Row[]) =>
      findings([...BOOK, ...rows]).entries[0]?.spans.map((span) => span.count);
    expect(spans([CROSS, later])).toEqual([2]);
    expect(spans([CROSS, UNCROSS, { ...CROSS, after: 10n * MINUTE }])).toEqual([1, 1]);
  });

  it('calls it a fault in trading, and a pause after a quarter of an hour without a trade', () => {
    const rows = [...BOOK, TRADE, CROSS, UNCROSS, { ...LOCK, after: 10n * MINUTE }, UNCROSS];
    expect(counts(findings(rows))).toEqual({ crossed_in_trading: 1, locked_in_trading: 1, clears: 1 });
    const later = [...BOOK, TRADE, { ...CROSS, after: 15n * MINUTE }, UNCROSS, TRADE, LOCK];
    expect(counts(findings(later))).toEqual({ crossed_in_pause: 1, locked_in_trading: 1, clears: 1 });
    const locked = [...BOOK, TRADE, { ...LOCK, after: 15n * MINUTE }];
    expect(counts(findings(locked))).toEqual({ locked_in_pause: 1, clears: 1 });
  });

  it('believes the exchange where it says whether it trades', () => {
    const words = wordsFromRows(rowsFrom([...BOOK, TRADE, CROSS, UNCROSS, CROSS]));
    const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: () => {} });
    for (let at = 0; at < words.length; at += MBO_WORDS) {
      if (at === 4 * MBO_WORDS) stream.setTrading(false);
      if (at === 6 * MBO_WORDS) stream.setTrading(true);
      stream.record(words, at);
    }
    expect(counts(stream.audit.findings())).toEqual({
      crossed_in_trading: 1,
      crossed_in_pause: 1,
      clears: 1,
    });
  });

  it('knows at midnight how long ago the last trade was', () => {
    const midnight = 23n * 3600n * SECOND;
    const rows = [...BOOK, { ...TRADE, after: midnight - 5n * MINUTE }, { ...CROSS, after: 8n * MINUTE }];
    const days = findingsOf(rows);
    expect(days.map(counts)).toEqual([{ clears: 1 }, { crossed_in_trading: 1 }]);
    expect(days.map((day) => day.opening)).toEqual(['clear', 'carried']);
  });
});

describe('audit of snapshots', () => {
  const flags = F_SNAPSHOT | F_BAD_TS_RECV;
  const CLEAR: Row = { action: 'R', side: 'N', id: 0n, size: 0, tick: null, flags };
  const SAME: readonly Row[] = [
    { id: 1n, tick: 100, flags },
    { id: 2n, tick: 104, side: 'A', flags: flags | F_LAST },
  ];

  it('tells one that equals the running book', () => {
    const { snapshots, entries } = findings([...BOOK, CLEAR, ...SAME]);
    expect(entries.map((entry) => entry.kind)).toEqual(['clears']);
    expect(snapshots).toMatchObject([
      {
        orders: 2,
        startsWithClear: true,
        endsWithLast: true,
        comparedOrders: 2,
        differences: 0,
        streamOffset: 168,
      },
    ]);
  });

  it('tells the orders in which they part', () => {
    const { snapshots, entries } = findings([
      ...BOOK,
      { id: 3n, tick: 99 },
      CLEAR,
      { id: 1n, tick: 100, size: 7, flags },
      { id: 2n, tick: 104, side: 'A', flags },
      { id: 4n, tick: 98, flags: flags | F_LAST },
    ]);
    expect(entries[0]).toMatchObject({ kind: 'snapshot_mismatches', count: 3 });
    const order = (tick: number, sizeLots: number) => ({
      side: 'B',
      priceNanos: String(BigInt(tick) * TICK),
      sizeLots,
    });
    const differences = Object.fromEntries(
      snapshots[0]?.examples.map(({ orderId, running, snapshot }) => [orderId, { running, snapshot }]) ?? [],
    );
    expect(differences).toEqual({
      1: { running: order(100, 5), snapshot: order(100, 7) },
      3: { running: order(99, 5), snapshot: null },
      4: { running: null, snapshot: order(98, 5) },
    });
  });

  it('opens with one that has neither clear nor end mark, or with nothing', () => {
    const { opening, snapshots } = findings([SAME[0] as Row, { id: 9n, tick: 99 }]);
    expect(opening).toBe('snapshot');
    expect(snapshots).toMatchObject([
      { startsWithClear: false, endsWithLast: false, comparedOrders: null, orders: 1 },
    ]);
    expect(findings([{ id: 9n, tick: 99 }]).opening).toBe('nothing');
  });
});

describe('verdict', () => {
  const facts = (found: AuditFindings, rest: Partial<Parameters<typeof verdictFrom>[0]> = {}) => ({
    ...found,
    ...countsFrom(found),
    records: 100_000,
    spanNanos: 3600e9,
    validWindows: 7_199,
    state: 'complete' as const,
    faults: [],
    midnight: null,
    ...rest,
  });

  it('trusts a clean day, and one that is odd in auctions only', () => {
    expect(verdictFrom(facts(findings(BOOK)))).toMatchObject({
      grade: 'trusted',
      phrase: 'nothing amiss',
      reasons: [{ weight: 'normal', phrase: 'opening clear' }],
    });
    const crossed = verdictFrom(facts(findings([...BOOK, { id: 3n, tick: 105 }])));
    expect(crossed).toMatchObject({ grade: 'trusted', phrase: '1 crossed before the open, normal' });
    expect(crossed.reasons[0]?.words).toContain('locked and crossed books in auctions are normal');
  });

  it('calls a day usable for a few faults and suspect for many', () => {
    const few = findings([...BOOK, { action: 'C', id: 99n }]);
    expect(verdictFrom(facts(few))).toMatchObject({ grade: 'usable', phrase: '1 × unknown cancel' });
    const rows = Array.from({ length: 101 }, (): Row => ({ action: 'C', id: 99n }));
    expect(verdictFrom(facts(findings([...BOOK, ...rows])))).toMatchObject({
      grade: 'suspect',
      phrase: '101 × unknown cancel',
    });
    expect(verdictFrom(facts(findings([...BOOK, ...rows]), { records: 101_000 })).grade).toBe('usable');
  });

  it('counts a later snapshot that is equal for the day', () => {
    const flags = F_SNAPSHOT | F_BAD_TS_RECV;
    const again = [BOOK[1], BOOK[2]].map((row) => ({ ...row, flags }));
    const { reasons } = verdictFrom(facts(findings([...BOOK, ...again])));
    expect(reasons.at(-1)?.words).toBe('The snapshot at 01:00:00Z equals the running book in all 2 orders.');
  });

  it('forgives a book that is crossed for moments, not one that stays so', () => {
    const cross: Row = { id: 3n, tick: 105 };
    const uncross = (after: bigint): Row => ({ action: 'C', id: 3n, after });
    const brief = findings([...BOOK, TRADE, cross, uncross(2_000_000n), cross, uncross(5_000_000n)]);
    expect(brief.entries[0]).toMatchObject({ count: 2, totalNanos: 7_000_000, longestNanos: 5_000_000 });
    expect(verdictFrom(facts(brief))).toMatchObject({ grade: 'usable', phrase: '2 × crossed in trading' });
    const stale = verdictFrom(facts(findings([...BOOK, TRADE, cross, uncross(11n * SECOND)])));
    expect(stale).toMatchObject({ grade: 'suspect', phrase: '1 × crossed in trading' });
    expect(stale.reasons[0]?.words).toContain(
      'the longest for 11 s, 11 s in all: so long that the book is no longer',
    );
  });

  it('puts the gravest reason first', () => {
    const bad = findings([
      ...BOOK,
      { action: 'C', id: 99n, flags: F_LAST | F_MAYBE_BAD_BOOK },
      { id: 3n, tick: 105 },
    ]);
    const { grade, reasons } = verdictFrom(facts(bad));
    expect(grade).toBe('suspect');
    expect(reasons.map((reason) => reason.weight)).toEqual(['grave', 'odd', 'normal', 'normal']);
  });

  it('weighs the file: broken, in part, without a start, without a whole second', () => {
    const clean = findings(BOOK);
    expect(verdictFrom(facts(clean, { state: 'partial', faults: ['record_length_invalid'] }))).toMatchObject({
      grade: 'usable',
      phrase: 'file damaged',
    });
    expect(verdictFrom(facts(findings([{ id: 1n }]))).phrase).toBe('no opening snapshot');
    expect(verdictFrom(facts(clean, { validWindows: 0 })).phrase).toBe('no whole second');
    expect(verdictFrom(facts(clean, { validWindows: 0, records: 3 })).phrase).toBe('only 3 records');
    expect(verdictFrom(facts(clean, { validWindows: 0, state: 'growing' })).grade).toBe('trusted');
  });

  it('says what a fault of the file means for its book', () => {
    const told = (...faults: Parameters<typeof verdictFrom>[0]['faults']) => {
      const { grade, phrase } = verdictFrom(facts(findings(BOOK), { state: 'partial', faults }));
      return [grade, phrase];
    };
    expect(told('zstd_checksum_mismatch')).toEqual(['suspect', 'checksum wrong']);
    expect(told('record_truncated')).toEqual(['usable', 'file cut short']);
    expect(told('zstd_truncated')).toEqual(['usable', 'file cut short']);
    expect(told('trailing_bytes')).toEqual(['usable', 'bytes after the data']);
    expect(told('concatenated_dbn')).toEqual(['usable', 'second file behind']);
    expect(told('record_size_mismatch')).toEqual(['usable', 'file damaged']);
    expect(told()).toEqual(['usable', 'read in part']);
  });

  it('takes a snapshot with nothing after it for a day without trading, if it is whole', () => {
    const flags = F_SNAPSHOT | F_BAD_TS_RECV;
    const alone = (last: number) =>
      verdictFrom(
        facts(
          findings([
            { id: 1n, flags },
            { id: 2n, side: 'A', tick: 104, flags: flags | last },
          ]),
          {
            records: 2,
            validWindows: 0,
          },
        ),
      );
    expect(alone(F_LAST)).toMatchObject({
      grade: 'trusted',
      phrase: 'opening snapshot only, no trading',
    });
    expect(alone(0)).toMatchObject({ grade: 'usable', phrase: 'snapshot cut short' });
  });
});
