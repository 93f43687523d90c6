// A field's symbol with its lower parts set below the line.
import type { ReactElement } from 'react';
import { symbolParts } from '../format/symbols.ts';

export function FieldSymbol({ symbol }: { symbol: string }): ReactElement {
  const parts = symbolParts(symbol).map((part) =>
    part.below ? <sub key={part.text}>{part.text}</sub> : part.text,
  );
  return <span className="symbol">{parts}</span>;
}
