// A field as it is named on the command line: by its id or its symbol.
import type { FieldDescriptor } from '../../contracts/fields.ts';
import { UsageError } from './output.ts';

/** Throws a UsageError that lists the fields. */
export function fieldNamed(catalogue: readonly FieldDescriptor[], name: string): FieldDescriptor {
  const field = catalogue.find(({ id }) => id === name) ?? catalogue.find(({ symbol }) => symbol === name);
  if (field) return field;
  throw new UsageError(
    `There is no field "${name}". Fields: ${catalogue.map(({ id, symbol }) => `${symbol} (${id})`).join(', ')}.`,
  );
}
