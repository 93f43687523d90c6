// What the data's vendor says of its own delivery.
import { z } from 'zod';

/** A day whose data the vendor knows to be worse than usual; one that is as it should be carries none of these. */
export const VendorCondition = z.enum(['degraded', 'pending', 'missing']);
export type VendorCondition = z.infer<typeof VendorCondition>;

export const VENDOR_CONDITION_WORDS: Readonly<Record<VendorCondition, string>> = {
  degraded: 'degraded by the vendor',
  pending: 'still pending at the vendor',
  missing: 'missing at the vendor',
};
