// `window.__fieldbook`: what the end-to-end tests may look at. It only reads, and is there in every build, so that the
// tests see the program that ships.
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { PixelRect, Viewport } from '../scene/viewport.ts';
import type { Forecast } from '../state/forecast.ts';
import type { Observable } from '../state/observable.ts';
import type { ChartProbe } from './chart-probe.ts';

/** What the hooks look at: a chart, without the rest of it. */
interface WatchedChart {
  readonly viewport: Observable<Viewport>;
  readonly following: Observable<boolean>;
  readonly cursor: Observable<{ window: number; tick: number; tsNanos: bigint; future: boolean } | null>;
  readonly ready: Observable<HookStatus>;
  readonly frames: number;
  readonly textureCount: number;
  readonly layout: {
    readonly plot: PixelRect;
    readonly firstPlot: PixelRect | null;
    readonly scale: number;
  };
  idle(): Promise<void>;
  whenPainted(): Promise<void>;
}

interface HookStatus {
  readonly level: number;
  readonly missingTiles: number;
  readonly inFlight: number;
  readonly contextLost: boolean;
}

export interface FieldbookHooks {
  /** Settles when the picture is complete and nothing is left to paint. */
  idle(): Promise<void>;
  /** Settles when the picture of the moment is painted; tiles out of sight may still be on their way. */
  painted(): Promise<void>;
  /** Value of a field at a cell of the tile in memory; null where there is none. */
  texel(fieldId: string, window: number, tick: number): number | null;
  /** The same value read back from the GPU's texture. */
  pixelTexel(fieldId: string, window: number, tick: number): number | null;
  /** Colour that the field layer paints for a cell in the present view. */
  pixelColor(window: number, tick: number): [number, number, number] | null;
  /** Colours of the field layer in a rectangle of the canvas, device pixels: RGBA, top row first. */
  pixels(rect: PixelRect): number[] | null;
  /** Value of the second field at a cell of the tile in memory. */
  secondTexel(window: number, tick: number): number | null;
  state(): HookState;
}

interface HookState {
  readonly viewport: Viewport;
  readonly position: number;
  readonly playing: boolean;
  readonly following: boolean;
  readonly cursor: { window: number; tick: number; tsNanos: string; future: boolean } | null;
  readonly status: HookStatus;
  readonly frames: number;
  readonly textures: number;
  /** The path that is drawn: of which second, and its ticks by seconds ahead. */
  readonly forecast: { window: number; mode: string; state: string; ticks: number[] } | null;
  /** Seconds of the paths of before that are drawn. */
  readonly pastPaths: readonly number[];
  readonly plot: PixelRect;
  /** Of the first field, where two stand side by side. */
  readonly firstPlot: PixelRect | null;
  readonly scale: number;
}

declare global {
  interface Window {
    __fieldbook?: FieldbookHooks;
  }
}

/** Called by every chart for itself; the newest one is looked at. */
export function installTestHooks(
  chart: WatchedChart,
  probe: ChartProbe,
  playhead: Playhead,
  forecast: Observable<Forecast | null>,
  past: Observable<readonly { window: number }[]> | null,
): Disposable {
  const hooks: FieldbookHooks = {
    idle: () => chart.idle(),
    painted: () => chart.whenPainted(),
    texel: (fieldId, window, tick) => probe.texel(fieldId, window, tick),
    pixelTexel: (fieldId, window, tick) => probe.pixelTexel(fieldId, window, tick),
    pixelColor: (window, tick) => probe.pixelColor(window, tick),
    pixels: (rect) => probe.pixels(rect),
    secondTexel: (window, tick) => probe.secondTexel(window, tick),
    state: () => ({
      viewport: chart.viewport.get(),
      position: playhead.position.get(),
      playing: playhead.playing.get(),
      following: chart.following.get(),
      cursor: plainCursor(chart),
      status: chart.ready.get(),
      frames: chart.frames,
      textures: chart.textureCount,
      forecast: plainForecast(forecast.get()),
      pastPaths: (past?.get() ?? []).map(({ window }) => window),
      plot: { ...chart.layout.plot },
      firstPlot: chart.layout.firstPlot && { ...chart.layout.firstPlot },
      scale: chart.layout.scale,
    }),
  };
  window.__fieldbook = hooks;
  return disposableFrom(() => {
    if (window.__fieldbook === hooks) delete window.__fieldbook;
  });
}

function plainCursor(chart: WatchedChart): HookState['cursor'] {
  const cursor = chart.cursor.get();
  return (
    cursor && {
      window: cursor.window,
      tick: cursor.tick,
      tsNanos: String(cursor.tsNanos),
      future: cursor.future,
    }
  );
}

function plainForecast(forecast: Forecast | null): HookState['forecast'] {
  return (
    forecast && {
      window: forecast.window,
      mode: forecast.mode,
      state: forecast.state,
      ticks: [...forecast.ticks],
    }
  );
}
