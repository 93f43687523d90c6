// --params FILE|preset: the parameters of the field model, by the name of a preset or as a JSON file of those that differ
// from the defaults; --forecast-params FILE and --marker-params FILE: the same of the forecast and of walls and voids.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { ZodError, ZodType } from 'zod';
import { FORECAST_PRESETS, ForecastParams } from '../../contracts/forecast.ts';
import { MARKER_PRESETS, MarkerParams } from '../../contracts/markers.ts';
import { FieldParams, PRESET_NAMES, presetNamed } from '../../contracts/params.ts';
import { UsageError } from './output.ts';

export interface ParamsOption {
  readonly params?: string;
}

export function paramsOption(): Option {
  return new Option('--params <preset|file>', `${PRESET_NAMES.join(', ')}, or a JSON file of parameters`);
}

/** Throws a UsageError that names what is wrong; undefined where the option is absent. */
export function readParams(text: string | undefined, folder: string): FieldParams | undefined {
  if (text === undefined) return undefined;
  const preset = presetNamed(text);
  if (preset) return preset;
  const parsed = FieldParams.safeParse(jsonFrom(text, folder));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${text}: ${problemsOf(parsed.error)}.`);
}

export interface ForecastParamsOption {
  readonly forecastParams?: string;
}

export function forecastParamsOption(): Option {
  return new Option(
    '--forecast-params <file>',
    'a JSON file of those parameters of the forecast that differ',
  );
}

/** Those of the file, else those of the preset that was named for the fields. Throws a UsageError. */
export function readForecastParams(
  { forecastParams, params }: ForecastParamsOption & ParamsOption,
  folder: string,
): ForecastParams | undefined {
  if (forecastParams !== undefined) return partsFrom(ForecastParams, forecastParams, folder);
  return presetPart(FORECAST_PRESETS, params);
}

export interface MarkerParamsOption {
  readonly markerParams?: string;
}

export function markerParamsOption(): Option {
  return new Option('--marker-params <file>', 'a JSON file of those parameters of the markers that differ');
}

/** Those of the file, else those of the preset that was named for the fields. Throws a UsageError. */
export function readMarkerParams(
  { markerParams, params }: MarkerParamsOption & ParamsOption,
  folder: string,
): MarkerParams | undefined {
  if (markerParams !== undefined) return partsFrom(MarkerParams, markerParams, folder);
  return presetPart(MARKER_PRESETS, params);
}

function presetPart<T>(presets: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(presets, name) ? presets[name] : undefined;
}

function partsFrom<T>(schema: ZodType<T>, file: string, folder: string): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(folder, file), 'utf8'));
  } catch {
    throw new UsageError(`"${file}" cannot be read, or is not JSON.`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${file}: ${problemsOf(parsed.error)}.`);
}

function problemsOf({ issues }: ZodError): string {
  return issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; ');
}

function jsonFrom(text: string, folder: string): unknown {
  let content: string;
  try {
    content = readFileSync(resolve(folder, text), 'utf8');
  } catch {
    throw new UsageError(
      `"${text}" is neither a preset (${PRESET_NAMES.join(', ')}) nor a file that can be read.`,
    );
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${text} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
