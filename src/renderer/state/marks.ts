// Walls, voids and events of the open day for chart, pane, scrub bar and transport: one DayMarkers a day, and the scene at
// the playhead, put together once for each second.
import type { Fault } from '../../../contracts/errors.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { type Disposable, DisposableSet } from '../../base/disposable.ts';
import type { DayData } from '../replay/day-data.ts';
import { DayMarkers, type MarkerEvent } from '../replay/day-markers.ts';
import { type MarkerScene, markerSceneAt, neighbourEvent } from '../scene/marker-scene.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { ParamsState } from './params.ts';
import type { ViewStore } from './view.ts';

export interface MarksDeps {
  readonly peer: Peer;
  readonly day: Observable<DayData | null>;
  readonly view: ViewStore;
  /** Parameters of fields and markers. */
  readonly model: Observable<Pick<ParamsState, 'params' | 'hash' | 'markers' | 'markersHash'>>;
  report(fault: Fault): void;
}

/** Parameters on their way (a slider) are not asked for until they rest. */
const SETTLE_MS = 500;

export class Marks implements Disposable {
  readonly #deps: MarksDeps;
  readonly #revision = new ObservableValue(0);
  readonly #subscriptions = new DisposableSet();
  #open = new DisposableSet();
  #markers: DayMarkers | null = null;
  /** Hashes of the parameters that `#markers` were made under. */
  #madeUnder = '';
  #settling: ReturnType<typeof setTimeout> | null = null;
  #scene: { readonly key: string; readonly scene: MarkerScene } | null = null;

  constructor(deps: MarksDeps) {
    this.#deps = deps;
    this.#subscriptions.add(deps.day.subscribe((data) => this.#setDay(data)));
    this.#subscriptions.add(deps.model.subscribe(() => this.#onModel()));
    this.#subscriptions.add({
      dispose: deps.view.subscribe((now, before) => now.marksShown !== before.marksShown && this.#changed()),
    });
  }

  /** False where an older version stored the day without sweeps and refills. */
  get tapeKnown(): boolean {
    return this.#markers?.tapeKnown ?? true;
  }

  /** Counts up whenever something else may have to be drawn. */
  get revision(): Observable<number> {
    return this.#revision;
  }

  /** Every event of the day that is known, also those after the playhead: for stepping, not for showing. */
  get events(): readonly MarkerEvent[] {
    return this.#markers?.events ?? [];
  }

  /** What the chart draws; null where marks are hidden. */
  drawnAt(position: number): MarkerScene | null {
    return this.#deps.view.getState().marksShown ? this.sceneAt(position) : null;
  }

  /** What there is at the end of the playhead's last whole second; null without a day. */
  sceneAt(position: number): MarkerScene | null {
    const markers = this.#markers;
    if (!markers) return null;
    const end = Math.floor(position + 1e-9);
    const rows = markers.markersAt(position);
    const key = `${end} ${markers.revision.get()} ${rows === null}`;
    if (this.#scene?.key === key) return this.#scene.scene;
    const known = markers.events.slice(0, markers.countAt(position));
    // While the rows of another chunk are on their way the walls stand without their sizes.
    const scene = markerSceneAt(known, rows ?? [], end);
    this.#scene = { key, scene };
    return scene;
  }

  /** The event before or after a position, of the kind that is stepped through. */
  neighbour(position: number, direction: -1 | 1): MarkerEvent | null {
    return neighbourEvent(this.events, position, direction, this.#deps.view.getState().stepKind);
  }

  dispose(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#open.dispose();
    this.#subscriptions.dispose();
  }

  #onModel(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = null;
    if (this.#modelName() === this.#madeUnder) return;
    this.#settling = setTimeout(() => this.#setDay(this.#deps.day.get()), SETTLE_MS);
  }

  #setDay(data: DayData | null): void {
    this.#open.dispose();
    this.#open = new DisposableSet();
    this.#markers = null;
    this.#scene = null;
    if (data) {
      const { params, markers: settings } = this.#deps.model.get();
      this.#madeUnder = this.#modelName();
      const markers = new DayMarkers(this.#deps.peer, data, { params, markers: settings }, (fault) =>
        this.#deps.report(fault),
      );
      let end = data.windowEnd;
      this.#markers = this.#open.add(markers);
      this.#open.add(markers.revision.subscribe(() => this.#changed()));
      this.#open.add(
        data.revision.subscribe(() => {
          if (data.windowEnd === end) return;
          markers.forgetChunksFrom(end);
          end = data.windowEnd;
          void markers.load();
        }),
      );
      void markers.load();
    }
    this.#changed();
  }

  #modelName(): string {
    const { hash, markersHash } = this.#deps.model.get();
    return `${hash} ${markersHash}`;
  }

  #changed(): void {
    this.#revision.set(this.#revision.get() + 1);
  }
}
