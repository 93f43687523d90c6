// What the audit says of every real file that is at hand: the verdict, its reasons in order, and that no word of it is the
// program's own.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CliRun, runIn } from '../run-cli.testkit.ts';

const SHARED = process.env['FIELDBOOK_SHARED_DATA'] ?? resolve('../shared/data');
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-audit-words-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<CliRun> {
  const { code, out, err } = await runIn(folder, args);
  return { code, out: out.replace(/\n {8}/g, ' '), err };
}

/** One store for the files of one folder: days of another stand beside nothing. */
const audit = (path: string, ...args: string[]) =>
  run('audit', path, '--data', join(folder, 'store', basename(dirname(path))), ...args);

interface Expected {
  readonly file: string;
  readonly verdict: string;
  /** Phrases of the reasons, gravest first. */
  readonly reasons: readonly string[];
  readonly says?: readonly string[];
}

const NO_START = 'no opening snapshot';
const CUT = ['214 × unknown cancel', '113 × unknown modify', '1 × unfinished record'];
const NORMAL = ['891 crossed before the first trade', '9 × hidden fill', 'opening snapshot'];
const TWO = ['only 2 records', NO_START];

const FILES: readonly Expected[] = [
  {
    file: 'nautilus-databento/esh4-glbx-mdp3-20231224.mbo.dbn.zst',
    verdict: 'TRUSTED · opening snapshot only, no trading · 8,725 records',
    reasons: ['opening snapshot', 'snapshot only'],
    says: ['the instrument did not trade, as on a Sunday or a holiday before its session'],
  },
  {
    file: 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst',
    verdict: 'TRUSTED · 891 crossed before the open, normal · 68,792 records',
    reasons: ['midnight equal', '891 crossed before the first trade', '7 × hidden fill', 'opening snapshot'],
    says: ['891 updates that left the book crossed before the first trade, 20 min 5 s in all'],
  },
  {
    file: 'dbn-tests/test_data.mbo.v3.dbn',
    verdict: 'USABLE · only 2 records · 2 records',
    reasons: [...TWO, '2 × unknown cancel'],
    says: [
      'The file holds 2 records of this instrument in 8 µs',
      'cancel ask 1 @ 3722.75, order 647784973705, sequence 1170352',
    ],
  },
  {
    file: 'databento-python-tests/GLBX.MDP3/test_data.mbo.dbn.zst',
    verdict: 'USABLE · snapshot cut short · 4 records',
    reasons: ['snapshot cut short', 'opening snapshot'],
  },
  {
    file: 'databento-python-tests/XNAS.ITCH/test_data.mbo.dbn.zst',
    verdict: 'USABLE · no opening snapshot · 4 records',
    reasons: [NO_START],
  },
  {
    file: 'databento-python-tests/IFEU.IMPACT/test_data.mbo.dbn.zst',
    verdict: 'USABLE · only 4 records · 4 records',
    reasons: ['only 4 records', NO_START, '3 × unfinished record'],
    says: ['3 records of a last message that is not whole', 'trade no side 2 @ 77.61'],
  },
  {
    file: 'databento-python-tests/NDEX.IMPACT/test_data.mbo.dbn.zst',
    verdict: 'USABLE · only 4 records · 4 records',
    reasons: ['only 4 records', NO_START, '4 × unfinished record'],
    says: ['4 records of this instrument, all of one moment'],
  },
  {
    file: 'databento-python-tests/LIVE/test_data.live.dbn.zst',
    verdict: 'USABLE · no opening snapshot · 5 records',
    reasons: [NO_START],
    says: ['Besides orders the file holds', '20 symbol mappings'],
  },
  {
    file: 'malformed-derived/07-record-truncated-tail.dbn',
    verdict: 'USABLE · file cut short · 1 record',
    reasons: ['file cut short', 'only 1 record', NO_START, '1 × unknown cancel'],
    says: ['The file ends too early, as after a download that was interrupted', '36 that make no record'],
  },
  {
    file: 'malformed-derived/11-unknown-rtype.dbn',
    verdict: 'USABLE · only 1 record · 1 record',
    reasons: ['only 1 record', NO_START, '1 × unknown cancel'],
    says: ['1 record of the unknown type 0x7e. What is unknown was passed over by its length.'],
  },
  {
    file: 'malformed-derived/12-unknown-action.dbn',
    verdict: 'USABLE · only 2 records · 2 records',
    reasons: [...TWO, '1 × unknown cancel', '1 × unknown action'],
    says: ['unknown action X ask 1 @ 3722.75'],
  },
  {
    file: 'malformed-derived/14-add-undef-price.dbn',
    verdict: 'USABLE · only 2 records · 2 records',
    reasons: [...TWO, '2 × unknown cancel'],
    says: ['cancel ask 1 @ no price'],
  },
  {
    file: 'malformed-derived/20-two-frames.dbn.zst',
    verdict: 'SUSPECT · 214 × unknown cancel · 1,000 records',
    reasons: [...CUT, ...NORMAL],
    says: ['of 1,000 records: so many that the book is no longer the exchange’s'],
  },
  {
    file: 'malformed-derived/24-bitflip-payload.dbn.zst',
    verdict: 'SUSPECT · checksum wrong · 1,000 records',
    reasons: ['checksum wrong', ...CUT, ...NORMAL],
  },
  {
    file: 'malformed-derived/25-trailing-garbage.dbn.zst',
    verdict: 'SUSPECT · 214 × unknown cancel · 1,000 records',
    reasons: [...CUT.slice(0, 2), 'bytes after the data', ...CUT.slice(2), ...NORMAL],
    says: ['16 after the data or unread'],
  },
  {
    file: 'malformed-derived/33-concatenated-dbn.dbn',
    verdict: 'USABLE · second file behind · 2 records',
    reasons: ['second file behind', ...TWO, '2 × unknown cancel'],
  },
];

