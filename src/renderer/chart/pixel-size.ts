// The size of an element in device pixels, exact where the browser tells it, and whenever it or the pixels change
// (another screen, a zoomed page).
import { disposableFrom, type Disposable } from '../../base/disposable.ts';

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
    const width = exact ? exact.inlineSize : Math.round(entry.contentRect.width * scale);
    const height = exact ? exact.blockSize : Math.round(entry.contentRect.height * scale);
    if (width > 0 && height > 0) onSize({ width, height, scale });
  });
  // A change of the pixel ratio changes this box too, so one observer sees both.
  observer.observe(element, { box: 'device-pixel-content-box' });
  return disposableFrom(() => observer.disconnect());
}
