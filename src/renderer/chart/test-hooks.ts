// `window.__fieldbook`: what the end-to-end tests may look at. It only reads, and is there in every build, so that the
// tests see the program that ships.
import { disposableFrom, type Disposable } from '../../base/disposable.ts';
import type { Playhead } from '../replay/playhead.ts';
import type { Viewport } from '../scene/viewport.ts';
import type { ChartStatus, Cursor, FieldChart } from './field-chart.ts';

export interface FieldbookHooks {
  /** Settles when the picture is complete and nothing is left to paint. */
  idle(): Promise<void>;
  /** Value of a field at a cell of the tile in memory; null where there is none. */
  texel(fieldId: string, window: number, tick: number): number | null;
  /** The same value read back from the GPU's texture. */
  pixelTexel(fieldId: string, window: number, tick: number): number | null;
  /** Colour that the field layer paints for a cell in the present view. */
  pixelColor(window: number, tick: number): [number, number, number] | null;
  state(): HookState;
}

interface HookState {
  readonly viewport: Viewport;
  readonly position: number;
  readonly playing: boolean;
  readonly following: boolean;
  readonly cursor: { window: number; tick: number; tsNanos: string; future: boolean } | null;
  readonly status: ChartStatus;
  readonly frames: number;
  readonly textures: number;
  readonly plot: { x: number; y: number; width: number; height: number };
  readonly scale: number;
}

declare global {
  interface Window {
    __fieldbook?: FieldbookHooks;
  }
}

/** Called by every chart for itself; the newest one is looked at. */
export function installTestHooks(chart: FieldChart, playhead: Playhead): Disposable {
  const hooks: FieldbookHooks = {
    idle: () => chart.idle(),
    texel: (fieldId, window, tick) => chart.texel(fieldId, window, tick),
    pixelTexel: (fieldId, window, tick) => chart.pixelTexel(fieldId, window, tick),
    pixelColor: (window, tick) => chart.pixelColor(window, tick),
    state: () => ({
      viewport: chart.viewport.get(),
      position: playhead.position.get(),
      playing: playhead.playing.get(),
      following: chart.following.get(),
      cursor: plainCursor(chart.cursor.get()),
      status: chart.ready.get(),
      frames: chart.frames,
      textures: chart.textureCount,
      plot: { ...chart.layout.plot },
      scale: chart.layout.scale,
    }),
  };
  window.__fieldbook = hooks;
  return disposableFrom(() => {
    if (window.__fieldbook === hooks) delete window.__fieldbook;
  });
}

function plainCursor(cursor: Cursor | null): HookState['cursor'] {
  return cursor && { window: cursor.window, tick: cursor.tick, tsNanos: String(cursor.tsNanos), future: cursor.future };
}
