// All settings of the model together, as page and presets have them: of the fields, of the forecast, of walls and voids.

import { z } from 'zod';
import { DEFAULT_FORECAST_PARAMS, FORECAST_PRESETS, ForecastParams } from './forecast.ts';
import { DEFAULT_MARKER_PARAMS, MARKER_PRESETS, MarkerParams } from './markers.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, FieldParams } from './params.ts';

export const ModelParams = z.object({ params: FieldParams, forecast: ForecastParams, markers: MarkerParams });
export type ModelParams = z.infer<typeof ModelParams>;

export const DEFAULT_MODEL: ModelParams = {
  params: DEFAULT_FIELD_PARAMS,
  forecast: DEFAULT_FORECAST_PARAMS,
  markers: DEFAULT_MARKER_PARAMS,
};

/** default: every default; plain: the model without what was added to it; contrast: what tells levels apart best. */
export const MODEL_PRESETS = {
  default: DEFAULT_MODEL,
  plain: presetNamed('plain'),
  contrast: presetNamed('contrast'),
} as const satisfies Record<string, ModelParams>;
export type ModelPreset = keyof typeof MODEL_PRESETS;
export const MODEL_PRESET_NAMES = Object.keys(MODEL_PRESETS) as readonly ModelPreset[];

function presetNamed(name: keyof typeof FIELD_PRESETS): ModelParams {
  return {
    params: FIELD_PRESETS[name],
    forecast: FORECAST_PRESETS[name] ?? DEFAULT_FORECAST_PARAMS,
    markers: MARKER_PRESETS[name] ?? DEFAULT_MARKER_PARAMS,
  };
}

/** The preset whose every value these are; null where there is none. */
export function presetOfModel(model: ModelParams): ModelPreset | null {
  const text = canonicalText(model);
  return MODEL_PRESET_NAMES.find((name) => canonicalText(MODEL_PRESETS[name]) === text) ?? null;
}

function canonicalText({ params, forecast, markers }: ModelParams): string {
  const sorted = (part: object) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(params), sorted(forecast), sorted(markers)]);
}
