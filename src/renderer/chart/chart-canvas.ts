// The chart's two canvases, stacked over their whole root.

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
