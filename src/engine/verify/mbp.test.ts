// The Nasdaq day of ARL: the book of its MBO file against the independent ten-level file beside it, as CSV and as DBN.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { RTYPE, UNDEF_PRICE } from '../../core/dbn/layout.ts';
import { faultOf, testFolder } from '../import/imported-day.testkit.ts';
import { hasSharedData } from '../source/shared-data.fixture.ts';
import { ARL_MBO, ARL_TRUTH, arlAsDbn } from './arl.testkit.ts';
import { truthRowsOfCsv } from './market-csv.ts';
import { verifyMbp } from './mbp.ts';
import type { TruthPrice, TruthRow } from './truth-row.ts';

const [MBO, TRUTH] = [ARL_MBO, ARL_TRUTH];

/** What the shared data's README found with another replay. */
const EXPECTED = {
  instrumentId: 1108,
  records: 5886,
  otherRecords: 0,
  truthRows: 3928,
  compared: 3928,
  equal: 3917,
  explained: 11,
  unexplained: 0,
  restingOrders: 6,
  ended: null,
  identityViolations: 0,
};

async function changed(path: string, change: (lines: string[]) => void): Promise<string> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  change(lines);
  const copy = join(await testFolder(), 'changed.csv');
  await writeFile(copy, lines.join('\n'));
  return copy;
}

function addToCell(lines: string[], line: number, cell: number): void {
  const cells = (lines[line] as string).split(',');
  cells[cell] = String(Number(cells[cell]) + 1);
  lines[line] = cells.join(',');
}

/** An MBP-10 record by the offsets of dbn-format §5; the vendor's has no order id. */
function mbp10Record(row: TruthRow): Uint8Array {
  const view = new DataView(new ArrayBuffer(368));
  view.setUint8(0, 368 / 4);
  view.setUint8(1, RTYPE.mbp10);
  view.setUint32(4, row.instrumentId, true);
  view.setBigInt64(16, row.priceNanos, true);
  view.setUint32(24, row.sizeLots, true);
  view.setUint8(28, row.action.charCodeAt(0));
  view.setUint32(44, row.sequence, true);
  for (let i = 0; i < 10; i++) {
    const put = (level: TruthPrice | undefined, price: number, size: number, count: number): void => {
      view.setBigInt64(48 + i * 32 + price, level?.priceNanos ?? UNDEF_PRICE, true);
      view.setUint32(48 + i * 32 + size, level?.qtyLots ?? 0, true);
      view.setUint32(48 + i * 32 + count, level?.orders ?? 0, true);
    };
    put(row.bids[i], 0, 16, 24);
    put(row.asks[i], 8, 20, 28);
  }
  return new Uint8Array(view.buffer);
}

async function truthAsDbn(): Promise<string> {
  const parts: Uint8Array[] = [encodeMetadata(emptyMetadata(3, 'XNAS.ITCH', 'mbp-10'))];
  for await (const row of truthRowsOfCsv(TRUTH)) parts.push(mbp10Record(row));
  const path = join(await testFolder(), 'mbp10.dbn');
  await writeFile(path, Buffer.concat(parts));
  return path;
}

const present = hasSharedData('blockhouse-arl-mbo-mbp10');

describe.skipIf(!present)('(skipped without the shared data) ARL, 2025-07-17', () => {
  it('has all ten levels equal after 3,917 of 3,928 rows, and the other 11 two records later', async () => {
    const report = await verifyMbp(MBO, TRUTH);
    expect(report).toMatchObject(EXPECTED);
    expect(report.explanations).toHaveLength(1);
    expect(report.explanations[0]?.rule).toMatch(/own record has come, 2 records later$/);
  });

  it('gives the same from DBN files, whose rows have no order id', async () => {
    expect(await verifyMbp(await arlAsDbn(await testFolder()), await truthAsDbn())).toMatchObject(EXPECTED);
  });

  it('does not explain a truth that was tampered with', { timeout: 60_000 }, async () => {
    const size = await changed(TRUTH, (lines) => addToCell(lines, 2000, 15));
    expect(await verifyMbp(MBO, size)).toMatchObject({ equal: 3916, explained: 11, unexplained: 1 });
    const count = await changed(TRUTH, (lines) => addToCell(lines, 3000, 19));
    expect(await verifyMbp(MBO, count)).toMatchObject({ equal: 3916, explained: 11, unexplained: 1 });
    const trade = await changed(TRUTH, (lines) => addToCell(lines, 301, 15));
    expect(await verifyMbp(MBO, trade)).toMatchObject({ equal: 3917, explained: 10, unexplained: 1 });
  });

  it('does not explain a record that is missing', async () => {
    const mbo = await changed(MBO, (lines) => {
      const trade = lines.findIndex((line) => line.includes(',T,'));
      lines.splice(trade, 1);
    });
    expect((await verifyMbp(mbo, TRUTH)).unexplained).toBeGreaterThan(0);
    const truth = await changed(TRUTH, (lines) => {
      lines[100] = (lines[100] as string).replace(/,26613\d+,/, ',7,');
    });
    expect(await verifyMbp(MBO, truth)).toMatchObject({
      unexplained: 1,
      ended: expect.stringContaining('rows from 100 on'),
    });
  });

  it('says what it misses', async () => {
    expect((await faultOf(verifyMbp(TRUTH, MBO))).message).toContain('has no column');
    expect((await faultOf(verifyMbp(MBO, `${TRUTH}.none`))).code).toBe('file_unreadable');
    expect((await faultOf(verifyMbp(await truthAsDbn(), TRUTH))).code).toBe('no_mbo_records');
  });
});
