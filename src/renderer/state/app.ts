// The page's controller: connects stores, engine and chart, and carries out every command. It holds no arrays and
// draws nothing; the open day is day-session.ts, the panes' data readouts.ts, pixels chart/.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import type { JobProgress } from '../../../contracts/messages.ts';
import { windowFromTs } from '../../../contracts/units.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { FieldChart } from '../chart/field-chart.ts';
import type { Connection } from '../link/connect.ts';
import { type ChoiceKind, type ChosenSources, isEmptyChoice } from '../link/host.ts';
import { openSources } from '../link/open-sources.ts';
import { Playhead } from '../replay/playhead.ts';
import { rangeFromScale } from '../scene/color-range.ts';
import { isTickIn, viewShowing } from '../scene/viewport.ts';
import type { CommandTarget } from '../shortcuts/commands.ts';
import { ChosenFiles } from './chosen-files.ts';
import { DayAuditReadout } from './day-audit.ts';
import { DayExports } from './day-exports.ts';
import { DaySession } from './day-session.ts';
import {
  createDocumentStore,
  type DocumentStore,
  jobHasEnded,
  leadingDay,
  mergeDays,
  neighbourDay,
  tradedVolume,
  withFault,
  withoutCard,
} from './document.ts';
import { GoldChoice } from './gold.ts';
import { Instants } from './instants.ts';
import type { LibraryPiece } from './library.ts';
import { Marks } from './marks.ts';
import { ObservableValue } from './observable.ts';
import { ParamsControl } from './params.ts';
import { Readouts } from './readouts.ts';
import {
  createViewStore,
  type FollowMode,
  type KeyValueStorage,
  type LowerPane,
  type PathMode,
  pathAfter,
  type ViewStore,
} from './view.ts';
import { WhyReadout } from './why.ts';

/** A job's most traded instrument replaces the one shown only when it leads clearly. */
const CLEAR_LEAD = 2;

export class App implements CommandTarget, Disposable {
  readonly document: DocumentStore = createDocumentStore();
  readonly view: ViewStore;
  readonly params: ParamsControl;
  readonly gold: GoldChoice;
  readonly why: WhyReadout;
  readonly playhead = new Playhead();
  readonly session: DaySession;
  readonly readouts: Readouts;
  readonly audit: DayAuditReadout;
  readonly marks: Marks;
  readonly instants: Instants;
  readonly lowerPane = new ObservableValue<LowerPane>('book');
  readonly chart = new ObservableValue<FieldChart | null>(null);
  readonly helpShown = new ObservableValue(false);
  readonly exports: DayExports;
  /** The file of bare records that is being asked about. */
  readonly fragmentFile = new ObservableValue<string | null>(null);
  readonly #chosenFiles = new ChosenFiles();
  readonly #connection: Connection;
  readonly #subscriptions = new DisposableSet();
  readonly #jobStarts = new Map<string, number>();
  /** How many of a job's faults were already reported; its events repeat them. */
  readonly #jobFaults = new Map<string, number>();
  /** Job whose leading day is shown, until the user chooses a day. */
  #followedJob: string | null = null;
  #upload: AbortController | null = null;

  constructor(connection: Connection, storage: KeyValueStorage | null) {
    this.#connection = connection;
    this.view = createViewStore(storage);
    this.params = new ParamsControl(storage);
    this.gold = new GoldChoice(this.params, this.view);
    const { peer, hello } = connection;
    const report = (fault: Fault): void => this.report(fault);
    const { document, view, playhead, gold } = this;
    this.session = new DaySession({ peer, document, view, playhead, gold, report });
    this.audit = new DayAuditReadout(peer, report);
    const { host } = connection;
    this.exports = new DayExports({ peer, host, document, view, playhead, gold, chart: this.chart, report });
    this.readouts = new Readouts(peer, hello.catalogue, this.session.data, playhead, view, gold);
    this.why = new WhyReadout(peer, this.readouts.cursor, view, gold);
    this.#subscriptions.add(this.session.data.subscribe((data) => this.why.setDay(data?.dayId ?? null)));
    this.instants = new Instants(peer, this, report);
    this.marks = new Marks({ peer, day: this.session.data, view, gold, report });
    this.document.setState({
      catalogue: hello.catalogue,
      productVersion: hello.productVersion,
      starting: hello.openPaths.length > 0,
    });
    if (!hello.catalogue.some((field) => field.id === this.view.getState().fieldId)) {
      this.view.setState({ fieldId: hello.catalogue[0]?.id ?? null });
    }
    this.playhead.setSpeed(this.view.getState().speed);
    this.#subscriptions.add(this.playhead.speed.subscribe((speed) => this.view.setState({ speed })));
    this.#subscriptions.add(this.playhead.onEnd(() => void this.#playOn()));
    this.#subscriptions.add(peer.on('job', (progress) => this.#onJob(progress)));
    this.#subscriptions.add(peer.onClose(() => this.document.setState({ link: 'lost' })));
    this.#subscriptions.add(connection.host.onOpenPaths((paths) => void this.openSources({ paths })));
  }

