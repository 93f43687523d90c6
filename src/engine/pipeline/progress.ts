// How far an open has come, how fast, and how long it will take; told ten times a second at first, so that the picture
// comes soon, then less often: each telling makes a page fetch and paint what has grown.
import { type JobProgress, jobHasEnded } from '../../../contracts/messages.ts';

const FIRST_INTERVAL_MS = 100;
const LATER_INTERVAL_MS = 300;
const FIRST_STRETCH_MS = 1000;
/** Too little has been seen before this to say how long the rest takes. */
const FIRST_ESTIMATE_MS = 400;

export type ProgressBody = Omit<JobProgress, 'recordsPerSecond' | 'secondsLeft'>;

export class ProgressReporter {
  readonly #emit: (progress: JobProgress) => void;
  readonly #now: () => number;
  #startedMillis: number;
  #lastMillis = Number.NEGATIVE_INFINITY;

  constructor(emit: (progress: JobProgress) => void, now: () => number = () => performance.now()) {
    this.#emit = emit;
    this.#now = now;
    this.#startedMillis = now();
  }

  /** Reading begins here: what was spent before it says nothing about its rate. */
  restart(): void {
    this.#startedMillis = this.#now();
  }

  /** Is it time to speak? Ask before building what to say. */
  get due(): boolean {
    const now = this.#now();
    const early = now - this.#startedMillis < FIRST_STRETCH_MS;
    return now - this.#lastMillis >= (early ? FIRST_INTERVAL_MS : LATER_INTERVAL_MS);
  }

  report(body: ProgressBody): void {
    this.#lastMillis = this.#now();
    const elapsedMillis = this.#lastMillis - this.#startedMillis;
    const share = body.bytesTotal > 0 ? body.bytesRead / body.bytesTotal : 0;
    const known = share > 0 && elapsedMillis >= FIRST_ESTIMATE_MS && !jobHasEnded(body);
    this.#emit({
      ...body,
      recordsPerSecond: elapsedMillis > 0 ? (body.records * 1000) / elapsedMillis : 0,
      secondsLeft: known ? (elapsedMillis * (1 - share)) / share / 1000 : null,
    });
  }
}
