import { describe, expect, it } from 'vitest';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import { ObservableValue } from './observable.ts';
import { TAPE_TRADES, TapeReadout } from './tape.ts';
import type { LowerPane } from './view.ts';

interface Ask {
  readonly at: { readonly tsNanos: string };
  readonly trades: number;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function tapeOf(fails = false) {
  const asked: Ask[] = [];
  const peer = {
    call: async (_name: string, ask: Ask) => {
      asked.push(ask);
      if (fails) throw new Error('the file is gone');
      return { result: { trades: [{ row: 1 }, { row: 2 }] }, payload: null };
    },
  } as unknown as Peer;
  const playhead = new Playhead();
  playhead.setRange(0, 100);
  const lowerPane = new ObservableValue<LowerPane>('book');
  const day = new ObservableValue<DayData | null>({ dayId: 'day', dayStartNanos: 1000n } as DayData);
  const errors: unknown[] = [];
  const tape = new TapeReadout({ peer, playhead, lowerPane, day, report: (error) => errors.push(error) });
  return { tape, asked, playhead, lowerPane, day, errors };
}

describe('the tape', () => {
  it('reads nothing until it is wanted and looked at, then follows the playhead', async () => {
    const { tape, asked, playhead, lowerPane, day } = tapeOf();
    lowerPane.set('tape');
    playhead.seek(10);
    await settled();
    expect(asked).toEqual([]);
    tape.turn(true);
    await settled();
    expect(asked[0]).toMatchObject({ at: { tsNanos: '10000001000' }, trades: TAPE_TRADES });
    expect(tape.tape.get()?.trades.map(({ row }) => row)).toEqual([2, 1]);
    // Within a tenth of a second there is nothing to ask.
    playhead.seek(10.05);
    await settled();
    expect(asked).toHaveLength(1);
    playhead.seek(10.1);
    await settled();
    expect(asked).toHaveLength(2);
    lowerPane.set('book');
    playhead.seek(20);
    await settled();
    expect(asked).toHaveLength(2);
    day.set(null);
    expect(tape.tape.get()).toBeNull();
  });

  it('tells once why there is none, and asks no more', async () => {
    const { tape, asked, lowerPane, errors, playhead } = tapeOf(true);
    lowerPane.set('tape');
    tape.turn(true);
    await settled();
    playhead.seek(30);
    await settled();
    expect(errors).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(tape.isOn.get()).toBe(false);
  });
});
