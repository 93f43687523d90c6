// The key to the second channel, in the chart's upper left corner: which line means what, or which plot is which field.
// Part of the overlay, so that an exported picture has it too.
import { rangeText, valueText } from '../format/numbers.ts';
import { type ChartLayout, firstLayout } from '../scene/layout.ts';
import { contourLevels, HATCH_SHARES } from '../scene/second-channel.ts';
import type { PixelRect } from '../scene/viewport.ts';
import type { ShownSecond } from './field-scene.ts';
import { axisFont, INK } from './ink.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

type Sample = 'solid' | 'dashed' | 'dotted' | 'rising' | 'falling';

/** A word, or a sample of a line with the words after it. */
interface KeyPart {
  readonly text: string;
  readonly sample?: Sample;
  readonly strong?: boolean;
}

const EDGE_PX = 8;
const HEIGHT_PX = 20;
const PADDING_PX = 7;
const GAP_PX = 10;
const SAMPLE_PX = 18;
/** Of the shader's inks. */
const LINE_INK = 'rgb(235, 235, 235)';

/** `pair`: both fields at the crosshair, null where they are not known. */
export function drawSecondKey(
  context: Context,
  layout: ChartLayout,
  second: ShownSecond | null,
  pair: readonly [number, number] | null,
): void {
  if (!second) return;
  const [first, other] = second.names;
  const value = (of: (pair: readonly [number, number]) => number): KeyPart[] =>
    pair ? [{ text: valueText(of(pair)) }] : [];
  if (second.mode === 'beside') {
    const left = firstLayout(layout);
    if (left)
      drawKey(context, left.plot, layout.scale, [{ text: first, strong: true }, ...value(([a]) => a)]);
    drawKey(context, layout.plot, layout.scale, [{ text: other, strong: true }, ...value(([, b]) => b)]);
  } else if (second.mode === 'difference') {
    drawKey(context, layout.plot, layout.scale, [
      { text: `${first} − ${other}`, strong: true },
      ...value(([a, b]) => a - b),
    ]);
  } else {
    const parts = second.mode === 'contour' ? contourParts(second) : hatchParts(second);
    drawKey(context, layout.plot, layout.scale, [
      { text: other, strong: true },
      ...value(([, b]) => b),
      ...parts,
    ]);
  }
}

function contourParts({ style: { range, scale } }: ShownSecond): KeyPart[] {
  const levels = contourLevels(range, scale).filter((level) => scale === 'sequential' || level > 0);
  const words = levels.map(rangeText).join(' ');
  if (scale === 'sequential') return [{ sample: 'solid', text: words }];
  return [
    { sample: 'solid', text: `+ ${words}` },
    { sample: 'dashed', text: '− the same' },
    { sample: 'dotted', text: 'zero' },
  ];
}

function hatchParts({ style: { range, scale } }: ShownSecond): KeyPart[] {
  const { floor, ceiling } = range;
  const reach = scale === 'diverging' ? Math.max(-floor, ceiling) : ceiling - floor;
  const from = HATCH_SHARES.map((share) => rangeText((scale === 'diverging' ? 0 : floor) + share * reach));
  const words = `from ${from[0]}, closer from ${from[1]}`;
  if (scale === 'sequential') return [{ sample: 'rising', text: words }];
  return [
    { sample: 'rising', text: words },
    { sample: 'falling', text: 'below zero' },
  ];
}

function drawKey(context: Context, plot: PixelRect, scale: number, parts: readonly KeyPart[]): void {
  context.save();
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = axisFont(scale);
  const px = (css: number): number => Math.round(css * scale);
  const widths = parts.map(
    ({ text, sample }) => context.measureText(text).width + (sample ? px(SAMPLE_PX + 5) : 0),
  );
  const width =
    widths.reduce((sum, each) => sum + each, px(GAP_PX) * (parts.length - 1)) + 2 * px(PADDING_PX);
  const box = { x: plot.x + px(EDGE_PX), y: plot.y + px(EDGE_PX), width, height: px(HEIGHT_PX) };
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, 4 * scale);
  context.globalAlpha = 0.86;
  context.fillStyle = INK.raised;
  context.fill();
  context.globalAlpha = 1;
  const y = box.y + Math.round(box.height / 2);
  let x = box.x + px(PADDING_PX);
  parts.forEach(({ text, sample, strong }, i) => {
    if (sample) drawSample(context, sample, x, y, scale);
    context.fillStyle = strong ? INK.strong : INK.normal;
    context.fillText(text, sample ? x + px(SAMPLE_PX + 5) : x, y);
    x += (widths[i] as number) + px(GAP_PX);
  });
  context.restore();
}

function drawSample(context: Context, sample: Sample, x: number, y: number, scale: number): void {
  const width = SAMPLE_PX * scale;
  context.beginPath();
  context.lineWidth = Math.max(1, Math.round(scale));
  context.strokeStyle = sample === 'dotted' ? INK.weak : LINE_INK;
  context.setLineDash(
    sample === 'dashed' ? [5 * scale, 3 * scale] : sample === 'dotted' ? [2 * scale, 3 * scale] : [],
  );
  if (sample === 'rising' || sample === 'falling') {
    const half = 5 * scale;
    const rise = sample === 'rising' ? half : -half;
    for (let at = x + half; at <= x + width - half; at += 5 * scale) {
      context.moveTo(at - half, y + rise);
      context.lineTo(at + half, y - rise);
    }
  } else {
    context.moveTo(x, y + 0.5);
    context.lineTo(x + width, y + 0.5);
  }
  context.stroke();
  context.setLineDash([]);
}
