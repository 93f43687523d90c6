// The chart's ink: the design's tokens as the 2D canvas needs them. They mirror styles/tokens, which a canvas cannot
// read without a layout.
import type { SessionState } from '../../../contracts/session.ts';

export const INK = {
  ground: '#0b0e14',
  raised: '#10151f',
  line: '#1c2230',
  strong: '#ffffff',
  normal: '#c9d1d9',
  weak: '#8b949e',
  faint: '#6b7688',
  chosen: '#24304a',
  bid: '#6fd3ff',
  ask: '#ffb454',
  playheadFill: '#e6ebf2',
  doubtful: '#e9c46a',
  good: '#6fd6a8',
  bad: '#ff8f70',
} as const;

/** Auctions, interruptions and ends of trading, each in a colour of its own. */
export const SESSION_INK: Readonly<Record<SessionState, string>> = {
  'pre-open': INK.doubtful,
  auction: INK.doubtful,
  halt: INK.bad,
  pause: INK.bad,
  suspended: INK.bad,
  'pre-close': INK.weak,
  close: INK.weak,
  'not available': INK.weak,
};

export function axisFont(scale: number, weight = 400): string {
  return `${weight} ${11 * scale}px "JetBrains Mono", "Noto Sans Math", ui-monospace, monospace`;
}

export function wordFont(scale: number, sizePx: number, weight = 400): string {
  return `${weight} ${sizePx * scale}px Inter, "Noto Sans Math", system-ui, sans-serif`;
}
