// What a form must know of each parameter of the field model: its words, unit and range, and how to read and change it in
// the settings object. The ranges are those that the schema accepts (params.test.ts holds the two together).
import type { FieldParams } from './params.ts';

export const PARAM_SECTIONS = [
  'flow',
  'averages',
  'depth',
  'viscosity',
  'walls',
  'options',
  'range',
] as const;
export type ParamSection = (typeof PARAM_SECTIONS)[number];

interface SpecCommon {
  /** Name in the settings object; a time constant has its place behind it: `taus.0`. */
  readonly id: string;
  readonly section: ParamSection;
  readonly symbol: string;
  /** One lower-case phrase: what it does to the picture. */
  readonly hint: string;
}

export interface NumberSpec extends SpecCommon {
  readonly kind: 'number';
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The part of the range that a slider covers; the rest is for the keyboard. */
  readonly slider: readonly [from: number, to: number];
  /** Where the value may be switched off: the word for that. */
  readonly off?: string;
  /** The range that the other parameters leave. */
  bounds(params: FieldParams): readonly [min: number, max: number];
  read(params: FieldParams): number | null;
  write(params: FieldParams, value: number | null): FieldParams;
}

export interface ChoiceSpec extends SpecCommon {
  readonly kind: 'choice';
  readonly choices: readonly { readonly id: string; readonly formula: string }[];
  read(params: FieldParams): string;
  write(params: FieldParams, value: string): FieldParams;
}

export type ParamSpec = NumberSpec | ChoiceSpec;

type NumberName = { [K in keyof FieldParams]: FieldParams[K] extends number ? K : never }[keyof FieldParams];
type ChoiceName = { [K in keyof FieldParams]: FieldParams[K] extends string ? K : never }[keyof FieldParams];

function number(
  id: NumberName,
  section: ParamSection,
  words: Pick<NumberSpec, 'symbol' | 'hint' | 'unit'>,
  range: Pick<NumberSpec, 'min' | 'max' | 'step' | 'slider'>,
): NumberSpec {
  return {
    kind: 'number',
    id,
    section,
    ...words,
    ...range,
    bounds: () => [range.min, range.max],
    read: (params) => params[id],
    write: (params, value) => ({ ...params, [id]: value ?? params[id] }),
  };
}

function weight(id: NumberName, section: ParamSection, symbol: string, hint: string, to: number): NumberSpec {
  return number(id, section, { symbol, hint, unit: '' }, { min: 0, max: 10, step: 0.01, slider: [0, to] });
}

/** Time constants, seconds. */
const STEP_S = 0.25;
const LONGEST_S = 3600;

function tau(place: number, hint: string, to: number): NumberSpec {
  return {
    kind: 'number',
    id: `taus.${place}`,
    section: 'averages',
    symbol: `τ_${place + 1}`,
    hint,
    unit: 's',
    min: STEP_S,
    max: LONGEST_S,
    step: STEP_S,
    slider: [STEP_S, to],
    bounds: ({ taus }) => [(taus[place - 1] ?? 0) + STEP_S, (taus[place + 1] ?? LONGEST_S + STEP_S) - STEP_S],
    read: ({ taus }) => taus[place] as number,
    write: (params, value) => {
      const taus = params.taus.map((old, i) => (i === place ? (value ?? old) : old));
      return { ...params, taus: taus as FieldParams['taus'] };
    },
  };
}

function choice(
  id: ChoiceName,
  section: ParamSection,
  symbol: string,
  hint: string,
  choices: ChoiceSpec['choices'],
): ChoiceSpec {
  return {
    kind: 'choice',
    id,
    section,
    symbol,
    hint,
    choices,
    read: (params) => params[id],
    write: (params, value) => ({ ...params, [id]: value }) as FieldParams,
  };
}

export const PARAM_SPECS: readonly ParamSpec[] = [
  choice('uForm', 'flow', 'u', 'what a change of size is measured against', [
    { id: 'ratio', formula: '(add − pull − fill) / (start + 1)' },
    { id: 'log', formula: 'ln((end + 1) / (start + 1))' },
  ]),
  {
    kind: 'number',
    id: 'uLimit',
    section: 'flow',
    symbol: 'u_lim',
    hint: 'no single second counts for more',
    unit: '1/s',
    min: 0.05,
    max: 100,
    step: 0.05,
    slider: [0.05, 5],
    off: 'no limit',
    bounds: () => [0.05, 100],
    read: ({ uLimit }) => uLimit,
    write: (params, value) => ({ ...params, uLimit: value }),
  },
  tau(0, 'the quickest average', 30),
  tau(1, 'drives pressure and voids', 60),
  tau(2, 'drives viscosity and walls', 240),
  tau(3, 'the slowest average', 900),
  choice('phiForm', 'depth', 'φ', 'how rest is set against depth', [
    { id: 'plain', formula: 'rest / (end + 1)' },
    { id: 'share', formula: 'rest / end' },
  ]),
  choice('kappaForm', 'depth', 'κ', 'how passage falls with depth', [
    { id: 'reciprocal', formula: '1 / (1 + ρ)' },
    { id: 'exponential', formula: 'exp(−ρ)' },
  ]),
  choice('nuDensity', 'viscosity', 'ρ in ν', 'depth as it is, or over its surroundings', [
    { id: 'absolute', formula: 'ρ' },
    { id: 'relative', formula: 'max(0, ρ − median of ρ around)' },
  ]),
  number(
    'surroundTicks',
    'viscosity',
    { symbol: '±', hint: 'how far the surroundings reach', unit: 'ticks' },
    { min: 1, max: 50, step: 1, slider: [1, 50] },
  ),
  weight('nu0', 'viscosity', 'ν_0', 'drag of an empty level', 2),
  weight('nuRho', 'viscosity', 'ν_ρ', 'drag of depth', 2),
  weight('nuPhi', 'viscosity', 'ν_φ', 'drag of depth that stands', 2),
  weight('nuS', 'viscosity', 'ν_s', 'drag of depth that is being built', 5),
  weight('lambdaPhi', 'walls', 'λ_φ', 'what standing adds to a wall', 5),
  weight('lambdaS', 'walls', 'λ_s', 'what building adds to a wall', 5),
  weight('lambdaOpt', 'options', 'λ_opt', 'drag that a strike adds, per unit of its wall', 2),
  number(
    'sigmaOpt',
    'options',
    { symbol: 'σ_opt', hint: 'how far round a strike that reaches', unit: 'ticks' },
    { min: 0.5, max: 100, step: 0.5, slider: [0.5, 40] },
  ),
  weight('lambdaPhiOpt', 'options', 'λ_φ opt', 'what standing adds to a strike', 5),
  weight('lambdaSOpt', 'options', 'λ_s opt', 'what building adds to a strike', 5),
  choice('optExpiries', 'options', 'expiries', 'which options count', [
    { id: 'today', formula: 'expiring on this trade date' },
    { id: 'week', formula: 'expiring this week' },
    { id: 'all', formula: 'all' },
  ]),
  number(
    'optRange',
    'options',
    { symbol: '|K|', hint: 'strikes kept on either side of spot', unit: 'points' },
    { min: 1, max: 10_000, step: 1, slider: [5, 300] },
  ),
  number(
    'xMax',
    'range',
    { symbol: '|x|', hint: 'prices kept on either side of spot', unit: 'ticks' },
    { min: 1, max: 1000, step: 1, slider: [20, 400] },
  ),
];
