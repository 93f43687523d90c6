// --params FILE|preset: the parameters of the field model, by the name of a preset or as a JSON file of those that differ
// from the defaults.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
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
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim());
  throw new UsageError(`${text}: ${problems.join('; ')}.`);
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
