import { describe, expect, it } from 'vitest';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { barsOfTerms, heaviestTerms, inputsOfTerm, termWords } from './why.ts';

const field = (id: string, symbol: string): FieldDescriptor => ({
  id,
  symbol,
  label: id,
  hint: '',
  unit: '1',
  range: '',
  formula: '',
  scale: 'diverging',
  group: 0,
  channel: 0,
});
const CATALOGUE = [field('u_ema_8', 'u_8'), field('rho', 'ρ')];
const term = (name: string, value: number, inputs: Record<string, number> = {}) => ({ name, value, inputs });

describe('terms in words', () => {
  it('name inputs by symbol, place and side, and offer those of this very cell', () => {
    const inputs = {
      rho: 4,
      nuRho: 0.6,
      'u_ema_8[t-1]': 1,
      'rho[k+1]': 2,
      'u_ema_8 of bids': 3,
      depth_qty_start: 5,
      tau_s: 8,
    };
    expect(inputsOfTerm(term('x', 1, inputs), CATALOGUE)).toEqual([
      { words: 'ρ', value: 4, fieldId: 'rho' },
      { words: 'ν_ρ', value: 0.6, fieldId: null },
      { words: 'u_8 before', value: 1, fieldId: null },
      { words: 'ρ above', value: 2, fieldId: null },
      { words: 'u_8 bids', value: 3, fieldId: null },
      { words: 'start', value: 5, fieldId: null },
      { words: 'τ s', value: 8, fieldId: null },
    ]);
    expect(termWords(term('density_over_surroundings', 1))).toBe('density over surroundings');
  });

  it('draw bars of both signs from one zero', () => {
    expect(barsOfTerms([term('a', 3), term('b', -1)])).toEqual([
      { left: 0.25, width: 0.75 },
      { left: 0, width: 0.25 },
    ]);
    expect(barsOfTerms([term('a', 0)])).toEqual([{ left: 0, width: 0 }]);
  });

  it('keep the heaviest', () => {
    const terms = [term('a', 0.1), term('b', -3), term('c', 0), term('d', 2)];
    expect(heaviestTerms(terms, 2).map(({ name }) => name)).toEqual(['b', 'd']);
  });
});
