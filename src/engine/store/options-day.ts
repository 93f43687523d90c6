// How days of options are named, so that the day of their underlying finds them without a look into any of them.
import { fnv1a64 } from '../../../contracts/params.ts';

/** What the id of such a day ends with. Symbols of underlyings may hold what a folder's name cannot. */
export function optionsDayEnding(publisherId: number, underlying: string, utcDate: string): string {
  return `.${publisherId}.options-${fnv1a64(encodeURIComponent(underlying))}.${utcDate}`;
}
