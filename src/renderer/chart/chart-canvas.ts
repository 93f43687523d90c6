// The chart's two canvases, stacked over their whole root, and the fonts that what is drawn on them needs.

import { ensure } from '../../base/assert.ts';

export function addCanvas(root: HTMLElement, className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
  root.append(canvas);
  return canvas;
}

/**
 * What is drawn over a field. Without a GPU the processor draws it at once: lines and letters in a canvas "on the GPU" then
 * cost 100 ms a frame, and the picture waits for them.
 */
export function overlayContext(canvas: HTMLCanvasElement, isSoftware: boolean): CanvasRenderingContext2D {
  return ensure(canvas.getContext('2d', { willReadFrequently: isSoftware }), '2D canvas');
}

const FONTS = [
  '400 11px "JetBrains Mono"',
  '500 11px "JetBrains Mono"',
  '400 11px Inter',
  '600 13px Inter',
  '400 11px "Noto Sans Math"',
];

/** A canvas does not wait for fonts that no element has asked for yet. */
export async function loadCanvasFonts(): Promise<void> {
  await Promise.allSettled(FONTS.map((font) => document.fonts.load(font)));
}
