// The threads of calibration. One has the jobs and hands out tasks; the others do them. Ending the first ends all.
import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  CalibrateRequest,
  Calibration,
  CalibrationProgress,
  EvaluateRequest,
} from '../../../contracts/calibration.ts';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { ensure } from '../../base/assert.ts';
import { Store } from '../store/store.ts';
import { calibrate } from './calibrate.ts';
import { evaluate } from './evaluate.ts';
import type { JobContext } from './job-days.ts';
import { perform } from './tasks.ts';
import {
  type PoolTask,
  refuseCancelled,
  type ThreadMessage,
  ThreadPool,
  type ThreadSettings,
} from './thread-pool.ts';

export interface JobSettings {
  readonly role: 'job';
  readonly dataFolder: string;
  readonly productVersion: string;
}

export type JobWork =
  | { readonly kind: 'calibrate'; readonly request: CalibrateRequest }
  | {
      readonly kind: 'evaluate';
      readonly request: EvaluateRequest;
      readonly calibration: Calibration | null;
    };

export interface Job {
  readonly id: string;
  readonly work: JobWork;
  /** Shared: 1 once nobody waits for it any more. */
  readonly cancelled: Int32Array;
}

export type JobMessage =
  | { readonly type: 'progress'; readonly id: string; readonly progress: CalibrationProgress }
  | { readonly type: 'done'; readonly id: string; readonly json: Uint8Array }
  | { readonly type: 'failed'; readonly id: string; readonly fault: Fault };

const PROGRESS_MILLIS = 150;
const MOST_THREADS = 8;

const parent = ensure(parentPort, 'a calibration runs in worker threads');
const settings = workerData as JobSettings | ThreadSettings;

if (settings.role === 'job') serveJobs(settings);
else serveTasks(settings);

function serveJobs(settings: JobSettings): void {
  const pool = new ThreadPool(Math.min(MOST_THREADS, availableParallelism()), settings.dataFolder);
  parent.on('message', (job: Job) => void runJob(job, pool, settings));
}

async function runJob({ id, work, cancelled }: Job, pool: ThreadPool, settings: JobSettings): Promise<void> {
  const tell = (message: JobMessage): void => parent.postMessage(message);
  try {
    const store = Store.reading(settings.dataFolder);
    try {
      let toldMillis = 0;
      let stage = '';
      const context: JobContext = {
        store,
        pool: pool.until(cancelled),
        productVersion: settings.productVersion,
        onProgress: (progress) => {
          const isDue = performance.now() - toldMillis >= PROGRESS_MILLIS;
          // The end of a stage is told, and the beginning of the next.
          if (!isDue && progress.stage === stage && progress.done < progress.total) return;
          stage = progress.stage;
          toldMillis = performance.now();
          tell({ type: 'progress', id, progress: { jobId: work.request.jobId, ...progress } });
        },
      };
      const result =
        work.kind === 'calibrate'
          ? await calibrate(context, work.request)
          : await evaluate(context, work.request, work.calibration);
      tell({ type: 'done', id, json: new TextEncoder().encode(JSON.stringify(result)) });
    } finally {
      store.close();
    }
  } catch (error) {
    tell({ type: 'failed', id, fault: faultFrom(error) });
  }
}

function serveTasks({ dataFolder }: ThreadSettings): void {
  const store = Store.reading(dataFolder);
  const tell = (message: ThreadMessage): void => parent.postMessage(message);
  parent.on('message', ({ task, cancelled }: PoolTask) => {
    const onProgress = (windows: number): void => {
      refuseCancelled(cancelled);
      tell({ type: 'progress', windows });
    };
    perform(task, store, onProgress).then(
      (result) => tell({ type: 'done', result }),
      (error: unknown) => tell({ type: 'failed', fault: faultFrom(error) }),
    );
  });
}
