// `window.__fieldbookStrikes`: what the end-to-end tests may look at of strikes by time, as test-hooks.ts of the chart.
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import type { PixelRect, Viewport } from '../scene/viewport.ts';
import type { Observable } from '../state/observable.ts';

interface WatchedStrikes {
  readonly viewport: Observable<Viewport>;
  readonly layout: { readonly plot: PixelRect; readonly scale: number };
  idle(): Promise<void>;
  value(window: number, strike: number): number | null;
  color(window: number, strike: number): [number, number, number] | null;
}

export interface StrikeHooks {
  /** Settles when the picture is complete and nothing is left to paint. */
  idle(): Promise<void>;
  /** Value of the field on screen at a strike of the lattice; null where none is known. */
  value(window: number, strike: number): number | null;
  /** Colour that is painted there. */
  color(window: number, strike: number): [number, number, number] | null;
  state(): { readonly viewport: Viewport; readonly plot: PixelRect; readonly scale: number };
}

declare global {
  interface Window {
    __fieldbookStrikes?: StrikeHooks;
  }
}

export function installStrikeHooks(map: WatchedStrikes): Disposable {
  const hooks: StrikeHooks = {
    idle: () => map.idle(),
    value: (window, strike) => map.value(window, strike),
    color: (window, strike) => map.color(window, strike),
    state: () => ({
      viewport: map.viewport.get(),
      plot: { ...map.layout.plot },
      scale: map.layout.scale,
    }),
  };
  window.__fieldbookStrikes = hooks;
  return disposableFrom(() => {
    if (window.__fieldbookStrikes === hooks) delete window.__fieldbookStrikes;
  });
}
