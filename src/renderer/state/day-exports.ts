// What is kept of the open day: the picture on screen, or a table with the parameters that the page looks with.
import { type Fault, faultFrom } from '../../../contracts/errors.ts';
import type { ModelParams } from '../../../contracts/model-params.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { FieldChart } from '../chart/field-chart.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { Host } from '../link/host.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { BlindOrigin } from '../scene/blind.ts';
import type { DocumentStore } from './document.ts';
import type { GoldChoice } from './gold.ts';
import { type Observable, ObservableValue } from './observable.ts';
import type { StrikeView } from './strike-view.ts';
import { type TableChoice, TableExports } from './table-exports.ts';
import type { ViewStore } from './view.ts';

/** The picture that one key saves has twice as many pixels as the page is laid out for. */
const PICTURE_SCALE = 2;

export interface DayExportsDeps {
  readonly peer: Peer;
  readonly host: Host;
  readonly document: DocumentStore;
  readonly view: ViewStore;
  readonly playhead: Playhead;
  readonly gold: GoldChoice;
  /** What tables are made under. */
  readonly model: Observable<ModelParams>;
  readonly chart: Observable<FieldChart | null>;
  /** Strikes by time, where they are shown. */
  readonly strikes: Pick<StrikeView, 'picture'>;
  /** Not null while nothing may tell the day and the time. */
  readonly blind: Observable<BlindOrigin | null>;
  report(fault: Fault): void;
}

export class DayExports {
  /** Whether the dialog is open. */
  readonly shown = new ObservableValue(false);
  readonly tables: TableExports;
  readonly #deps: DayExportsDeps;

  constructor(deps: DayExportsDeps) {
    this.#deps = deps;
    this.tables = new TableExports(deps.peer, deps.host, (fault) => deps.report(fault));
  }

  /** Opens the dialog. */
  show(): void {
    this.shown.set(true);
  }

  /** The seconds in sight that the day has; null where there are none. */
  visibleWindows(): { readonly windowFrom: number; readonly windowEnd: number } | null {
    const view = this.#deps.chart.get()?.viewport.get();
    const { from, to } = this.#deps.playhead.range.get();
    if (!view) return null;
    const windowFrom = Math.max(from, Math.floor(view.windowFrom));
    const windowEnd = Math.min(to, Math.ceil(view.windowTo));
    return windowFrom < windowEnd ? { windowFrom, windowEnd } : null;
  }

  async table(choice: Omit<TableChoice, keyof ModelParams>): Promise<void> {
    const { day } = this.#deps.document.getState();
    const { params, forecast, markers } = this.#deps.model.get();
    if (day) await this.tables.start(day.summary, { ...choice, params, forecast, markers });
  }

  /** Saves the picture; `scale` times 1600 × 900 pixels. */
  async picture(scale = PICTURE_SCALE): Promise<void> {
    const { document, view, playhead, host, blind, strikes, report } = this.#deps;
    const chart = this.#deps.chart.get();
    const { day, productVersion } = document.getState();
    if (!chart || !day) return;
    try {
      const options = { width: 1600, height: 900, scale };
      const bytes = await chart.exportPng(options, { productVersion }, strikes.picture());
      const { summary } = day;
      const clock = clockFromDay(summary).timeText(Math.floor(playhead.position.get())).replaceAll(':', '');
      const of = blind.get() ? 'blind practice' : `${summary.symbol} ${summary.utcDate} ${clock}`;
      const name = `${of} ${view.getState().fieldId ?? ''}.png`;
      await host.save(name.replaceAll(/[^\w .-]/g, '_'), bytes, 'image/png');
    } catch (error) {
      report(faultFrom(error));
    }
  }
}
