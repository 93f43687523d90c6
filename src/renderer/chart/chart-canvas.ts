// The chart's two canvases, stacked over their whole root, and the fonts that what is drawn on them needs.

export function addCanvas(root: HTMLElement, className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
  root.append(canvas);
  return canvas;
}

const FONTS = ['400 11px "JetBrains Mono"', '500 11px "JetBrains Mono"', '400 11px Inter', '600 13px Inter'];

/** A canvas does not wait for fonts that no element has asked for yet. */
export async function loadCanvasFonts(): Promise<void> {
  await Promise.allSettled(FONTS.map((font) => document.fonts.load(font)));
}
