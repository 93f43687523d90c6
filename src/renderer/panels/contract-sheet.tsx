// The open day's contract, its session, and the files that hold it: opened from the words beside the symbol.
import type { ReactElement } from 'react';
import { Dialog, Heading } from 'react-aria-components';
import type { DaySummary } from '../../../contracts/messages.ts';
import { neighboursOf } from '../../../contracts/series.ts';
import { contractLines, type FactLine, sessionLines } from '../format/contract.ts';
import { useApp, useDocument } from './app-context.ts';
import { Sheet, TextButton } from './controls.tsx';

export function ContractSheet({
  summary,
  tradeDay,
}: {
  summary: DaySummary;
  tradeDay: number;
}): ReactElement {
  return (
    <Sheet placement="bottom start" className="contract-sheet">
      <Dialog className="contract" aria-label={`Contract ${summary.symbol}`}>
        <Heading slot="title" className="pane-title">
          {summary.symbol}
        </Heading>
        <Facts lines={contractLines(summary)} />
        <h3 className="pane-title">trade date</h3>
        <Facts lines={[...sessionLines(summary, tradeDay), { name: 'file', value: summary.sourceName }]} />
        <Neighbours summary={summary} />
      </Dialog>
    </Sheet>
  );
}

function Facts({ lines }: { lines: readonly FactLine[] }): ReactElement {
  return (
    <dl className="fact-list">
      {lines.map(({ name, value }) => (
        <div key={`${name} ${value}`} className="fact-line">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Neighbours({ summary }: { summary: DaySummary }): ReactElement {
  const app = useApp();
  const days = useDocument((s) => s.days);
  const { before, after } = neighboursOf(days, summary);
  return (
    <div className="contract-days">
      <TextButton isDisabled={before === null} onPress={() => void app.replay.goToDay(-1)}>
        Day before
      </TextButton>
      <TextButton isDisabled={after === null} onPress={() => void app.replay.goToDay(1)}>
        Day after
      </TextButton>
    </div>
  );
}
