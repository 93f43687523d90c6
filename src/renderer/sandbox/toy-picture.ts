// How the sandbox looks: viscosity as shade, walls as bars, pressure as arrows at the left, bodies with their trails.
import { TOY_SECONDS, type ToyGround, type ToyWorld } from './toy-world.ts';

export interface ToyInk {
  readonly ground: string;
  readonly line: string;
  readonly text: string;
  readonly wall: string;
  readonly up: string;
  readonly down: string;
  readonly body: string;
}

export interface ToyFrame {
  readonly width: number;
  readonly height: number;
  /** Device pixels for each of the page's. */
  readonly scale: number;
  readonly ink: ToyInk;
  priceText(tick: number): string;
}

const AXIS_PX = 76;
const FOOT_PX = 22;
const ARROWS_PX = 26;
/** Ticks above and below mid that are shown. */
const SHOWN_TICKS = 20;
const FONT = '11px "JetBrains Mono", monospace';

export function drawToy(
  context: CanvasRenderingContext2D,
  frame: ToyFrame,
  world: ToyWorld,
  ground: ToyGround,
): void {
  const { width, height, scale, ink } = frame;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, width, height);
  const plotWidth = width - AXIS_PX;
  const plotHeight = height - FOOT_PX;
  const x = (seconds: number): number => ARROWS_PX + (seconds / TOY_SECONDS) * (plotWidth - ARROWS_PX);
  const y = (tick: number): number => ((ground.mid + SHOWN_TICKS - tick) / (2 * SHOWN_TICKS)) * plotHeight;
  const place = { x, y, plotWidth, plotHeight };
  context.save();
  context.beginPath();
  context.rect(0, 0, plotWidth, plotHeight);
  context.clip();
  drawViscosity(context, ground, place, ink);
  drawPressure(context, ground, place, ink);
  drawWalls(context, ground, place, ink);
  drawBodies(context, world, place, ink);
  context.restore();
  drawAxes(context, frame, ground, place);
}

interface Place {
  x(seconds: number): number;
  y(tick: number): number;
  readonly plotWidth: number;
  readonly plotHeight: number;
}

function drawViscosity(
  context: CanvasRenderingContext2D,
  ground: ToyGround,
  place: Place,
  ink: ToyInk,
): void {
  const least = Math.min(...ground.viscosity);
  const most = Math.max(...ground.viscosity);
  if (most <= least) return;
  context.fillStyle = ink.line;
  ground.viscosity.forEach((value, i) => {
    const tick = ground.tickLo + i;
    context.globalAlpha = 0.9 * ((value - least) / (most - least));
    context.fillRect(0, place.y(tick + 0.5), place.plotWidth, place.y(tick - 0.5) - place.y(tick + 0.5));
  });
  context.globalAlpha = 1;
}

function drawPressure(context: CanvasRenderingContext2D, ground: ToyGround, place: Place, ink: ToyInk): void {
  const most = Math.max(...ground.pressure.map(Math.abs), 1e-12);
  ground.pressure.forEach((value, i) => {
    const length = (Math.abs(value) / most) * (ARROWS_PX - 6);
    if (length < 1) return;
    const middle = place.y(ground.tickLo + i);
    context.fillStyle = value > 0 ? ink.up : ink.down;
    context.fillRect(2, middle - 1, length, 2);
  });
}

function drawWalls(context: CanvasRenderingContext2D, ground: ToyGround, place: Place, ink: ToyInk): void {
  context.fillStyle = ink.wall;
  for (const { tick } of ground.walls) {
    const top = place.y(tick + 0.3);
    context.fillRect(place.x(1), top, place.plotWidth, Math.max(2, place.y(tick - 0.3) - top));
  }
}

function drawBodies(context: CanvasRenderingContext2D, world: ToyWorld, place: Place, ink: ToyInk): void {
  context.strokeStyle = ink.body;
  context.fillStyle = ink.body;
  context.lineWidth = 1.25;
  for (const { seconds, ticks } of world.trails) {
    context.globalAlpha = 0.45;
    context.beginPath();
    seconds.forEach((second, i) => {
      context.lineTo(place.x(second), place.y(ticks[i] ?? 0));
    });
    context.stroke();
    context.globalAlpha = 1;
    context.beginPath();
    context.arc(place.x(seconds.at(-1) ?? 0), place.y(ticks.at(-1) ?? 0), 3, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawAxes(context: CanvasRenderingContext2D, frame: ToyFrame, ground: ToyGround, place: Place): void {
  const { ink } = frame;
  context.font = FONT;
  context.fillStyle = ink.text;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const first = Math.ceil((ground.mid - SHOWN_TICKS + 2) / 4) * 4;
  for (let tick = first; tick <= ground.mid + SHOWN_TICKS - 2; tick += 4)
    context.fillText(frame.priceText(tick), place.plotWidth + 8, place.y(tick));
  context.textAlign = 'center';
  for (let second = 5; second < TOY_SECONDS; second += 5)
    context.fillText(`+${second} s`, place.x(second), place.plotHeight + FOOT_PX / 2);
}
