// Lots filled in the window over the depth at its opening.
import { defineField } from '../field.ts';
import { intensityTerms } from '../terms.ts';

export const fillIntensity = defineField({
  id: 'fill_intensity',
  symbol: 'q_fill',
  label: 'Fill intensity',
  hint: 'how fast size is traded away, against what was there',
  unit: '1/s',
  range: '0 … ∞',
  formula: 'fill_qty / (depth_qty_start + 1)',
  scale: 'sequential',
  perDepth: true,
  terms: intensityTerms('fills', 'fill_qty', 'fill'),
});
