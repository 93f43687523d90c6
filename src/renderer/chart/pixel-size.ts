// The size of an element in device pixels, exact where the browser tells it, and whenever it or the pixels change
// (another screen, a zoomed page).
import { type Disposable, disposableFrom } from '../../base/disposable.ts';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
}

export function watchPixelSize(element: HTMLElement, onSize: (size: PixelSize) => void): Disposable {
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const scale = window.devicePixelRatio;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = exactOr(entry.contentRect.width * scale, exact?.inlineSize);
    const height = exactOr(entry.contentRect.height * scale, exact?.blockSize);
    if (width > 0 && height > 0) onSize({ width, height, scale });
  });
  // A change of the pixel ratio changes this box too, so one observer sees both.
  observer.observe(element, { box: 'device-pixel-content-box' });
  return disposableFrom(() => observer.disconnect());
}

/** The browser's own count of pixels, unless it counts other pixels than the page's (an emulated screen). */
function exactOr(computed: number, exact: number | undefined): number {
  return exact !== undefined && Math.abs(exact - computed) <= 1 ? exact : Math.round(computed);
}
