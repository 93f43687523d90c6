// Strikes by time on the page: when they are shown, the field and whose quantities, their colour ranges, and the chart of
// them kept in step with the stores. A day without options has none, and says so when they are asked for.
import type { Fault } from '../../../contracts/errors.ts';
import type { FieldDescriptor, Lattice } from '../../../contracts/fields.ts';
import type { FieldScaleRange } from '../../../contracts/messages.ts';
import { strikeFields } from '../../../contracts/option-datasets.ts';
import { strikesDayId } from '../../../contracts/options.ts';
import type { FieldParams } from '../../../contracts/params.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet, disposableFrom } from '../../base/disposable.ts';
import type { FieldChart } from '../chart/field-chart.ts';
import { StrikeMap, type StrikePlace } from '../chart/strike-map.ts';
import type { PngStrip } from '../export/png.ts';
import type { FieldStyle } from '../gl/field-layer.ts';
import type { DayData } from '../replay/day-data.ts';
import type { GoldView } from '../replay/gold-view.ts';
import type { Playhead } from '../replay/playhead.ts';
import { StrikeDay } from '../replay/strike-day.ts';
import { COLOR_MAPS } from '../scene/color-maps.ts';
import { rangeFromScale } from '../scene/color-range.ts';
import type { DocumentStore } from './document.ts';
import { NewestWish } from './newest-wish.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { ViewSettings, ViewStore } from './view.ts';

/** Ranges that are not final are asked for again after this. */
const REFRESH_MS = 1500;

const RIGHT_WORDS = { all: 'calls and puts', C: 'calls', P: 'puts' } as const;
const SIDE_WORDS = { B: 'bids', A: 'asks', L: 'bids and asks' } as const;
const EXPIRY_WORDS = {
  today: 'expiring on this trade date',
  week: 'expiring this week',
  all: 'all expiries',
} as const;

export type StrikeRanges = ReadonlyMap<string, FieldScaleRange>;

export interface StrikeViewDeps {
  readonly peer: Peer;
  readonly document: DocumentStore;
  readonly view: ViewStore;
  readonly gold: Observable<GoldView>;
  readonly playhead: Playhead;
  readonly day: Observable<DayData | null>;
  report(fault: Fault): void;
}

interface ScalesWish {
  readonly dayId: string;
  readonly lattice: Lattice;
  readonly params: FieldParams;
  readonly hash: string;
}

export class StrikeView {
  /** Where the crosshair is; null where it is not on the strikes. */
  readonly place = new ObservableValue<StrikePlace | null>(null);
  /** Of every field of the strikes, as measured so far. */
  readonly ranges = new ObservableValue<StrikeRanges>(new Map());
  readonly #deps: StrikeViewDeps;
  readonly #scales: NewestWish<ScalesWish>;
  /** Null while it is not on the page. */
  #map: StrikeMap | null = null;
  #refresh: ReturnType<typeof setTimeout> | null = null;

  constructor(deps: StrikeViewDeps) {
    this.#deps = deps;
    this.#scales = new NewestWish((wish) => this.#readScales(wish));
  }

  /** Shows or hides them; where the day has no options it says why nothing comes. */
  toggle(): void {
    const { document, view, report } = this.#deps;
    const { day } = document.getState();
    if (day && !day.options) {
      report({
        code: 'not_found',
        message: `There are no options of ${day.summary.symbol} on this day, so it has no strikes.`,
        hint: 'Open their file and their definitions beside that of the future.',
      });
      return;
    }
    view.setState(({ strikeMap }) => ({ strikeMap: { ...strikeMap, shown: !strikeMap.shown } }));
  }

  choose(change: Partial<ViewSettings['strikeMap']>): void {
    this.#deps.view.setState(({ strikeMap }) => ({ strikeMap: { ...strikeMap, ...change } }));
  }

