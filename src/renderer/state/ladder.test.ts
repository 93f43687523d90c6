import { describe, expect, it } from 'vitest';
import { DEPTH_AND_FLOW } from '../../../contracts/datasets.ts';
import { type Column, encodeTable } from '../../../contracts/tables.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import { centreAfter, LadderReader, ladderFromColumns } from './ladder.ts';

const wish = { dayId: 'd', window: 7, spotTick: 100, rows: 5 };

function cells(rows: readonly { side: number; tick: number; lots: number; orders: number }[]): Uint8Array {
  const columns = Object.fromEntries(
    DEPTH_AND_FLOW.columns.map(({ name, type }): [string, Column] => {
      if (type === 'int64') return [name, new BigInt64Array(rows.length)];
      if (type === 'int16') return [name, new Int16Array(rows.length)];
      return [name, type === 'uint8' ? new Uint8Array(rows.length) : new Int32Array(rows.length)];
    }),
  );
  rows.forEach((row, i) => {
    (columns['side'] as Uint8Array)[i] = row.side;
    (columns['price_tick'] as Int32Array)[i] = row.tick;
    (columns['depth_qty_end'] as Int32Array)[i] = row.lots;
    (columns['order_count_end'] as Int32Array)[i] = row.orders;
  });
  return encodeTable(DEPTH_AND_FLOW, columns, rows.length);
}

describe('ladder', () => {
  it('puts each level at its price, highest first, and leaves out what lies beyond', () => {
    const columns = {
      side: new Uint8Array([0, 1, 1]),
      price_tick: new Int32Array([99, 101, 500]),
      depth_qty_end: new Int32Array([12, 31, 9999]),
      order_count_end: new Int32Array([3, 7, 1]),
    };
    const ladder = ladderFromColumns(wish, columns, 98);
    expect(
      ladder.rows.map((row) => [row.tick, row.bidLots, row.bidOrders, row.askLots, row.askOrders]),
    ).toEqual([
      [102, 0, 0, 0, 0],
      [101, 0, 0, 31, 7],
      [100, 0, 0, 0, 0],
      [99, 12, 3, 0, 0],
      [98, 0, 0, 0, 0],
    ]);
    expect(ladder.mostLots).toBe(31);
  });

  it('stands still until spot leaves its middle half', () => {
    expect(centreAfter(null, 100, 20)).toBe(100);
    expect(centreAfter(100, 105, 20)).toBe(100);
    expect(centreAfter(100, 106, 20)).toBe(106);
  });

  it('skips to the newest wish while a request is under way', async () => {
    const asked: number[] = [];
    const gates: (() => void)[] = [];
    const call = (_name: string, params: { window: number }): Promise<unknown> => {
      asked.push(params.window);
      return new Promise((resolve) => {
        gates.push(() =>
          resolve({
            result: { window: params.window, valid: true },
            payload: cells([{ side: 0, tick: 99, lots: 5, orders: 2 }]),
          }),
        );
      });
    };
    const reader = new LadderReader({ call } as unknown as Pick<Peer, 'call'>);
    for (const window of [1, 2, 3, 4]) reader.show({ ...wish, window });
    gates[0]?.();
    await eventually(() => expect(asked).toEqual([1, 4]));
    gates[1]?.();
    await eventually(() => expect(reader.ladder.get()?.window).toBe(4));
    expect(reader.ladder.get()?.rows.find((row) => row.tick === 99)?.bidOrders).toBe(2);
  });

  it('tells a book that is on its way from one that is not there, or cannot be read', async () => {
    const answer = Promise.withResolvers<unknown>();
    const reader = new LadderReader({ call: () => answer.promise } as unknown as Pick<Peer, 'call'>);
    expect(reader.isAwaited.get()).toBe(false);
    reader.show({ ...wish });
    expect([reader.ladder.get(), reader.isAwaited.get()]).toEqual([null, true]);
    answer.reject(new Error('the store is damaged'));
    await eventually(() => expect(reader.isAwaited.get()).toBe(false));
    reader.show({ ...wish, window: 8 });
    reader.show(null);
    expect(reader.isAwaited.get()).toBe(false);
  });

  it('does not ask again for the second that it shows', async () => {
    const asked: number[] = [];
    const call = async (_name: string, params: { window: number }): Promise<unknown> => {
      asked.push(params.window);
      return { result: { window: params.window, valid: true }, payload: cells([]) };
    };
    const reader = new LadderReader({ call } as unknown as Pick<Peer, 'call'>);
    reader.show({ ...wish });
    reader.show({ ...wish });
    await eventually(() => expect(reader.ladder.get()?.window).toBe(wish.window));
    reader.show({ ...wish });
    reader.show({ ...wish, window: 8 });
    await eventually(() => expect(reader.ladder.get()?.window).toBe(8));
    expect(asked).toEqual([wish.window, 8]);
  });
});
