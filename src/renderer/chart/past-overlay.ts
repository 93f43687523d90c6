// Paths of the last minutes where they were made, over what then happened: thin lines from the mid of their second,
// older ones fainter, cut off at the playhead.
import type { ChartLayout } from '../scene/layout.ts';
import { screenFromTick, screenFromWindow, type Viewport } from '../scene/viewport.ts';
import type { PastPath } from '../state/past-forecasts.ts';
import { INK } from './ink.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface PastFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly position: number;
  readonly past: readonly PastPath[];
}

const FAINTEST = 0.35;

export function drawPastPaths(context: Context, { layout, view, position, past }: PastFrame): void {
  const { plot, scale } = layout;
  context.save();
  context.lineJoin = 'round';
  past.forEach(({ window, ticks }, i) => {
    context.beginPath();
    for (let second = 0; second < ticks.length && window + 1 + second <= position + 1e-6; second++) {
      const x = screenFromWindow(view, plot, window + 1 + second);
      const y = screenFromTick(view, plot, ticks[second] as number);
      if (second === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.globalAlpha = FAINTEST + ((1 - FAINTEST) * (i + 1)) / past.length;
    // A dark casing keeps the line apart from a field that may be as bright as it.
    context.lineWidth = 3 * scale;
    context.strokeStyle = INK.ground;
    context.stroke();
    context.lineWidth = 1.2 * scale;
    context.strokeStyle = INK.doubtful;
    context.stroke();
  });
  context.restore();
}
