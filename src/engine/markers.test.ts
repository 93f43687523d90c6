// Markers through the engine: what the demo day plants is told where it was planted; a stretch asked for alone is the
// same as in the whole; events come from the disk the second time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARKER_EVENT_KINDS, type MarkerEventKind } from '../../contracts/markers.ts';
import { type Column, decodeTable } from '../../contracts/tables.ts';
import { EngineUnderTest } from './engine.testkit.ts';
import { DEMO_FEATURES } from './synth/demo-day.ts';
import type { FeatureOf } from './synth/script.ts';
import { ASK } from './synth/sim-book.ts';

interface Told {
  readonly window: number;
  readonly kind: MarkerEventKind;
  readonly tick: number;
  readonly tickLo: number;
  readonly tickHi: number;
  readonly side: number;
  readonly lots: number;
  readonly change: number;
  readonly ts: bigint;
}

let engine: EngineUnderTest;
let dayId: string;
let dayStart: bigint;
let told: Told[];

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  const { end } = await engine.follow(() => engine.peer.call('source.demo', {}));
  const [day] = end.days;
  dayId = day?.dayId ?? '';
  dayStart = BigInt(day?.dayStartNanos ?? 0);
  told = await allEvents();
}, 120_000);

afterAll(() => engine.dispose());

async function allEvents(): Promise<Told[]> {
  const rows: Told[] = [];
  for (let windowFrom = 0, complete = false; !complete; ) {
    const { result, payload } = await engine.peer.call('day.events', { dayId, windowFrom });
    rows.push(...eventsOf(payload));
    windowFrom = result.windowEnd;
    complete = result.complete;
  }
  return rows;
}

function eventsOf(payload: Uint8Array | null): Told[] {
  const batch = decodeTable(payload ?? new Uint8Array()).batches[0];
  const value = (name: string, row: number): number => Number(batch?.columns[name]?.[row]);
  return Array.from({ length: batch?.length ?? 0 }, (_, row) => ({
    window: windowOf(batch?.columns['window_end_ts_ns'], row),
    kind: MARKER_EVENT_KINDS[value('kind', row)] as MarkerEventKind,
    tick: value('price_tick', row),
    tickLo: value('tick_lo', row),
    tickHi: value('tick_hi', row),
    side: value('side', row),
    lots: value('qty', row),
    change: value('change_qty', row),
    ts: batch?.columns['ts_ns']?.[row] as bigint,
  }));
}

function windowOf(ends: Column | undefined, row: number): number {
  return Number(((ends?.[row] as bigint) - dayStart) / 1_000_000_000n) - 1;
}

/** Columns of the markers of a stretch. */
async function markersOf(windowFrom: number, windowEnd: number): Promise<Readonly<Record<string, Column>>> {
  const { payload } = await engine.peer.call('day.markers', { dayId, windowFrom, windowEnd });
  return decodeTable(payload ?? new Uint8Array()).batches[0]?.columns ?? {};
}

function find(kind: MarkerEventKind, tick: number, from: number, to: number): Told | undefined {
  return told.find(
    (each) =>
      each.kind === kind && Math.abs(each.tick - tick) <= 1 && each.window >= from && each.window <= to,
  );
}

const planted = <K extends 'wall' | 'void' | 'sweep' | 'iceberg'>(kind: K): FeatureOf<K>[] =>
  DEMO_FEATURES.filter((feature): feature is FeatureOf<K> => feature.kind === kind);

