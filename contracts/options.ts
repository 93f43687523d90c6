// What may be asked about the options of an instrument.
import { z } from 'zod';

/** Whose quantities are summed at a strike. */
export const OPTION_RIGHTS = ['all', 'C', 'P'] as const;
export const OptionRight = z.enum(OPTION_RIGHTS);
export type OptionRight = z.infer<typeof OptionRight>;

/** Between the id of a day and the right, where its strikes are looked at like a day of their own. */
const STRIKES_MARK = '~';

/** Id under which the strikes of a day's options are asked for: tiles, ranges, cells and reasons as of any day. */
export function strikesDayId(dayId: string, right: OptionRight): string {
  return `${dayId}${STRIKES_MARK}${right}`;
}

/** The day and the right of such an id; null of any other. */
export function strikesOfDayId(
  dayId: string,
): { readonly dayId: string; readonly right: OptionRight } | null {
  const at = dayId.lastIndexOf(STRIKES_MARK);
  const right = OptionRight.safeParse(dayId.slice(at + 1));
  return at > 0 && right.success ? { dayId: dayId.slice(0, at), right: right.data } : null;
}
