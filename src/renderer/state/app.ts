// The page's controller: makes the parts that carry out commands and connects them with stores and engine. It holds no
// arrays and draws nothing: what is opened is sources.ts, where in time the page stands replay-control.ts, the chart
// picture.ts, the open day day-session.ts, the panes' data readouts.ts, pixels chart/.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { Connection } from '../link/connect.ts';
import type { DayData } from '../replay/day-data.ts';
import { Playhead } from '../replay/playhead.ts';
import type { CommandTarget } from '../shortcuts/commands.ts';
import { AfterPicture, DRAG_REST_MS } from './after-picture.ts';
import { Calibrations } from './calibrations.ts';
import { DayAuditReadout } from './day-audit.ts';
import { DayExports } from './day-exports.ts';
import { DaySession } from './day-session.ts';
import { createDocumentStore, type DocumentStore, withFault, withoutCard } from './document.ts';
import { type ForecastModel, forecastModelOf } from './forecast-model.ts';
import { ForecastStudy } from './forecast-study.ts';
import { GoldChoice } from './gold.ts';
import { Instants } from './instants.ts';
import { Marks } from './marks.ts';
import { type Observable, ObservableValue } from './observable.ts';
import { ParamsControl } from './params.ts';
import { Picture } from './picture.ts';
import { Practice } from './practice.ts';
import { Readouts } from './readouts.ts';
import { ReplayControl } from './replay-control.ts';
import { Sandbox } from './sandbox.ts';
import { SimilarReadout } from './similar.ts';
import { Sources } from './sources.ts';
import { StrikeView } from './strike-view.ts';
import { StrikesReader } from './strikes.ts';
import { TapeReadout } from './tape.ts';
import { createViewStore, type KeyValueStorage, type LowerPane, type ViewStore } from './view.ts';
import { WhyReadout } from './why.ts';

export class App implements CommandTarget, Disposable {
  readonly document: DocumentStore = createDocumentStore();
  readonly view: ViewStore;
  readonly params: ParamsControl;
  readonly gold: GoldChoice;
  readonly playhead = new Playhead();
  readonly session: DaySession;
  readonly sources: Sources;
  readonly readouts: Readouts;
  readonly study: ForecastStudy;
  readonly practice: Practice;
  readonly tape: TapeReadout;
  readonly why: WhyReadout;
  readonly audit: DayAuditReadout;
  readonly marks: Marks;
  readonly strikes: StrikesReader;
  readonly strikeView: StrikeView;
  readonly instants: Instants;
  readonly picture: Picture;
  readonly replay: ReplayControl;
  readonly exports: DayExports;
  readonly sandbox: Sandbox;
  readonly similar: SimilarReadout;
  readonly calibrations: Calibrations;
  /** The forecast's settings as they hold on the open day. */
  readonly model: Observable<ForecastModel>;
  readonly lowerPane = new ObservableValue<LowerPane>('book');
  readonly helpShown = new ObservableValue(false);
  readonly #connection: Connection;
  readonly #subscriptions = new DisposableSet();

  constructor(connection: Connection, storage: KeyValueStorage | null) {
    this.#connection = connection;
    const { peer, hello, host } = connection;
    const report = (fault: Fault): void => this.report(fault);
    this.view = createViewStore(storage);
    this.params = new ParamsControl(storage);
    this.gold = new GoldChoice(this.params, this.view);
    const { document, view, playhead, gold } = this;
    const whenPainted = (): Promise<void> => this.picture.whenPainted();
    // What describes the picture hears of other parameters once that is painted.
    const paintedGold = new AfterPicture({ source: this.gold, whenPainted, restMs: DRAG_REST_MS });
    this.session = new DaySession({ peer, document, view, playhead, gold: paintedGold, whenPainted, report });
    const { session } = this;
    const paintedDay = new AfterPicture<DayData | null>({
      source: session.data,
      whenPainted,
      changesPicture: (now) => now !== null,
    });
    this.sources = new Sources({ connection, document, session, report });
    this.audit = new DayAuditReadout(peer, report);
    this.calibrations = new Calibrations({ peer, host, storage, report });
    this.model = forecastModelOf(this.params.state, this.calibrations.state, document, this.#subscriptions);
    const { model } = this;
    const paintedModel = new AfterPicture({
      source: model,
      whenPainted,
      restMs: DRAG_REST_MS,
      changesPicture: (now, before) => now.hash !== before.hash,
    });
    for (const follower of [paintedGold, paintedDay, paintedModel]) this.#subscriptions.add(follower);
    this.readouts = new Readouts(
      peer,
      hello.catalogue,
      paintedDay,
      playhead,
      view,
      paintedGold,
      paintedModel,
    );
    this.study = new ForecastStudy({
      peer,
      day: paintedDay,
      playhead,
      view,
      model: paintedModel,
      lowerPane: this.lowerPane,
    });
    const { lowerPane } = this;
    const practised = { peer, host, storage, day: session.data, playhead, view, model, lowerPane };
    this.practice = new Practice({ ...practised, report });
    const reportError = (error: unknown): void => report(faultFrom(error));
    this.tape = new TapeReadout({ peer, day: paintedDay, playhead, lowerPane, report: reportError });
    this.why = new WhyReadout(peer, this.readouts.cursor, view, paintedGold);
    this.#subscriptions.add(session.data.subscribe((data) => this.why.setDay(data?.dayId ?? null)));
    this.instants = new Instants(peer, this, report);
    this.marks = new Marks({ peer, day: paintedDay, view, model: paintedModel, report });
    const strikesOf = { peer, day: paintedDay, playhead, view, gold: paintedGold };
    this.strikes = new StrikesReader(strikesOf);
    this.strikeView = new StrikeView({ ...strikesOf, document, report });
    const { sources, readouts, marks, strikes, instants } = this;
    const seen = { session, readouts, study: this.study, practice: this.practice, marks, strikes, instants };
    this.picture = new Picture({ peer, document, view, gold, playhead, ...seen, report });
    const { picture } = this;
    this.replay = new ReplayControl({ document, playhead, session, sources, marks, picture });
    this.exports = new DayExports({
      peer,
      host,
      document,
      view,
      playhead,
      gold,
      model,
      chart: picture.chart,
      strikes: this.strikeView,
      blind: this.practice.origin,
      report,
    });
    this.similar = new SimilarReadout({ peer, playhead, day: session.data, model, report });
    this.sandbox = new Sandbox({ peer, playhead, day: session.data, gold, marks, report });
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
    this.#subscriptions.add(peer.onClose(() => this.document.setState({ link: 'lost' })));
  }

  /** Lists the known days and opens what the program was started with. */
  start(): Promise<void> {
    void this.calibrations.start();
    return this.sources.start();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.replay.dispose();
    this.sources.dispose();
    this.similar.dispose();
    this.strikes.dispose();
    this.why.dispose();
    this.practice.dispose();
    this.tape.dispose();
    this.study.dispose();
    this.calibrations.dispose();
    this.readouts.dispose();
    this.marks.dispose();
    this.instants.dispose();
    this.session.dispose();
    this.gold.dispose();
  }

  /** Shows a pane, or the book again where it is shown already. */
  showPane(pane: LowerPane): void {
    this.lowerPane.set(this.lowerPane.get() === pane ? 'book' : pane);
  }

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
    else this.sources.cancelUpload();
  }

  bindMenu(listener: (command: string) => void): Disposable {
    return this.#connection.host.onMenuCommand(listener);
  }
}
