// The life of one wall and one void, in cases that a reader can follow window by window.
import { describe, expect, it } from 'vitest';
import { DEFAULT_MARKER_PARAMS, MARKER_EVENT_KINDS, type MarkerParams } from '../../../contracts/markers.ts';
import { TAPE_REFILL, TAPE_SWEEP } from '../tape/tape-rows.ts';
import { ASK, BID, markerWindow, SPOT, type WindowParts } from './marker-window.testkit.ts';
import { type EventRows, eventBuffer, markerBuffer } from './rows.ts';
import { MarkerTracker } from './tracker.ts';

const PARAMS: MarkerParams = { ...DEFAULT_MARKER_PARAMS, confirmWindows: 3 };
const WALL_TICK = SPOT + 6;

/** Ordinary levels of 10 lots on 30 ticks of either side. */
function levels(side: typeof BID | typeof ASK, more: Record<number, number> = {}): Record<number, number> {
  const away = side === BID ? -1 : 1;
  const ordinary = Array.from({ length: 30 }, (_, i) => [SPOT + away * (i + 1), 10] as const);
  return { ...Object.fromEntries(ordinary), ...more };
}

/** A window with one ask of so many lots at a tick, which is the only maximum of O. */
function withWall(lots: number, parts: Partial<WindowParts> = {}, tick = WALL_TICK): Partial<WindowParts> {
  return {
    bids: levels(BID),
    asks: levels(ASK, { [tick]: lots }),
    wall: lots > 0 ? { [tick]: Math.log(1 + lots) * 2 } : {},
    ...parts,
  };
}

function eventsOf(windows: readonly Partial<WindowParts>[], params = PARAMS): EventRows {
  const tracker = new MarkerTracker(params);
  const events = eventBuffer();
  for (const [window, parts] of windows.entries()) {
    tracker.step(markerWindow({ window, ...parts }), null, events);
  }
  return events.columns();
}

/** What is told of the windows, as `window kind lots change`. */
function toldOf(windows: readonly Partial<WindowParts>[], params = PARAMS): string[] {
  const { window, kind, lots, change } = eventsOf(windows, params);
  return [...window].map((at, row) => [at, MARKER_EVENT_KINDS[kind[row]], lots[row], change[row]].join(' '));
}

const standing = (count: number, lots = 200): Partial<WindowParts>[] =>
  Array.from({ length: count }, () => withWall(lots));

describe('a wall', () => {
  it('is told of once it has stood out for long enough, and once only', () => {
    expect(toldOf(standing(2))).toEqual([]);
    expect(toldOf(standing(8))).toEqual(['2 wall_born 200 200']);
  });

  it('is as old as the seconds through which it stood, and told of at the end of the last', () => {
    const { age, ts } = eventsOf([...standing(4), withWall(300)]);
    expect([...age]).toEqual([3, 5]);
    expect([...ts]).toEqual([3_000_000_000, 5_000_000_000]);
  });

  it('of both sides is one of bids where they have as much', () => {
    const markers = markerBuffer();
    const both = { ...withWall(200), bids: levels(BID, { [WALL_TICK]: 200 }) };
    new MarkerTracker(PARAMS).step(markerWindow({ window: 0, ...both }), markers, null);
    expect([...markers.columns().side]).toEqual([BID]);
  });

  it('is none where others are as large', () => {
    const many = {
      ...withWall(200),
      asks: levels(ASK, { [WALL_TICK]: 200, [SPOT + 12]: 210, [SPOT + 18]: 300 }),
    };
    expect(toldOf([many, many, many, many])).toEqual([]);
  });

  it('is pulled where its lots are cancelled, eaten where they are executed', () => {
    const loss = (row: { pull: number; fill: number }): Partial<WindowParts> =>
      withWall(90, { rows: [{ side: ASK, tick: WALL_TICK, start: 200, end: 90, ...row }] });
    expect(toldOf([...standing(4), loss({ pull: 110, fill: 0 })])).toContain('4 wall_pulled 90 -110');
    expect(toldOf([...standing(4), loss({ pull: 30, fill: 80 })])).toContain('4 wall_eaten 90 -110');
    expect(toldOf([...standing(4), loss({ pull: 80, fill: 30 })])).toContain('4 wall_pulled 90 -110');
  });

  it('is eaten bite by bite: executions since its peak add up', () => {
    const bites = [170, 140, 110, 95].map((end, i) =>
      withWall(end, {
        rows: [{ side: ASK, tick: WALL_TICK, start: end + 20, fill: i === 0 ? 30 : 20, end }],
      }),
    );
    expect(toldOf([...standing(4), ...bites])).toContain('7 wall_eaten 95 -105');
  });

  it('has lost enough at exactly half of its peak', () => {
    expect(toldOf([...standing(4), withWall(101)])).toEqual(['2 wall_born 200 200']);
    expect(toldOf([...standing(4), withWall(100)])).toContain('4 wall_pulled 100 -100');
  });

  it('that goes in pieces within seconds is one event', () => {
    const pieces = [90, 40, 15].map((lots) => withWall(lots));
    expect(toldOf([...standing(4), ...pieces]).filter((each) => each.includes('pulled'))).toHaveLength(1);
  });

  it('grows by half, from where it was last told of', () => {
    expect(toldOf([...standing(4), withWall(299), withWall(300), withWall(449), withWall(450)])).toEqual([
      '2 wall_born 200 200',
      '5 wall_grown 300 100',
      '7 wall_grown 450 150',
    ]);
  });

  it('is passed when mid goes beyond it, and fades when it has become ordinary', () => {
    const passed = withWall(0, { mid2: 2 * WALL_TICK + 1 });
    expect(toldOf([...standing(4), passed])).toContain('4 wall_passed 0 0');
    const ordinary = Array.from({ length: 5 }, () => withWall(5));
    expect(toldOf([...standing(4), ...ordinary]).at(-1)).toBe('7 wall_gone 5 0');
  });

  it('stays the same wall when it moves by a tick, and stays put when another maximum rises beside it', () => {
    const moved = withWall(200, {}, WALL_TICK + 1);
    expect(toldOf([...standing(4), moved, moved, moved, moved])).toEqual(['2 wall_born 200 200']);
    const neighbour = {
      ...withWall(200),
      asks: levels(ASK, { [WALL_TICK]: 200, [WALL_TICK + 1]: 40 }),
      wall: { [WALL_TICK + 1]: 12 },
    };
    expect(toldOf([...standing(4), neighbour, neighbour, neighbour])).toEqual(['2 wall_born 200 200']);
  });
});

