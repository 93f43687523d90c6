import { describe, expect, it } from 'vitest';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { fieldFamilies, symbolParts } from './symbols.ts';

function field(symbol: string): FieldDescriptor {
  return {
    id: symbol,
    symbol,
    label: '',
    hint: '',
    unit: '',
    range: '-1 … ∞',
    formula: '',
    scale: 'diverging',
    group: 0,
    channel: 0,
  };
}

describe('symbols', () => {
  it('set what follows an underscore below the line', () => {
    expect(symbolParts('ν')).toEqual([{ text: 'ν', below: false }]);
    expect(symbolParts('∂u_fast/∂t')).toEqual([
      { text: '∂u', below: false },
      { text: 'fast', below: true },
      { text: '/∂t', below: false },
    ]);
  });

  it('fall into families, each field in exactly one', () => {
    const catalogue = [...'abcdefghi'].map(field).concat(['u_2', '∂u/∂t', '∂²ρ/∂x²', '∂ν/∂x'].map(field));
    const families = fieldFamilies(catalogue);
    expect(families.map((family) => family.fields.length)).toEqual([9, 1, 1, 2]);
    expect(new Set(families.flatMap((family) => family.fields)).size).toBe(catalogue.length);
    expect(fieldFamilies(catalogue.slice(0, 3))).toHaveLength(1);
  });
});
