// The one open day: its columns, its facts for the panels, its colour scales. Opens and closes them together, and
// keeps them fresh while the day grows. Columns stay here; the document store gets plain values.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import type { DayInfo, DaySummary } from '../../../contracts/messages.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { DayFacts, DocumentStore } from './document.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { ViewStore } from './view.ts';

/** A growing day's counts, and scales that are not final, are asked for again no more often than this. */
const REFRESH_MS = 1500;
/** Parameters changed: the picture comes first, then its colour ranges. */
const SCALES_AFTER_MS = 150;
/** What the scrub bar shows of the time before the first valid window. */
const LEAST_LEAD_WINDOWS = 30;
const LEAD_SHARE = 0.06;

export interface DaySessionDeps {
  readonly peer: Peer;
  readonly document: DocumentStore;
  readonly view: ViewStore;
  readonly playhead: Playhead;
  readonly gold: Observable<GoldView>;
  /** Settles once the picture of the moment is painted. */
  whenPainted?(): Promise<void>;
  report(fault: Fault): void;
}

export class DaySession implements Disposable {
  readonly #deps: DaySessionDeps;
  readonly #data = new ObservableValue<DayData | null>(null);
  readonly #subscriptions = new DisposableSet();
  #open = new DisposableSet();
  /** The day was opened before its first window closed: its end is still to be gone to. */
  #awaitsRows = false;
  /** Where the playhead stands until the rows tell where the day's first valid window is; null where it need not move. */
  #awaitsStart: number | null = null;
  #refresh: ReturnType<typeof setTimeout> | null = null;
  #countsAreStale = false;
  #scaling: ReturnType<typeof setTimeout> | null = null;
  /** Hash of the parameters that the colour ranges were asked for with. */
  #scaledFor: string;

  constructor(deps: DaySessionDeps) {
    this.#deps = deps;
    this.#scaledFor = deps.gold.get().paramsHash;
    const unsubscribe = deps.view.subscribe((now, before) => {
      if (now.lattice !== before.lattice) void this.#loadScales(now.lattice);
    });
    this.#subscriptions.add({ dispose: unsubscribe });
    this.#subscriptions.add(deps.gold.subscribe((gold) => this.#onGold(gold)));
  }

  get data(): ObservableValue<DayData | null> {
    return this.#data;
  }

  /** Opens a day, or says why not. The playhead goes to its end, so that all of it is in sight, or where it is told. */
  async open(dayId: string, at: 'start' | 'end' | number = 'end'): Promise<void> {
    const { document, peer, playhead, report } = this.#deps;
    if (document.getState().dayId === dayId) return;
    this.close();
    document.setState({ dayId, starting: false });
    try {
      const data = await DayData.open(peer, dayId, this.#deps.whenPainted);
      if (document.getState().dayId !== dayId) return data.dispose();
      this.#open.add(data);
      this.#publish(data, data.info);
      playhead.pause();
      playhead.setRange(data.windowFrom, data.windowEnd);
      playhead.seek(positionIn(data, at));
      this.#awaitsStart = at === 'start' ? playhead.position.get() : null;
      this.#awaitsRows = data.windowEnd <= data.windowFrom;
      this.#data.set(data);
      this.#open.add(data.revision.subscribe(() => this.#onRevision(data)));
      this.#open.add(data.fault.subscribe((fault) => fault && report(fault)));
      void this.#loadExchange(data);
      await this.#loadScales(this.#deps.view.getState().lattice);
    } catch (error) {
      if (document.getState().dayId === dayId) document.setState({ dayId: null, day: null });
      report(faultFrom(error));
    }
  }

  close(): void {
    this.#data.set(null);
    this.#open.dispose();
    this.#open = new DisposableSet();
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#refresh = null;
    if (this.#scaling !== null) clearTimeout(this.#scaling);
    this.#scaling = null;
    this.#deps.playhead.pause();
    this.#deps.document.setState({ dayId: null, day: null, scales: {} });
  }

  /** Other parameters have other ranges; those shown stay until the new ones have come. */
  #onGold({ paramsHash }: GoldView): void {
    if (paramsHash === this.#scaledFor) return;
    this.#scaledFor = paramsHash;
    const { scales } = this.#deps.document.getState();
    const outdated = Object.entries(scales).map(([lattice, { ranges }]) => [
      lattice,
      { ranges, final: false },
    ]);
    this.#deps.document.setState({ scales: Object.fromEntries(outdated) });
    if (this.#scaling !== null) clearTimeout(this.#scaling);
    this.#scaling = setTimeout(() => {
      this.#scaling = null;
      void this.#loadScales(this.#deps.view.getState().lattice);
    }, SCALES_AFTER_MS);
  }

  /** A file was read to its end: it may hold the options of the open day. */
  async lookForOptions(): Promise<void> {
    const data = this.#data.get();
    if (!data || data.info.options) return;
    try {
      const { result } = await this.#deps.peer.call('day.info', { dayId: data.dayId });
      if (this.#data.get() === data && result.options) this.#publish(data, result);
    } catch (error) {
      if (this.#data.get() === data) this.#deps.report(faultFrom(error));
    }
  }

  /** A newer summary of the open day, as jobs tell it. */
  updateSummary(summary: DaySummary): void {
    const { day } = this.#deps.document.getState();
    if (day?.summary.dayId === summary.dayId) this.#deps.document.setState({ day: { ...day, summary } });
  }

  dispose(): void {
    this.close();
    this.#subscriptions.dispose();
  }

  #onRevision(data: DayData): void {
    const { playhead } = this.#deps;
    playhead.setRange(data.windowFrom, data.windowEnd);
    if (this.#awaitsRows && data.windowEnd > data.windowFrom) {
      this.#awaitsRows = false;
      playhead.seek(data.windowEnd);
    }
    this.#goToStart(data);
    const { day } = this.#deps.document.getState();
    if (day)
      this.#deps.document.setState({ day: { ...day, ...factsFromColumns(data), windowEnd: data.windowEnd } });
    const stale = data.info.summary.state === 'growing' || day?.summary.state === 'growing';
    if (!stale) return;
    this.#countsAreStale = true;
    this.#refreshSoon();
  }

  /** A chunk begins before its first valid window: once its rows are here, the playhead goes to that. */
  #goToStart(data: DayData): void {
    const from = this.#awaitsStart;
    if (from === null || !data.has(from)) return;
    this.#awaitsStart = null;
    const first = data.column('window_valid').indexOf(1, from);
    const { position } = this.#deps.playhead;
    if (first > from && position.get() === from) this.#deps.playhead.seek(first);
  }

  #refreshSoon(): void {
    const data = this.#data.get();
    if (data) this.#refresh ??= setTimeout(() => void this.#refreshNow(data), REFRESH_MS);
  }

