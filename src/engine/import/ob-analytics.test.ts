// ob-analytics CSV to DBN and back: small files made by hand, and the real hours of Bitstamp.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { csvLines } from './csv-lines.ts';
import { faultOf, readImported, testFolder, writeLines } from './imported-day.testkit.ts';
import { importObAnalytics } from './ob-analytics.ts';

const CENT = 10_000_000n;
const HEADER = '"id","timestamp","exchange.timestamp","price","volume","action","direction"';

async function imported(events: readonly string[], symbol = 'BTCUSD') {
  const folder = await testFolder();
  const path = await writeLines(folder, 'orders.csv', [HEADER, ...events]);
  const out = join(folder, 'out', 'deeper');
  return { out: join(folder, 'out'), run: () => importObAnalytics(path, out, symbol) };
}

async function rowsOf(events: readonly string[]) {
  const report = await (await imported(events)).run();
  const { rows, book, codes } = await readImported(report.mboPath, report.tickSizeNanos);
  expect(codes).toEqual([]);
  expect(book.stream.quality.identity_violations).toBe(0);
  return { report, rows: rows.slice(1), book };
}

describe('order events', () => {
  it('print one trade for both sides of it, at the resting price, whichever side is told first', async () => {
    const makerLast = await rowsOf([
      '1,1000,0,10.5,70,created,ask',
      '2,2000,0,10.6,30,created,bid',
      '2,2001,0,10.6,0,deleted,bid',
      '1,2002,0,10.5,40,changed,ask',
    ]);
    expect(makerLast.rows).toEqual([
      'A A 70@10.5 #1',
      'A B 30@10.6 #2',
      'F B 30@10.6 #2',
      'C B 30@10.6 #2',
      'T B 30@10.5 #0',
      'F A 30@10.5 #1',
      'M A 40@10.5 #1',
    ]);
    const makerFirst = await rowsOf([
      '1,1000,0,10.5,30,created,ask',
      '2,2000,0,10.6,30,created,bid',
      '1,2001,0,10.5,0,deleted,ask',
      '2,2002,0,10.6,0,deleted,bid',
    ]);
    expect(makerFirst.rows.filter((row) => row.startsWith('T'))).toEqual(['T B 30@10.5 #0']);
    expect(makerFirst.report.trades).toBe(1);
  });

  it('let the rest of a taker be hit like any resting order', async () => {
    const { rows } = await rowsOf([
      '1,1000,0,10.5,30,created,ask',
      '2,2000,0,10.5,50,created,bid',
      '1,2001,0,10.5,0,deleted,ask',
      '2,2002,0,10.5,20,changed,bid',
      '3,3000,0,10.5,5,created,ask',
      '2,3001,0,10.5,15,changed,bid',
      '3,3002,0,10.5,0,deleted,ask',
    ]);
    expect(rows.filter((row) => row.startsWith('T'))).toEqual(['T B 30@10.5 #0', 'T A 5@10.5 #0']);
  });

  it('move a market order to the price it has reached', async () => {
    const { rows, book } = await rowsOf([
      '1,1000,0,10.5,10,created,ask',
      '2,1000,0,10.7,10,created,ask',
      '3,2000,0,10.5,30,created,bid',
      '1,2001,0,10.5,0,deleted,ask',
      '3,2001,0,10.7,20,changed,bid',
    ]);
    expect(rows.at(-1)).toBe('M B 20@10.7 #3');
    expect(book.levels(0)).toEqual([{ tick: 1070, qtyLots: 20, orders: 1 }]);
  });

  it('tell fills from what is taken away', async () => {
    const { rows } = await rowsOf(['1,1000,0,10.5,70,created,ask', '1,2000,0,10.5,40,deleted,ask']);
    expect(rows.slice(1)).toEqual(['T B 30@10.5 #0', 'F A 30@10.5 #1', 'C A 70@10.5 #1']);
    const whole = await rowsOf(['1,1000,0,10.5,70,created,ask', '1,2000,0,10.5,70,deleted,ask']);
    expect(whole.rows.slice(1)).toEqual(['C A 70@10.5 #1']);
  });

  it('leave out and count what is older than the file or below a lot', async () => {
    const { report, rows } = await rowsOf([
      '9,1000,0,10.5,70,changed,ask',
      '1,1000,0,10.5,20000000000,created,ask',
      '2,1000,0,10.5,999,created,ask',
      '2,1001,0,10.5,0,deleted,ask',
      '3,1002,0,10.4,12345,created,bid',
    ]);
    expect(report).toMatchObject({
      unitsPerLot: 1000n,
      unknownEvents: 1,
      ordersBelowLot: 1,
      unitsDropped: 999n + 345n,
    });
    expect(rows).toEqual(['A A 20000000@10.5 #1', 'A B 12@10.4 #3']);
  });

  it.each([
    ['1,1000,0,10.5,70,made,ask', 'Line 3 has the unknown action "made".'],
    ['1,1000,0,10.5,70,created,up', 'Line 3 has the unknown direction "up".'],
    ['1,1000,0,ten,70,created,ask', 'Line 3 has a number that cannot be.'],
    ['1,0,0,10.5,70,created,ask', 'Line 3 has the impossible time "0".'],
  ])('with the line %s leave nothing behind and name it', async (line, message) => {
    const { out, run } = await imported(['1,1000,0,10.5,70,created,ask', line]);
    expect(await faultOf(run())).toMatchObject({ code: 'import_row_invalid', message });
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('are refused without their header, or with a symbol that leads out of the folder', async () => {
    const folder = await testFolder();
    const path = await writeLines(folder, 'orders.csv', ['1,1000,0,10.5,70,created,ask']);
    expect((await faultOf(importObAnalytics(path, folder, 'X'))).code).toBe('import_row_invalid');
    for (const symbol of ['../X', '', 'a/b', '.hidden']) {
      const { out, run } = await imported(['1,1000,0,10.5,70,created,ask'], symbol);
      expect((await faultOf(run())).code).toBe('import_name_invalid');
      await expect(stat(out)).rejects.toThrow('ENOENT');
    }
  });
});

describe.skipIf(!hasSharedData('ob-analytics-bitstamp'))('(skipped without the shared data) Bitstamp', () => {
  const path = join(SHARED_DATA, 'ob-analytics-bitstamp/orders.csv.xz');

  it('becomes a day that ends with the book its README tells', { timeout: 60_000 }, async () => {
    const report = await importObAnalytics(path, await testFolder(), 'BTCUSD');
    // 208 deletions and 5 changes of older orders.
    expect(report).toMatchObject({
      events: 50_414,
      unknownEvents: 213,
      unitsPerLot: 1000n,
      tickSizeNanos: CENT,
    });
    const { codes, book } = await readImported(report.mboPath, CENT);
    expect(codes).toEqual([]);
    expect(book.levels(0)[0]?.tick).toBe(23_545);
    expect(book.levels(1)[0]?.tick).toBe(23_571);
    const { quality, totals } = book.stream;
    expect(quality).toMatchObject({
      identity_violations: 0,
      duplicate_adds: 0,
      unknown_cancels: 0,
      unknown_modifies: 0,
      unknown_fills: 0,
      off_lattice_prices: 0,
      clock_steps_back: 0,
      level_overflows: 0,
    });
    expect(totals.actions.A).toBe(24_894);
    const printedUnits = (totals.volumeBuy + totals.volumeSell) * 1000;
    expect(Math.abs(printedUnits / (await unitsTraded(path)) - 1)).toBeLessThan(0.01);
  });
});

interface Fill {
  readonly millis: number;
  readonly direction: string;
  readonly units: number;
}

/**
 * What was traded, 1e-8, found in another way: a fill of one side and the next one of the other side by the same amount
 * (but for rounding, within 5 s) are one trade; a fill left alone is a trade with an order older than the file.
 */
async function unitsTraded(path: string): Promise<number> {
  const waiting: Fill[] = [];
  let traded = 0;
  for (const fill of await fillsOf(path)) {
    const partner = waiting.findIndex(
      (other) =>
        other.direction !== fill.direction &&
        Math.abs(other.units - fill.units) <= 20 &&
        fill.millis - other.millis < 5000,
    );
    if (partner >= 0) waiting.splice(partner, 1);
    else {
      traded += fill.units;
      waiting.push(fill);
    }
  }
  return traded;
}

async function fillsOf(path: string): Promise<Fill[]> {
  const left = new Map<string, number>();
  const fills: Fill[] = [];
  for await (const { number, cells } of csvLines(path)) {
    if (number === 1) continue;
    const [id, millis, , , volume, action, direction] = cells as string[] & { length: 7 };
    const before = left.get(id as string);
    const units = Number(volume);
    if (before !== undefined && units < before) {
      fills.push({ millis: Number(millis), direction: direction as string, units: before - units });
    }
    if (action === 'created' || before !== undefined) left.set(id as string, units);
  }
  return fills;
}
