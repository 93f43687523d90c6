// Strikes of options as obstacles on the future's picture: at each strike a bar that ends at the playhead, as long as the
// strike is strong among those in scope, and the strike and strength of those that stand out.
import type { ChartLayout } from '../scene/layout.ts';
import { screenFromTick, screenFromWindow, type Viewport } from '../scene/viewport.ts';
import type { StrikesAt } from '../state/strikes.ts';
import { INK, wordFont } from './ink.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface StrikesFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly position: number;
  readonly day: { readonly tickSizeNanos: bigint };
  readonly strikes: StrikesAt | null;
}

const LONGEST_PX = 96;
const THICK_PX = 3;
const LABEL_PX = 11;
/** Strikes at least so strong, against the strongest, have their number beside them. */
const NAMED_SHARE = 0.8;
const NAME_GAP_PX = 13;
const WORDS = { all: 'calls and puts', C: 'calls', P: 'puts' } as const;
const SIDES = { B: ', bids', A: ', asks', L: '' } as const;

export function drawStrikes(context: Context, frame: StrikesFrame): void {
  const { layout, view, position, day, strikes } = frame;
  if (!strikes) return;
  const { plot, scale } = layout;
  const right = Math.min(screenFromWindow(view, plot, position), plot.x + plot.width);
  const strongest = strikes.strikes.reduce((most, { strength }) => Math.max(most, strength), 0);
  if (right <= plot.x || strongest === 0) return;
  const ink = strikes.lattice === 'B' ? INK.bid : strikes.lattice === 'A' ? INK.ask : INK.doubtful;
  const thick = Math.max(1, Math.round(THICK_PX * scale));
  context.font = wordFont(scale, LABEL_PX);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let named = Number.POSITIVE_INFINITY;
  const ascending = [...strikes.strikes].sort((a, b) => (a.priceNanos < b.priceNanos ? -1 : 1));
  for (const { priceNanos, strength } of ascending) {
    const y = Math.round(screenFromTick(view, plot, Number(priceNanos) / Number(day.tickSizeNanos)));
    if (y < plot.y || y > plot.y + plot.height) continue;
    const share = strength / strongest;
    const length = Math.max(2 * scale, LONGEST_PX * scale * share ** 2);
    context.globalAlpha = 0.35 + 0.6 * share;
    context.fillStyle = INK.ground;
    context.fillRect(right - length - scale, y - thick / 2 - scale, length + scale, thick + 2 * scale);
    context.fillStyle = ink;
    context.fillRect(right - length, y - thick / 2, length, thick);
    context.globalAlpha = 1;
    if (share < NAMED_SHARE || named - y < NAME_GAP_PX * scale) continue;
    named = y;
    drawWords(
      context,
      `${strikeText(priceNanos)}  ${strength.toFixed(1)}`,
      right - length - 5 * scale,
      y,
      scale,
    );
  }
  const title = `strikes: ${WORDS[strikes.right]}${SIDES[strikes.lattice]}`;
  drawWords(context, title, right - 6 * scale, plot.y + plot.height - 12 * scale, scale);
}

/** A strike without trailing zeros. */
function strikeText(priceNanos: bigint): string {
  return String(Number(priceNanos) / 1e9);
}

function drawWords(context: Context, words: string, x: number, y: number, scale: number): void {
  context.lineJoin = 'round';
  context.lineWidth = 3 * scale;
  context.strokeStyle = INK.ground;
  context.strokeText(words, x, y);
  context.fillStyle = INK.normal;
  context.fillText(words, x, y);
}