it('a wall of one side has nothing to do with one of the other side that takes over its maximum', () => {
  const bidAt = SPOT - 1;
  const asBid = { bids: levels(BID, { [bidAt]: 200 }), asks: levels(ASK), wall: { [bidAt]: 10 } };
  const asAsk = {
    bids: levels(BID, { [bidAt]: 120 }),
    asks: levels(ASK, { [SPOT]: 300 }),
    wall: { [SPOT]: 12 },
  };
  const tracker = new MarkerTracker(PARAMS);
  const markers = markerBuffer();
  const windows = [...Array.from({ length: 4 }, () => asBid), ...Array.from({ length: 4 }, () => asAsk)];
  for (const [window, parts] of windows.entries()) {
    tracker.step(markerWindow({ window, mid2: 2 * SPOT - 1, ...parts }), markers, null);
  }
  const { markerId, side, lifeId } = markers.columns();
  expect([...markerId]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect([...side]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect([...lifeId]).toEqual([0, 0, 1, 1, 0, 0, 2, 2]);
});

describe('a void', () => {
  const hollow = { [SPOT - 8]: 0.12, [SPOT - 7]: 0.15, [SPOT - 6]: 0.11 };
  const leaving = [8, 7, 6].map((away) => ({ side: BID, tick: SPOT - away, start: 10, pull: 10, end: 0 }));

  it('opens where neighbouring ticks drain of as much as stands out, and closes when they no longer do', () => {
    const windows = [
      { bids: levels(BID), asks: levels(ASK) },
      { bids: levels(BID), asks: levels(ASK), hollow, rows: leaving },
      { bids: levels(BID), asks: levels(ASK), hollow: { [SPOT - 7]: 0.06 } },
      { bids: levels(BID), asks: levels(ASK), hollow: { [SPOT - 7]: 0.04 } },
    ];
    expect(toldOf(windows)).toEqual(['1 void_opened 30 -30', '3 void_closed 10 -10']);
    expect([...eventsOf(windows).age]).toEqual([1, 3]);
  });

  it('is none on fewer ticks, nor where little left', () => {
    const narrow = { [SPOT - 8]: 0.12, [SPOT - 7]: 0.15 };
    const base = { bids: levels(BID), asks: levels(ASK) };
    expect(toldOf([base, { ...base, hollow: narrow, rows: leaving }])).toEqual([]);
    const little = leaving.map((row) => ({ ...row, start: 2, pull: 2 }));
    expect(toldOf([base, { ...base, hollow, rows: little }])).toEqual([]);
  });

  it('has the extent over which V holds', () => {
    const markers = markerBuffer();
    new MarkerTracker(PARAMS).step(markerWindow({ window: 0, hollow }), markers, null);
    const { tickLo, tickHi } = markers.columns();
    expect([...tickLo, ...tickHi]).toEqual([SPOT - 8, SPOT - 6]);
  });

  it('reaches as far as V is at least what a void needs', () => {
    const markers = markerBuffer();
    const { voidMin } = PARAMS;
    const edges = { [SPOT - 9]: voidMin, [SPOT - 5]: voidMin, [SPOT - 10]: voidMin * 0.99 };
    new MarkerTracker(PARAMS).step(
      markerWindow({ window: 0, hollow: { ...hollow, ...edges } }),
      markers,
      null,
    );
    const { tickLo, tickHi } = markers.columns();
    expect([...tickLo, ...tickHi]).toEqual([SPOT - 9, SPOT - 5]);
  });
});

describe('aggressors', () => {
  const base = { bids: levels(BID), asks: levels(ASK) };
  const sweep = { kind: TAPE_SWEEP, tick: SPOT + 3, tickLo: SPOT + 1, tickHi: SPOT + 3, count: 3, lots: 30 };

  it('sweep where one takes as many prices as are asked for, and as much as a wall', () => {
    expect(toldOf([base, { ...base, tape: [sweep] }])).toEqual(['1 sweep 30 -30']);
    expect(toldOf([base, { ...base, tape: [{ ...sweep, count: 2 }] }])).toEqual([]);
    expect(toldOf([base, { ...base, tape: [{ ...sweep, lots: 3 }] }])).toEqual([]);
  });

  it('are told to the nanosecond', () => {
    const tracker = new MarkerTracker(PARAMS);
    const events = eventBuffer();
    tracker.step(markerWindow({ window: 0, ...base }), null, events);
    tracker.step(markerWindow({ window: 1, ...base, tape: [{ ...sweep, ts: 1_000_000_007 }] }), null, events);
    expect([...events.columns().ts]).toEqual([1_000_000_007]);
  });

  const refill = (lots: number, count: number, id = 7) => ({
    kind: TAPE_REFILL,
    tick: SPOT + 1,
    idLo: id,
    count,
    lots,
    shown: 10,
    showsNow: 10,
  });

  it('meet an iceberg where many times what an order shows was executed of it, told once an order', () => {
    const windows = [10, 20, 30, 60].map((lots, i) => ({ ...base, tape: [refill(lots, i + 1)] }));
    expect(toldOf([base, ...windows])).toEqual(['3 iceberg 10 -30']);
    expect(toldOf([base, ...windows, { ...base, tape: [refill(30, 3, 8)] }])).toEqual([
      '3 iceberg 10 -30',
      '5 iceberg 10 -30',
    ]);
  });
});

describe('a front', () => {
  it('is crossed when mid goes through its tick', () => {
    const tracker = new MarkerTracker(PARAMS);
    const events = eventBuffer();
    const steep = markerWindow({ window: 0 });
    steep.slope[SPOT + 2 - steep.tickLo] = 0.4;
    tracker.step(steep, null, events);
    tracker.step(markerWindow({ window: 1, mid2: 2 * SPOT + 4 }), null, events);
    expect(events.length).toBe(0);
    tracker.step(steep, null, events);
    tracker.step(markerWindow({ window: 2, mid2: 2 * SPOT + 5 }), null, events);
    const { kind, tick } = events.columns();
    expect([...kind].map((each) => MARKER_EVENT_KINDS[each])).toEqual(['front_crossed']);
    expect([...tick]).toEqual([SPOT + 2]);
  });

  it('below mid is crossed when mid falls through its tick', () => {
    const tracker = new MarkerTracker(PARAMS);
    const events = eventBuffer();
    const steep = markerWindow({ window: 0 });
    steep.slope[SPOT - 2 - steep.tickLo] = 0.4;
    tracker.step(steep, null, events);
    tracker.step(markerWindow({ window: 1, mid2: 2 * SPOT - 4 }), null, events);
    expect(events.length).toBe(0);
    tracker.step(steep, null, events);
    tracker.step(markerWindow({ window: 2, mid2: 2 * SPOT - 5 }), null, events);
    expect([...events.columns().tick]).toEqual([SPOT - 2]);
  });
});
