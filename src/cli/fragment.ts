// --fragment dataset=GLBX.MDP3,version=3,symbol=ESH4,ts_out: what a file of bare records does not say of itself.
import { Option } from 'commander';
import { FragmentSettings } from '../../contracts/fragment.ts';
import { UsageError } from './output.ts';

export interface FragmentOption {
  readonly fragment?: string;
}

export function fragmentOption(): Option {
  return new Option(
    '--fragment <settings>',
    'the file is bare records: dataset=GLBX.MDP3,version=3[,symbol=ESH4][,ts_out]',
  );
}

/** Throws a UsageError where the text is no such settings; undefined where there is none. */
export function parseFragment(text: string | undefined): FragmentSettings | undefined {
  if (text === undefined) return undefined;
  const settings: Record<string, unknown> = {};
  for (const part of text.split(',')) {
    const [name = '', value] = part.split(/=(.*)/s, 2);
    if (name === 'ts_out' && value === undefined) settings['tsOut'] = true;
    else if (name === 'version') settings['version'] = Number(value);
    else if (name === 'dataset' || name === 'symbol') settings[name] = value;
    else throw new UsageError(`"${part}" is no setting of a fragment. ${EXAMPLE}`);
  }
  const parsed = FragmentSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const [path] = parsed.error.issues[0]?.path ?? [];
  throw new UsageError(`The ${String(path)} of the fragment is missing or makes no sense. ${EXAMPLE}`);
}

const EXAMPLE = 'Give dataset=GLBX.MDP3,version=3 and, if you like, symbol=ESH4 and ts_out.';