  /** Makes the chart in `root`, under `chart`, and keeps it in step. Whoever owns `root` disposes it. */
  attach(root: HTMLElement, chart: FieldChart): Disposable {
    const { peer, playhead, view, gold, day, report } = this.#deps;
    const map = new StrikeMap(root, { peer, playhead, chart, onFault: report });
    const bound = new DisposableSet();
    this.#map = map;
    let revisions: Disposable | null = null;
    const applyDay = (): void => {
      const data = day.get();
      revisions?.dispose();
      revisions = data?.revision.subscribe(() => map.changed()) ?? null;
      const { options } = data?.info ?? {};
      if (data && options) map.setDay(new StrikeDay(data, view.getState().strikeMap.right, options));
    };
    const applyField = (): void => this.#applyField(map);
    const applyGold = (): void => {
      map.setGold(gold.get());
      applyField();
    };
    bound.add(disposableFrom(() => map.dispose()));
    bound.add(day.subscribe(applyDay));
    bound.add(gold.subscribe(applyGold));
    bound.add(this.ranges.subscribe(applyField));
    bound.add(map.place.subscribe((place) => this.place.set(place)));
    const applyView = (now: ViewSettings, before: ViewSettings): void => {
      if (now.strikeMap.right !== before.strikeMap.right) applyDay();
      applyField();
    };
    bound.add(disposableFrom(view.subscribe(applyView)));
    applyDay();
    applyGold();
    return disposableFrom(() => {
      if (this.#map === map) this.#map = null;
      revisions?.dispose();
      bound.dispose();
      this.place.set(null);
      this.#want(null);
    });
  }

  /** Moves the crosshair of the keyboard, seconds and strikes. */
  moveCursor(windows: number, strikes: number): void {
    this.#map?.moveCursor(windows, strikes);
  }

  clearCursor(): void {
    this.#map?.clearCursor();
  }

  /** As it goes under the chart in an exported picture; null while it is not on the page. */
  picture(): PngStrip | null {
    const map = this.#map;
    const shown = this.#shown();
    if (!map || !shown) return null;
    const { field, style } = shown;
    const { strikeMap, lattice } = this.#deps.view.getState();
    const { optExpiries } = this.#deps.gold.get().params;
    return {
      title: `Strikes: ${field.label} ${field.symbol}_opt`,
      hint: [RIGHT_WORDS[strikeMap.right], SIDE_WORDS[lattice], EXPIRY_WORDS[optExpiries]].join(', '),
      legend: { unit: field.unit, style },
      restore: { ...strikeMap, range: style.range, colorMapId: style.colorMap.id },
      paint: (above, size) => map.picture(above, size),
    };
  }

  #shown(): { readonly field: FieldDescriptor; readonly style: FieldStyle } | null {
    const { document, view } = this.#deps;
    const { strikeMap, ranges, colorMaps } = view.getState();
    const field = strikeField(document.getState().catalogue, strikeMap.fieldId);
    if (!field) return null;
    const range =
      ranges[strikeRangeKey(field)] ?? rangeFromScale(this.ranges.get().get(field.id), field.scale);
    const colorMap = COLOR_MAPS.require(colorMaps[field.scale]);
    return { field, style: { channel: field.channel, scale: field.scale, range, colorMap } };
  }

  #applyField(map: StrikeMap): void {
    const { view, gold, day } = this.#deps;
    const { lattice, strikeMap } = view.getState();
    const shown = this.#shown();
    const data = day.get();
    if (!shown || !data) return;
    const { params, paramsHash: hash } = gold.get();
    this.#want({ dayId: strikesDayId(data.dayId, strikeMap.right), lattice, params, hash });
    map.setField({ ...shown, lattice });
  }

  #want(wish: ScalesWish | null): void {
    const { current } = this.#scales;
    if (wish && current && sameWish(wish, current)) return;
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#refresh = null;
    this.#scales.set(wish);
  }

  async #readScales(wish: ScalesWish): Promise<void> {
    const { dayId, lattice, params } = wish;
    const near = Math.max(0, Math.ceil(this.#deps.playhead.position.get()) - 1);
    const { result } = await this.#deps.peer.call('day.scales', { dayId, lattice, params, near });
    const { current } = this.#scales;
    if (!current || !sameWish(wish, current)) return;
    this.ranges.set(new Map(result.ranges.map((range) => [range.fieldId, range])));
    if (!result.final) this.#refresh = setTimeout(() => this.#scales.set({ ...current }), REFRESH_MS);
  }
}

/** The field of that id, where strikes have it; else the first that they have. */
export function strikeField(catalogue: readonly FieldDescriptor[], fieldId: string): FieldDescriptor | null {
  const fields = strikeFields(catalogue);
  return fields.find(({ id }) => id === fieldId) ?? fields[0] ?? null;
}

/** Under which a range is kept that was set by hand: strikes have other values than levels. */
export function strikeRangeKey({ id }: Pick<FieldDescriptor, 'id'>): string {
  return `${id}_opt`;
}

function sameWish(a: ScalesWish, b: ScalesWish): boolean {
  return a.dayId === b.dayId && a.lattice === b.lattice && a.hash === b.hash;
}
