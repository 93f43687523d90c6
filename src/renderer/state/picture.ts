// The chart on the page and how it is looked at: field, lattice, colours, path, marks and the part of the day in sight.
import type { Fault } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import { FieldChart } from '../chart/field-chart.ts';
import type { Playhead } from '../replay/playhead.ts';
import { COLOR_MAPS } from '../scene/color-maps.ts';
import { rangeFromScale } from '../scene/color-range.ts';
import { notLater } from './after-picture.ts';
import type { DaySession } from './day-session.ts';
import type { DocumentStore } from './document.ts';
import type { ForecastStudy } from './forecast-study.ts';
import type { GoldChoice } from './gold.ts';
import type { Instants } from './instants.ts';
import type { Marks } from './marks.ts';
import { ObservableValue } from './observable.ts';
import type { Practice } from './practice.ts';
import type { Readouts } from './readouts.ts';
import { nextSecondMode, shownSecond, withSecondField } from './second-channel.ts';
import type { StrikesReader } from './strikes.ts';
import { type FollowMode, type PathMode, pathAfter, strikesAfter, type ViewStore } from './view.ts';

export interface PictureDeps {
  readonly peer: Peer;
  readonly document: DocumentStore;
  readonly view: ViewStore;
  readonly gold: GoldChoice;
  readonly playhead: Playhead;
  readonly session: DaySession;
  readonly readouts: Readouts;
  readonly study: ForecastStudy;
  readonly practice: Practice;
  readonly marks: Marks;
  readonly strikes: StrikesReader;
  readonly instants: Instants;
  report(fault: Fault): void;
}

export class Picture {
  /** Null while no chart is on the page. */
  readonly chart = new ObservableValue<FieldChart | null>(null);
  readonly #deps: PictureDeps;

  constructor(deps: PictureDeps) {
    this.#deps = deps;
  }

  /** Makes the chart in `root` and keeps it in step with the stores. The panel that owns `root` disposes it. */
  attach(root: HTMLElement): Disposable {
    const { peer, document, view, gold, playhead, session, readouts, study, practice, marks, instants } =
      this.#deps;
    const chart = new FieldChart(root, {
      peer,
      playhead,
      marks,
      forecast: readouts.forecast,
      strikes: this.#deps.strikes.at,
      study,
      onFault: (fault) => this.#deps.report(fault),
    });
    const bound = new DisposableSet();
    const applyField = (): void => this.#applyField(chart);
    bound.add(disposableFrom(() => chart.dispose()));
    bound.add(instants.listen(root));
    bound.add(chart.cursor.subscribe((place) => readouts.setCursor(place)));
    bound.add(session.data.subscribe((data) => chart.setDay(data)));
    bound.add(disposableFrom(view.subscribe(applyField)));
    bound.add(
      disposableFrom(
        view.subscribe((now, before) => now.zones !== before.zones && chart.showZones(now.zones)),
      ),
    );
    bound.add(practice.origin.subscribe((origin) => chart.setBlind(origin)));
    chart.setBlind(practice.origin.get());
    chart.showZones(view.getState().zones);
    bound.add(
      disposableFrom(document.subscribe((now, before) => now.scales !== before.scales && applyField())),
    );
    bound.add(
      disposableFrom(
        view.subscribe((now, before) => now.follow !== before.follow && chart.setFollow(now.follow)),
      ),
    );
    bound.add(
      gold.subscribe((now) => {
        chart.setGold(now);
        applyField();
      }),
    );
    chart.setGold(gold.get());
    applyField();
    chart.setFollow(view.getState().follow);
    chart.setDay(session.data.get());
    this.chart.set(chart);
    return disposableFrom(() => {
      this.chart.set(null);
      readouts.setCursor(null);
      bound.dispose();
    });
  }

  #applyField(chart: FieldChart): void {
    const { catalogue, scales } = this.#deps.document.getState();
    const { fieldId, lattice, ranges, colorMaps } = this.#deps.view.getState();
    const field = catalogue.find((each) => each.id === fieldId);
    if (!field) return;
    const range = ranges[field.id] ?? rangeFromScale(scales[lattice]?.ranges[field.id], field.scale);
    const colorMap = COLOR_MAPS.require(colorMaps[field.scale]);
    chart.setField({
      field,
      lattice,
      style: { channel: field.channel, scale: field.scale, range, colorMap },
    });
    chart.setSecond(
      shownSecond(this.#deps.document.getState(), this.#deps.view.getState(), this.#deps.gold.get()),
    );
  }

  /** Settles once what is asked for now is painted, or has taken too long; at once where there is no chart. */
  async whenPainted(): Promise<void> {
    const chart = this.chart.get();
    if (chart) await notLater(chart.whenPainted());
  }

  chooseField(fieldId: string): void {
    this.#deps.view.setState({ fieldId });
  }

  chooseFieldAt(position: number): void {
    const field = this.#deps.document.getState().catalogue[position];
    if (field) this.chooseField(field.id);
  }

  /** Chooses the second channel's field, and shows it as contours where none was on. */
  chooseSecondFieldAt(position: number): void {
    const field = this.#deps.document.getState().catalogue[position];
    if (field) this.chooseSecondField(field.id);
  }

  chooseSecondField(fieldId: string): void {
    this.#deps.view.setState(({ second }) => ({ second: withSecondField(second, fieldId) }));
  }

  nextSecondMode(): void {
    const { catalogue } = this.#deps.document.getState();
    this.#deps.view.setState((view) => ({ second: nextSecondMode(catalogue, view) }));
  }

  /** What was second is first, under the parameters of the moment. */
  swapFields(): void {
    this.#deps.view.setState(({ fieldId, second }) => ({
      fieldId: second.fieldId ?? fieldId,
      second: { ...second, fieldId },
    }));
  }

  chooseLattice(lattice: Lattice): void {
    this.#deps.view.setState({ lattice });
  }

  setFollow(follow: FollowMode): void {
    this.#deps.view.setState({ follow });
    // The chosen mode may already be set while the user has panned away: asking again brings the view back.
    this.chart.get()?.setFollow(follow);
  }

  toggleFollow(): void {
    const away = this.chart.get()?.following.get() === false;
    const { follow } = this.#deps.view.getState();
    if (follow === 'off') this.setFollow('centre');
    else this.setFollow(away ? follow : 'off');
  }

  setPath(path: PathMode): void {
    this.#deps.view.setState({ path });
  }

  nextPath(): void {
    this.setPath(pathAfter(this.#deps.view.getState().path));
  }

  nextStrikes(): void {
    this.#deps.view.setState(({ strikes }) => ({ strikes: strikesAfter(strikes) }));
  }

  togglePastPaths(): void {
    this.#deps.view.setState(({ pastPaths }) => ({ pastPaths: !pastPaths }));
  }

  toggleZones(): void {
    this.#deps.view.setState(({ zones }) => ({ zones: !zones }));
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

  toggleMarks(): void {
    this.#deps.view.setState(({ marksShown }) => ({ marksShown: !marksShown }));
  }
}
