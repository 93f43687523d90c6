import { describe, expect, it, vi } from 'vitest';
import type { BookAt } from '../../../contracts/exact.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import { ageText } from '../format/orders.ts';
import type { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import { ExactBook, ladderFromBook } from './exact-book.ts';
import { ObservableValue } from './observable.ts';

const DAY_START = 1_700_006_400_000_000_000n;

function bookAt(event: { row: number; nanos: number } | null): BookAt {
  const mark = event && {
    row: event.row,
    tsNanos: String(DAY_START + BigInt(event.nanos)),
    sequence: event.row,
  };
  return {
    tsNanos: mark?.tsNanos ?? String(DAY_START),
    rows: 9,
    event: mark,
    before: null,
    next: null,
    aggregated: false,
    orders: 2,
    bids: [{ tick: 99, lots: 4, orders: 1 }],
    asks: [{ tick: 101, lots: 6, orders: 2 }],
    trades: [],
  };
}

function start(call: Peer['call']) {
  const playhead = new Playhead();
  playhead.setRange(0, 100);
  playhead.seek(10);
  const day = new ObservableValue<DayData | null>({ dayId: 'd', dayStartNanos: DAY_START } as DayData);
  const report = vi.fn();
  const peer = { call, on: () => ({ dispose: () => {} }) } as unknown as Peer;
  return { playhead, report, exact: new ExactBook(peer, playhead, day, report) };
}

describe('the exact book', () => {
  it('asks nothing until it is turned on, then for the nanosecond of the playhead', async () => {
    const call = vi.fn().mockResolvedValue({ result: bookAt({ row: 3, nanos: 9 }) });
    const { playhead, exact } = start(call);
    playhead.seek(11);
    expect(call).not.toHaveBeenCalled();
    exact.turn(true);
    await eventually(() => expect(exact.view.get()).not.toBeNull());
    expect(call.mock.calls[0]?.[1]).toMatchObject({
      at: { tsNanos: String(DAY_START + 11_000_000_000n) },
      step: 0,
    });
    playhead.play();
    expect(exact.view.get()).toBeNull();
  });

  it('puts the playhead on the event it stepped to, and steps on from its record', async () => {
    const call = vi
      .fn()
      .mockResolvedValueOnce({ result: bookAt({ row: 4, nanos: 10_000_000_123 }) })
      .mockResolvedValueOnce({ result: bookAt({ row: 6, nanos: 10_000_000_123 }) });
    const { playhead, exact } = start(call);
    exact.step(1);
    await eventually(() => expect(exact.view.get()?.book.event?.row).toBe(4));
    expect(playhead.position.get()).toBeCloseTo(10.000000123, 10);
    exact.step(1);
    await eventually(() => expect(exact.view.get()?.book.event?.row).toBe(6));
    expect(call).toHaveBeenCalledTimes(2);
    expect(call.mock.calls[1]?.[1]).toMatchObject({ at: { row: 4 }, step: 1 });
  });

  it('can be given up while the file is read again, without a word', async () => {
    const call = vi.fn((_name: string, _ask: unknown, { signal }: { signal: AbortSignal }) => {
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('cancelled'))),
      );
    });
    const { exact, report } = start(call as unknown as Peer['call']);
    exact.turn(true);
    exact.stopReading();
    await eventually(() => expect(call.mock.calls[0]?.[2].signal.aborted).toBe(true));
    expect(exact.isOn.get()).toBe(false);
    call.mockResolvedValue({ result: bookAt({ row: 3, nanos: 9 }) });
    exact.turn(true);
    await eventually(() => expect(exact.view.get()).not.toBeNull());
    expect(report).not.toHaveBeenCalled();
  });

  it('turns itself off where there is no answer, and says why', async () => {
    const { exact, report } = start(vi.fn().mockRejectedValue(new Error('gone')));
    exact.turn(true);
    await eventually(() => expect(report).toHaveBeenCalledOnce());
    expect(exact.isOn.get()).toBe(false);
  });
});

describe('ladder and ages', () => {
  it('puts each level at its price, highest first', () => {
    const { rows, mostLots } = ladderFromBook(
      bookAt(null),
      { dayId: 'd', window: 1, spotTick: 100, rows: 5 },
      100,
    );
    expect(rows.map((row) => [row.tick, row.bidLots, row.bidOrders, row.askLots, row.askOrders])).toEqual([
      [102, 0, 0, 0, 0],
      [101, 0, 0, 6, 2],
      [100, 0, 0, 0, 0],
      [99, 4, 1, 0, 0],
      [98, 0, 0, 0, 0],
    ]);
    expect(mostLots).toBe(6);
  });

  it('tells ages in the unit that fits', () => {
    const told = [
      900n,
      17_400n,
      350_000_000n,
      4_200_000_000n,
      743_000_000_000n,
      259_300_000_000_000n,
      -2_000n,
    ];
    expect(told.map(ageText)).toEqual(['900 ns', '17 µs', '350 ms', '4.2 s', '12 m', '3.0 d', '−2.0 µs']);
  });
});
