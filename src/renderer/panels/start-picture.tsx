// The start screen's picture: a small made-up field that shows how to read the real one. Price upwards, time to the
// right, brightness for standing liquidity, the white line for the price that walks among it. Formula, not data.
import { type ReactElement, useEffect, useRef } from 'react';
import { COLOR_MAPS, colorTable } from '../scene/color-maps.ts';

const COLUMNS = 180;
const ROWS = 26;
const LABELS: readonly { readonly words: string; readonly left: string; readonly top: string }[] = [
  { words: 'a wall: size that stands', left: '3%', top: '9%' },
  { words: 'the price', left: '43%', top: '42%' },
  { words: 'a void: size that drains', left: '77%', top: '84%' },
];

export function StartPicture(): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) drawPicture(canvas.current);
  }, []);
  return (
    <figure className="start-picture">
      <canvas
        ref={canvas}
        aria-label="A made-up field: bright rows are walls, the white line is the price"
        role="img"
      />
      {LABELS.map(({ words, left, top }) => (
        <span key={words} className="start-label" style={{ left, top }} aria-hidden="true">
          {words}
        </span>
      ))}
    </figure>
  );
}

function drawPicture(canvas: HTMLCanvasElement): void {
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(canvas.clientWidth * scale);
  canvas.height = Math.round(canvas.clientHeight * scale);
  const context = canvas.getContext('2d');
  if (!context) return;
  const table = colorTable(COLOR_MAPS.require('ember'));
  const width = canvas.width / COLUMNS;
  const height = canvas.height / ROWS;
  for (let column = 0; column < COLUMNS; column++) {
    for (let row = 0; row < ROWS; row++) {
      const entry = Math.round(Math.min(1, Math.max(0, madeUpDensity(column, row))) * 255) * 4;
      context.fillStyle = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
      context.fillRect(
        Math.floor(column * width),
        Math.floor(row * height),
        Math.ceil(width),
        Math.ceil(height),
      );
    }
  }
  context.strokeStyle = '#ffffff';
  context.lineWidth = 1.5 * scale;
  context.beginPath();
  for (let column = 0; column < COLUMNS; column++) {
    const y = (madeUpPrice(column) + 0.5) * height;
    context.lineTo(column * width, y);
    context.lineTo((column + 1) * width, y);
  }
  context.stroke();
}

/** Row of the price, in half rows: drifts up to the wall, is held there, and comes back. */
function madeUpPrice(column: number): number {
  const t = column / COLUMNS;
  const drift =
    17 - 9.5 * Math.sin(Math.PI * Math.min(1, t * 1.25)) - 1.6 * Math.sin(t * 23) - 0.9 * Math.sin(t * 57);
  return Math.round(Math.max(5, drift) * 2) / 2;
}

function madeUpDensity(column: number, row: number): number {
  const distance = Math.abs(row - madeUpPrice(column));
  const grain = noise(Math.floor(column / (4 + (row % 3) * 3)), row);
  const resting = 0.04 + 0.14 * grain + 0.26 * noise(1, row * 7) ** 2;
  const wall = row === 3 && column > 34 && column < 150 ? 0.62 + 0.3 * Math.min(1, (column - 34) / 40) : 0;
  const floor = row === 20 && column < 128 ? 0.4 + 0.15 * grain : 0;
  const drained = 1 - 0.9 * smooth((column - 118) / 22) * smooth((row - 17.5) / 3);
  const touch = distance < 1.5 ? 0.35 * (1 - distance / 2) * grain : 0;
  return Math.max(resting * drained * Math.min(1, 0.35 + distance / 6), wall, floor) + touch;
}

/** 0 below 0, 1 above 1, without a corner between. */
function smooth(x: number): number {
  const t = Math.min(1, Math.max(0, x));
  return t * t * (3 - 2 * t);
}

/** A fixed hash of two whole numbers, 0..1. */
function noise(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return x - Math.floor(x);
}
