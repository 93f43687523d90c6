import { describe, expect, it } from 'vitest';
import { type NumberSpec, PARAM_SPECS, type ParamSpec } from '../../../contracts/param-specs.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, FieldParams } from '../../../contracts/params.ts';
import { ParamsControl, paramsText, paramsWords } from './params.ts';
import type { KeyValueStorage } from './view.ts';

const spec = (id: string): ParamSpec => PARAM_SPECS.find((each) => each.id === id) as ParamSpec;

function storage(
  initial: Record<string, string> = {},
): KeyValueStorage & { readonly items: Map<string, string> } {
  const items = new Map(Object.entries(initial));
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

describe('ParamsControl', () => {
  it('begins with the defaults, counts what is changed, knows presets', () => {
    const control = new ParamsControl(null);
    expect(control.state.get()).toMatchObject({ preset: 'plain', changed: 0, canUndo: false });
    control.choosePreset('contrast');
    expect(control.state.get()).toMatchObject({ preset: 'contrast', changed: 6, canUndo: true });
    control.change(spec('nu0'), 0.7);
    expect(control.state.get()).toMatchObject({ preset: null, changed: 6 });
    expect(paramsWords(control.state.get())).toBe('6 changed');
  });

  it('undoes a drag as one step, and redoes it', () => {
    const control = new ParamsControl(null);
    for (const value of [0.3, 0.4, 0.5]) control.change(spec('nu0'), value, true);
    control.endDrag();
    control.change(spec('nuRho'), 0.9, true);
    control.undo();
    expect(control.state.get().params).toMatchObject({ nu0: 0.5, nuRho: 0.15 });
    control.undo();
    expect(control.state.get()).toMatchObject({ preset: 'plain', canUndo: false, canRedo: true });
    control.redo();
    expect(control.state.get().params.nu0).toBe(0.5);
    control.change(spec('nu0'), 0.6);
    expect(control.state.get().canRedo).toBe(false);
  });

  it('keeps a time constant between its neighbours and everything within its range', () => {
    const control = new ParamsControl(null);
    control.change(spec('taus.1'), 500);
    expect(control.state.get().params.taus).toEqual([2, 31.75, 32, 128]);
    control.change(spec('taus.1'), 0);
    expect(control.state.get().params.taus).toEqual([2, 2.25, 32, 128]);
    control.change(spec('nu0'), -4);
    expect(control.state.get().params.nu0).toBe(0);
    control.change(spec('nu0'), Number.NaN);
    expect(control.state.get().params.nu0).toBe(0);
    control.change(spec('uLimit'), null);
    expect(control.state.get().params.uLimit).toBeNull();
    for (const each of PARAM_SPECS.filter((one): one is NumberSpec => one.kind === 'number')) {
      for (const end of [each.min, each.max]) {
        control.change(each, end);
        expect(FieldParams.safeParse(control.state.get().params).success, each.id).toBe(true);
      }
    }
  });

  it('keeps them for the next start, and starts afresh from what is damaged', () => {
    const kept = storage();
    new ParamsControl(kept).choosePreset('contrast');
    expect(new ParamsControl(kept).state.get().preset).toBe('contrast');
    for (const text of ['{', '{"version":1,"params":{"nu0":-3}}', '{"version":9}']) {
      const control = new ParamsControl(storage({ 'fieldbook.params': text }));
      expect(control.state.get().params).toEqual(DEFAULT_FIELD_PARAMS);
    }
  });

  it('writes what differs, as the command line reads it', () => {
    expect(FieldParams.parse(JSON.parse(paramsText(FIELD_PRESETS.contrast)))).toEqual(FIELD_PRESETS.contrast);
    expect(paramsText(DEFAULT_FIELD_PARAMS)).toBe('{}');
  });
});
