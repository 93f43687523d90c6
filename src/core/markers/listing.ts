// Which markers are listed, and in what order: the strongest below mid and the strongest above, then nearest first.
import type { Tick } from '../../../contracts/units.ts';

/** The `most` strongest below mid and above mid; at mid: neither. A tie in strength goes to the nearer. */
export function strongestOfSides(
  items: readonly number[],
  tickOf: (item: number) => Tick,
  strengthOf: (item: number) => number,
  mid2: number,
  most: number,
): number[] {
  const distance = (item: number): number => Math.abs(2 * tickOf(item) - mid2);
  const strongest = (side: readonly number[]): number[] =>
    side.toSorted((a, b) => strengthOf(b) - strengthOf(a) || distance(a) - distance(b)).slice(0, most);
  return [
    ...strongest(items.filter((item) => 2 * tickOf(item) < mid2)),
    ...strongest(items.filter((item) => 2 * tickOf(item) > mid2)),
  ];
}

/** By distance from mid; of two as near, the lower first. */
export function nearestFirst(
  items: readonly number[],
  tickOf: (item: number) => Tick,
  mid2: number,
): number[] {
  const distance = (item: number): number => Math.abs(2 * tickOf(item) - mid2);
  return items.toSorted((a, b) => distance(a) - distance(b) || tickOf(a) - tickOf(b));
}
