// What a form must know of each parameter of the forecast: its words, unit and the part of its range that a slider covers.
// The whole range is that of the schema (params.test.ts holds the two together).
import type { ForecastParams } from './forecast.ts';

export interface ForecastSpec {
  readonly id: keyof ForecastParams;
  readonly symbol: string;
  /** One lower-case phrase: what it does to the path. */
  readonly hint: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly slider: readonly [from: number, to: number];
}

export const FORECAST_SPECS: readonly ForecastSpec[] = [
  {
    id: 'betaNear',
    symbol: 'β_near',
    hint: 'what the pressure near mid counts for',
    unit: '',
    min: 0,
    max: 100,
    step: 0.01,
    slider: [0, 3],
  },
  {
    id: 'betaFar',
    symbol: 'β_far',
    hint: 'what the pressure far round it counts for',
    unit: '',
    min: 0,
    max: 100,
    step: 0.01,
    slider: [0, 3],
  },
  {
    id: 'betaV',
    symbol: 'β_v',
    hint: 'how much of the present speed of mid goes on',
    unit: '',
    min: -10,
    max: 10,
    step: 0.01,
    slider: [-1, 2],
  },
  {
    id: 'gamma',
    symbol: 'γ',
    hint: 'drag for each unit of viscosity',
    unit: '',
    min: 0,
    max: 10,
    step: 0.01,
    slider: [0, 2],
  },
  {
    id: 'sigmaNear',
    symbol: 'σ_near',
    hint: 'how wide near is',
    unit: 'ticks',
    min: 0.5,
    max: 64,
    step: 0.5,
    slider: [0.5, 32],
  },
  {
    id: 'sigmaFar',
    symbol: 'σ_far',
    hint: 'how wide far is',
    unit: 'ticks',
    min: 0.5,
    max: 64,
    step: 0.5,
    slider: [1, 64],
  },
  {
    id: 'sigmaNu',
    symbol: 'σ_ν',
    hint: 'how wide drag is felt',
    unit: 'ticks',
    min: 0.5,
    max: 64,
    step: 0.5,
    slider: [0.5, 32],
  },
  {
    id: 'duDecay',
    symbol: 'decay',
    hint: 'what is left each second of the last change, extrapolated',
    unit: '',
    min: 0,
    max: 1,
    step: 0.01,
    slider: [0, 1],
  },
];
