// Calibrations of the store: those that were made here or loaded from a file, kept as the files they are; and the jobs that
// make and test them, in threads of their own, so that the engine answers the page meanwhile.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CalibrateRequest,
  type Calibration,
  type CalibrationProgress,
  type CalibrationSummary,
  calibrationHash,
  type EvaluateRequest,
  readCalibration,
  summaryOf,
} from '../../../contracts/calibration.ts';
import { FaultError } from '../../../contracts/errors.ts';
import { Lru } from '../../base/lru.ts';
import { AtomicFile } from '../export/atomic-file.ts';
import type { JobWork } from './calibration-worker.ts';
import { JobThread } from './job-thread.ts';

const KEPT_IN_MEMORY = 8;

export interface CalibrationsOptions {
  readonly dataFolder: string;
  readonly productVersion: string;
  onProgress(progress: CalibrationProgress): void;
}

export class Calibrations {
  readonly #options: CalibrationsOptions;
  readonly #folder: string;
  readonly #known = new Lru<string, Calibration>(KEPT_IN_MEMORY);
  #thread: JobThread | null = null;

  constructor(options: CalibrationsOptions) {
    this.#options = options;
    this.#folder = join(options.dataFolder, 'calibrations');
  }

  /** JSON of a calibration, which is kept. Throws as calibrate does, and `cancelled`. */
  async run(request: CalibrateRequest, signal: AbortSignal): Promise<Uint8Array> {
    const json = await this.#inThreads({ kind: 'calibrate', request }, signal);
    await this.load(json);
    return json;
  }

  /** JSON of an evaluation. Throws as evaluate does, and `cancelled`. */
  async evaluate(request: EvaluateRequest, signal: AbortSignal): Promise<Uint8Array> {
    const calibration = request.calibration === undefined ? null : await this.get(request.calibration);
    return this.#inThreads({ kind: 'evaluate', request, calibration }, signal);
  }

  /** Keeps a calibration's file. Throws `bad_request` where it is none, or one of another version, with what is wrong. */
  async load(json: Uint8Array, name = 'The calibration'): Promise<CalibrationSummary> {
    const read = readCalibration(new TextDecoder().decode(json));
    if ('problem' in read)
      throw new FaultError({
        code: 'bad_request',
        message: `${name} cannot be used. ${read.problem}`,
        hint: read.hint,
      });
    const hash = calibrationHash(read.calibration);
    await mkdir(this.#folder, { recursive: true });
    const file = await AtomicFile.create(this.#pathOf(hash));
    try {
      await file.write(json);
      await file.commit();
    } catch (error) {
      await file.discard();
      throw error;
    }
    this.#known.set(hash, read.calibration);
    return summaryOf(read.calibration);
  }

  /** Throws `not_found` where there is none of that name, or none that this version reads. */
  async get(hash: string): Promise<Calibration> {
    const known = this.#known.get(hash);
    if (known) return known;
    const json = await this.#json(hash);
    const read = json && readCalibration(new TextDecoder().decode(json));
    if (!read || 'problem' in read) throw unknown(hash);
    this.#known.set(hash, read.calibration);
    return read.calibration;
  }

  /** Its file. Throws `not_found`. */
  async read(hash: string): Promise<Uint8Array> {
    const json = await this.#json(hash);
    if (!json) throw unknown(hash);
    return json;
  }

  /** Those that this version reads, by their names. */
  async list(): Promise<CalibrationSummary[]> {
    const found: CalibrationSummary[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const hash = /^([0-9a-f]{16})\.json$/.exec(name)?.[1];
      const calibration = hash === undefined ? null : await this.get(hash).catch(() => null);
      if (calibration) found.push(summaryOf(calibration));
    }
    return found;
  }

  async forget(hash: string): Promise<void> {
    this.#known.delete(hash);
    if (/^[0-9a-f]{16}$/.test(hash)) await rm(this.#pathOf(hash), { force: true });
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  #pathOf(hash: string): string {
    return join(this.#folder, `${hash}.json`);
  }

  async #json(hash: string): Promise<Uint8Array | null> {
    if (!/^[0-9a-f]{16}$/.test(hash)) return null;
    return readFile(this.#pathOf(hash)).catch(() => null);
  }

  #inThreads(work: JobWork, signal: AbortSignal): Promise<Uint8Array> {
    const { dataFolder, productVersion, onProgress } = this.#options;
    if (!this.#thread || this.#thread.ended)
      this.#thread = new JobThread({ dataFolder, productVersion }, onProgress);
    return this.#thread.run(work, signal);
  }
}

function unknown(hash: string): FaultError {
  return new FaultError({
    code: 'not_found',
    message: `There is no calibration ${hash} here.`,
    hint: 'Load its file again.',
  });
}
