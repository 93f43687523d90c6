// What a form must know of each parameter of walls, voids and events.
import type { MarkerParams } from './markers.ts';
import type { SliderSpec } from './slider-spec.ts';

export type MarkerSpec = SliderSpec<keyof MarkerParams>;

type Numbers = Pick<MarkerSpec, 'min' | 'max' | 'step' | 'slider'>;

function spec(
  id: MarkerSpec['id'],
  symbol: string,
  unit: string,
  hint: string,
  numbers: Numbers,
): MarkerSpec {
  return { id, symbol, hint, unit, ...numbers };
}

export const MARKER_SPECS: readonly MarkerSpec[] = [
  spec('topN', 'n', '', 'how many of a kind are listed on either side of mid', {
    min: 1,
    max: 50,
    step: 1,
    slider: [1, 10],
  }),
  spec('markerRange', 'x_marks', 'ticks', 'how far from spot they are listed', {
    min: 1,
    max: 1000,
    step: 1,
    slider: [5, 200],
  }),
  spec('wallProminence', 'O_min', '', 'how far a wall stands above its surroundings', {
    min: 0,
    max: 100,
    step: 0.05,
    slider: [0, 3],
  }),
  spec('standOutShare', 'q_wall', '', 'share of sizes near spot that a wall must exceed', {
    min: 0,
    max: 1,
    step: 0.01,
    slider: [0.8, 1],
  }),
  spec('confirmWindows', 't_wall', 's', 'for how long it must, before it is told of', {
    min: 1,
    max: 600,
    step: 1,
    slider: [1, 60],
  }),
  spec('changeShare', 'Δ_wall', '', 'part of its size gained or lost that is an event', {
    min: 0.05,
    max: 1,
    step: 0.05,
    slider: [0.1, 1],
  }),
  spec('voidMin', 'V_min', '', 'least V of a void that is listed', {
    min: 0.001,
    max: 1,
    step: 0.001,
    slider: [0.001, 0.2],
  }),
  spec('voidOpen', 'V_open', '', 'V at which a void counts as open', {
    min: 0.001,
    max: 1,
    step: 0.01,
    slider: [0.01, 0.5],
  }),
  spec('voidWidth', 'w_void', 'ticks', 'neighbouring prices that must drain together', {
    min: 1,
    max: 100,
    step: 1,
    slider: [1, 12],
  }),
  spec('sweepLevels', 'n_sweep', 'prices', 'prices that one aggressor trades through', {
    min: 2,
    max: 100,
    step: 1,
    slider: [2, 12],
  }),
  spec('icebergTimes', '×_ice', '', 'executed of one order over the most it ever showed', {
    min: 1,
    max: 100,
    step: 0.5,
    slider: [1, 12],
  }),
];
