// docs/fields.md: every field with what it says, its formula, unit and range, and a picture of it on the demo day.
import { PARAM_SPECS, type ParamSpec } from '../../contracts/param-specs.ts';
import { DEFAULT_FIELD_PARAMS } from '../../contracts/params.ts';
import type { FieldDefinition } from '../../src/core/fields/field.ts';

/** Where the pictures are, seen from the page. */
export const PICTURE_FOLDER = 'pictures/fields';

const INTRO = `# Fields

Made by \`npm run contracts\` from the catalogue in \`src/core/fields/catalogue/\`; do not edit. What the tables beside them
hold is in [contracts/datasets.yaml](../contracts/datasets.yaml), column by column in
[contracts/avro](../contracts/avro/).

Every field has a value for each second, price and lattice: **B** from the bids, **A** from the asks, **L** (the line) from
quantities summed over both sides before any formula. \`q_i\` is a quantity over the depth at the opening:
\`q / (depth_qty_start + 1)\`. Values are those of one second; averages run over valid seconds of the UTC day and start at 0.
Ranges are those of the default parameters. The pictures show ten minutes of the demo day on the line, each at the range
that the page itself chooses.

Parameters, their defaults, what each does and what else it may be:
`;

export function fieldsPage(fields: readonly FieldDefinition[]): string {
  const params = PARAM_SPECS.map(parameter).join('');
  return `${INTRO}\n${params}\n${fields.map(section).join('\n')}`;
}

function parameter(spec: ParamSpec): string {
  const value = spec.read(DEFAULT_FIELD_PARAMS);
  const unit = spec.kind === 'number' && spec.unit !== '' ? ` ${spec.unit}` : '';
  const choices = spec.kind === 'choice' ? spec.choices.map(({ id, formula }) => `\`${id}\` ${formula}`) : [];
  const range = spec.kind === 'number' ? `${spec.min} … ${spec.max}` : choices.join(', ');
  const off = spec.kind === 'number' && spec.off !== undefined ? ` or ${spec.off}` : '';
  return `- \`${spec.id}\` (${spec.symbol}) **${value}${unit}**: ${spec.hint}; ${range}${off}\n`;
}

function section({ id, symbol, label, hint, formula, unit, range, scale }: FieldDefinition): string {
  const facts = [
    `- Column \`${id}\`, symbol \`${symbol}\``,
    `- Formula \`${formula}\``,
    `- Unit ${unit === '1' ? 'none' : unit}, range ${range}${scale === 'diverging' ? ', zero in the middle of the colours' : ''}`,
  ];
  return `## ${label}\n\n${sentence(hint)}\n\n${facts.join('\n')}\n\n![${label} on the demo day](${PICTURE_FOLDER}/${id}.png)\n`;
}

function sentence(phrase: string): string {
  const end = /[.?!]$/.test(phrase) ? '' : '.';
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${end}`;
}
