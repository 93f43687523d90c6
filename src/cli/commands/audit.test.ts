// fieldbook audit as typed: on the hand-made seconds it tells their planted faults and no others, on real days it
// explains what looks odd.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuditGrade } from '../../../contracts/audit.ts';
import { runIn } from '../run-cli.testkit.ts';

const DAY = resolve('data/fixtures/scenario-8s/scenario-8s.mbo.dbn');
const SHARED = process.env['FIELDBOOK_SHARED_DATA'] ?? resolve('../shared/data');
const REAL = join(SHARED, 'nautilus-databento');
const ES_24 = join(REAL, 'esh4-glbx-mdp3-20231224.mbo.dbn.zst');
const ES_25 = join(REAL, 'esh4-glbx-mdp3-20231225.mbo.dbn.zst');
const MALFORMED = join(SHARED, 'malformed-derived');

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface AuditJson {
  readonly days: readonly {
    readonly records: number;
    readonly symbol: string;
    readonly utc_date: string;
    readonly verdict: { readonly grade: AuditGrade; readonly phrase: string };
    readonly findings: {
      readonly opening: string;
      readonly snapshots: readonly Record<string, unknown>[];
      readonly entries: readonly {
        readonly kind: string;
        readonly count: number;
        readonly spans: readonly { from_nanos: string; to_nanos: string; count: number }[];
        readonly examples: readonly { stream_offset: number; order_id: string; ts_nanos: string }[];
      }[];
    };
    readonly bytes: Record<string, number>;
  }[];
  readonly faults: readonly { readonly code: string }[];
}

const run = (...args: string[]) => runIn(folder, ['audit', ...args, '--data', join(folder, 'store')]);

async function audit(path: string): Promise<AuditJson> {
  return JSON.parse((await run(path, '--json')).out) as AuditJson;
}

const nanos = (time: string, fraction: string): string =>
  `${BigInt(Date.parse(`2023-12-25T${time}Z`)) / 1000n}${fraction}`;

describe('audit of the hand-made seconds', () => {
  it('tells their planted faults, each with its byte, time and order id, and no others', async () => {
    const { days, faults } = await audit(DAY);
    expect(faults).toEqual([]);
    const second = 1_757_946_600n;
    const told = days[0]?.findings.entries.map(({ kind, count, examples }) => [
      kind,
      count,
      ...examples.map(({ stream_offset, order_id, ts_nanos }) => [
        (stream_offset - 360) / 56,
        order_id,
        Number(BigInt(ts_nanos) - second * 1_000_000_000n) / 1e9,
      ]),
    ]);
    expect(told).toEqual([
      ['unknown_cancels', 1, [58, '999', 6.1]],
      ['unknown_modifies', 1, [59, '998', 6.15]],
      ['duplicate_adds', 1, [30, '302', 2.7]],
      ['oversized_cancels', 1, [64, '106', 6.4]],
      ['zero_sizes', 1, [61, '404', 6.25]],
      ['undefined_prices', 1, [62, '405', 6.3]],
      ['unknown_fills', 1, [60, '997', 6.2]],
    ]);
    expect(days[0]?.verdict).toMatchObject({ grade: 'usable', phrase: '1 × unknown cancel' });
    expect(days[0]?.findings).toMatchObject({ opening: 'snapshot', snapshots: [{ orders: 14 }] });
  });

  it('says it in words, the second time from the store the same', async () => {
    const first = await run(DAY);
    expect(first.code).toBe(0);
    for (const words of [
      'USABLE · 1 × unknown cancel · 79 records',
      '1 cancel of an order that is not in the book (of 79 records), at 14:30:06.100000000Z',
      'byte 3,608  14:30:06.100000000Z  cancel bid 3 @ 6599.50, order 999, sequence 1059',
      'Looked for and not found: flow that does not add up;',
      '4,784 bytes in the file: 360 of metadata + 4,424 of records. Every byte is accounted for.',
    ])
      expect(first.out.replace(/\n {8}/g, ' ')).toContain(words);
    expect((await run(DAY)).out).toBe(first.out);
  });
});

describe.skipIf(!existsSync(REAL))('audit of real days (skipped without the shared data)', () => {
  it('explains ES 2023-12-25', async () => {
    const { days, faults } = await audit(ES_25);
    expect(faults).toEqual([]);
    const [day] = days;
    expect(day?.verdict).toMatchObject({ grade: 'trusted', phrase: '891 crossed before the open, normal' });
    expect(day?.findings.entries.map(({ kind, count }) => [kind, count])).toEqual([
      ['crossed_before_open', 891],
      ['unknown_fills', 7],
    ]);
    const [crossed] = day?.findings.entries ?? [];
    expect(crossed?.spans).toEqual([
      { from_nanos: nanos('22:39:55', '222483197'), to_nanos: nanos('23:00:00', '000068972'), count: 891 },
    ]);
    expect(day?.findings.snapshots).toMatchObject([
      { orders: 8725, starts_with_clear: false, ends_with_last: false, compared_orders: null },
    ]);
    expect(day?.bytes).toMatchObject({ file_bytes: 997_238, metadata_bytes: 206, record_bytes: 68_792 * 56 });
    const { out } = await run(ES_25);
    const text = out.replace(/\n {8}/g, ' ');
    expect(text).toContain('Locked and crossed books in auctions are normal.');
    expect(text).toContain('Hidden parts of icebergs');
    expect(text).toContain('as in files made before February 2024');
  });

  it('audits a folder, day by day, with one line each at the end', async () => {
    const two = join(folder, 'two');
    mkdirSync(two);
    copyFileSync(ES_24, join(two, 'a.mbo.dbn.zst'));
    copyFileSync(ES_25, join(two, 'b.mbo.dbn.zst'));
    const { out, code } = await run(two);
    expect(code).toBe(0);
    expect(out).toMatch(/ESH4 +2023-12-24 +8725 +trusted +opening snapshot only, no trading +a\.mbo/);
    expect(out).toMatch(/ESH4 +2023-12-25 +68792 +trusted +891 crossed before the open, normal/);
  });

  it.skipIf(!existsSync(MALFORMED))('tells what is left of broken files', async () => {
    const cut = await run(join(MALFORMED, '07-record-truncated-tail.dbn'), '--json');
    expect(cut.code).toBe(1);
    const { days, faults } = JSON.parse(cut.out) as AuditJson;
    expect(faults).toMatchObject([{ code: 'record_truncated' }]);
    expect(days).toMatchObject([{ records: 1, verdict: { grade: 'usable' }, bytes: { tail_bytes: 36 } }]);
    const strange = await audit(join(MALFORMED, '12-unknown-action.dbn'));
    expect(strange.days[0]?.findings.entries).toMatchObject([
      { kind: 'unknown_cancels', count: 1 },
      { kind: 'unknown_actions', count: 1, examples: [{ stream_offset: 360, order_id: '647784973705' }] },
    ]);
    const empty = await run(join(MALFORMED, '01-empty.dbn'));
    expect(empty).toMatchObject({ code: 1, out: '', err: expect.stringContaining('empty') });
  });
});
