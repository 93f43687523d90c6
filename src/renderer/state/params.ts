// The field model's parameters as the user has set them: validated, kept between starts, with undo. A drag of a slider is
// one step of undo, not sixty a second.
import { z } from 'zod';
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

const Stored = z.object({ version: z.literal(1), params: FieldParams });

export interface ParamsState {
  readonly params: FieldParams;
  readonly hash: string;
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
  #undo: FieldParams[] = [];
  #redo: FieldParams[] = [];
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
    const { params } = this.#state.get();
    const next = changedParams(spec, params, value);
    const continues = dragging && this.#dragged === spec.id;
    this.#dragged = dragging ? spec.id : null;
    this.#set(next, !continues);
  }

  endDrag(): void {
    this.#dragged = null;
  }

  choosePreset(name: PresetName): void {
    this.#set(FIELD_PRESETS[name]);
  }

  undo(): void {
    this.#step(this.#undo, this.#redo);
  }

  redo(): void {
    this.#step(this.#redo, this.#undo);
  }

  #step(from: FieldParams[], to: FieldParams[]): void {
    const params = from.pop();
    if (!params) return;
    to.push(this.#state.get().params);
    this.#publish(params);
  }

  #set(next: FieldParams, isStep = true): void {
    const { params, hash } = this.#state.get();
    if (!FieldParams.safeParse(next).success || paramsHash(next) === hash) return;
    if (isStep) {
      this.#undo = [...this.#undo.slice(1 - MOST_STEPS), params];
      this.#redo = [];
    }
    this.#publish(next);
  }

  #publish(params: FieldParams): void {
    this.#state.set(this.#stateOf(params));
    try {
      this.#storage?.setItem(STORAGE_KEY, JSON.stringify({ version: 1, params }));
    } catch {
      // Storage may be full or forbidden; the parameters then last as long as the window.
    }
  }

  #stateOf(params: FieldParams): ParamsState {
    return {
      params,
      hash: paramsHash(params),
      preset: presetOfParams(params),
      changed: PARAM_SPECS.filter((spec) => isChanged(spec, params)).length,
      canUndo: this.#undo.length > 0,
      canRedo: this.#redo.length > 0,
    };
  }
}

export function isChanged(spec: ParamSpec, params: FieldParams): boolean {
  return spec.read(params) !== spec.read(DEFAULT_FIELD_PARAMS);
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

function restored(storage: KeyValueStorage | null): FieldParams {
  try {
    const parsed = Stored.safeParse(JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null'));
    return parsed.success ? parsed.data.params : DEFAULT_FIELD_PARAMS;
  } catch {
    return DEFAULT_FIELD_PARAMS;
  }
}
