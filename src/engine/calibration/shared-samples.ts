// How samples go from thread to thread: what a read is asked for and what it gives; the buffer itself is shared.
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import { type DaySamples, samplesIn } from '../../core/evaluation/day-samples.ts';
import type { LeftOut } from './read-samples.ts';
import type { DaySpan } from './sample-plan.ts';

/** A day's samples as they travel. */
export type SharedSamples = Pick<DaySamples, 'buffer' | 'rows' | 'reach'>;

export interface ReadTask {
  readonly kind: 'read';
  readonly span: DaySpan;
  readonly params: FieldParams;
  readonly forecast: ForecastParams;
  readonly stride: number;
  readonly reach: number;
}

export interface ReadResult {
  readonly samples: SharedSamples;
  readonly left: LeftOut;
}

export function shared({ buffer, rows, reach }: DaySamples): SharedSamples {
  return { buffer, rows, reach };
}

export function unshared({ buffer, rows, reach }: SharedSamples): DaySamples {
  return samplesIn(buffer, rows, reach);
}
