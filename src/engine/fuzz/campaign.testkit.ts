// A campaign: case after case from one seed, each made anew from the seed and its number, so that any of them can be had
// again. Runs in a worker whose memory is limited; whoever started it sees by its reports that it does not hang.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../synth/random.ts';
import { bytesOf, type FileParts, realFiles, syntheticParts } from './corpus.testkit.ts';
import { type DriveOptions, type DriveResult, driveFile } from './drive.testkit.ts';
import { BYTE_CHANGES, compressed, PART_CHANGES } from './mutations.testkit.ts';

export interface FuzzCase {
  readonly bytes: Uint8Array;
  readonly options: DriveOptions;
}

export class Campaign {
  readonly #seed: number;
  readonly #folder: string;
  readonly #real: readonly Uint8Array[];

  /** `folder`: an empty one of its own. */
  constructor(seed: number, folder: string) {
    this.#seed = seed;
    this.#folder = folder;
    this.#real = realFiles();
  }

  caseOf(number: number): FuzzCase {
    const random = new Random(this.#seed, number);
    const options: DriveOptions = {
      zstd: random.chance(0.5) ? 'native' : 'wasm',
      fragment: random.chance(0.1) ? { version: 3, dataset: 'GLBX.MDP3', symbol: 'ESH4' } : null,
    };
    const real = this.#real.length > 0 && random.chance(0.35);
    let bytes = real
      ? (this.#real[random.between(0, this.#real.length - 1)] as Uint8Array)
      : syntheticCase(random);
    const times = real ? random.between(1, 4) : random.between(0, 2);
    for (let i = 0; i < times; i++) bytes = changed(bytes, random);
    if (!real && random.chance(0.5)) {
      bytes = compressed(bytes, random);
      if (random.chance(0.5)) bytes = changed(bytes, random);
    }
    return { bytes, options };
  }

  /** Throws an Error that says what went wrong. */
  async run(number: number): Promise<DriveResult> {
    const { bytes, options } = this.caseOf(number);
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, 'case.dbn');
    writeFileSync(path, bytes);
    return driveFile(path, options);
  }
}

function syntheticCase(random: Random): Uint8Array {
  const version = ([1, 2, 3] as const)[random.between(0, 2)] as 1 | 2 | 3;
  const parts: FileParts = syntheticParts(version, random.chance(0.2), random.between(0, 7));
  for (let i = random.between(0, 4); i > 0; i--) {
    if (parts.records.length === 0) break;
    const change = PART_CHANGES[random.between(0, PART_CHANGES.length - 1)];
    change?.(parts, random);
  }
  return bytesOf(parts);
}

function changed(bytes: Uint8Array, random: Random): Uint8Array {
  return BYTE_CHANGES[random.between(0, BYTE_CHANGES.length - 1)]?.(bytes, random) ?? bytes;
}
