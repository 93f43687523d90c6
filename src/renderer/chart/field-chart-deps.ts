// What a chart is made with: where its tiles come from, the playhead, and what is drawn over the field.
import type { Fault } from '../../../contracts/errors.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { MarkerScene } from '../scene/marker-scene.ts';
import type { Forecast } from '../state/forecast.ts';
import type { ForecastTerms } from '../state/forecast-terms.ts';
import type { Observable } from '../state/observable.ts';
import type { PastPath } from '../state/past-forecasts.ts';
import type { StrikesAt } from '../state/strikes.ts';

export interface FieldChartDeps {
  readonly peer: Peer;
  readonly playhead: Playhead;
  /** Walls, voids and events to draw; none where absent. */
  readonly marks?: { readonly revision: Observable<number>; drawnAt(position: number): MarkerScene | null };
  /** The path that begins at the playhead. */
  readonly forecast?: Observable<Forecast | null>;
  /** What stands at the strikes of options. */
  readonly strikes?: Observable<StrikesAt | null>;
  /** Paths of before, and what the zones are made of. */
  readonly study?: {
    readonly past: Observable<readonly PastPath[]>;
    readonly terms: Observable<ForecastTerms | null>;
  };
  /** Called with faults of tile requests; each fault once. */
  onFault?(fault: Fault): void;
}
