// The exit codes and figures of `fieldbook verify`, and the round trip of `fieldbook import`.

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runIn } from '../run-cli.testkit.ts';

const SHARED =
  process.env['FIELDBOOK_SHARED_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');
const ARL = join(SHARED, 'blockhouse-arl-mbo-mbp10');

const run = (...args: string[]) => runIn(process.cwd(), args);

async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const MESSAGES = '34200,1,11,60,100000,1\n34201,1,12,10,101000,-1\n34202,3,12,10,101000,-1\n';
const ROWS = '102000,50,100000,60\n101000,10,100000,60\n102000,50,100000,60\n';

async function lobsterPair(rows: string): Promise<[string, string]> {
  const folder = await testFolder();
  const message = join(folder, 'XYZ_2012-06-21_1_2_message_1.csv');
  const orderbook = join(folder, 'XYZ_2012-06-21_1_2_orderbook_1.csv');
  await writeFile(message, MESSAGES);
  await writeFile(orderbook, rows);
  return [message, orderbook];
}

describe('verify lobster', () => {
  it('prints the figures and ends with 0', async () => {
    const { code, out } = await run('verify', 'lobster', ...(await lobsterPair(ROWS)));
    expect(out).toContain('compared 2 rows, 1 levels a side\nequal 2\nexplained 0\nunexplained 0\n');
    expect(code).toBe(0);
  });

  it('ends with 1 where one row is wrong, and with JSON says the same', async () => {
    const pair = await lobsterPair(ROWS.replace('101000,10', '101000,11'));
    const { code, out } = await run('verify', 'lobster', ...pair);
    expect(out).toContain('Unexplained at row 2: ask 10.1: truth 11, book 10');
    expect(code).toBe(1);
    const json = await run('verify', 'lobster', ...pair, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ compared: 2, truth_rows: 3 });
  });

  it('ends with 1 where there is nothing to compare, or a file is none', async () => {
    const [message] = await lobsterPair(ROWS);
    const { code, err } = await run('verify', 'lobster', message, message);
    expect(code).toBe(1);
    expect(err).toContain('does not have four columns a level');
  });
});

describe('import', () => {
  it('tells all counts, and leaves a day that opens', async () => {
    const folder = await testFolder();
    const { code, out } = await run('import', 'lobster', ...(await lobsterPair(ROWS)), '-o', folder);
    expect(code).toBe(0);
    expect(out).toMatch(/Messages +3\n/);
    const files = await readdir(folder);
    expect(files.sort()).toEqual([
      'lobster-20120621.definition.XYZ.dbn.zst',
      'lobster-20120621.mbo.XYZ.dbn.zst',
    ]);
    const data = await testFolder();
    const ingested = await run('ingest', join(folder, files[1] as string), '--data', data, '--json');
    expect(ingested.code).toBe(0);
    expect(ingested.out).toContain('"XYZ"');
  });

  it('fails with one sentence that names file and line', async () => {
    const folder = await testFolder();
    const orders = join(folder, 'orders.csv');
    await writeFile(
      orders,
      'id,timestamp,exchange.timestamp,price,volume,action,direction\n1,2,3,x,5,created,bid\n',
    );
    const { code, out, err } = await run('import', 'ob-analytics', orders, '-o', join(folder, 'out'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${orders}: Line 2 has a number that cannot be.`);
  });
});

describe.skipIf(!existsSync(ARL))('(skipped without the shared data) verify mbp', () => {
  it('prints the two numbers of ARL, and ends with 1 on a tampered truth', async () => {
    const mbo = join(ARL, 'mbo.csv');
    const truth = join(ARL, 'mbp10_reference.csv');
    const { code, out } = await run('verify', 'mbp', mbo, truth);
    expect(code).toBe(0);
    expect(out).toContain('equal 3917\nexplained 11\nunexplained 0\n');
    const lines = (await readFile(truth, 'utf8')).split('\n');
    lines[1000] = (lines[1000] as string).replace(/,100,/g, ',101,');
    const copy = join(await testFolder(), 'truth.csv');
    await writeFile(copy, lines.join('\n'));
    expect((await run('verify', 'mbp', mbo, copy)).code).toBe(1);
  });
});
