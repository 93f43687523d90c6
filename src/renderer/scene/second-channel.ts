// The second channel: what of another field, or of the same under other parameters, is shown with the first. Contour and
// hatch lie over the first one's colour, `beside` gives it a plot of its own, `difference` is first minus second. Pure.
import type { FieldScale } from '../../../contracts/fields.ts';
import type { ColorRange } from './color-range.ts';

export const SECOND_MODES = ['contour', 'hatch', 'beside', 'difference'] as const;
export type SecondMode = (typeof SECOND_MODES)[number];

/** Shares of the colour range at which contours run. */
const CONTOUR_SHARES = [0.25, 0.5, 0.75] as const;
/** From these shares of the range on, hatching is wide, then narrow. */
export const HATCH_SHARES = [1 / 3, 2 / 3] as const;

/**
 * Values at which contours run, ascending. Of a signed field they lie symmetrically about zero (the range's longer side
 * decides), and zero, which is a line of its own, is not among them.
 */
export function contourLevels({ floor, ceiling }: ColorRange, scale: FieldScale): number[] {
  if (scale === 'sequential') return CONTOUR_SHARES.map((share) => floor + share * (ceiling - floor));
  const reach = Math.max(-floor, ceiling);
  const above = CONTOUR_SHARES.map((share) => share * reach);
  return [...above.map((level) => -level).reverse(), ...above];
}

/** Range of a difference until one is set by hand: as far to either side as the field itself reaches. */
export function differenceRange({ floor, ceiling }: ColorRange, scale: FieldScale): ColorRange {
  const reach = scale === 'diverging' ? Math.max(-floor, ceiling) : (ceiling - floor) / 2;
  return { floor: -reach, ceiling: reach };
}
