import { describe, expect, it } from 'vitest';
import { physicsSurfaceOptSpec } from '../../../contracts/option-datasets.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import { Playhead } from '../replay/playhead.ts';
import { ObservableValue } from './observable.ts';
import { StrikesReader } from './strikes.ts';
import { createViewStore } from './view.ts';

const TABLE = physicsSurfaceOptSpec([{ id: 'wall_strength', unit: '1', label: '', formula: '', range: '' }]);

function payload(): Uint8Array {
  return encodeTable(
    TABLE,
    {
      window_end_ts_ns: BigInt64Array.of(0n, 0n),
      right: Uint8Array.of(0, 0),
      lattice: Uint8Array.of(2, 2),
      strike_price_int: BigInt64Array.of(5000n, 5005n),
      rel_strikes: Int16Array.of(0, 1),
      wall_strength_opt: Float32Array.of(3.5, 0),
    },
    2,
  );
}

function reader(options: object | undefined) {
  const asked: Record<string, unknown>[] = [];
  const peer = {
    call: async (_name: string, params: Record<string, unknown>) => {
      asked.push(params);
      return { result: { valid: true }, payload: payload() };
    },
  };
  const playhead = new Playhead();
  playhead.setRange(0, 100);
  const view = createViewStore(null);
  const day = new ObservableValue({ dayId: 'd', windowFrom: 0, windowEnd: 100, info: { options } });
  const gold = new ObservableValue({ params: DEFAULT_FIELD_PARAMS, paramsHash: 'h' });
  const strikes = new StrikesReader({ peer, playhead, view, day, gold } as never);
  return { asked, strikes, playhead, view };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('strikes at the playhead', () => {
  it('are those of the last second known, without the empty ones', async () => {
    const { asked, strikes, playhead } = reader({ series: 2 });
    playhead.seek(50.4);
    await settled();
    expect(asked.at(-1)).toMatchObject({
      dayId: 'd',
      window: 49,
      table: 'gold_opt',
      right: 'all',
      lattice: 'L',
    });
    expect(strikes.at.get()).toMatchObject({ window: 49, strikes: [{ priceNanos: 5000n, strength: 3.5 }] });
  });

  it('are gone at once where the playhead goes back, or another right is chosen', async () => {
    const { strikes, playhead, view } = reader({ series: 2 });
    playhead.seek(50.4);
    await settled();
    view.setState({ strikes: 'P' });
    expect(strikes.at.get()).toBeNull();
    await settled();
    expect(strikes.at.get()?.right).toBe('P');
    playhead.seek(20.4);
    expect(strikes.at.get()).toBeNull();
  });

  it('are not asked about on a day without options, nor where none are shown', async () => {
    const without = reader(undefined);
    without.playhead.seek(50.4);
    const hidden = reader({ series: 2 });
    hidden.view.setState({ strikes: 'off' });
    hidden.asked.length = 0;
    hidden.playhead.seek(60.4);
    await settled();
    expect([without.asked, hidden.asked]).toEqual([[], []]);
  });
});
