// The commands as typed, run in this process: on the hand-made eight seconds (whose truths lie beside them), on an
// invented day, and on a real day where the shared data is there.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runIn } from './run-cli.testkit.ts';

const FIXTURE = resolve('data/fixtures/scenario-8s');
const DAY = join(FIXTURE, 'scenario-8s.mbo.dbn');
const SHARED = process.env['FIELDBOOK_SHARED_DATA'] ?? resolve('../shared/data');
const ES = join(SHARED, 'nautilus-databento', 'esh4-glbx-mdp3-20231225.mbo.dbn.zst');
const MALFORMED = join(SHARED, 'malformed-derived');

const folder = mkdtempSync(join(tmpdir(), 'fieldbook-cli-'));
const data = ['--data', join(folder, 'store')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runIn(folder, args);

// biome-ignore lint/suspicious/noExplicitAny: JSON of every command
async function json(...args: string[]): Promise<any> {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** A row in the order of the truth's columns. */
function silverTuple(row: Record<string, number>): string {
  const { side, rel_ticks, price_tick, depth_qty_start, add_qty, pull_qty_total, fill_qty } = row;
  const { depth_qty_end, depth_qty_rest, pull_qty_rest, order_count_end } = row;
  const flow = [
    depth_qty_start,
    add_qty,
    pull_qty_total,
    fill_qty,
    depth_qty_end,
    depth_qty_rest,
    pull_qty_rest,
  ];
  return String([side === 0 ? 'B' : 'A', rel_ticks, price_tick, ...flow, order_count_end]);
}

interface ExpectedWindow {
  readonly snapshot: { readonly bid: number[]; readonly ask: number[]; readonly spot_tick: number | null };
  readonly silver: (number | string)[][];
  readonly gold_x: number[];
  readonly gold: Record<'B' | 'A' | 'L', Record<string, number[]>>;
}
const expected = JSON.parse(readFileSync(join(FIXTURE, 'expected.json'), 'utf8')) as {
  windows: ExpectedWindow[];
};

describe('info', () => {
  it('counts what is in a file', async () => {
    const info = await json('info', DAY);
    expect(info).toMatchObject({
      records: 79,
      records_by_type: { mbo: 79 },
      instruments: [{ instrument_id: 1, publisher_id: 1, symbol: 'SYNZ5', records: 79 }],
      metadata: { version: 3, dataset: 'GLBX.MDP3', schema: 'mbo', symbols: ['SYNZ5'] },
      first_ts_ns: '1757946600000000000',
      faults: [],
    });
    const counted: Record<string, number> = { A: 0, C: 0, M: 0, R: 0, T: 0, F: 0, N: 0 };
    const volume: Record<string, number> = { B: 0, A: 0, N: 0 };
    const [header, ...lines] = readFileSync(join(FIXTURE, 'events.csv'), 'utf8').trim().split('\n');
    const column = (name: string): number => (header as string).split(',').indexOf(name);
    for (const line of lines) {
      const cells = line.split(',');
      const action = cells[column('action')] as string;
      const side = cells[column('side')] as string;
      counted[action] = (counted[action] ?? 0) + 1;
      if (action === 'T') volume[side] = (volume[side] ?? 0) + Number(cells[column('size')]);
    }
    expect(info.records_by_action).toEqual(counted);
    expect(info.traded_volume).toEqual(volume);
    expect(info.bytes.file_bytes).toBe(info.bytes.metadata_bytes + info.bytes.record_bytes);
    expect((await run('info', DAY)).out).toContain('SYNZ5');
  });

  it('tells where a cut file ends and what it had', async () => {
    const cut = join(folder, 'cut.dbn');
    copyFileSync(DAY, cut);
    truncateSync(cut, 360 + 56 * 10 + 20);
    const { code, out, err } = await run('info', cut, '--json');
    expect(code).toBe(1);
    const info = JSON.parse(out);
    expect(info.records).toBe(10);
    expect(info.faults).toMatchObject([
      { code: 'record_truncated', file: cut, byte_offset: expect.any(String) },
    ]);
    expect(err).toContain(`${cut}, byte ${info.faults[0].byte_offset}:`);
  });
});

describe('ingest', () => {
  it('tells windows and quality, the second time from the store', async () => {
    const first = await json('ingest', DAY, ...data);
    const row = {
      symbol: 'SYNZ5',
      windows: 8,
      valid_windows: 7,
      identity_violations: 0,
      utc_date: '2025-09-15',
    };
    expect(first.instruments).toMatchObject([{ ...row, from_store: false, tick_size: '250000000' }]);
    expect(first.instruments[0].records_per_s).toBeGreaterThan(0);
    const second = await json('ingest', DAY, ...data);
    expect(second.instruments).toMatchObject([{ ...row, from_store: true, records_per_s: null }]);
    const third = await json('ingest', DAY, '--again', ...data);
    expect(third.instruments).toMatchObject([{ ...row, from_store: false }]);
  });

  it('goes on after a file that is not there', async () => {
    const { code, out, err } = await run('ingest', 'nothing.dbn', DAY, '--json', ...data);
    expect(code).toBe(1);
    expect(err).toContain('nothing.dbn');
    expect(err).not.toContain('    at ');
    const { instruments, faults } = JSON.parse(out);
    expect(instruments).toHaveLength(1);
    expect(faults).toMatchObject([{ code: 'file_unreadable' }]);
  });
});

describe('windows', () => {
  it('gives the rows of book_snapshot_1s', async () => {
    const { rows, table } = await json('windows', DAY, ...data);
    expect(table).toBe('silver/book_snapshot_1s');
    expect(rows).toHaveLength(8);
    expected.windows.forEach(({ snapshot }, i) => {
      expect(rows[i]).toMatchObject({
        window_end_ts_ns: String(1_757_946_601_000_000_000n + BigInt(i) * 1_000_000_000n),
        best_bid_tick: snapshot.bid[0],
        best_bid_qty: snapshot.bid[1],
        best_bid_orders: snapshot.bid[2],
        best_ask_tick: snapshot.ask[0],
        best_ask_qty: snapshot.ask[1],
        spot_tick: snapshot.spot_tick,
        window_valid: i === 0 ? 0 : 1,
      });
    });
  });

  it('takes a part by time, in every form', async () => {
    for (const [from, to] of [
      ['14:30:02', '14:30:05'],
      ['2025-09-15T14:30:02Z', '2025-09-15T14:30:05Z'],
      ['1757946602000000000', '1757946605000000000'],
      ['14:30:01.000000001', '14:30:04.5'],
    ] as const) {
      const { rows } = await json('windows', DAY, '--from', from, '--to', to, ...data);
      expect(rows.map((row: { window_end_ts_ns: string }) => row.window_end_ts_ns.slice(8, 10))).toEqual([
        '03',
        '04',
        '05',
      ]);
    }
  });
});

describe('cells', () => {
  it('gives silver as the truth has it', async () => {
    for (const [i, { silver, snapshot }] of expected.windows.entries()) {
      if (i === 0) continue;
      const { rows, window_valid, spot_tick } = await json(
        'cells',
        DAY,
        '--at',
        `14:30:0${i}`,
        '--table',
        'silver',
        ...data,
      );
      expect(window_valid).toBe(true);
      expect(spot_tick).toBe(snapshot.spot_tick);
      expect(rows.map(silverTuple).sort()).toEqual(silver.map(String).sort());
    }
  });

  it('gives gold as the truth has it, within a range round spot', async () => {
    const window = expected.windows[3] as ExpectedWindow;
    const { rows } = await json(
      'cells',
      DAY,
      '--at',
      '14:30:03.9',
      '--table',
      'gold',
      '--lattice',
      'L',
      '--range',
      '5',
      ...data,
    );
    expect(rows.map((row: { rel_ticks: number }) => row.rel_ticks)).toEqual([
      -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5,
    ]);
    for (const row of rows) {
      const at = window.gold_x.indexOf(row.rel_ticks);
      for (const name of [
        'liquidity_velocity',
        'u_wave_energy',
        'viscosity_nu',
        'pressure_grad',
        'wall_strength',
      ]) {
        expect(row[name]).toBeCloseTo(window.gold.L[name]?.[at] as number, 5);
      }
    }
  });

  it('says where there is nothing, and that an invalid window has no cells', async () => {
    const late = await run('cells', DAY, '--at', '15:00', '--table', 'silver', ...data);
    expect(late).toMatchObject({ code: 1, out: '' });
    expect(late.err).toContain('its data runs from 2025-09-15T14:30:00.000000000Z');
    const invalid = await run('cells', DAY, '--at', '14:30:00', '--table', 'silver', '--json', ...data);
    expect(invalid.code).toBe(0);
    expect(JSON.parse(invalid.out)).toMatchObject({ window_valid: false, rows: [] });
    expect(invalid.err).toContain('not valid');
  });
});

describe('usage', () => {
  it.each([
    [[], 2],
    [['--help'], 0],
    [['--version'], 0],
    [['nope'], 2],
    [['cells', DAY, '--at', '14:30:01'], 2],
    [['cells', DAY, '--at', 'noon', '--table', 'gold', ...data], 2],
    [['windows', DAY, '--from', '14:30:05', '--to', '14:30:01', ...data], 2],
    [['synth', '--days', 'many', '-o', 'x'], 2],
    [['windows', DAY, '-i', 'ESZ9', ...data], 1],
    [['info', 'nothing.dbn'], 1],
  ])('%j ends with %i and without a stack', async (args, code) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.err).not.toMatch(/\n\s+at /);
  });
});

