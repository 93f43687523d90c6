import { describe, expect, it } from 'vitest';
import { PARAM_SPECS } from './param-specs.ts';
import {
  DEFAULT_FIELD_PARAMS,
  FIELD_PRESETS,
  FieldParams,
  fnv1a64,
  paramsHash,
  presetOfParams,
  stateHash,
} from './params.ts';

const accepts = (params: FieldParams): boolean => FieldParams.safeParse(params).success;

describe('parameters', () => {
  it('have the published test values of FNV-1a', () => {
    expect(fnv1a64('')).toBe('cbf29ce484222325');
    expect(fnv1a64('a')).toBe('af63dc4c8601ec8c');
    expect(fnv1a64('foobar')).toBe('85944171f73967e8');
  });

  it('refuse unknown names and averages out of order', () => {
    expect(FieldParams.safeParse({ nuZero: 1 }).success).toBe(false);
    expect(accepts({ ...DEFAULT_FIELD_PARAMS, taus: [2, 8, 8, 128] })).toBe(false);
    expect(accepts({ ...DEFAULT_FIELD_PARAMS, nu0: Number.NaN })).toBe(false);
  });

  it('are known by their preset whatever the order of names', () => {
    const shuffled = Object.fromEntries(Object.entries(FIELD_PRESETS.contrast).reverse()) as FieldParams;
    expect(presetOfParams(shuffled)).toBe('contrast');
    expect(paramsHash(shuffled)).toBe(paramsHash(FIELD_PRESETS.contrast));
    expect(presetOfParams({ ...shuffled, nu0: 0.61 })).toBeNull();
  });

  it('hash each value, and the state only with what averages depend on', () => {
    for (const spec of PARAM_SPECS) {
      const moved =
        spec.kind === 'number'
          ? spec.write(DEFAULT_FIELD_PARAMS, (spec.read(DEFAULT_FIELD_PARAMS) as number) + spec.step)
          : spec.write(DEFAULT_FIELD_PARAMS, spec.choices[1]?.id ?? '');
      expect(accepts(moved), spec.id).toBe(true);
      expect(paramsHash(moved), spec.id).not.toBe(paramsHash(DEFAULT_FIELD_PARAMS));
      const touchesState = ['flow', 'averages'].includes(spec.section);
      expect(stateHash(moved) !== stateHash(DEFAULT_FIELD_PARAMS), spec.id).toBe(touchesState);
    }
  });

  it('are described in the range that is accepted, every one of them', () => {
    const named = new Set(PARAM_SPECS.map(({ id }) => id.split('.')[0]));
    expect([...named].sort()).toEqual(Object.keys(DEFAULT_FIELD_PARAMS).sort());
    // Time constants must ascend: neighbours far enough apart leave each its whole range.
    const wide = { ...DEFAULT_FIELD_PARAMS };
    for (const spec of PARAM_SPECS) {
      if (spec.kind === 'choice') {
        for (const { id } of spec.choices)
          expect(accepts(spec.write(wide, id)), `${spec.id} ${id}`).toBe(true);
        continue;
      }
      const inRange = (value: number): boolean => {
        const params = spec.write(wide, value);
        const problems = FieldParams.safeParse(params).error?.issues ?? [];
        return problems.every(({ code }) => code === 'custom');
      };
      expect(inRange(spec.min), spec.id).toBe(true);
      expect(inRange(spec.max), spec.id).toBe(true);
      expect(inRange(spec.min - spec.step), spec.id).toBe(false);
      expect(inRange(spec.max + spec.step), spec.id).toBe(false);
      expect(spec.slider[0], spec.id).toBeGreaterThanOrEqual(spec.min);
      expect(spec.slider[1], spec.id).toBeLessThanOrEqual(spec.max);
    }
  });
});
