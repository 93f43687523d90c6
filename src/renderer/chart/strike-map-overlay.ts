// What lies over and beside strikes by time: spot, the seconds without a valid book, the future, crosshair and axes. The
// page and the exported picture use the same code.
import { NULL_INT32 } from '../../../contracts/datasets.ts';
import type { StrikeDay } from '../replay/strike-day.ts';
import { ExchangeClock } from '../scene/exchange-time.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { PriceScale } from '../scene/price-axis.ts';
import type { Viewport } from '../scene/viewport.ts';
import { INK } from './ink.ts';
import {
  clipTo,
  drawCrosshair,
  drawInvalidSpans,
  drawPriceAxis,
  drawTimeAxis,
  strokeSteps,
  veilFuture,
} from './overlay.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface StrikeMapFrame {
  readonly layout: ChartLayout;
  /** Rows are strikes of the lattice. */
  readonly view: Viewport;
  readonly day: StrikeDay;
  readonly position: number;
  readonly knownEnd: number;
  readonly cursor: { readonly at: number; readonly tick: number } | null;
  /** The second that the crosshair of the chart above is on. */
  readonly above: number | null;
}

const SPOT_LINE = { color: INK.strong, widthPx: 1.5, alpha: 1 } as const;

export function drawStrikeMap(context: Context, frame: StrikeMapFrame): void {
  const { layout, view, day, position, knownEnd, cursor, above } = frame;
  const { future, strikesPerTick } = day;
  context.clearRect(0, 0, layout.width, layout.height);
  context.save();
  clipTo(context, { ...layout.plot, width: layout.plot.width + layout.future.width });
  const seen = { layout, view, position, knownEnd, day: future };
  drawInvalidSpans(context, seen);
  const mid2 = {
    values: future.column('mid2') as Int32Array,
    nullAs: NULL_INT32,
    unitTicks: strikesPerTick / 2,
    shown: future.column('book_valid') as Uint8Array,
  };
  strokeSteps(context, seen, mid2, SPOT_LINE);
  veilFuture(context, seen);
  if (cursor) drawCrosshair(context, { layout, view }, cursor);
  else if (above !== null) drawCrosshair(context, { layout, view }, { at: above, tick: null });
  context.restore();
  const mid = future.lastMid(knownEnd);
  const spot = mid && {
    tick: (mid.mid2 * strikesPerTick) / 2,
    text: new PriceScale(future.tickSizeNanos).textFromHalfTicks(mid.mid2),
  };
  drawPriceAxis(context, { layout, view, prices: new PriceScale(day.stepNanos), spot, cursor });
  // Of its own only under two plots side by side; else the chart above has it.
  if (layout.timeAxis.height === 0) return;
  const { dataset, dayStartNanos } = day.info.summary;
  const clock = new ExchangeClock(dataset, BigInt(dayStartNanos));
  drawTimeAxis(context, { layout, view, position, clock, cursor });
}
