import { describe, expect, it } from 'vitest';
import { FORECAST_PRESETS, ForecastParams } from '../../../contracts/forecast.ts';
import { FORECAST_SPECS, type ForecastSpec } from '../../../contracts/forecast-specs.ts';
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
    expect(control.state.get()).toMatchObject({ preset: 'contrast', changed: 8, canUndo: true });
    control.change(spec('nu0'), 0.7);
    expect(control.state.get()).toMatchObject({ preset: null, changed: 8 });
    expect(paramsWords(control.state.get())).toBe('8 changed');
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

  it('keeps the forecast with the fields: one preset, one undo, one store', () => {
    const store = storage();
    const control = new ParamsControl(store);
    const beta = FORECAST_SPECS.find(({ id }) => id === 'betaNear') as ForecastSpec;
    expect(control.state.get().forecast).toEqual(FORECAST_PRESETS['plain']);
    control.changeForecast(beta, 1.5);
    expect(control.state.get()).toMatchObject({ preset: null, changed: 1, canUndo: true });
    expect(control.state.get().hash).toBe(new ParamsControl(null).state.get().hash);
    expect(new ParamsControl(store).state.get().forecast.betaNear).toBe(1.5);
    control.changeForecast(beta, 1000);
    expect(control.state.get().forecast.betaNear).toBe(100);
    control.undo();
    control.undo();
    expect(control.state.get()).toMatchObject({ preset: 'plain', changed: 0 });
    control.choosePreset('contrast');
    expect(control.state.get().forecast).toEqual(FORECAST_PRESETS['contrast']);
    // What older versions kept has no forecast: it was that of the fields' preset.
    const older = storage({
      'fieldbook.params': JSON.stringify({ version: 1, params: FIELD_PRESETS.contrast }),
    });
    expect(new ParamsControl(older).state.get()).toMatchObject({ preset: 'contrast' });
  });

  it('offers for the forecast what its schema accepts', () => {
    for (const { id, min, max } of FORECAST_SPECS) {
      const accepts = (value: number): boolean => ForecastParams.safeParse({ [id]: value }).success;
      expect([min, max].every(accepts), id).toBe(true);
      expect([min - 0.01, max + 0.01].some(accepts), id).toBe(false);
    }
  });
});
