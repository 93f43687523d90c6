// Walls, voids and events over the field: a wall is a line along its price, an event a small shape where it happened.
// Shapes tell the kinds apart without colour; each is cased in dark, since the field may be as bright as it.
import type { MarkerEventKind } from '../../../contracts/markers.ts';
import { ageText, eventText } from '../format/marks.ts';
import { countText } from '../format/numbers.ts';
import type { MarkerEvent } from '../replay/day-markers.ts';
import type { ChartLayout } from '../scene/layout.ts';
import type { MarkerScene, VoidArea, WallTrail } from '../scene/marker-scene.ts';
import { screenFromTick, screenFromWindow, type Viewport } from '../scene/viewport.ts';
import { INK, wordFont } from './ink.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface MarkerFrame {
  readonly layout: ChartLayout;
  readonly view: Viewport;
  readonly position: number;
  readonly marks: MarkerScene | null;
  readonly cursor: { readonly at: number; readonly tick: number } | null;
}

interface Place {
  readonly event: MarkerEvent;
  readonly x: number;
  readonly y: number;
}

const LABEL_PX = 11;
const LABEL_HEIGHT_PX = 17;
/** Shapes that would lie nearer to each other than this: the weightier one stays. */
const SHAPE_GAP_PX = 9;
const HOVER_PX = 12;

/** Of two shapes at one place the one named earlier is drawn. */
const WEIGHT: readonly MarkerEventKind[] = [
  'wall_pulled',
  'wall_eaten',
  'sweep',
  'iceberg',
  'wall_born',
  'wall_passed',
  'wall_grown',
];

/** Ages are told up to `mostAge` seconds. */
export function drawMarks(context: Context, frame: MarkerFrame, mostAge = Number.POSITIVE_INFINITY): void {
  const { marks } = frame;
  if (!marks) return;
  context.save();
  context.lineJoin = 'round';
  for (const area of marks.voids) drawVoid(context, frame, area);
  for (const wall of marks.walls) drawTrail(context, frame, wall);
  const places = shapesInSight(frame, marks.told);
  for (const place of places) drawShape(context, frame, place);
  drawFronts(context, frame, marks);
  drawWallLabels(context, frame, marks, mostAge);
  drawHovered(context, frame, places, mostAge);
  context.restore();
}

function inkOf(side: number): string {
  return side === 0 ? INK.bid : INK.ask;
}

/** From when it was first there to its end or the playhead; fainter once it has ended. */
function drawTrail(context: Context, { layout, view, position }: MarkerFrame, wall: WallTrail): void {
  const { plot, scale } = layout;
  const to = wall.stands ? position : wall.to;
  const [first] = wall.steps;
  if (!first || to < view.windowFrom || first.from > view.windowTo) return;
  const width = Math.max(1, Math.round((wall.stands ? 2 : 1) * scale));
  const half = (width % 2) / 2;
  context.beginPath();
  for (const [i, { from, tick }] of wall.steps.entries()) {
    const y = Math.round(screenFromTick(view, plot, tick)) + half;
    const x = screenFromWindow(view, plot, from);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
    context.lineTo(screenFromWindow(view, plot, wall.steps[i + 1]?.from ?? to), y);
  }
  if (!wall.stands) context.setLineDash([3 * scale, 3 * scale]);
  stroke(context, inkOf(wall.side), width, wall.stands ? 0.95 : 0.7, scale);
  context.setLineDash([]);
}

/** A dashed outline round the prices that drained, for as long as they did. */
function drawVoid(context: Context, { layout, view, position }: MarkerFrame, area: VoidArea): void {
  const { plot, scale } = layout;
  const to = area.stands ? position : area.to;
  if (to < view.windowFrom || area.from > view.windowTo) return;
  const least = 13 * scale;
  const left = screenFromWindow(view, plot, area.from);
  const top = screenFromTick(view, plot, area.tickHi + 0.5);
  const wide = Math.max(least, screenFromWindow(view, plot, to) - left);
  const high = Math.max(least, screenFromTick(view, plot, area.tickLo - 0.5) - top);
  const middle = (screenFromTick(view, plot, area.tickLo) + screenFromTick(view, plot, area.tickHi)) / 2;
  context.beginPath();
  context.roundRect(left, middle - high / 2, wide, high, Math.min(wide, high) / 2);
  context.setLineDash([3 * scale, 3 * scale]);
  stroke(context, inkOf(area.side), 1.5 * scale, 1, scale);
  context.setLineDash([]);
  if (left + wide + 40 * scale > plot.x + plot.width) return;
  const right = left + wide + 2 * scale + labelWidth(context, 'void', scale);
  label(context, 'void', right, middle, inkOf(area.side), scale);
}