describe('book and order', () => {
  it('tell the book at a nanosecond with its queues, and the life of an order in it', async () => {
    const book = await json('book', DAY, '--at', '14:30:05.000000001', '--levels', '2', '--queue', ...data);
    expect(book.bids).toHaveLength(2);
    expect(BigInt(book.event.ts_nanos)).toBeLessThanOrEqual(BigInt(book.ts_nanos));
    const [first] = book.bids[0].queue;
    expect(book.bids[0].queue.reduce((sum: number, order: { lots: number }) => sum + order.lots, 0)).toBe(
      book.bids[0].lots,
    );
    const { days } = await json('order', DAY, '--id', first.order_id, ...data);
    expect(days[0].events[0]).toMatchObject({ kind: 'add', sequence: first.sequence });
    const cell = await json('order', DAY, '--at', '14:30:04.5', '--price', '6601', '--side', 'bid', ...data);
    expect(cell.start + cell.added - cell.pulled - cell.executed).toBe(cell.end);
    expect((await run('order', DAY, '--id', first.order_id, ...data)).out).toContain(
      `order ${first.order_id}`,
    );
  });

  it('say what is wrongly asked', async () => {
    expect(await run('order', DAY, ...data)).toMatchObject({ code: 2 });
    expect(await run('order', DAY, '--id', 'x', ...data)).toMatchObject({ code: 2 });
    const off = await run('order', DAY, '--at', '14:30:04', '--price', '6601.1', '--side', 'bid', ...data);
    expect(off).toMatchObject({ code: 2, err: expect.stringContaining('ticks') });
    expect(await run('order', DAY, '--id', '99', ...data)).toMatchObject({ code: 1 });
  });
});

