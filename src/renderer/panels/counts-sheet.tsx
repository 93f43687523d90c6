// Every quality count of the open day in words: those that happened first, then what was looked for and not found.
import type { ReactElement } from 'react';
import { Dialog, Heading, type PopoverProps } from 'react-aria-components';
import { countText } from '../format/numbers.ts';
import { type CountLine, countLines } from '../format/quality.ts';
import { useDocument } from './app-context.ts';
import { Sheet } from './controls.tsx';

export function CountsSheet({
  placement,
}: {
  placement: NonNullable<PopoverProps['placement']>;
}): ReactElement {
  const counts = useDocument((s) => s.day?.quality);
  const lines = countLines(counts ?? {});
  const found = lines.filter((line) => line.count > 0);
  const clean = lines.filter((line) => line.count === 0);
  return (
    <Sheet placement={placement} className="counts-sheet">
      <Dialog className="counts" aria-label="Quality counts">
        <Heading slot="title" className="pane-title">
          counted in this day
        </Heading>
        {found.length > 0 ? <CountList lines={found} /> : <p className="weak">Nothing odd.</p>}
        {clean.length > 0 ? (
          <>
            <h3 className="pane-title">looked for, not found</h3>
            <CountList lines={clean} />
          </>
        ) : null}
      </Dialog>
    </Sheet>
  );
}

function CountList({ lines }: { lines: readonly CountLine[] }): ReactElement {
  return (
    <dl className="count-list">
      {lines.map((line) => (
        <div key={line.name} className={line.count > 0 ? 'count-line' : 'count-line none'}>
          <dt>{line.words}</dt>
          <dd className="number">{countText(line.count)}</dd>
        </div>
      ))}
    </dl>
  );
}
