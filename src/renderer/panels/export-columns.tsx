// Which columns go into an exported table besides its keys: chips that are on or off, fields by their symbols.
import type { ReactElement } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { ColumnSpec } from '../../../contracts/datasets.ts';
import type { FieldDescriptor } from '../../../contracts/fields.ts';
import { Hint, TextButton } from './controls.tsx';
import { FieldSymbol } from './field-symbol.tsx';

interface ExportColumnsProps {
  readonly columns: readonly ColumnSpec[];
  readonly fields: readonly FieldDescriptor[];
  /** Names of those that are left out. */
  readonly left: ReadonlySet<string>;
  onChange(left: ReadonlySet<string>): void;
}

export function ExportColumns({ columns, fields, left, onChange }: ExportColumnsProps): ReactElement {
  const chosen = columns.filter(({ name }) => !left.has(name)).length;
  const toggle = (name: string): void => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <section aria-label="Columns" className="export-columns">
      <div className="export-columns-head">
        <span>
          Columns <span className="number">{`${chosen} of ${columns.length}`}</span>
        </span>
        <TextButton
          className="quiet"
          isDisabled={chosen === columns.length}
          onPress={() => onChange(new Set())}
        >
          All
        </TextButton>
        <TextButton
          className="quiet"
          isDisabled={chosen === 0}
          onPress={() => onChange(new Set(columns.map(({ name }) => name)))}
        >
          None
        </TextButton>
      </div>
      <div className="export-chips">
        {columns.map(({ name, doc }) => {
          const field = fields.find(({ id }) => id === name);
          return (
            <Hint key={name} text={field ? field.label : doc}>
              <ToggleButton
                className="export-chip"
                aria-label={name}
                isSelected={!left.has(name)}
                onChange={() => toggle(name)}
              >
                {field ? <FieldSymbol symbol={field.symbol} /> : name}
              </ToggleButton>
            </Hint>
          );
        })}
      </div>
    </section>
  );
}
