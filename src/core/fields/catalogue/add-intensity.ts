// Lots added in the window over the depth at its opening.
import { defineField } from '../field.ts';
import { intensityTerms } from '../terms.ts';

export const addIntensity = defineField({
  id: 'add_intensity',
  symbol: 'q_add',
  label: 'Add intensity',
  hint: 'how fast new size arrives, against what was there',
  unit: '1/s',
  range: '0 … ∞',
  formula: 'add_qty / (depth_qty_start + 1)',
  scale: 'sequential',
  perDepth: true,
  terms: intensityTerms('adds', 'add_qty', 'add'),
});
