// The LOBSTER day against its own orderbook files, with the figures of the shared data's README; and small truths made
// by hand, sound and tampered with.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder, writeLines } from '../import/imported-day.testkit.ts';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { type LobsterVerifyOptions, verifyLobster } from './lobster.ts';

const NONE = '-9999999999,0';

/** Two levels a side; the third ask, 10.30 × 30, is out of sight at first. */
const MESSAGES = [
  '34200,1,11,60,100000,1',
  '34201,1,12,10,101000,-1',
  '34202,3,5,100,101000,-1', // opening order
  '34203,3,12,10,101000,-1', // now 10.30 comes into sight
  '34204,2,6,5,103000,-1', // an order of it that nobody told of
  '34205,5,0,5,101500,1',
  '34206,4,11,60,100000,1',
];
const ROWS = [
  `101000,100,100000,200,102000,50,${NONE}`,
  `101000,110,100000,200,102000,50,${NONE}`,
  `101000,10,100000,200,102000,50,${NONE}`,
  `102000,50,100000,200,103000,30,${NONE}`,
  `102000,50,100000,200,103000,25,${NONE}`,
  `102000,50,100000,200,103000,25,${NONE}`,
  `102000,50,100000,140,103000,25,${NONE}`,
];

async function verified(messages: readonly string[], rows: readonly string[]) {
  const folder = await testFolder();
  const messagePath = await writeLines(folder, 'XYZ_2012-06-21_1_2_message_2.csv', messages);
  const orderbookPath = await writeLines(folder, 'XYZ_2012-06-21_1_2_orderbook_2.csv', rows);
  return verifyLobster({ messagePath, orderbookPath });
}

function withRow(row: number, text: string): string[] {
  return ROWS.map((line, i) => (i === row - 1 ? text : line));
}

describe('a LOBSTER pair', () => {
  it('is compared row by row, and what came into sight is explained', async () => {
    const report = await verified(MESSAGES, ROWS);
    expect(report).toMatchObject({
      compares: 'every row',
      levels: 2,
      messages: 7,
      compared: 6,
      equal: 2,
      explained: 4,
      unexplained: 0,
      ended: null,
    });
    expect(report.explanations).toMatchObject([
      { count: 4, first: { row: 4, what: 'ask 10.3: truth 30, book 0' } },
    ]);
  });

  it.each([
    ['a size in sight', withRow(3, `101000,11,100000,200,102000,50,${NONE}`), 'ask 10.1: truth 11, book 10'],
    ['a price in sight', withRow(2, `101000,110,99900,200,102000,50,${NONE}`), 'bid 9.99: truth 200, book 0'],
    [
      'a level that was found before',
      withRow(6, `102000,50,100000,200,103000,24,${NONE}`),
      'ask 10.3: truth 24, book 0',
    ],
    [
      'a side that is shown whole',
      withRow(5, '102000,50,100000,200,103000,25,99000,5'),
      'bid 9.9: truth 5, book 0',
    ],
  ])('does not explain a change of %s', async (_, rows, what) => {
    const report = await verified(MESSAGES, rows);
    expect(report.unexplained).toBeGreaterThan(0);
    expect(report.unexplainedExamples[0]?.what).toBe(what);
  });

  it('does not explain a row that ends a pair of other lengths with a wrong state', async () => {
    const report = await verified(MESSAGES, [
      ...withRow(3, `101000,10,100000,201,102000,50,${NONE}`),
      ROWS[6] as string,
    ]);
    expect(report).toMatchObject({ compares: 'distinct best states', compared: 3, equal: 2, unexplained: 1 });
  });
});

const folder = join(SHARED_DATA, 'lobster');
const FIRST_999 = join(folder, 'aapl-2012-06-21-L10-first999/AAPL_2012-06-21_34200000_57600000');
const HOUR = join(folder, 'aapl-2012-06-21-L50-firsthour/AAPL_2012-06-21_34200000');
const AAPL = {
  messages10: `${FIRST_999}_message_10.csv`,
  rows10: `${FIRST_999}_orderbook_10.csv`,
  messages50: `${HOUR}_37800000_message_50.csv`,
  rows1: `${HOUR}_57600000_orderbook_1.csv`,
};
const TEN_LEVELS: LobsterVerifyOptions = {
  messagePath: AAPL.messages50,
  orderbookPath: AAPL.rows10,
  rowsOfPath: AAPL.messages10,
};
const BEST_STATES: LobsterVerifyOptions = {
  messagePath: AAPL.messages50,
  orderbookPath: AAPL.rows1,
  openingPath: AAPL.rows10,
};

/** A copy of a truth with one cell of one row changed. */
async function tampered(path: string, row: number, cell: number): Promise<string> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const cells = (lines[row - 1] as string).split(',');
  cells[cell] = String(Number(cells[cell]) + 100);
  lines[row - 1] = cells.join(',');
  const copy = join(await testFolder(), 'AAPL_2012-06-21_34200000_57600000_orderbook.csv');
  await writeFile(copy, lines.join('\n'));
  return copy;
}

describe.skipIf(!hasSharedData('lobster'))('(skipped without the shared data) AAPL, 2012-06-21', () => {
  it('has 10 levels equal at 998 of 998 messages', { timeout: 60_000 }, async () => {
    expect(await verifyLobster(TEN_LEVELS)).toMatchObject({
      compares: 'every row',
      levels: 10,
      messages: 91_997,
      truthRows: 999,
      compared: 998,
      equal: 998,
      explained: 0,
      unexplained: 0,
      ended: null,
      identityViolations: 0,
    });
  });

  it('has 15,999 best states equal, then parts where an order was deleted unseen', {
    timeout: 60_000,
  }, async () => {
    const report = await verifyLobster(BEST_STATES);
    expect(report).toMatchObject({
      compares: 'distinct best states',
      compared: 16_000,
      equal: 15_999,
      explained: 1,
      unexplained: 0,
      identityViolations: 0,
    });
    // Order 45367855, bid 100 at 584.21, sank below the 50 levels that are told of and was deleted there.
    expect(report.explanations[0]?.first).toEqual({
      row: 17_483,
      what: 'truth bid 203 at 584.2, ask 100 at 584.39; book bid 100 at 584.21, ask 100 at 584.39',
    });
  });

  it('explains every row of the 10-level pair by itself', async () => {
    const report = await verifyLobster({ messagePath: AAPL.messages10, orderbookPath: AAPL.rows10 });
    expect(report).toMatchObject({ compared: 998, equal: 112, explained: 886, unexplained: 0 });
  });

  it('does not explain a truth that was tampered with', { timeout: 120_000 }, async () => {
    for (const [row, cell] of [
      [2, 1],
      [500, 18],
      [999, 3],
    ] as const) {
      const orderbookPath = await tampered(AAPL.rows10, row, cell);
      const tenLevels = await verifyLobster({ ...TEN_LEVELS, orderbookPath });
      expect(tenLevels.unexplained, `row ${row}, cell ${cell}`).toBeGreaterThan(0);
    }
    const orderbookPath = await tampered(AAPL.rows1, 9000, 1);
    const states = await verifyLobster({ ...BEST_STATES, orderbookPath });
    expect(states).toMatchObject({
      unexplained: 1,
      explained: 0,
      ended: 'the two part at row 9000 of the truth',
    });
  });
});
