// The parameters of fields and forecast as the user has set them: validated, kept between starts, with undo. A drag of a slider is
// one step of undo, not sixty a second.
import { z } from 'zod';
import {
  DEFAULT_FORECAST_PARAMS,
  FORECAST_PRESETS,
  ForecastParams,
  forecastHash,
} from '../../../contracts/forecast.ts';
import { FORECAST_SPECS, type ForecastSpec } from '../../../contracts/forecast-specs.ts';
import { PARAM_SPECS, type ParamSpec } from '../../../contracts/param-specs.ts';
import {
  DEFAULT_FIELD_PARAMS,
  FIELD_PRESETS,
  FieldParams,
  type PresetName,
  paramsHash,
  presetOfParams,
} from '../../../contracts/params.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.params';
const MOST_STEPS = 200;

const Stored = z.object({
  version: z.literal(1),
  params: FieldParams,
  /** Absent in what older versions kept: the forecast then was that of the fields' preset. */
  forecast: ForecastParams.optional(),
});

/** The two sets that belong together: one step of undo. */
interface ModelParams {
  readonly params: FieldParams;
  readonly forecast: ForecastParams;
}

export interface ParamsState {
  readonly params: FieldParams;
  readonly hash: string;
  readonly forecast: ForecastParams;
  readonly forecastHash: string;
  /** The preset whose every value these are. */
  readonly preset: PresetName | null;
  /** How many differ from the defaults. */
  readonly changed: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export class ParamsControl {
  readonly #storage: KeyValueStorage | null;
  readonly #state: ObservableValue<ParamsState>;
  #undo: ModelParams[] = [];
  #redo: ModelParams[] = [];
  /** What a drag under way moves: its changes are one step. */
  #dragged: string | null = null;

  constructor(storage: KeyValueStorage | null) {
    this.#storage = storage;
    this.#state = new ObservableValue(this.#stateOf(restored(storage)));
  }

  get state(): Observable<ParamsState> {
    return this.#state;
  }

  /** Sets one parameter within what the others allow. `dragging`: more values of the same drag follow. */
  change(spec: ParamSpec, value: number | string | null, dragging = false): void {
    const { params, forecast } = this.#state.get();
    this.#move(spec.id, { params: changedParams(spec, params, value), forecast }, dragging);
  }

  /** Sets one parameter of the forecast; what is no number changes nothing. */
  changeForecast(spec: ForecastSpec, value: number, dragging = false): void {
    if (!Number.isFinite(value)) return;
    const { params, forecast } = this.#state.get();
    const within = Math.min(spec.max, Math.max(spec.min, value));
    this.#move(spec.id, { params, forecast: { ...forecast, [spec.id]: within } }, dragging);
  }

  endDrag(): void {
    this.#dragged = null;
  }

  choosePreset(name: PresetName): void {
    this.#set({ params: FIELD_PRESETS[name], forecast: FORECAST_PRESETS[name] ?? DEFAULT_FORECAST_PARAMS });
  }

  undo(): void {
    this.#step(this.#undo, this.#redo);
  }

  redo(): void {
    this.#step(this.#redo, this.#undo);
  }

  /** What is dragged on goes on in the same step. */
  #move(id: string, next: ModelParams, dragging: boolean): void {
    const continues = dragging && this.#dragged === id;
    this.#dragged = dragging ? id : null;
    this.#set(next, !continues);
  }

  #step(from: ModelParams[], to: ModelParams[]): void {
    const model = from.pop();
    if (!model) return;
    const { params, forecast } = this.#state.get();
    to.push({ params, forecast });
    this.#publish(model);
  }

  #set(next: ModelParams, isStep = true): void {
    const { params, forecast, hash, forecastHash: hashBefore } = this.#state.get();
    const valid =
      FieldParams.safeParse(next.params).success && ForecastParams.safeParse(next.forecast).success;
    if (!valid || (paramsHash(next.params) === hash && forecastHash(next.forecast) === hashBefore)) return;
    if (isStep) {
      this.#undo = [...this.#undo.slice(1 - MOST_STEPS), { params, forecast }];
      this.#redo = [];
    }
    this.#publish(next);
  }

  #publish(model: ModelParams): void {
    this.#state.set(this.#stateOf(model));
    try {
      this.#storage?.setItem(STORAGE_KEY, JSON.stringify({ version: 1, ...model }));
    } catch {
      // Storage may be full or forbidden; the parameters then last as long as the window.
    }
  }

  #stateOf({ params, forecast }: ModelParams): ParamsState {
    return {
      params,
      hash: paramsHash(params),
      forecast,
      forecastHash: forecastHash(forecast),
      preset: presetOf({ params, forecast }),
      changed:
        PARAM_SPECS.filter((spec) => isChanged(spec, params)).length +
        FORECAST_SPECS.filter((spec) => isForecastChanged(spec, forecast)).length,
      canUndo: this.#undo.length > 0,
      canRedo: this.#redo.length > 0,
    };
  }
}

export function isChanged(spec: ParamSpec, params: FieldParams): boolean {
  return spec.read(params) !== spec.read(DEFAULT_FIELD_PARAMS);
}

/** What a forecast's parameters go back to: those of the preset that is shown first. */
export const USUAL_FORECAST: ForecastParams = FORECAST_PRESETS['plain'] ?? DEFAULT_FORECAST_PARAMS;

export function isForecastChanged(spec: ForecastSpec, forecast: ForecastParams): boolean {
  return forecast[spec.id] !== USUAL_FORECAST[spec.id];
}

/** The preset whose every value these are, of fields and forecast. */
function presetOf({ params, forecast }: ModelParams): PresetName | null {
  const preset = presetOfParams(params);
  if (preset === null) return null;
  return forecastHash(FORECAST_PRESETS[preset] ?? DEFAULT_FORECAST_PARAMS) === forecastHash(forecast)
    ? preset
    : null;
}

/** The name of a set in a few characters: its preset, or that it is none. */
export function paramsWords({ preset, changed }: Pick<ParamsState, 'preset' | 'changed'>): string {
  return preset ?? `${changed} changed`;
}

/** Those that differ from the defaults, as `--params FILE` of the command line takes them. */
export function paramsText(params: FieldParams): string {
  const defaults = new Map(Object.entries(DEFAULT_FIELD_PARAMS));
  const entries = Object.entries(params).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
  );
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

function changedParams(spec: ParamSpec, params: FieldParams, value: number | string | null): FieldParams {
  if (spec.kind === 'choice') return typeof value === 'string' ? spec.write(params, value) : params;
  if (typeof value === 'string' || (value !== null && !Number.isFinite(value))) return params;
  if (value === null) return spec.write(params, null);
  const [lo, hi] = spec.bounds(params);
  return spec.write(params, Math.min(hi, Math.max(lo, value)));
}

function restored(storage: KeyValueStorage | null): ModelParams {
  const usual = { params: DEFAULT_FIELD_PARAMS, forecast: USUAL_FORECAST };
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null'));
    if (!parsed.success) return usual;
    const { params, forecast } = parsed.data;
    const preset = presetOfParams(params);
    return {
      params,
      forecast: forecast ?? (preset && FORECAST_PRESETS[preset]) ?? DEFAULT_FORECAST_PARAMS,
    };
  } catch {
    return usual;
  }
}
