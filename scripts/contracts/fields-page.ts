// docs/fields.md: every field with what it says, its formula, unit and range.
import { DEFAULT_FIELD_PARAMS } from '../../contracts/params.ts';
import type { FieldDefinition } from '../../src/core/fields/field.ts';

const INTRO = `# Fields

Made by \`npm run contracts\` from the catalogue in \`src/core/fields/catalogue/\`; do not edit. What the tables beside them
hold is in [contracts/datasets.yaml](../contracts/datasets.yaml), column by column in
[contracts/avro](../contracts/avro/).

Every field has a value for each second, price and lattice: **B** from the bids, **A** from the asks, **L** (the line) from
quantities summed over both sides before any formula. \`q_i\` is a quantity over the depth at the opening:
\`q / (depth_qty_start + 1)\`. Values are those of one second; averages run over valid seconds of the UTC day and start at 0.
Ranges are those of the default parameters.

Parameters and their defaults:
`;

export function fieldsPage(fields: readonly FieldDefinition[]): string {
  const params = Object.entries(DEFAULT_FIELD_PARAMS).map(
    ([name, value]) => `- \`${name}\` ${JSON.stringify(value)}\n`,
  );
  return `${INTRO}\n${params.join('')}\n${fields.map(section).join('\n')}`;
}

function section({ id, symbol, label, hint, formula, unit, range, scale }: FieldDefinition): string {
  const facts = [
    `- Column \`${id}\`, symbol \`${symbol}\``,
    `- Formula \`${formula}\``,
    `- Unit ${unit === '1' ? 'none' : unit}, range ${range}${scale === 'diverging' ? ', zero in the middle of the colours' : ''}`,
  ];
  return `## ${label}\n\n${sentence(hint)}\n\n${facts.join('\n')}\n`;
}

function sentence(phrase: string): string {
  const end = /[.?!]$/.test(phrase) ? '' : '.';
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${end}`;
}