/** Names of the code, and words that mean something only to those who wrote it. */
const JARGON = /[a-z]_[a-z]|rtype|\bevent end|F_LAST|undefined|NaN|(?<![-\d,])1 (records|orders)\b/;

describe.skipIf(!existsSync(SHARED))('audit in words (skipped without the shared data)', () => {
  it.each(FILES)('$file', async ({ file, verdict, reasons, says = [] }) => {
    const path = join(SHARED, file);
    const { out } = await audit(path);
    expect(out.split('\n')[1]).toBe(verdict);
    for (const words of says) expect(out).toContain(words);
    const withoutNames = out.replaceAll(/\S+\.dbn\S*/g, '');
    expect(withoutNames).not.toMatch(JARGON);
    const { days } = JSON.parse((await audit(path, '--json')).out) as {
      days: readonly { verdict: { reasons: readonly { phrase: string }[] } }[];
    };
    expect(days[0]?.verdict.reasons.map(({ phrase }) => phrase)).toEqual(reasons);
  });

  it('says what a file holds that holds no orders', async () => {
    const told = async (file: string): Promise<string> => (await audit(join(SHARED, file))).err;
    expect(await told('dbn-tests/test_data.mbp-10.v3.dbn.zst')).toContain('only 2 mbp-10 records.');
    expect(await told('dbn-tests/test_data.ohlcv-1d.dbn')).toMatch(
      /holds no record of it|only \d ohlcv-1d records/,
    );
    expect(await told('databento-python-tests/GLBX.MDP3/test_data.definition.dbn.zst')).toContain(
      'only 1 definition.',
    );
    expect(await told('malformed-derived/06-metadata-only.dbn')).toContain('holds no record of it');
  });

  it('leaves no file of a folder without a word', async () => {
    const { code, out, err } = await audit(join(SHARED, 'malformed-derived'));
    expect(code).toBe(1);
    const told = `${out}${err}`;
    for (const number of Array.from({ length: 33 }, (_, i) => String(i + 1).padStart(2, '0')))
      expect(told).toMatch(new RegExp(`(^|[/ ])${number}-`, 'm'));
    expect(err).toContain('01-empty.dbn: There is no data in the file.');
    // Every fault says what to do.
    for (const line of err.trim().split('\n')) expect(line).toMatch(/[.:] .+\..+\./);
    expect(err).toContain('Open it by itself to say what its records are.');
    const others = await audit(join(SHARED, 'dbn-tests'));
    expect(others.out).toMatch(/\d+ other DBN files here hold no orders/);
  });
});

const LOBSTER = join(SHARED, 'lobster/aapl-2012-06-21-L50-firsthour');
const BITSTAMP = join(SHARED, 'ob-analytics-bitstamp/orders.csv.xz');

describe.skipIf(!existsSync(LOBSTER) || !existsSync(BITSTAMP))(
  'audit of imports in words (skipped without the shared data)',
  () => {
    it('explains the hour of AAPL', async () => {
      const file = (span: string): string => join(LOBSTER, `AAPL_2012-06-21_34200000_${span}.csv`);
      const into = join(folder, 'lobster');
      await run('import', 'lobster', file('37800000_message_50'), file('57600000_orderbook_1'), '-o', into);
      const { out } = await audit(into);
      expect(out).toContain('USABLE · 83 × unknown cancel · 100,133 records');
      expect(out).toContain('(of 100,133 records: too few to move the book)');
      expect(out).not.toMatch(JARGON);
    });

    it('explains the hours of bitstamp', async () => {
      const into = join(folder, 'bitstamp');
      await run('import', 'ob-analytics', BITSTAMP, '-o', into);
      const { out } = await audit(into);
      expect(out).toContain('USABLE · 762 × crossed in trading · 51,870 records');
      expect(out).toContain('such moments come where an order is told before the trade that it meets');
      expect(out).not.toMatch(JARGON);
    });
  },
);