  /** Lists the known days and opens what the program was started with. */
  async start(): Promise<void> {
    const { openPaths, faults } = this.#connection.hello;
    for (const fault of faults) this.report(fault);
    const listed = this.#listDays();
    if (openPaths.length > 0) await this.openSources({ paths: openPaths });
    await listed;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.why.dispose();
    this.readouts.dispose();
    this.marks.dispose();
    this.instants.dispose();
    this.session.dispose();
    this.gold.dispose();
  }

  // ——— sources and jobs ———

  async openFiles(kind: ChoiceKind): Promise<void> {
    const chosen = await this.#connection.host.choose(kind);
    if (chosen) await this.openSources(chosen);
  }

  async openDropped(transfer: DataTransfer): Promise<void> {
    await this.openSources(await this.#connection.host.sourcesFromDrop(transfer));
  }

  /** Opens the file that was asked about as what the user says it is. */
  async openFragment(settings: FragmentSettings): Promise<void> {
    const file = this.fragmentFile.get();
    this.fragmentFile.set(null);
    if (file === null) return;
    this.document.setState(({ faults }) => ({
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
      this.document.setState({ upload });
    await this.#startJob(startedMs, () =>
      openSources(this.#connection.peer, chosen, { signal: abort.signal, fragment, onUpload }),
    );
    if (this.#upload === abort) this.cancelUpload();
  }

  async openDemo(): Promise<void> {
    await this.#startJob(
      performance.now(),
      async () => (await this.#connection.peer.call('source.demo', {})).result,
    );
  }

  cancelUpload(): void {
    this.#upload?.abort();
    this.#upload = null;
    this.document.setState({ upload: null });
  }

  cancelJob(jobId: string): void {
    this.#connection.peer
      .call('job.cancel', { jobId })
      .catch((error: unknown) => this.report(faultFrom(error)));
  }

  async #startJob(startedMs: number, start: () => Promise<{ jobId: string }>): Promise<void> {
    try {
      const { jobId } = await start();
      this.#followedJob = jobId;
      this.#jobStarts.set(jobId, startedMs);
      // A short job may have ended before its number came: what its events told is caught up with here.
      const known = this.document.getState().jobs[jobId];
      if (known) this.#onJob(known.progress);
    } catch (error) {
      this.document.setState({ starting: false });
      this.report(faultFrom(error));
    }
  }

  #onJob(progress: JobProgress): void {
    const startedMs = this.#jobStarts.get(progress.jobId) ?? performance.now();
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    this.document.setState(({ jobs, days }) => ({
      jobs: { ...jobs, [progress.jobId]: { progress, elapsedSeconds } },
      days: mergeDays(days, progress.days),
    }));
    for (const summary of progress.days) this.session.updateSummary(summary);
    for (const fault of progress.faults.slice(this.#jobFaults.get(progress.jobId) ?? 0)) this.report(fault);
    this.#jobFaults.set(progress.jobId, progress.faults.length);
    if (progress.jobId === this.#followedJob) this.#showLeader(progress);
    // What was opened may tell more of days that were there before.
    if (jobHasEnded(progress)) void this.#listDays();
  }

  #showLeader(progress: JobProgress): void {
    const leader = leadingDay(progress.days);
    const shown = progress.days.find((day) => day.dayId === this.document.getState().dayId);
    const clear = leader && (!shown || tradedVolume(leader) > CLEAR_LEAD * tradedVolume(shown));
    if (jobHasEnded(progress)) {
      this.#followedJob = null;
      if (!leader) this.document.setState({ starting: false });
    }
    if (leader && (clear || jobHasEnded(progress))) void this.session.open(leader.dayId);
  }

  async #listDays(): Promise<void> {
    try {
      const { result } = await this.#connection.peer.call('days.list', {});
      this.document.setState({ days: result.days });
      for (const summary of result.days) this.session.updateSummary(summary);
    } catch (error) {
      this.report(faultFrom(error));
    }
  }

  // ——— days ———

  async openDay(dayId: string): Promise<void> {
    this.#followedJob = null;
    await this.session.open(dayId);
  }

  /** Opens a day at the end of what it has of a trade date. */
  async openPiece({ day, part }: LibraryPiece): Promise<void> {
    this.#followedJob = null;
    if (this.document.getState().dayId === day.dayId) this.playhead.seek(part.windowEnd);
    else await this.session.open(day.dayId, part.windowEnd);
  }

  /** Opens the day before or after in the instrument's series: at its end, or at its start. */
  async goToDay(direction: -1 | 1): Promise<void> {
    const day = neighbourDay(this.document.getState(), direction);
    if (!day) return;
    this.#followedJob = null;
    await this.session.open(day.dayId, direction > 0 ? 'start' : 'end');
  }

  closeDay(): void {
    this.#followedJob = null;
    this.session.close();
  }

  // ——— the chart ———

  /** Makes the chart in `root` and keeps it in step with the stores. The panel that owns `root` disposes it. */
  attachChart(root: HTMLElement): Disposable {
    const chart = new FieldChart(root, {
      peer: this.#connection.peer,
      playhead: this.playhead,
      marks: this.marks,
      forecast: this.readouts.forecast,
      onFault: (fault) => this.report(fault),
    });
    const bound = new DisposableSet();
    const applyField = (): void => this.#applyField(chart);
    bound.add(disposableFrom(() => chart.dispose()));
    bound.add(this.instants.listen(root));
    bound.add(chart.cursor.subscribe((place) => this.readouts.setCursor(place)));
    bound.add(this.session.data.subscribe((data) => chart.setDay(data)));
    bound.add(disposableFrom(this.view.subscribe(applyField)));
    bound.add(
      disposableFrom(this.document.subscribe((now, before) => now.scales !== before.scales && applyField())),
    );
    bound.add(
      disposableFrom(
        this.view.subscribe((now, before) => now.follow !== before.follow && chart.setFollow(now.follow)),
      ),
    );
    bound.add(this.gold.subscribe((gold) => chart.setGold(gold)));
    chart.setGold(this.gold.get());
    applyField();
    chart.setFollow(this.view.getState().follow);
    chart.setDay(this.session.data.get());
    this.chart.set(chart);
    return disposableFrom(() => {
      this.chart.set(null);
      this.readouts.setCursor(null);
      bound.dispose();
    });
  }

  #applyField(chart: FieldChart): void {
    const { catalogue, scales } = this.document.getState();
    const { fieldId, lattice, ranges, colorMaps } = this.view.getState();
    const field = catalogue.find((each) => each.id === fieldId);
    if (!field) return;
    const range = ranges[field.id] ?? rangeFromScale(scales[lattice]?.ranges[field.id], field.scale);
    chart.setField(field, lattice, range, colorMaps[field.scale]);
  }

  chooseField(fieldId: string): void {
    this.view.setState({ fieldId });
  }

  chooseFieldAt(position: number): void {
    const field = this.document.getState().catalogue[position];
    if (field) this.chooseField(field.id);
  }

  chooseLattice(lattice: Lattice): void {
    this.view.setState({ lattice });
  }

  setFollow(follow: FollowMode): void {
    this.view.setState({ follow });
    // The chosen mode may already be set while the user has panned away: asking again brings the view back.
    this.chart.get()?.setFollow(follow);
  }

  toggleFollow(): void {
    const away = this.chart.get()?.following.get() === false;
    const { follow } = this.view.getState();
    if (follow === 'off') this.setFollow('centre');
    else this.setFollow(away ? follow : 'off');
  }

  setPath(path: PathMode): void {
    this.view.setState({ path });
  }

  nextPath(): void {
    this.setPath(pathAfter(this.view.getState().path));
  }

  fitDay(): void {
    this.chart.get()?.fitDay();
  }

  fitPrice(): void {
    this.chart.get()?.fitPrice();
  }

  stepBackView(): void {
    this.chart.get()?.stepBackView();
  }

  showExport(): void {
    this.exports.shown.set(true);
  }

  exportPng(): Promise<void> {
    return this.exports.picture();
  }

  /** Shows a pane, or the book again where it is shown already. */
  showPane(pane: LowerPane): void {
    this.lowerPane.set(this.lowerPane.get() === pane ? 'book' : pane);
  }

  undoParams(): void {
    this.params.undo();
  }

  redoParams(): void {
    this.params.redo();
  }

  // ——— replay ———

  /** From the end, replay starts over where the day's trading begins. */
  playOrPause(): void {
    const { position, range } = this.playhead;
    if (!this.playhead.playing.get() && position.get() >= range.get().to) this.goToStart();
    this.playhead.toggle();
  }

  /** At an end of the day, steps over into the next one. */
  step(seconds: number): void {
    const { position, range } = this.playhead;
    const { from, to } = range.get();
    if (seconds > 0 && position.get() >= to && neighbourDay(this.document.getState(), 1))
      void this.goToDay(1);
    else if (seconds < 0 && position.get() <= from && neighbourDay(this.document.getState(), -1))
      void this.goToDay(-1);
    else this.playhead.step(seconds);
  }

  /** Replay has reached the day's end: it goes on in the next day, if there is one. */
  async #playOn(): Promise<void> {
    const { day } = this.document.getState();
    if (!day || day.summary.state === 'growing' || !neighbourDay(this.document.getState(), 1)) return;
    await this.goToDay(1);
    this.playhead.play();
  }

  stepBook(step: 1 | -1): void {
    this.instants.exact.step(step);
  }

  /** To the end of the second in which something happened, of the kind that is stepped through. */
  stepEvent(direction: 1 | -1): void {
    const event = this.marks.neighbour(this.playhead.position.get(), direction);
    if (event) this.goToMark(event.window + 1, event.tick);
  }

  /** Brings playhead and view to a time and price. */
  goToMark(position: number, tick: number): void {
    this.playhead.pause();
    this.playhead.seek(position);
    const chart = this.chart.get();
    if (!chart) return;
    const view = chart.viewport.get();
    if (!chart.following.get() || !isTickIn(view, tick)) {
      const shown = viewShowing(view, position, tick);
      if (shown !== view) chart.setView(shown);
    }
  }

  toggleMarks(): void {
    this.view.setState(({ marksShown }) => ({ marksShown: !marksShown }));
  }

  goToStart(): void {
    const { day } = this.document.getState();
    this.playhead.seek(day?.firstValidWindow ?? this.playhead.range.get().from);
  }

  /** Stops where the second of that time is known. */
  goToTime(tsNanos: bigint): void {
    const { day } = this.document.getState();
    if (!day) return;
    this.playhead.pause();
    this.playhead.seek(windowFromTs(tsNanos, BigInt(day.summary.dayStartNanos)) + 1);
  }

  goToEnd(): void {
    this.playhead.seek(this.playhead.range.get().to);
  }

  changeSpeed(direction: 1 | -1): void {
    this.playhead.stepSpeed(direction);
  }

  setSpeed(speed: number): void {
    this.playhead.setSpeed(speed);
  }

  // ——— problems and help ———

  report(fault: Fault): void {
    if (fault.code === 'cancelled' || fault.code === 'link_closed') return;
    this.document.setState(({ faults }) => ({ faults: withFault(faults, fault) }));
  }

  dismissFault(id: number): void {
    this.document.setState(({ faults }) => ({ faults: withoutCard(faults, id) }));
  }

  toggleHelp(): void {
    this.helpShown.set(!this.helpShown.get());
  }

  /** Closes what is in front: help, then the newest card, then an upload. Menus and dialogs close themselves. */
  escape(): void {
    const card = this.document.getState().faults.findLast((entry) => entry.shown);
    if (this.helpShown.get()) this.helpShown.set(false);
    else if (card) this.dismissFault(card.id);
    else this.cancelUpload();
  }

  bindMenu(listener: (command: string) => void): Disposable {
    return this.#connection.host.onMenuCommand(listener);
  }
}
