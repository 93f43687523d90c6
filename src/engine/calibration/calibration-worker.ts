// The threads of a calibration. One has the job and hands out tasks; the others do them. Ending the first ends all.
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
import { perform, type Task } from './tasks.ts';
import { type ThreadMessage, ThreadPool, type ThreadSettings } from './thread-pool.ts';

export interface JobSettings {
  readonly role: 'job';
  readonly dataFolder: string;
  readonly productVersion: string;
  readonly work:
    | { readonly kind: 'calibrate'; readonly request: CalibrateRequest }
    | {
        readonly kind: 'evaluate';
        readonly request: EvaluateRequest;
        readonly calibration: Calibration | null;
      };
}

export type JobMessage =
  | { readonly type: 'progress'; readonly progress: CalibrationProgress }
  | { readonly type: 'done'; readonly json: Uint8Array }
  | { readonly type: 'failed'; readonly fault: Fault };

const PROGRESS_MILLIS = 150;
const MOST_THREADS = 8;

const parent = ensure(parentPort, 'a calibration runs in worker threads');
const settings = workerData as JobSettings | ThreadSettings;

if (settings.role === 'job') await runJob(settings);
else serveTasks(settings);

async function runJob({ dataFolder, productVersion, work }: JobSettings): Promise<void> {
  const tell = (message: JobMessage): void => parent.postMessage(message);
  const size = Math.min(MOST_THREADS, work.request.dayIds.length, availableParallelism());
  const pool = new ThreadPool(size, dataFolder);
  try {
    const store = Store.reading(dataFolder);
    try {
      let toldMillis = 0;
      let stage = '';
      const context: JobContext = {
        store,
        pool,
        productVersion,
        onProgress: (progress) => {
          const isDue = performance.now() - toldMillis >= PROGRESS_MILLIS;
          // The end of a stage is told, and the beginning of the next.
          if (!isDue && progress.stage === stage && progress.done < progress.total) return;
          stage = progress.stage;
          toldMillis = performance.now();
          tell({ type: 'progress', progress: { jobId: work.request.jobId, ...progress } });
        },
      };
      const result =
        work.kind === 'calibrate'
          ? await calibrate(context, work.request)
          : await evaluate(context, work.request, work.calibration);
      tell({ type: 'done', json: new TextEncoder().encode(JSON.stringify(result)) });
    } finally {
      store.close();
    }
  } catch (error) {
    tell({ type: 'failed', fault: faultFrom(error) });
  } finally {
    await pool.close();
  }
  parent.close();
}

function serveTasks({ dataFolder }: ThreadSettings): void {
  const store = Store.reading(dataFolder);
  const tell = (message: ThreadMessage): void => parent.postMessage(message);
  parent.on('message', (task: Task) => {
    perform(task, store, (windows) => tell({ type: 'progress', windows })).then(
      (result) => tell({ type: 'done', result }),
      (error: unknown) => tell({ type: 'failed', fault: faultFrom(error) }),
    );
  });
}
