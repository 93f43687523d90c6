// fieldbook markers on the demo day, whose features are planted at known seconds and prices.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIn } from '../run-cli.testkit.ts';

let folder: string;
let day: string;

const run = (...args: string[]) => runIn(folder, args);

const markers = (...args: string[]) => run('markers', day, '--data', join(folder, 'store'), ...args);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbook-markers-'));
  const { out } = await run('synth', '--demo', '--json', '-o', folder);
  day = JSON.parse(out).paths[0];
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells the planted sweep with its second, prices and side', async () => {
  const { code, out } = await markers('--events', '--from', '00:05:50', '--to', '00:05:54', '--json');
  expect(code).toBe(0);
  const { table, symbol, rows } = JSON.parse(out);
  expect({ table, symbol }).toEqual({ table: 'stream/marker_events', symbol: 'FBKZ6' });
  expect(rows.filter((row: { kind: string }) => row.kind === 'sweep')).toMatchObject([
    { side: 'A', tick_lo: 20_019, tick_hi: 20_022, window_end_ts_ns: '1794787553000000000' },
  ]);
  const text = await markers('--events', '--from', '00:05:50', '--to', '00:05:54');
  expect(text.out).toMatch(/00:05:53 +sweep +5004\.75–5005\.50 +ask/);
}, 60_000);

it('lists the planted wall second by second, nearest first, with its age', async () => {
  const { out } = await markers('--from', '00:08:00', '--to', '00:08:02', '--json');
  const { table, rows } = JSON.parse(out);
  expect(table).toBe('stream/markers_1s');
  const wall = rows.filter((row: { price_tick: number }) => row.price_tick === 20_018);
  expect(wall).toMatchObject([{ kind: 'wall', side: 'B' }, { kind: 'wall' }]);
  expect(wall[0].life_id).toBeGreaterThan(0);
  expect(wall[1].age).toBe(wall[0].age + 1);
  const text = await markers('--from', '00:08:00', '--to', '00:08:01');
  expect(text.out).toMatch(/00:08:01 +wall +\d+ +5004\.50/);
}, 60_000);

it('refuses a span that ends before it begins, and a time that is none', async () => {
  expect(await markers('--from', '00:02:00', '--to', '00:01:00')).toMatchObject({ code: 2 });
  expect(await markers('--from', 'noon')).toMatchObject({ code: 2 });
});

it('takes other settings of the markers, and the presets set theirs', async () => {
  const settings = join(folder, 'markers.json');
  writeFileSync(settings, JSON.stringify({ topN: 1, wallProminence: 0 }));
  const walls = async (...args: string[]): Promise<unknown[]> => {
    const { code, out } = await markers('--from', '00:08:00', '--to', '00:08:01', '--json', ...args);
    expect(code).toBe(0);
    return JSON.parse(out).rows.filter(({ kind }: { kind: string }) => kind === 'wall');
  };
  // One below mid and one above at most, where three of each may be listed.
  expect((await walls('--marker-params', settings)).length).toBe(2);
  // Without a least prominence all six places are filled.
  expect((await walls('--params', 'plain')).length).toBe(6);
  expect((await walls()).length).toBeLessThan(6);
  writeFileSync(settings, JSON.stringify({ topN: 0, nothing: 1 }));
  const bad = await markers('--marker-params', settings);
  expect(bad).toMatchObject({ code: 2 });
  expect(bad.err).toMatch(/topN .*nothing/s);
}, 60_000);