/** Where shapes go; of those too near to each other the weightiest. */
function shapesInSight({ layout, view }: MarkerFrame, told: readonly MarkerEvent[]): Place[] {
  const { plot, scale } = layout;
  const gap = SHAPE_GAP_PX * scale;
  const taken = new Set<string>();
  const places: Place[] = [];
  const weighty = told
    .filter(
      ({ kind, window }) => kind !== 'void_opened' && window + 1 >= view.windowFrom && window < view.windowTo,
    )
    .map((event, order) => ({ event, order, weight: WEIGHT.indexOf(event.kind) }))
    .sort((a, b) => a.weight - b.weight || a.order - b.order);
  for (const { event } of weighty) {
    const x = screenFromWindow(view, plot, event.window + 1);
    const y = screenFromTick(view, plot, event.tick);
    if (y < plot.y || y > plot.y + plot.height) continue;
    const [column, row] = [Math.round(x / gap), Math.round(y / gap)];
    if (taken.has(`${column} ${row}`)) continue;
    taken.add(`${column} ${row}`);
    places.push({ event, x, y });
  }
  return places;
}

function drawShape(context: Context, frame: MarkerFrame, { event, x, y }: Place): void {
  const { scale } = frame.layout;
  const r = 4.5 * scale;
  context.beginPath();
  switch (event.kind) {
    case 'wall_born':
      polygon(context, [x, y - r], [x + r, y], [x, y + r], [x - r, y]);
      break;
    case 'wall_grown':
      polygon(context, [x, y - r], [x + r, y + 0.8 * r], [x - r, y + 0.8 * r]);
      break;
    case 'wall_pulled':
      polygon(context, [x, y + r], [x + r, y - 0.8 * r], [x - r, y - 0.8 * r]);
      break;
    case 'iceberg':
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.moveTo(x + 0.35 * r, y);
      context.arc(x, y, 0.35 * r, 0, 2 * Math.PI);
      stroke(context, inkOf(event.side), 1.5 * scale, 1, scale);
      return;
    case 'wall_eaten':
      context.moveTo(x - r, y - r);
      context.lineTo(x + r, y + r);
      context.moveTo(x + r, y - r);
      context.lineTo(x - r, y + r);
      stroke(context, inkOf(event.side), 2 * scale, 1, scale);
      return;
    case 'wall_passed':
      context.moveTo(x, y - r);
      context.lineTo(x, y + r);
      stroke(context, inkOf(event.side), 2 * scale, 1, scale);
      return;
    case 'sweep':
      sweepArrow(context, frame, event, x);
      stroke(context, inkOf(event.side), 1.5 * scale, 1, scale);
      return;
    default:
      return;
  }
  context.lineWidth = 2 * scale;
  context.strokeStyle = INK.ground;
  context.stroke();
  context.fillStyle = inkOf(event.side);
  context.fill();
}

/** Through the levels that were taken, with two heads in the direction of the aggressor. */
function sweepArrow(context: Context, { layout, view }: MarkerFrame, event: MarkerEvent, x: number): void {
  const { plot, scale } = layout;
  const up = event.side === 1;
  const end = screenFromTick(view, plot, up ? event.tickHi : event.tickLo);
  const start = screenFromTick(view, plot, up ? event.tickLo : event.tickHi);
  const r = 4 * scale;
  const back = up ? r : -r;
  context.moveTo(x, start);
  context.lineTo(x, end);
  for (const tip of [end, end + back]) {
    context.moveTo(x - r, tip + back);
    context.lineTo(x, tip);
    context.lineTo(x + r, tip + back);
  }
}

