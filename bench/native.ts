// The native yardstick, where there is one: sources named by FIELDBOOK_NATIVE, else beside the repository. It is compiled
// into the temporary folder; without sources, compiler or libzstd the bench says so and goes on without ratios.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_FOLDER, type LongDay } from './long-day.ts';

export type NativeMode = 'walk' | 'book' | 'zwalk' | 'zbook' | 'gold';

export interface Native {
  /** Seconds of one run, reading a plain file into memory not counted. */
  seconds(mode: NativeMode, day: LongDay): number;
}

const BESIDE = fileURLToPath(new URL('../../shared/bench', import.meta.url));
const TIME = /(?:proc|total|goldc) (\d+\.\d+) s/;

export function buildNative(say: (text: string) => void): Native | null {
  const sources = process.env.FIELDBOOK_NATIVE ?? BESIDE;
  if (!existsSync(join(sources, 'native.cpp'))) {
    say(
      'NO NATIVE PROGRAM: its sources are not there (FIELDBOOK_NATIVE names their folder); ratios are left out.',
    );
    return null;
  }
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const book = join(BENCH_FOLDER, 'native');
  const gold = join(BENCH_FOLDER, 'gold');
  const built =
    compile('g++', join(sources, 'native.cpp'), book, ['-lzstd'], say) &&
    compile('gcc', join(sources, 'gold.c'), gold, ['-lm'], say);
  if (!built) return null;
  return {
    seconds(mode, day) {
      const args = mode === 'gold' ? [] : [mode, mode.startsWith('z') ? day.compressedPath : day.plainPath];
      const run = spawnSync(mode === 'gold' ? gold : book, args, { encoding: 'utf8' });
      const time = TIME.exec(run.stdout);
      if (run.status !== 0 || !time)
        throw new Error(`the native program failed at ${mode}: ${run.stdout}${run.stderr}`);
      return Number(time[1]);
    },
  };
}

function compile(
  compiler: string,
  from: string,
  to: string,
  libraries: string[],
  say: (text: string) => void,
): boolean {
  if (existsSync(to) && statSync(to).mtimeMs > statSync(from).mtimeMs) return true;
  const run = spawnSync(compiler, ['-O2', '-o', to, from, ...libraries], { encoding: 'utf8' });
  if (run.status === 0) return true;
  say(
    `NO NATIVE PROGRAM: ${compiler} could not build it; ratios are left out. ${run.error?.message ?? run.stderr.split('\n')[0]}`,
  );
  return false;
}
