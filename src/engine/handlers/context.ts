// What every request handler works with.
import type { Calibrations } from '../calibration/calibrations.ts';
import type { SimilarMoments } from '../calibration/similar.ts';
import type { ExactDays } from '../exact/exact-days.ts';
import type { Exports } from '../export/exports.ts';
import type { Forecasts } from '../pipeline/forecasts.ts';
import type { Gold } from '../pipeline/gold.ts';
import type { Jobs } from '../pipeline/jobs.ts';
import type { Markers } from '../pipeline/markers.ts';
import type { Store } from '../store/store.ts';
import type { Uploads } from './uploads.ts';

export interface EngineContext {
  readonly productVersion: string;
  readonly openPaths: readonly string[];
  readonly store: Store;
  readonly gold: Gold;
  readonly markers: Markers;
  readonly forecasts: Forecasts;
  readonly calibrations: Calibrations;
  readonly similar: SimilarMoments;
  readonly jobs: Jobs;
  readonly exact: ExactDays;
  readonly uploads: Uploads;
  readonly exports: Exports;
}
