// What a calibration hands out to its threads, each with all that it needs: days' samples are shared memory.
import {
  type FitSettings,
  type FittedValues,
  fitParticle,
  type GridErrors,
  gridErrors,
} from '../../core/evaluation/particle-fit.ts';
import { fitLogistic, type Moments, momentsOf, type Weights } from '../../core/evaluation/regression.ts';
import { openGoldSource } from '../pipeline/gold-source.ts';
import { paramSetFrom } from '../pipeline/param-set.ts';
import type { Store } from '../store/store.ts';
import { readSamples } from './read-samples.ts';
import { storedSamples, storeSamples } from './sample-file.ts';
import { type ReadResult, type ReadTask, type SharedSamples, shared, unshared } from './shared-samples.ts';

export interface Tasks {
  read: { task: ReadTask; result: ReadResult };
  grid: {
    task: { kind: 'grid'; day: SharedSamples; settings: FitSettings };
    result: GridErrors;
  };
  fit: {
    task: {
      kind: 'fit';
      days: readonly SharedSamples[];
      grids: readonly GridErrors[];
      settings: FitSettings;
    };
    result: FittedValues;
  };
  moments: { task: { kind: 'moments'; day: SharedSamples }; result: Moments };
  logistic: {
    task: { kind: 'logistic'; days: readonly SharedSamples[]; stride: number };
    result: Weights[];
  };
}
export type TaskKind = keyof Tasks;
export type Task = Tasks[TaskKind]['task'];

/** Does one task. `onProgress`: windows of a read that are done. */
export async function perform(
  task: Task,
  store: Store,
  onProgress: (windows: number) => void,
): Promise<Tasks[TaskKind]['result']> {
  switch (task.kind) {
    case 'read':
      return read(task, store, onProgress);
    case 'grid':
      return gridErrors(unshared(task.day), task.settings);
    case 'fit':
      return fitParticle(task.days.map(unshared), task.grids, task.settings);
    case 'moments':
      return momentsOf(unshared(task.day));
    case 'logistic':
      return fitLogistic(task.days.map(unshared), task.stride);
  }
}

/** From the day's folder where an earlier calibration got so far, else from its fields. */
async function read(
  task: ReadTask,
  store: Store,
  onProgress: (windows: number) => void,
): Promise<ReadResult> {
  const set = paramSetFrom(task.params);
  // Options beside the day change what is sampled, and the name it is kept under.
  const named = openGoldSource(store, task.span.dayId, set).set;
  const known = await storedSamples(store, task, named);
  if (known) return known;
  const { signal } = new AbortController();
  const { samples, left } = await readSamples({ ...task, store, set, signal, onProgress });
  await storeSamples(store, task, named, samples, left);
  return { samples: shared(samples), left };
}
