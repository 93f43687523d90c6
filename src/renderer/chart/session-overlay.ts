// Trading states as shades over the field and published figures as lines at their price, each with its name. Drawn under
// the price lines, from when it was received up to the playhead.
import { type ExchangeSession, type SessionLine, sessionAt } from '../scene/exchange-session.ts';
import type { ChartLayout } from '../scene/layout.ts';
import { screenFromTick, screenFromWindow, type Viewport } from '../scene/viewport.ts';
import { INK, SESSION_INK, wordFont } from './ink.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface SessionFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly position: number;
  readonly session: ExchangeSession;
}

const LABEL_PX = 11;
const SHADE = 0.1;
const NAME_GAP_PX = 14;
/** The longest name, "settlement, preliminary", and some air. */
const NAME_ROOM_PX = 140;

/** Shades and lines, which lie under the day's own lines. */
export function drawSession(context: Context, frame: SessionFrame): void {
  const known = sessionAt(frame.session, frame.position);
  drawBands(context, frame, known);
  for (const line of known.lines) drawFigure(context, frame, line);
  drawCounts(context, frame, known);
}

/** Names of the lines, in the strip beyond the playhead, where nothing else is; where that is too narrow, before it. */
export function drawSessionNames(context: Context, { layout, view, position, session }: SessionFrame): void {
  const { plot, future, scale } = layout;
  const end = Math.min(Math.max(screenFromWindow(view, plot, position), plot.x), plot.x + plot.width);
  const isBeyond = future.x + future.width - end > NAME_ROOM_PX * scale;
  const taken: number[] = [];
  context.font = wordFont(scale, LABEL_PX);
  context.textAlign = isBeyond ? 'left' : 'right';
  context.textBaseline = 'middle';
  const x = end + (isBeyond ? 8 : -8) * scale;
  for (const { label, tick } of sessionAt(session, position).lines) {
    let y = Math.round(screenFromTick(view, plot, tick));
    if (y < plot.y || y > plot.y + plot.height) continue;
    while (taken.some((other) => Math.abs(other - y) < NAME_GAP_PX * scale)) y += NAME_GAP_PX * scale;
    taken.push(y);
    drawWords(context, label, x, y, INK.normal, scale);
  }
}

function drawBands(context: Context, { layout, view }: SessionFrame, { bands }: ExchangeSession): void {
  const { plot, scale } = layout;
  context.font = wordFont(scale, LABEL_PX);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { state, from, to } of bands) {
    const left = Math.max(plot.x, Math.round(screenFromWindow(view, plot, from)));
    const right = Math.min(plot.x + plot.width, Math.round(screenFromWindow(view, plot, to)));
    if (right <= left) continue;
    context.globalAlpha = SHADE;
    context.fillStyle = SESSION_INK[state];
    context.fillRect(left, plot.y, right - left, plot.height);
    context.globalAlpha = 1;
    context.fillRect(left, plot.y, right - left, Math.max(1, Math.round(2 * scale)));
    if (context.measureText(state).width + 12 * scale < right - left) {
      drawWords(context, state, left + 6 * scale, plot.y + 12 * scale, SESSION_INK[state], scale);
    }
  }
}

function drawFigure(context: Context, { layout, view }: SessionFrame, { from, to, tick }: SessionLine): void {
  const { plot, scale } = layout;
  const y = Math.round(screenFromTick(view, plot, tick));
  const left = Math.max(plot.x, screenFromWindow(view, plot, from));
  const right = Math.min(plot.x + plot.width, screenFromWindow(view, plot, to));
  if (y < plot.y || y > plot.y + plot.height || right <= left) return;
  context.beginPath();
  context.setLineDash([6 * scale, 4 * scale]);
  context.moveTo(left, y + 0.5);
  context.lineTo(right, y + 0.5);
  context.lineWidth = Math.max(1, Math.round(scale));
  context.strokeStyle = INK.weak;
  context.stroke();
  context.setLineDash([]);
}

function drawCounts(context: Context, { layout }: SessionFrame, { counts }: ExchangeSession): void {
  if (counts.length === 0) return;
  const { plot, scale } = layout;
  const words = counts
    .map(({ label, quantity }) => `${label} ${quantity.toLocaleString('en-US')}`)
    .join(' · ');
  context.font = wordFont(scale, LABEL_PX);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  drawWords(context, words, plot.x + 6 * scale, plot.y + plot.height - 12 * scale, INK.weak, scale);
}

/** Words over a field that may be as bright as they are. */
function drawWords(
  context: Context,
  words: string,
  x: number,
  y: number,
  color: string,
  scale: number,
): void {
  context.lineJoin = 'round';
  context.lineWidth = 3 * scale;
  context.strokeStyle = INK.ground;
  context.strokeText(words, x, y);
  context.fillStyle = color;
  context.fillText(words, x, y);
}
