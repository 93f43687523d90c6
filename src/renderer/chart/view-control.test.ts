import { describe, expect, it } from 'vitest';
import { BOOK_SNAPSHOT } from '../../../contracts/datasets.ts';
import type { ChunkInfo, DayInfo } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { QUALITY_COUNT_NAMES, type QualityCounts } from '../../../contracts/quality.ts';
import { type Column, encodeTable } from '../../../contracts/tables.ts';
import { memoryLinkPair } from '../../../contracts/wire/link.ts';
import { Peer } from '../../../contracts/wire/peer.ts';
import { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import { chartLayout } from '../scene/layout.ts';
import { ViewControl } from './view-control.ts';

const CHUNKS = 8;
const WINDOW_END = CHUNKS * 256;
/** The market of the day below: bid at this tick, ask one above; before FIRST_VALID the book is not valid. */
const bidTickAt = (window: number): number => 1000 + Math.floor(window / 100);
const FIRST_VALID = 300;

function snapshotRows(from: number, count: number): Record<string, Column> {
  const columns: Record<string, Column> = {};
  for (const { name, type } of BOOK_SNAPSHOT.columns) {
    columns[name] =
      type === 'uint8'
        ? new Uint8Array(count)
        : type === 'int64'
          ? new BigInt64Array(count)
          : new Int32Array(count);
  }
  for (let i = 0; i < count; i++) {
    const bid = bidTickAt(from + i);
    const valid = from + i >= FIRST_VALID ? 1 : 0;
    (columns['window_end_ts_ns'] as BigInt64Array)[i] = BigInt(from + i + 1) * 1_000_000_000n;
    for (const [name, value] of Object.entries({
      best_bid_tick: bid,
      best_ask_tick: bid + 1,
      mid2: 2 * bid + 1,
      spot_tick: bid,
      book_valid: valid,
      window_valid: valid,
      records_a: 2,
    })) {
      (columns[name] as Int32Array)[i] = value;
    }
  }
  return columns;
}

const chunkInfo = (chunk: number): ChunkInfo => ({
  chunk,
  windowFrom: chunk * 256,
  windowCount: 256,
  validWindows: chunk === 0 ? 0 : 256,
  spotLo: chunk === 0 ? null : bidTickAt(chunk * 256),
  spotHi: chunk === 0 ? null : bidTickAt(chunk * 256 + 255),
});

const info: DayInfo = {
  summary: {
    dayId: 'd',
    sourceId: 's',
    sourceName: 'day.dbn',
    dataset: 'GLBX.MDP3',
    publisherId: 1,
    instrumentId: 1,
    symbol: 'ESH4',
    description: '',
    utcDate: '1970-01-01',
    dayStartNanos: '0',
    tickSizeNanos: '250000000',
    tickSizeFrom: 'definition',
    records: 1,
    volume: { B: 0, A: 0, N: 0 },
    firstTsNanos: '0',
    lastTsNanos: '0',
    state: 'complete',
  },
  windowFrom: 0,
  windowEnd: WINDOW_END,
  validWindows: WINDOW_END - FIRST_VALID,
  chunks: Array.from({ length: CHUNKS }, (_, chunk) => chunkInfo(chunk)),
  quality: Object.fromEntries(QUALITY_COUNT_NAMES.map((name) => [name, 0])) as QualityCounts,
  faults: [],
  params: DEFAULT_FIELD_PARAMS,
  paramsHash: 'p',
};

async function openDay(opened = info): Promise<{ day: DayData; engine: Peer }> {
  const [pageEnd, engineEnd] = memoryLinkPair();
  const engine = new Peer(engineEnd, {
    'day.info': () => Promise.resolve({ result: opened }),
    'day.snapshots': ({ chunkFrom, chunkEnd }) => {
      const range = { windowFrom: chunkFrom * 256, windowCount: (chunkEnd - chunkFrom) * 256 };
      const columns = snapshotRows(range.windowFrom, range.windowCount);
      return Promise.resolve({
        result: range,
        payload: encodeTable(BOOK_SNAPSHOT, columns, range.windowCount),
      });
    },
  });
  const day = await DayData.open(new Peer(pageEnd), 'd');
  await day.whenLoaded;
  return { day, engine };
}

function controlOf(playhead: Playhead): ViewControl {
  const layout = chartLayout({ width: 1000, height: 588, scale: 1, priceCharacters: 8, beside: false });
  return new ViewControl({ playhead, layout: () => layout, xMax: () => 200, onChange: () => {} });
}

async function viewOfDay(opened = info) {
  const { day, engine } = await openDay(opened);
  const playhead = new Playhead();
  playhead.setRange(day.windowFrom, day.windowEnd);
  playhead.seek(day.windowEnd);
  const control = controlOf(playhead);
  control.setDay(day);
  control.follow();
  return { control, playhead, day, engine };
}

describe('DayData', () => {
  it('has every row at its window, and says what there is to see', async () => {
    const { day } = await openDay();
    expect(day.snapshotAt(1234)).toMatchObject({ bestBidTick: 1012, bestAskTick: 1013, mid2: 2025 });
    expect(day.snapshotAt(WINDOW_END)).toBeNull();
    expect(day.firstShownWindow).toBe(FIRST_VALID);
    expect(day.touchRange(0, 500)).toEqual({ lo: 1003, hi: 1005 });
    expect(day.touchRange(0, FIRST_VALID)).toBeNull();
    expect(day.lastMid(700)).toEqual({ window: 699, mid2: 2 * 1006 + 1 });
    expect([...day.activity(4, 0, WINDOW_END)]).toEqual([1024, 1024, 1024, 1024]);
  });
});

describe('ViewControl', () => {
  it('first shows ten minutes up to the playhead, with the market in the middle', async () => {
    const { control } = await viewOfDay();
    const { windowFrom, windowTo, tickLo, tickHi } = control.viewport.get();
    expect([windowFrom, windowTo]).toEqual([WINDOW_END - 600, WINDOW_END]);
    expect((tickLo + tickHi) / 2).toBe(1017.5);
    expect(tickHi - tickLo).toBe(40);
  });

  it('first shows where chunks say the price was, before their rows are here, unless it is held', () => {
    const playhead = new Playhead();
    playhead.setRange(0, WINDOW_END);
    playhead.seek(WINDOW_END);
    const peer = new Peer(memoryLinkPair()[0]);
    const chunks = info.chunks.map((chunk) => ({ ...chunk, spotLo: 3000, spotHi: 3010 }));
    const day = new DayData(peer, { ...info, chunks });
    const control = controlOf(playhead);
    const before = control.viewport.get();
    playhead.hold({ from: 900, to: 1200 });
    control.setDay(day);
    control.follow();
    expect(control.viewport.get().tickLo).toBe(before.tickLo);
    playhead.hold(null);
    playhead.seek(WINDOW_END);
    control.follow();
    const { windowFrom, windowTo, tickLo, tickHi } = control.viewport.get();
    expect([windowFrom, windowTo]).toEqual([WINDOW_END - 600, WINDOW_END]);
    expect((tickLo + tickHi) / 2).toBe(3005);
    day.dispose();
  });

  it.each([true, false])(
    'makes the first view anew as the day grows, until it is moved (%s)',
    async (isMoved) => {
      const half = { ...info, windowEnd: WINDOW_END / 2, chunks: info.chunks.slice(0, CHUNKS / 2) };
      const { control, playhead, day, engine } = await viewOfDay(half);
      const middle = () => (control.viewport.get().tickLo + control.viewport.get().tickHi) / 2;
      const before = middle();
      if (isMoved) control.zoomPrice(4);
      control.setFollow('off');
      const chunks = info.chunks.slice(CHUNKS / 2);
      engine.emit('day.grown', { dayId: 'd', windowEnd: WINDOW_END, state: 'complete', chunks });
      await new Promise((resolve) => setTimeout(resolve));
      await day.whenLoaded;
      playhead.setRange(day.windowFrom, day.windowEnd);
      playhead.seek(day.windowEnd);
      control.follow();
      expect(middle() > before).toBe(!isMoved);
    },
  );

  it('goes after the playhead until the user pans, and back when told', async () => {
    const { control, playhead } = await viewOfDay();
    playhead.seek(1500);
    control.follow();
    expect(control.viewport.get().windowTo).toBe(1500);
    control.panBy(-100, 0);
    expect(control.following.get()).toBe(false);
    playhead.seek(1600);
    control.follow();
    expect(control.viewport.get().windowTo).toBe(1400);
    control.setFollow('centre');
    control.follow();
    expect(control.viewport.get().windowTo).toBe(1600);
  });

  it('keeps the playhead in its place while time is zoomed and followed', async () => {
    const { control } = await viewOfDay();
    control.zoomTime(0.5, WINDOW_END - 300);
    expect(control.viewport.get()).toMatchObject({ windowFrom: WINDOW_END - 300, windowTo: WINDOW_END });
    expect(control.following.get()).toBe(true);
  });

  it('fits the day from its first valid second, and steps back', async () => {
    const { control } = await viewOfDay();
    const before = control.viewport.get();
    control.fitDay();
    const fitted = control.viewport.get();
    expect([fitted.windowFrom, fitted.windowTo]).toEqual([FIRST_VALID, WINDOW_END]);
    expect(fitted.tickLo).toBeLessThan(1003);
    expect(fitted.tickHi).toBeGreaterThan(1021);
    control.stepBackView();
    expect(control.viewport.get()).toEqual(before);
  });

  it('shows the part of the day that the playhead is held to, and forgets what was seen before', async () => {
    const { control, playhead, day } = await viewOfDay();
    control.fitDay();
    control.panBy(-100, 0);
    playhead.hold({ from: 900, to: 1200 });
    control.startOver();
    control.follow();
    expect(control.viewport.get()).toMatchObject({ windowFrom: 600, windowTo: 1200 });
    control.stepBackView();
    expect(control.viewport.get()).toMatchObject({ windowFrom: 600, windowTo: 1200 });
    control.fitDay();
    const { windowFrom, windowTo } = control.viewport.get();
    expect([windowFrom, windowTo]).toEqual([900, 1200]);
    // The end of the day, and how far prices went in it, lie farther away.
    control.panBy(1e9, 1e9);
    const far = control.viewport.get();
    expect(far.windowFrom).toBeLessThan(1200);
    const { hi = 0 } = day.touchRange(900, 1200) ?? {};
    expect(far.tickLo).toBeLessThan(hi + 200);
    playhead.hold(null);
    control.fitDay();
    expect(control.viewport.get().windowTo).toBe(WINDOW_END);
  });

  it('never leaves the day', async () => {
    const { control } = await viewOfDay();
    control.panBy(1e9, -1e9);
    const view = control.viewport.get();
    expect(view.windowFrom).toBeLessThan(WINDOW_END);
    expect(view.tickHi).toBeGreaterThan(1002 - DEFAULT_FIELD_PARAMS.xMax);
  });
});
