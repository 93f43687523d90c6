// Calibrations of the page: which are known, which one holds, the job under way, and the report that is looked at. The
// engine keeps the files; the page remembers which one was loaded.
import type { CalibrationProgress, CalibrationSummary } from '../../../contracts/calibration.ts';
import { readCalibration } from '../../../contracts/calibration.ts';
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { Evaluation } from '../../../contracts/evaluation.ts';
import type { FittedName } from '../../../contracts/fitted.ts';
import type { ForecastParams } from '../../../contracts/forecast.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Host } from '../link/host.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { KeyValueStorage } from './view.ts';

const STORAGE_KEY = 'fieldbook.calibration';

export interface CalibrationsState {
  readonly known: readonly CalibrationSummary[];
  readonly active: CalibrationSummary | null;
  readonly job: Pick<CalibrationProgress, 'stage' | 'done' | 'total'> | null;
  /** On the screen; null while none is looked at. */
  readonly report: Evaluation | null;
}

export interface CalibrationsDeps {
  readonly peer: Pick<Peer, 'call' | 'on'>;
  readonly host: Pick<Host, 'save'>;
  readonly storage: KeyValueStorage | null;
  report(fault: Fault): void;
}

export interface JobWish {
  readonly dayIds: readonly string[];
  /** As parseSessionSpan reads it; the engine's choice where it is empty. */
  readonly session: string;
  readonly params: FieldParams;
  /** The path's, as they are: what is not fitted stays so. */
  readonly forecast: ForecastParams;
}

export interface FitWish extends JobWish {
  readonly fit: readonly FittedName[];
}

export class Calibrations implements Disposable {
  readonly #deps: CalibrationsDeps;
  readonly #state = new ObservableValue<CalibrationsState>({
    known: [],
    active: null,
    job: null,
    report: null,
  });
  readonly #listening: Disposable;
  #jobId: string | null = null;
  #abort: AbortController | null = null;

  constructor(deps: CalibrationsDeps) {
    this.#deps = deps;
    this.#listening = deps.peer.on('calibration', ({ jobId, stage, done, total }) => {
      if (jobId === this.#jobId) this.#set({ job: { stage, done, total } });
    });
  }

  get state(): Observable<CalibrationsState> {
    return this.#state;
  }

  /** Lists what is known and takes up the one that was loaded last. */
  async start(): Promise<void> {
    await this.#try(async () => {
      const { result } = await this.#deps.peer.call('calibration.list', {});
      const hash = this.#deps.storage?.getItem(STORAGE_KEY) ?? null;
      this.#set({ known: result, active: result.find((each) => each.hash === hash) ?? null });
    });
  }

  /** Loads a file of weights. */
  async load(name: string, payload: Uint8Array): Promise<void> {
    await this.#try(async () => {
      const { result } = await this.#deps.peer.call('calibration.load', { name }, { payload });
      this.#add(result);
    });
  }

  /** Null goes back to the model's own parameters. */
  choose(active: CalibrationSummary | null): void {
    if (active) this.#deps.storage?.setItem(STORAGE_KEY, active.hash);
    else this.#deps.storage?.setItem(STORAGE_KEY, '');
    this.#set({ active });
  }

  async calibrate(wish: FitWish): Promise<void> {
    await this.#job(async (jobId, signal) => {
      const request = { ...requestOf(jobId, wish), fit: [...wish.fit] };
      const { result, payload } = await this.#deps.peer.call('calibration.run', request, { signal });
      this.#add(result);
      this.#showCalibration(payload);
    });
  }

  /** Judges the calibration that is loaded, else the parameters as they are. */
  async evaluate(wish: JobWish): Promise<void> {
    const { active } = this.#state.get();
    await this.#job(async (jobId, signal) => {
      const request = { ...requestOf(jobId, wish), ...(active ? { calibration: active.hash } : {}) };
      const { payload } = await this.#deps.peer.call('calibration.evaluate', request, { signal });
      this.#set({ report: Evaluation.parse(JSON.parse(textOf(payload))) });
    });
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** The report of the calibration that is loaded, on days that its fits had not seen. */
  async showReport(): Promise<void> {
    const { active } = this.#state.get();
    if (!active) return;
    await this.#try(async () => {
      const { payload } = await this.#deps.peer.call('calibration.read', { hash: active.hash });
      this.#showCalibration(payload);
    });
  }

  closeReport(): void {
    this.#set({ report: null });
  }

  /** The report that is looked at, as HTML that needs nothing else, or as JSON. */
  async saveReport(kind: 'html' | 'json'): Promise<void> {
    const { report } = this.#state.get();
    if (!report) return;
    await this.#try(async () => {
      const json = new TextEncoder().encode(JSON.stringify(report));
      const name = `${report.product.root} forecast report.${kind}`;
      if (kind === 'json') {
        await this.#deps.host.save(name, json, 'application/json');
        return;
      }
      const { payload } = await this.#deps.peer.call('evaluation.html', {}, { payload: json });
      if (payload) await this.#deps.host.save(name, new Uint8Array(payload), 'text/html');
    });
  }

  /** The weights that are loaded, as the file that the command line reads too. */
  async saveWeights(): Promise<void> {
    const { active } = this.#state.get();
    if (!active) return;
    await this.#try(async () => {
      const { payload } = await this.#deps.peer.call('calibration.read', { hash: active.hash });
      const name = `${active.symbolRoot} weights ${active.lastDate}.json`;
      if (payload) await this.#deps.host.save(name, new Uint8Array(payload), 'application/json');
    });
  }

  dispose(): void {
    this.#abort?.abort();
    this.#listening.dispose();
  }

  #showCalibration(payload: Uint8Array | null): void {
    const read = readCalibration(textOf(payload));
    if ('calibration' in read) this.#set({ report: read.calibration.walkForward });
  }

  #add(summary: CalibrationSummary): void {
    const known = this.#state.get().known.filter(({ hash }) => hash !== summary.hash);
    this.#set({ known: [...known, summary] });
    this.choose(summary);
  }

  async #job(work: (jobId: string, signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#jobId !== null) return;
    const jobId = crypto.randomUUID();
    this.#jobId = jobId;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#set({ job: { stage: 'reading', done: 0, total: 1 } });
    await this.#try(() => work(jobId, signal));
    this.#jobId = null;
    this.#abort = null;
    this.#set({ job: null });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.report(faultFrom(error));
    }
  }

  #set(change: Partial<CalibrationsState>): void {
    this.#state.set({ ...this.#state.get(), ...change });
  }
}

function requestOf(jobId: string, { dayIds, session, params, forecast }: JobWish) {
  return { jobId, dayIds: [...dayIds], params, forecast, ...(session === '' ? {} : { session }) };
}

function textOf(payload: Uint8Array | null): string {
  return new TextDecoder().decode(payload ?? new Uint8Array());
}
