// From a field's value to a place on its colour map: the one mapping that the shader, the colour bar and the tests
// share. Diverging maps are pinned: 0 is always the middle, whatever floor and ceiling are.
import type { FieldScale } from '../../../contracts/fields.ts';
import type { FieldScaleRange } from '../../../contracts/messages.ts';

/** Values at the ends of the colour map; floor < ceiling, and for diverging fields floor < 0 < ceiling. */
export interface ColorRange {
  readonly floor: number;
  readonly ceiling: number;
}

/** 0..1 along the map, clamped. */
export function colorPositionFromValue(value: number, range: ColorRange, scale: FieldScale): number {
  const t =
    scale === 'diverging'
      ? 0.5 + 0.5 * (value < 0 ? value / -range.floor : value / range.ceiling)
      : (value - range.floor) / (range.ceiling - range.floor);
  return Math.min(1, Math.max(0, t));
}

export function valueFromColorPosition(t: number, range: ColorRange, scale: FieldScale): number {
  if (scale === 'sequential') return range.floor + t * (range.ceiling - range.floor);
  return t < 0.5 ? (1 - 2 * t) * range.floor : (2 * t - 1) * range.ceiling;
}

/**
 * Range that can be drawn from whatever the engine measured: a field that is flat or absent that day still gets a
 * map with two ends, and a signed one gets the same reach on both sides, so that its colours compare.
 */
export function rangeFromScale(measured: FieldScaleRange | undefined, scale: FieldScale): ColorRange {
  const floor = measured?.floor ?? 0;
  const ceiling = measured?.ceiling ?? 1;
  if (scale === 'diverging') {
    const reach = Math.max(Math.abs(floor), Math.abs(ceiling));
    return reach > 0 ? { floor: -reach, ceiling: reach } : { floor: -1, ceiling: 1 };
  }
  return ceiling > floor ? { floor, ceiling } : { floor, ceiling: floor + 1 };
}
