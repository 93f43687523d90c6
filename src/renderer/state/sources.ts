// What the user opens: files, folders, fragments and the demo day; the jobs that read them, and the list of days that
// comes of it.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import {
  type DaySummary,
  type JobProgress,
  jobHasEnded,
  MOST_DAYS_LISTED,
} from '../../../contracts/messages.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { Connection } from '../link/connect.ts';
import { type ChoiceKind, type ChosenSources, isEmptyChoice } from '../link/host.ts';
import { openSources } from '../link/open-sources.ts';
import { ChosenFiles } from './chosen-files.ts';
import type { DaySession } from './day-session.ts';
import { type DocumentStore, leadingDay, mergeDays, tradedVolume } from './document.ts';
import { ObservableValue } from './observable.ts';

/** A job's most traded instrument replaces the one shown only when it leads clearly. */
const CLEAR_LEAD = 2;

export interface SourcesDeps {
  readonly connection: Connection;
  readonly document: DocumentStore;
  readonly session: DaySession;
  report(fault: Fault): void;
}

export class Sources implements Disposable {
  /** The file of bare records that is being asked about. */
  readonly fragmentFile = new ObservableValue<string | null>(null);
  readonly #deps: SourcesDeps;
  readonly #subscriptions = new DisposableSet();
  readonly #chosenFiles = new ChosenFiles();
  readonly #jobStarts = new Map<string, number>();
  /** How many of a job's faults, and of those beside, were already reported; its events repeat them. */
  readonly #jobFaults = new Map<string, number>();
  /** Job whose leading day is shown, until the user chooses a day. */
  #followedJob: string | null = null;
  #upload: AbortController | null = null;

  constructor(deps: SourcesDeps) {
    this.#deps = deps;
    const { peer, host } = deps.connection;
    this.#subscriptions.add(peer.on('job', (progress) => this.#onJob(progress)));
    this.#subscriptions.add(host.onOpenPaths((paths) => void this.openSources({ paths })));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Lists the known days and opens what the program was started with. */
  async start(): Promise<void> {
    const { openPaths, faults } = this.#deps.connection.hello;
    for (const fault of faults) this.#deps.report(fault);
    const listed = this.#listDays();
    if (openPaths.length > 0) await this.openSources({ paths: openPaths });
    await listed;
  }

  /** The user has chosen a day: jobs under way no longer change which one is shown. */
  stopFollowing(): void {
    this.#followedJob = null;
  }

  async openFiles(kind: ChoiceKind): Promise<void> {
    const chosen = await this.#deps.connection.host.choose(kind);
    if (chosen) await this.openSources(chosen);
  }

  async openDropped(transfer: DataTransfer): Promise<void> {
    await this.openSources(await this.#deps.connection.host.sourcesFromDrop(transfer));
  }

  /** Opens the file that was asked about as what the user says it is. */
  async openFragment(settings: FragmentSettings): Promise<void> {
    const file = this.fragmentFile.get();
    this.fragmentFile.set(null);
    if (file === null) return;
    this.#deps.document.setState(({ faults }) => ({
      faults: faults.map((entry) =>
        entry.fault.code === 'fragment_needs_settings' && entry.fault.file === file
          ? { ...entry, shown: false }
          : entry,
      ),
    }));
    await this.openSources(this.#chosenFiles.sourceOf(file), settings);
  }

  async openSources(chosen: ChosenSources, fragment?: FragmentSettings): Promise<void> {
    if (isEmptyChoice(chosen)) return;
    this.#chosenFiles.remember(chosen);
    this.cancelUpload();
    const abort = new AbortController();
    this.#upload = abort;
    const startedMs = performance.now();
    const onUpload = (upload: NonNullable<ReturnType<DocumentStore['getState']>['upload']>): void =>
      this.#deps.document.setState({ upload });
    await this.#startJob(startedMs, () =>
      openSources(this.#deps.connection.peer, chosen, { signal: abort.signal, fragment, onUpload }),
    );
    if (this.#upload === abort) this.cancelUpload();
  }

  async openDemo(): Promise<void> {
    await this.#startJob(
      performance.now(),
      async () => (await this.#deps.connection.peer.call('source.demo', {})).result,
    );
  }

  cancelUpload(): void {
    this.#upload?.abort();
    this.#upload = null;
    this.#deps.document.setState({ upload: null });
  }

  cancelJob(jobId: string): void {
    this.#deps.connection.peer
      .call('job.cancel', { jobId })
      .catch((error: unknown) => this.#deps.report(faultFrom(error)));
  }

  async #startJob(startedMs: number, start: () => Promise<{ jobId: string }>): Promise<void> {
    try {
      const { jobId } = await start();
      this.#followedJob = jobId;
      this.#jobStarts.set(jobId, startedMs);
      // A short job may have ended before its number came: what its events told is caught up with here.
      const known = this.#deps.document.getState().jobs[jobId];
      if (known) this.#onJob(known.progress);
    } catch (error) {
      this.#deps.document.setState({ starting: false });
      this.#deps.report(faultFrom(error));
    }
  }

  #onJob(progress: JobProgress): void {
    const startedMs = this.#jobStarts.get(progress.jobId) ?? performance.now();
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    this.#deps.document.setState(({ jobs, days }) => ({
      jobs: { ...jobs, [progress.jobId]: { progress, elapsedSeconds } },
      days: mergeDays(days, progress.days),
    }));
    for (const summary of progress.days) this.#deps.session.updateSummary(summary);
    this.#reportNew(progress.jobId, progress.faults);
    this.#reportNew(`${progress.jobId} beside`, progress.beside);
    if (progress.jobId === this.#followedJob) this.#showLeader(progress);
    // What was opened may tell more of days that were there before.
    if (!jobHasEnded(progress)) return;
    void this.#listDays();
    void this.#deps.session.lookForOptions();
  }

  #reportNew(list: string, faults: readonly Fault[]): void {
    for (const fault of faults.slice(this.#jobFaults.get(list) ?? 0)) this.#deps.report(fault);
    this.#jobFaults.set(list, faults.length);
  }

  #showLeader(progress: JobProgress): void {
    const leader = leadingDay(progress.days);
    const shown = progress.days.find((day) => day.dayId === this.#deps.document.getState().dayId);
    const clear = leader && (!shown || tradedVolume(leader) > CLEAR_LEAD * tradedVolume(shown));
    if (jobHasEnded(progress)) {
      this.#followedJob = null;
      if (!leader) this.#deps.document.setState({ starting: false });
    }
    if (leader && (clear || jobHasEnded(progress))) void this.#deps.session.open(leader.dayId);
  }

  async #listDays(): Promise<void> {
    try {
      const days = await this.#storedDays();
      this.#deps.document.setState({ days });
      for (const summary of days) this.#deps.session.updateSummary(summary);
    } catch (error) {
      this.#deps.report(faultFrom(error));
    }
  }

  /** All of them, a message's worth at a time. */
  async #storedDays(): Promise<DaySummary[]> {
    const { peer } = this.#deps.connection;
    const days: DaySummary[] = [];
    for (let from = 0, stored = 1; from < stored; from += MOST_DAYS_LISTED) {
      const { result } = await peer.call('days.list', { from });
      days.push(...result.days);
      stored = result.stored;
    }
    return days;
  }
}
