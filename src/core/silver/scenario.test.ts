// Eight hand-made seconds with hand-computed silver: equal in every integer. The copy in the repository always runs; the
// shared one too where it is there, so that the copy cannot drift.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MBO_WORDS } from '../dbn/layout.ts';
import {
  ACTIONS,
  FLAG_BOOK_VALID,
  FLAG_CROSSED,
  FLAG_WINDOW_VALID,
  NULL_I32,
  type SilverChunk,
} from './chunk.ts';
import { SilverReader } from './flow-reader.ts';
import { InstrumentStream } from './instrument-stream.ts';
import { wordsFromDbn } from './mbo-rows.test-support.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SHARED = process.env.FIELDBOOK_SHARED_DATA ?? join(ROOT, '../shared/data');
const FOLDERS = [
  { name: 'repository copy', folder: join(ROOT, 'data/fixtures/scenario-8s') },
  { name: 'shared data', folder: join(SHARED, 'scenario-8s') },
];

interface ExpectedWindow {
  snapshot: {
    window: number;
    bid: [number, number, number];
    ask: [number, number, number];
    mid2: number;
    last_trade: number;
    vol_buy: number;
    vol_sell: number;
    vol_none: number;
    spot_tick: number | null;
    book_valid: boolean;
    window_valid: boolean;
    crossed: boolean;
    crossed_events: number;
    records: number;
    actions: Record<string, number>;
  };
  silver?: (string | number)[][];
}
interface Expected {
  first_window: number;
  faults: Record<string, number>;
  windows: ExpectedWindow[];
}

function silverOf(folder: string) {
  const words = wordsFromDbn(readFileSync(join(folder, 'scenario-8s.mbo.dbn')));
  const chunks: { chunk: SilverChunk; dayStartNanos: bigint }[] = [];
  const stream = new InstrumentStream({
    tickSizeNanos: 250_000_000n,
    onChunk: (chunk, day) => chunks.push({ chunk, ...day }),
  });
  for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  return { stream, chunks };
}

function snapshotOf({ chunk, dayStartNanos }: { chunk: SilverChunk; dayStartNanos: bigint }, i: number) {
  const s = chunk.snapshots;
  const flags = s.flags[i] as number;
  const actions = s.actions.subarray(i * ACTIONS.length, (i + 1) * ACTIONS.length);
  const { other, ...known } = Object.fromEntries(ACTIONS.map((name, a) => [name, actions[a] as number]));
  expect(other).toBe(0);
  return {
    window: Number(dayStartNanos / 1_000_000_000n) + chunk.windowFrom + i,
    bid: [s.bestBidTick[i], s.bestBidQty[i], s.bestBidOrders[i]],
    ask: [s.bestAskTick[i], s.bestAskQty[i], s.bestAskOrders[i]],
    mid2: s.mid2[i],
    last_trade: Number(s.lastTradePrice[i]) / 1e9,
    vol_buy: s.volumeBuy[i],
    vol_sell: s.volumeSell[i],
    vol_none: s.volumeNone[i],
    spot_tick: s.spotTick[i] === NULL_I32 ? null : s.spotTick[i],
    book_valid: (flags & FLAG_BOOK_VALID) !== 0,
    window_valid: (flags & FLAG_WINDOW_VALID) !== 0,
    crossed: (flags & FLAG_CROSSED) !== 0,
    crossed_events: s.crossedEvents[i],
    records: actions.reduce((sum, n) => sum + n, 0),
    actions: known,
  };
}

function silverRows(chunk: SilverChunk, i: number) {
  const cells = new SilverReader(chunk).read(chunk.windowFrom + i);
  const spot = chunk.snapshots.spotTick[i] as number;
  return Array.from({ length: cells?.length ?? 0 }, (_, c) => {
    const at = (column: ArrayLike<number> | undefined) => column?.[c] as number;
    return [
      at(cells?.side) === 1 ? 'A' : 'B',
      at(cells?.tick) - spot,
      ...[cells?.tick, cells?.start, cells?.add, cells?.pull, cells?.fill].map(at),
      ...[cells?.end, cells?.rest, cells?.pullRest, cells?.orders].map(at),
    ];
  });
}

const bySideAndTick = (a: (string | number)[], b: (string | number)[]) =>
  String(a[0]).localeCompare(String(b[0])) || Number(a[2]) - Number(b[2]);

describe.each(FOLDERS)('scenario-8s, $name', ({ folder }) => {
  const present = existsSync(folder);
  it.skipIf(!present)(
    'gives every snapshot row, cell and fault count (skipped where the folder is missing)',
    () => {
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
      const { stream, chunks } = silverOf(folder);
      const windows = chunks.flatMap((c) =>
        Array.from({ length: c.chunk.windowCount }, (_, i) => ({ c, i })),
      );
      expect(windows).toHaveLength(expected.windows.length);
      windows.forEach(({ c, i }, w) => {
        const want = expected.windows[w] as ExpectedWindow;
        expect(snapshotOf(c, i)).toEqual(want.snapshot);
        expect(silverRows(c.chunk, i).sort(bySideAndTick)).toEqual(
          [...(want.silver ?? [])].sort(bySideAndTick),
        );
      });
      const { quality, totals } = stream;
      expect({
        'add of existing order': quality.duplicate_adds,
        'cancel of unknown order': quality.unknown_cancels,
        'modify of unknown order': quality.unknown_modifies,
        'fill of unknown order': quality.unknown_fills,
        'add without size, price or side': quality.ignored_adds,
      }).toEqual(expected.faults);
      expect(quality.identity_violations).toBe(0);
      expect(quality.oversized_cancels).toBe(1);
      expect(totals.openingSnapshotOrders).toBe(14);
      expect(totals.validWindows).toBe(7);
    },
  );
});
