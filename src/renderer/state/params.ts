// The parameters of fields, forecast and markers as the user has set them: validated, kept between starts, with undo. A
// drag of a slider is one step of undo, not sixty a second.
import { z } from 'zod';
import { ForecastParams, forecastHash } from '../../../contracts/forecast.ts';
import { FORECAST_SPECS, type ForecastSpec } from '../../../contracts/forecast-specs.ts';
import { MARKER_SPECS, type MarkerSpec } from '../../../contracts/marker-specs.ts';
import { MarkerParams, markersHash } from '../../../contracts/markers.ts';
import {
  DEFAULT_MODEL,
  MODEL_PRESETS,
  ModelParams,
  type ModelPreset,
  presetOfModel,
} from '../../../contracts/model-params.ts';
import { PARAM_SPECS, type ParamSpec } from '../../../contracts/param-specs.ts';
import { DEFAULT_FIELD_PARAMS, FieldParams, paramsHash } from '../../../contracts/params.ts';
import type { SliderSpec } from '../../../contracts/slider-spec.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.params';
const MOST_STEPS = 200;

const Stored = z.object({
  version: z.literal(1),
  params: FieldParams,
  /** Absent in what older versions kept. */
  forecast: ForecastParams.optional(),
  /** Other settings than today's are those of an older version. */
  markers: MarkerParams.optional().catch(undefined),
});

export interface ParamsState extends ModelParams {
  readonly hash: string;
  readonly forecastHash: string;
  readonly markersHash: string;
  /** The preset whose every value these are. */
  readonly preset: ModelPreset | null;
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

  /** Sets one parameter of the fields within what the others allow. `dragging`: more values of the same drag follow. */
  change(spec: ParamSpec, value: number | string | null, dragging = false): void {
    const { params } = this.#state.get();
    this.#move(spec.id, { params: changedParams(spec, params, value) }, dragging);
  }

  /** Sets one parameter of the forecast; what is no number changes nothing. */
  changeForecast(spec: ForecastSpec, value: number, dragging = false): void {
    const { forecast } = this.#state.get();
    this.#move(spec.id, { forecast: withNumber(forecast, spec, value) }, dragging);
  }

  /** Sets one parameter of walls, voids and events. */
  changeMarkers(spec: MarkerSpec, value: number, dragging = false): void {
    const { markers } = this.#state.get();
    this.#move(spec.id, { markers: withNumber(markers, spec, value) }, dragging);
  }

  endDrag(): void {
    this.#dragged = null;
  }

  choosePreset(name: ModelPreset): void {
    this.#set(MODEL_PRESETS[name]);
  }

  undo(): void {
    this.#step(this.#undo, this.#redo);
  }

  redo(): void {
    this.#step(this.#redo, this.#undo);
  }

  /** What is dragged on goes on in the same step. */
  #move(id: string, part: Partial<ModelParams>, dragging: boolean): void {
    const continues = dragging && this.#dragged === id;
    this.#dragged = dragging ? id : null;
    this.#set({ ...modelOf(this.#state.get()), ...part }, !continues);
  }

  #step(from: ModelParams[], to: ModelParams[]): void {
    const model = from.pop();
    if (!model) return;
    to.push(modelOf(this.#state.get()));
    this.#publish(model);
  }

  #set(next: ModelParams, isStep = true): void {
    const before = modelOf(this.#state.get());
    if (!ModelParams.safeParse(next).success || namesOf(next) === namesOf(before)) return;
    if (isStep) {
      this.#undo = [...this.#undo.slice(1 - MOST_STEPS), before];
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

  #stateOf(model: ModelParams): ParamsState {
    const { params, forecast, markers } = model;
    return {
      ...model,
      hash: paramsHash(params),
      forecastHash: forecastHash(forecast),
      markersHash: markersHash(markers),
      preset: presetOfModel(model),
      changed:
        PARAM_SPECS.filter((spec) => isChanged(spec, params)).length +
        FORECAST_SPECS.filter(({ id }) => forecast[id] !== DEFAULT_MODEL.forecast[id]).length +
        MARKER_SPECS.filter(({ id }) => markers[id] !== DEFAULT_MODEL.markers[id]).length,
      canUndo: this.#undo.length > 0,
      canRedo: this.#redo.length > 0,
    };
  }
}

export function isChanged(spec: ParamSpec, params: FieldParams): boolean {
  return spec.read(params) !== spec.read(DEFAULT_MODEL.params);
}

function modelOf({ params, forecast, markers }: ModelParams): ModelParams {
  return { params, forecast, markers };
}

function namesOf({ params, forecast, markers }: ModelParams): string {
  return [paramsHash(params), forecastHash(forecast), markersHash(markers)].join(' ');
}

function withNumber<K extends string, T extends Readonly<Record<K, number>>>(
  settings: T,
  { id, min, max }: SliderSpec<K>,
  value: number,
): T {
  return Number.isFinite(value) ? { ...settings, [id]: Math.min(max, Math.max(min, value)) } : settings;
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
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null'));
    if (!parsed.success) return DEFAULT_MODEL;
    const { params, forecast, markers } = parsed.data;
    return {
      params,
      forecast: forecast ?? DEFAULT_MODEL.forecast,
      markers: markers ?? DEFAULT_MODEL.markers,
    };
  } catch {
    return DEFAULT_MODEL;
  }
}
