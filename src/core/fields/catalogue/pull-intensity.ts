// Lots pulled in the window over the depth at its opening.
import { defineField } from '../field.ts';
import { intensityTerms } from '../terms.ts';

export const pullIntensity = defineField({
  id: 'pull_intensity',
  symbol: 'q_pull',
  label: 'Pull intensity',
  hint: 'how fast size is withdrawn untraded, against what was there',
  unit: '1/s',
  range: '0 … ∞',
  formula: 'pull_qty / (depth_qty_start + 1)',
  scale: 'sequential',
  perDepth: true,
  terms: intensityTerms('pulls', 'pull_qty_total', 'pull'),
});