  async #refreshNow(data: DayData): Promise<void> {
    const { peer, document, view, report } = this.#deps;
    this.#refresh = null;
    try {
      if (this.#countsAreStale) {
        this.#countsAreStale = false;
        const { result } = await peer.call('day.info', { dayId: data.dayId });
        if (document.getState().dayId !== data.dayId) return;
        this.#publish(data, result);
        if (result.summary.state !== 'growing') void this.#loadExchange(data);
      }
      await this.#loadScales(view.getState().lattice);
    } catch (error) {
      if (document.getState().dayId === data.dayId) report(faultFrom(error));
    }
  }

  async #loadExchange(data: DayData): Promise<void> {
    await this.#deps.whenPainted?.();
    if (this.#data.get() !== data) return;
    try {
      await data.loadExchange();
    } catch (error) {
      if (this.#data.get() === data) this.#deps.report(faultFrom(error));
    }
  }

  #publish(data: DayData, info: DayInfo): void {
    const { chunks: _, ...facts } = info;
    data.setOptions(info.options);
    this.#deps.document.setState({ day: { ...facts, ...factsFromColumns(data) } });
  }

  async #loadScales(lattice: Lattice): Promise<void> {
    const { peer, document, gold, playhead, report } = this.#deps;
    const { dayId, scales } = document.getState();
    if (!dayId || scales[lattice]?.final) return;
    const { params, paramsHash } = gold.get();
    // Until the day is gone through, the minutes in sight say what is usual.
    const near = Math.max(0, Math.ceil(playhead.position.get()) - 1);
    try {
      const { result } = await peer.call('day.scales', { dayId, lattice, params, near });
      const now = document.getState();
      if (now.dayId !== dayId || gold.get().paramsHash !== paramsHash) return;
      const ranges = Object.fromEntries(result.ranges.map((range) => [range.fieldId, range]));
      document.setState({ scales: { ...now.scales, [lattice]: { ranges, final: result.final } } });
      if (!result.final) this.#refreshSoon();
    } catch (error) {
      if (document.getState().dayId === dayId) report(faultFrom(error));
    }
  }
}

/** The start is where there is first something to draw: a file may begin hours before trading does. */
function positionIn(data: DayData, at: 'start' | 'end' | number): number {
  if (at === 'end') return data.windowEnd;
  if (at !== 'start') return Math.min(data.windowEnd, at);
  return data.info.chunks.find(({ validWindows }) => validWindows > 0)?.windowFrom ?? data.windowFrom;
}

/** What only the rows tell: where the book first held. */
function factsFromColumns(data: DayData): Pick<DayFacts, 'firstValidWindow' | 'sessionFrom'> {
  const first = data.column('window_valid').indexOf(1, data.windowFrom);
  return {
    firstValidWindow: first < 0 ? null : first,
    sessionFrom: sessionFrom(first, data.windowFrom, data.windowEnd),
  };
}

/** A file may begin hours before trading does (a snapshot at midnight): the scrub bar need not show all of them. */
export function sessionFrom(firstValid: number, windowFrom: number, windowEnd: number): number {
  if (firstValid < 0) return windowFrom;
  const lead = Math.max(LEAST_LEAD_WINDOWS, Math.round((windowEnd - firstValid) * LEAD_SHARE));
  return Math.max(windowFrom, firstValid - lead);
}