describe('the demo day', () => {
  it('tells of every wall that was planted, when it was built', () => {
    for (const wall of planted('wall')) {
      const born = find('wall_born', wall.tick, wall.buildFrom, wall.buildTo + 15);
      expect(born, `wall of ${wall.quantity} at ${wall.tick}`).toBeDefined();
      expect(born?.side).toBe(wall.side === ASK ? 1 : 0);
    }
  });

  it('tells how each of them went', () => {
    for (const wall of planted('wall')) {
      const went = find(`wall_${wall.end}`, wall.tick, wall.endFrom, wall.endTo);
      expect(went, `${wall.end} at ${wall.tick}`).toBeDefined();
      expect(-(went?.change ?? 0)).toBeGreaterThan(0.3 * wall.quantity);
      const other = wall.end === 'eaten' ? 'wall_pulled' : 'wall_eaten';
      expect(find(other, wall.tick, wall.endFrom, wall.endTo)).toBeUndefined();
    }
  });

  it('finds the void over all its ticks', () => {
    for (const zone of planted('void')) {
      const opened = told.find(
        ({ kind, window }) => kind === 'void_opened' && window >= zone.from && window <= zone.from + 5,
      );
      expect([opened?.tickLo, opened?.tickHi]).toEqual([zone.tickLo, zone.tickHi]);
    }
  });

  it('finds the sweeps in their second with their levels, and no others', () => {
    const sweeps = told.filter(({ kind }) => kind === 'sweep');
    expect(sweeps.map(({ window }) => window)).toEqual(planted('sweep').map(({ second }) => second));
    for (const [i, sweep] of planted('sweep').entries()) {
      expect((sweeps[i]?.tickHi ?? 0) - (sweeps[i]?.tickLo ?? 0) + 1).toBe(sweep.levels);
      expect(sweeps[i]?.side).toBe(sweep.side === ASK ? 1 : 0);
    }
  });

  it('tells a sweep to the nanosecond, within its second', () => {
    for (const { ts, window } of told.filter(({ kind }) => kind === 'sweep')) {
      expect(Number(ts - dayStart) / 1e9).toBeGreaterThan(window);
      expect(Number(ts - dayStart) / 1e9).toBeLessThan(window + 1);
      expect((ts - dayStart) % 1_000_000n).not.toBe(0n);
    }
  });

  it('finds the icebergs at their price, and no others', () => {
    const places = new Set(planted('iceberg').map(({ tick }) => tick));
    for (const { kind, tick } of told) if (kind === 'iceberg') expect(places).toContain(tick);
    for (const iceberg of planted('iceberg')) {
      const met = find('iceberg', iceberg.tick, iceberg.from, iceberg.to);
      expect(met, `iceberg at ${iceberg.tick}`).toBeDefined();
      expect(met?.side).toBe(iceberg.side === ASK ? 1 : 0);
    }
  });
});

describe('a stretch of markers', () => {
  it('is the same alone as in the whole', async () => {
    const whole = await markersOf(0, 1200);
    const part = await markersOf(300, 420);
    const ends = whole['window_end_ts_ns'] as BigInt64Array;
    const within = [...ends.keys()].filter((row) => {
      const window = windowOf(ends, row);
      return window >= 300 && window < 420;
    });
    expect(within.length).toBeGreaterThan(300);
    for (const [name, column] of Object.entries(part)) {
      expect([...column], name).toEqual(within.map((row) => whole[name]?.[row]));
    }
  });

  it('is empty past the end, and a fault where there is no such day', async () => {
    expect((await markersOf(5000, 6000))['kind'] ?? []).toHaveLength(0);
    const missing = engine.peer.call('day.markers', { dayId: 'none', windowFrom: 0, windowEnd: 1 });
    await expect(missing).rejects.toMatchObject({ fault: { code: 'not_found' } });
  });
});

it('events of a closed day are the same when its store is opened again', async () => {
  const { dataFolder } = engine;
  await engine.stop();
  engine = await EngineUnderTest.start({ dataFolder });
  const again = await engine.peer.call('day.events', { dayId, windowFrom: 0 });
  expect(again.result).toEqual({ windowEnd: 1200, complete: true, tapeKnown: true });
  expect(eventsOf(again.payload)).toEqual(told);
  const late = await engine.peer.call('day.events', { dayId, windowFrom: 700 });
  expect(eventsOf(late.payload)).toEqual(told.filter(({ window }) => window >= 700));
}, 60_000);
