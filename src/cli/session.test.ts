// Trading states and published figures, from records in a file and in files beside it, through the store to the page's
// request and the command line.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, SHARED_DATA } from '../engine/source/shared-data.fixture.ts';
import { type LiveRow, liveFile } from './live-file.testkit.ts';
import { runIn } from './run-cli.testkit.ts';

let folder: string;
let data: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbook-session-'));
  data = ['--data', join(folder, 'store')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const { code, out, err } = await runIn(folder, args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

const order = (id: number, price: bigint): LiveRow => ({ kind: 'order', day: 0, id, price });
const status = (id: number, action: number): LiveRow => ({ kind: 'status', day: 0, id, action });
const STATES: readonly LiveRow[] = [status(7, 1), status(7, 7), status(8, 8), status(7, 9)];
const FIGURES: readonly LiveRow[] = [
  { kind: 'statistic', day: 0, id: 7, type: 5, price: 4_800_000_000_000n },
  { kind: 'statistic', day: 0, id: 7, type: 3, price: 4_799_500_000_000n, flags: 3 },
  { kind: 'statistic', day: 0, id: 7, type: 9, quantity: 3_000_000_000n },
];
const EXPECTED_SPANS = [
  { state: 'pre-open', from_nanos: '1703505600000000000', to_nanos: '1703505601000000000' },
  { state: 'pause', from_nanos: '1703505603000000000', to_nanos: null },
];

it('reads them from the stream of a live capture', async () => {
  const file = join(folder, 'live.dbn');
  writeFileSync(file, liveFile([...STATES, ...FIGURES, order(7, 4_800_000_000_000n)]));
  const { days, table } = JSON.parse(await run('session', file, '--json', ...data));
  expect(table).toBe('silver/session_events');
  expect(days).toMatchObject([{ instrument_id: 7, utc_date: '2023-12-25', spans: EXPECTED_SPANS }]);
  expect(days[0].events).toHaveLength(6);
  expect(days[0].figures).toMatchObject([
    { figure: 'high', price_nanos: '4800000000000', ref_date: '2023-12-25' },
    { figure: 'settlement', price_nanos: '4799500000000', is_final: true },
    { figure: 'open interest', price_nanos: null, quantity: '3000000000' },
  ]);
  const text = await run('session', file, ...data);
  expect(text).toContain('pre-open');
  expect(text).toMatch(/settlement +4799\.5 /);
});

it('reads them from files beside the orders, known by their schema and not by their name', async () => {
  const beside = join(folder, 'beside');
  mkdirSync(beside);
  writeFileSync(join(beside, 'orders.dbn'), liveFile([order(7, 4_800_000_000_000n)], 'mbo'));
  writeFileSync(join(beside, 'x.bin'), liveFile(STATES, 'status'));
  writeFileSync(join(beside, 'y'), liveFile(FIGURES, 'statistics'));
  const { days } = JSON.parse(await run('session', join(beside, 'orders.dbn'), '--json', ...data));
  expect(days[0].spans).toEqual(EXPECTED_SPANS);
  expect(days[0].figures).toHaveLength(3);
  const again = JSON.parse(await run('session', join(beside, 'orders.dbn'), '--json', ...data));
  expect(again.days[0].spans).toEqual(EXPECTED_SPANS);
});

it('says that there are none', async () => {
  const file = join(folder, 'bare.dbn');
  writeFileSync(file, liveFile([order(9, 4_800_000_000_000n)], 'mbo'));
  const { days } = JSON.parse(await run('session', file, '--json', ...data));
  expect(days).toMatchObject([{ spans: [], figures: [], events: [] }]);
  expect(await run('session', file, ...data)).toContain('There are no status or statistics records');
});

describe.skipIf(!hasSharedData('databento-python-tests'))('(skipped without the shared data) real', () => {
  it('keeps the statistics of a live capture', async () => {
    const file = join(SHARED_DATA, 'databento-python-tests/LIVE/test_data.live.dbn.zst');
    const { days } = JSON.parse(await run('session', file, '--json', ...data));
    const { events } = days[0];
    expect(events.every(({ kind }: { kind: number }) => kind === 1)).toBe(true);
    expect(days[0].symbol).toBe('ESZ4');
  });
});
