import { describe, expect, it } from 'vitest';
import { DEFAULT_FORECAST_PARAMS, ForecastParams } from '../../../contracts/forecast.ts';
import { FORECAST_SPECS, type ForecastSpec } from '../../../contracts/forecast-specs.ts';
import { MARKER_SPECS, type MarkerSpec } from '../../../contracts/marker-specs.ts';
import { MarkerParams } from '../../../contracts/markers.ts';
import { MODEL_PRESETS } from '../../../contracts/model-params.ts';
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
    expect(control.state.get()).toMatchObject({ preset: 'default', changed: 0, canUndo: false });
    control.choosePreset('contrast');
    expect(control.state.get()).toMatchObject({ preset: 'contrast', changed: 7, canUndo: true });
    control.change(spec('nu0'), 0.7);
    expect(control.state.get()).toMatchObject({ preset: null, changed: 7 });
    expect(paramsWords(control.state.get())).toBe('7 changed');
  });

  it('undoes a drag as one step, and redoes it', () => {
    const control = new ParamsControl(null);
    for (const value of [0.3, 0.4, 0.5]) control.change(spec('nu0'), value, true);
    control.endDrag();
    control.change(spec('nuRho'), 0.9, true);
    control.undo();
    expect(control.state.get().params).toMatchObject({ nu0: 0.5, nuRho: 0.15 });
    control.undo();
    expect(control.state.get()).toMatchObject({ preset: 'default', canUndo: false, canRedo: true });
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

  it('keeps forecast and markers with the fields: one preset, one undo, one store', () => {
    const store = storage();
    const control = new ParamsControl(store);
    const beta = FORECAST_SPECS.find(({ id }) => id === 'betaNear') as ForecastSpec;
    const least = MARKER_SPECS.find(({ id }) => id === 'wallProminence') as MarkerSpec;
    expect(control.state.get().forecast).toEqual(DEFAULT_FORECAST_PARAMS);
    control.changeForecast(beta, 1.5);
    control.changeMarkers(least, 1.2);
    expect(control.state.get()).toMatchObject({ preset: null, changed: 2, canUndo: true });
    expect(control.state.get().hash).toBe(new ParamsControl(null).state.get().hash);
    expect(control.state.get().markersHash).not.toBe(new ParamsControl(null).state.get().markersHash);
    expect(new ParamsControl(store).state.get()).toMatchObject({
      forecast: { betaNear: 1.5 },
      markers: { wallProminence: 1.2 },
    });
    control.changeForecast(beta, 1000);
    expect(control.state.get().forecast.betaNear).toBe(100);
    control.changeMarkers(least, Number.NaN);
    expect(control.state.get().markers.wallProminence).toBe(1.2);
    for (let step = 0; step < 3; step++) control.undo();
    expect(control.state.get()).toMatchObject({ preset: 'default', changed: 0, canUndo: false });
  });

  it('has presets of everything: the plain model marks any wall anywhere, and lets a change go on', () => {
    const control = new ParamsControl(null);
    control.choosePreset('plain');
    expect(control.state.get()).toMatchObject({
      preset: 'plain',
      params: FIELD_PRESETS.plain,
      forecast: { duDecay: 1 },
      markers: { markerRange: FIELD_PRESETS.plain.xMax, wallProminence: 0 },
    });
    control.choosePreset('contrast');
    expect(control.state.get()).toMatchObject({ ...MODEL_PRESETS.contrast, preset: 'contrast' });
    // What older versions kept has fields alone: the rest is as by default.
    const older = storage({
      'fieldbook.params': JSON.stringify({ version: 1, params: FIELD_PRESETS.contrast }),
    });
    expect(new ParamsControl(older).state.get()).toMatchObject({
      params: FIELD_PRESETS.contrast,
      forecast: DEFAULT_FORECAST_PARAMS,
    });
  });

  it.each([
    ['forecast', FORECAST_SPECS, ForecastParams],
    ['markers', MARKER_SPECS, MarkerParams],
  ] as const)('offers for the %s what its schema accepts', (_, specs, schema) => {
    for (const { id, min, max } of specs) {
      const accepts = (value: number): boolean => schema.safeParse({ [id]: value }).success;
      expect([min, max].every(accepts), id).toBe(true);
      expect([min - 0.01, max + 0.01].some(accepts), id).toBe(false);
    }
  });
});