describe('synth', () => {
  it('writes days that info, ingest and windows agree on', async () => {
    const out = join(folder, 'synth');
    const { days } = await json('synth', '--days', '2', '--minutes', '2', '--seed', '9', '-o', out);
    expect(days).toHaveLength(2);
    for (const day of days) {
      const path = day.paths[0] as string;
      const info = await json('info', path);
      expect(info.records).toBe(day.records);
      expect(info.records_by_action).toEqual(day.records_by_action);
      expect(info.traded_volume).toEqual(day.traded_volume);
      const { instruments } = await json('ingest', path, ...data);
      expect(instruments).toMatchObject([
        {
          symbol: 'SYNZ6',
          records: day.records,
          windows: 120,
          valid_windows: 119,
          identity_violations: 0,
          crossed_samples: 0,
        },
      ]);
      expect(instruments[0].tick_size_from).toBe('definition');
    }
  });
});

describe.skipIf(!existsSync(ES))('a real day (skipped without shared data)', () => {
  it('is counted record by record and rebuilt without a violation', async () => {
    const info = await json('info', ES);
    expect(info.records).toBe(68_792);
    expect(info.records_by_action).toEqual({ A: 29_216, C: 17_999, M: 12_233, R: 0, T: 2973, F: 6371, N: 0 });
    expect(info.traded_volume).toEqual({ B: 5322, A: 4526, N: 44 });
    const { metadata_bytes, record_bytes, tail_bytes, stream_bytes } = info.bytes;
    expect(metadata_bytes + record_bytes + tail_bytes).toBe(stream_bytes);
    expect(record_bytes).toBe(68_792 * 56);
    const { instruments } = await json('ingest', ES, ...data);
    expect(instruments).toMatchObject([
      { symbol: 'ESH4', crossed_samples: 891, identity_violations: 0, windows: 86_400 },
    ]);
  });
});

describe.skipIf(!existsSync(MALFORMED))('broken files (skipped without shared data)', () => {
  it.each([
    '04-version-4.dbn',
    '17-symbol-count-4G.dbn',
    '22-frame2-cut-half.dbn.zst',
    '24-bitflip-payload.dbn.zst',
  ])('%s is told as a sentence with file and byte', async (name) => {
    const path = join(MALFORMED, name);
    const { code, err } = await run('info', path);
    expect(code).toBe(1);
    expect(err).toMatch(/, byte \d+: [A-Z].*\./);
    expect(err).toContain(path);
  });
});
