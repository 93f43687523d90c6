import { describe, expect, it, vi } from 'vitest';
import type { TableSpec } from '../../../contracts/datasets.ts';
import { encodeTable } from '../../../contracts/tables.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import { Playhead } from '../replay/playhead.ts';
import type { MarkerScene } from '../scene/marker-scene.ts';
import { ObservableValue } from './observable.ts';
import { Sandbox } from './sandbox.ts';

const CELLS: TableSpec = {
  id: 'cells',
  doc: '',
  columns: [
    { name: 'price_tick', type: 'int32', unit: '', doc: '', range: '' },
    { name: 'pressure_grad', type: 'float32', unit: '', doc: '', range: '' },
    { name: 'viscosity_nu_total', type: 'float32', unit: '', doc: '', range: '' },
  ],
};
const PAYLOAD = encodeTable(
  CELLS,
  {
    price_tick: Int32Array.of(60, 61),
    pressure_grad: Float32Array.of(0.5, -0.5),
    viscosity_nu_total: Float32Array.of(0.25, 0.75),
  },
  2,
);

function start(valid: boolean) {
  const playhead = new Playhead();
  playhead.setRange(0, 100);
  playhead.seek(11);
  playhead.play();
  const data = {
    dayId: 'd',
    snapshotAt: () => ({ spotTick: 100 }),
    lastMid: () => ({ window: 10, mid2: 201 }),
  };
  const markers = [
    { kind: 0, tick: 104, prominence: 1.5 },
    { kind: 1, tick: 97, prominence: 0 },
  ];
  const call = vi.fn().mockResolvedValue({ result: { valid }, payload: valid ? PAYLOAD : null });
  const sandbox = new Sandbox({
    peer: { call },
    playhead,
    day: new ObservableValue<DayData | null>(data as unknown as DayData),
    gold: new ObservableValue({ params: {} } as GoldView),
    marks: { sceneAt: () => ({ markers }) as unknown as MarkerScene },
    report: vi.fn(),
  });
  return { sandbox, playhead, call };
}

describe('the sandbox', () => {
  it('takes fields and walls of the second at the playhead, which stops', async () => {
    const { sandbox, playhead, call } = start(true);
    sandbox.show();
    expect(playhead.playing.get()).toBe(false);
    await eventually(() => expect(sandbox.playground.get()).not.toBeNull());
    expect(call.mock.calls[0]?.[1]).toMatchObject({ window: 10, lattice: 'L', tickFrom: 60, tickTo: 140 });
    expect(sandbox.playground.get()).toEqual({
      window: 10,
      ground: {
        tickLo: 60,
        pressure: Float64Array.of(0.5, -0.5),
        viscosity: Float64Array.of(0.25, 0.75),
        walls: [{ tick: 104, prominence: 1.5 }],
        mid: 100.5,
      },
    });
  });

  it('has nothing to play with in a second that is not valid', async () => {
    const { sandbox, call } = start(false);
    sandbox.show();
    await eventually(() => expect(call).toHaveBeenCalled());
    expect(sandbox.playground.get()).toBeNull();
    expect(sandbox.shown.get()).toBe(true);
  });
});