/** The fronts of this second: a short double stroke at the playhead, pointing where liquidity builds. */
function drawFronts(
  context: Context,
  { layout, view, position }: MarkerFrame,
  { markers }: MarkerScene,
): void {
  const { plot, scale } = layout;
  const right = screenFromWindow(view, plot, position);
  if (right < plot.x || right > plot.x + plot.width + 1) return;
  for (const { kind, tick, side } of markers) {
    if (kind !== 2) continue;
    const y = screenFromTick(view, plot, tick);
    context.beginPath();
    for (const offset of [-1.5 * scale, 1.5 * scale]) {
      context.moveTo(right - 11 * scale, y + offset);
      context.lineTo(right - 3 * scale, y + offset);
    }
    stroke(context, inkOf(side), scale, 1, scale);
  }
}

/** Size, age and prominence of the walls that stand, left of the playhead; the larger one where two are too near. */
function drawWallLabels(
  context: Context,
  { layout, view, position }: MarkerFrame,
  { walls }: MarkerScene,
  mostAge: number,
): void {
  const { plot, scale } = layout;
  const right = Math.min(screenFromWindow(view, plot, position), plot.x + plot.width) - 16 * scale;
  if (right < plot.x + 150 * scale) return;
  const taken: number[] = [];
  const listed = walls
    .filter(({ stands, now }) => stands && now !== null)
    .sort((a, b) => (b.now?.strength ?? 0) - (a.now?.strength ?? 0));
  for (const { now, side, steps } of listed) {
    const [first] = steps;
    if (!now || !first) continue;
    const y = Math.round(screenFromTick(view, plot, now.tick));
    const high = LABEL_HEIGHT_PX * scale;
    if (y < plot.y + high || y > plot.y + plot.height) continue;
    if (taken.some((other) => Math.abs(other - y) < high + 2 * scale)) continue;
    taken.push(y);
    const text = `wall ${countText(now.lots)} · ${ageText(position - first.from, mostAge)} · +${now.prominence.toFixed(1)}`;
    label(context, text, right, y - high / 2 - 3 * scale, inkOf(side), scale);
  }
}

/** What the shape under the crosshair stands for. */
function drawHovered(
  context: Context,
  { layout, view, cursor }: MarkerFrame,
  places: readonly Place[],
  mostAge: number,
): void {
  if (!cursor) return;
  const { plot, scale } = layout;
  const x = screenFromWindow(view, plot, cursor.at);
  const y = screenFromTick(view, plot, cursor.tick);
  const distance = (place: Place): number => Math.hypot(place.x - x, place.y - y);
  const nearest = places.reduce<Place | null>(
    (best, place) => (best && distance(best) <= distance(place) ? best : place),
    null,
  );
  if (!nearest || distance(nearest) > HOVER_PX * scale) return;
  const text = eventText(nearest.event, mostAge);
  const width = labelWidth(context, text, scale);
  const right = Math.max(plot.x + width, Math.min(nearest.x + 10 * scale + width, plot.x + plot.width));
  label(context, text, right, nearest.y - 14 * scale, INK.strong, scale);
}

/** Sets the font of a label too. */
function labelWidth(context: Context, text: string, scale: number): number {
  context.font = wordFont(scale, LABEL_PX, 500);
  return context.measureText(text).width + 12 * scale;
}

/** Words on a dark ground, their right edge and middle given. */
function label(context: Context, text: string, right: number, y: number, ink: string, scale: number): void {
  const width = labelWidth(context, text, scale);
  const height = LABEL_HEIGHT_PX * scale;
  context.beginPath();
  context.roundRect(Math.round(right - width), Math.round(y - height / 2), width, height, 3 * scale);
  context.globalAlpha = 0.82;
  context.fillStyle = INK.ground;
  context.fill();
  context.globalAlpha = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = ink;
  context.fillText(text, Math.round(right - 6 * scale), Math.round(y));
}

function polygon(context: Context, ...points: readonly (readonly [number, number])[]): void {
  for (const [i, [x, y]] of points.entries()) {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
}

function stroke(context: Context, ink: string, width: number, alpha: number, scale: number): void {
  context.globalAlpha = 0.75 * alpha;
  context.strokeStyle = INK.ground;
  context.lineWidth = width + 2 * scale;
  context.stroke();
  context.globalAlpha = alpha;
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.stroke();
  context.globalAlpha = 1;
}
