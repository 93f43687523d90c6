// LOBSTER pairs to DBN and back: small ones made by hand, and the real hour of AAPL.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeDefinition } from '../../core/dbn/definition.ts';
import { hasSharedData, readWhole, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { faultOf, readImported, testFolder, writeLines } from './imported-day.testkit.ts';
import { importLobster } from './lobster.ts';

const CENT = 10_000_000n;

/** Two levels a side: asks 10.10 × 100, 10.20 × 50; bids 10.00 × 200 and none. */
const OPENING = ['101000,100,100000,200,102000,50,-9999999999,0'];

async function imported(messages: readonly string[], opening = OPENING, date = '2012-06-21') {
  const folder = await testFolder();
  const message = await writeLines(folder, `XYZ_${date}_34200000_57600000_message_2.csv`, messages);
  const orderbook = await writeLines(folder, `XYZ_${date}_34200000_57600000_orderbook_2.csv`, opening);
  const out = join(folder, 'out');
  return { out, run: () => importLobster(message, orderbook, out) };
}

describe('a LOBSTER pair', () => {
  it('opens with the levels before its first message, and tells every type', async () => {
    const { run } = await imported([
      '34200.000000001,1,11,60,100000,1', // in the opening level of 200 already
      '34200.1,2,11,10,100000,1', // partial cancel of a known order
      '34200.2,3,7,90,101000,-1', // deletion of one older than the file
      '34200.3,4,8,10,101000,-1', // execution that empties what is left of that level
      '34200.4,5,0,5,100500,1', // hidden, between the ticks of its side
      '34200.5,6,-1,300,100400,-1', // cross
      '34200.6,7,0,0,-1,-1', // halt
      '34200.7,7,0,0,0,-1', // quoting again
      '34200.8,7,0,0,1,-1', // trading again
      '34200.9,3,9,40,99000,1', // nobody told of this one
      '34201,3,11,50,100000,1',
    ]);
    const report = await run();
    expect(report).toMatchObject({
      symbol: 'XYZ',
      tickSizeNanos: CENT,
      messages: 11,
      openingLevels: 3,
      anonymousEvents: 2,
      unknownEvents: 1,
      hiddenTrades: 1,
      crossTrades: 1,
      halts: 3,
      records: 17,
    });
    const day = await readImported(report.mboPath, CENT);
    expect(day.codes).toEqual([]);
    expect(day.rows).toEqual([
      'R N 0 #0',
      'A A 100@10.1 #anon0',
      'A B 140@10 #anon1',
      'A A 50@10.2 #anon2',
      'A B 60@10 #11',
      'C B 10@10 #11',
      'C A 90@10.1 #anon0',
      'T B 10@10.1 #0',
      'F A 10@10.1 #anon0',
      'C A 10@10.1 #anon0',
      'T N 5@10.05 #0',
      'T N 300@10.04 #0',
      'halt',
      'quoting',
      'trading',
      'C B 40@9.9 #9',
      'C B 50@10 #11',
    ]);
    expect(day.book.levels(0)).toEqual([{ tick: 1000, qtyLots: 140, orders: 1 }]);
    expect(day.book.levels(1)).toEqual([{ tick: 1020, qtyLots: 50, orders: 1 }]);
    expect(day.book.stream.quality).toMatchObject({
      identity_violations: 0,
      unknown_cancels: 1,
      snapshots: 1,
    });
  });

  it.each([
    ['2,5,20,100000,1', []],
    ['3,5,20,100000,1', []],
    ['4,5,20,100000,1', ['T A 20@10 #0']],
    ['5,0,20,100100,1', ['T N 20@10.01 #0']],
    ['7,0,0,-1,-1', ['halt']],
  ])('whose first message is %s has it in the opening levels already', async (first, rows) => {
    const { run } = await imported([`34200.5,${first}`]);
    const day = await readImported((await run()).mboPath, CENT);
    expect(day.rows).toEqual([
      'R N 0 #0',
      'A A 100@10.1 #anon0',
      'A B 200@10 #anon1',
      'A A 50@10.2 #anon2',
      ...rows,
    ]);
  });

  it('takes no more off an opening level than it has', async () => {
    const { run } = await imported([
      '34200,1,1,1,99900,1',
      '34200.1,4,5,150,100000,1',
      '34200.2,4,6,80,100000,1',
      '34200.3,3,6,5,100000,1',
    ]);
    const report = await run();
    expect(report).toMatchObject({ anonymousEvents: 1, unknownEvents: 2 });
    const { rows, book } = await readImported(report.mboPath, CENT);
    expect(rows.slice(8)).toEqual(['T A 80@10 #0', 'F B 50@10 #anon1', 'C B 50@10 #anon1', 'C B 5@10 #6']);
    expect(book.stream.quality).toMatchObject({ oversized_cancels: 0, unknown_cancels: 1 });
  });

  it.each([
    ['2012-06-21', '2012-06-21T13:30:00.000000001Z'],
    ['2012-01-12', '2012-01-12T14:30:00.000000001Z'],
    ['2012-03-12', '2012-03-12T13:30:00.000000001Z'],
    ['2012-11-05', '2012-11-05T14:30:00.000000001Z'],
  ])('of %s has its times in UTC', async (date, expected) => {
    const { run } = await imported(['34200.000000001,1,11,60,100000,1'], OPENING, date);
    const report = await run();
    const nanos = BigInt(Date.parse(expected.replace('.000000001', ''))) * 1_000_000n + 1n;
    expect((await readImported(report.mboPath, CENT)).firstTsNanos).toBe(nanos);
    expect(report.mboPath).toContain(`lobster-${date.replaceAll('-', '')}.mbo.XYZ.dbn`);
  });

  it('has the finer tick of a stock below a dollar in its definition', async () => {
    const { run } = await imported(['34200,1,11,60,5123,1'], ['5124,10,5123,60']);
    const report = await run();
    expect(report.tickSizeNanos).toBe(100_000n);
    const { bytes } = await readWhole(report.definitionPath, { threads: 1 });
    expect(decodeDefinition(bytes, 0, 3)).toMatchObject({
      minPriceIncrementNanos: 100_000n,
      rawSymbol: 'XYZ',
      instrumentClass: 'K',
    });
    const { book } = await readImported(report.mboPath, report.tickSizeNanos);
    expect(book.levels(0)).toEqual([{ tick: 5123, qtyLots: 60, orders: 1 }]);
  });

  it.each([
    ['34200,1,11,60,100000', 'Line 2 has the unknown direction "undefined".'],
    ['34200,8,11,60,100000,1', 'Line 2 has the unknown type "8".'],
    ['34200,1,11,-60,100000,1', 'Line 2 has the impossible size "-60".'],
    ['34200,1,11,4294967295,100000,1', 'Line 2 has the impossible size "4294967295".'],
    ['86400,1,11,60,100000,1', 'Line 2 is no LOBSTER message.'],
    ['time,type,id,size,price,direction', 'Line 2 is no LOBSTER message.'],
  ])('with the row %s leaves nothing behind and names file and line', async (row, message) => {
    const { out, run } = await imported(['34200,1,11,60,100000,1', row]);
    const fault = await faultOf(run());
    expect(fault).toMatchObject({ code: 'import_row_invalid', message });
    expect(fault.file).toMatch(/message_2\.csv$/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('is refused where the orderbook is none, the messages are missing or the name tells no date', async () => {
    const broken = await imported(['34200,1,11,60,100000,1'], ['1,2,3']);
    expect((await faultOf(broken.run())).message).toBe('Line 1 does not have four columns a level.');
    const empty = await imported([]);
    expect((await faultOf(empty.run())).message).toBe('Line 1 is missing: the file has no messages.');
    const folder = await testFolder();
    const path = await writeLines(folder, 'XYZ_2012-02-30_1_2_message_2.csv', ['34200,1,11,60,100000,1']);
    expect((await faultOf(importLobster(path, path, folder))).code).toBe('import_name_invalid');
    expect(await readdir(folder)).toEqual(['XYZ_2012-02-30_1_2_message_2.csv']);
  });
});

describe.skipIf(!hasSharedData('lobster'))('(skipped without the shared data) the hour of AAPL', () => {
  const folder = join(SHARED_DATA, 'lobster');
  const message = join(
    folder,
    'aapl-2012-06-21-L50-firsthour/AAPL_2012-06-21_34200000_37800000_message_50.csv',
  );
  const orderbook = join(
    folder,
    'aapl-2012-06-21-L10-first999/AAPL_2012-06-21_34200000_57600000_orderbook_10.csv',
  );

  it('becomes a day whose flows add up', { timeout: 60_000 }, async () => {
    const report = await importLobster(message, orderbook, await testFolder());
    expect(report).toMatchObject({
      symbol: 'AAPL',
      messages: 91_997,
      openingLevels: 20,
      hiddenTrades: 2201,
      halts: 0,
    });
    // 44,256 adds, 41,473 cancels and deletions, 4,067 executions of three rows, 2,201 hidden; the snapshot's 20 rows.
    expect(report.records).toBe(44_256 + 469 + 41_004 + 3 * 4067 + 2201 + 20);
    const { codes, book } = await readImported(report.mboPath, report.tickSizeNanos);
    expect(codes).toEqual([]);
    const { quality, totals } = book.stream;
    expect(quality).toMatchObject({
      identity_violations: 0,
      duplicate_adds: 0,
      off_lattice_prices: 0,
      oversized_cancels: 0,
      clock_steps_back: 0,
      snapshots: 1,
    });
    expect(quality.unknown_cancels).toBeLessThanOrEqual(report.unknownEvents);
    expect(totals.actions.T).toBe(4067 + 2201);
    expect(totals.validWindows).toBe(totals.windows - 1);
  });
});
