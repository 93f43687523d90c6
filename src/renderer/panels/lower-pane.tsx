// The right column's lower pane: the book at the playhead, orders one by one, its walls and voids, why a value is so, the parameters, or the
// day's audit, by a tab in its head.
import type { ReactElement } from 'react';
import type { LowerPane as LowerPaneId } from '../state/view.ts';
import { useApp, useObservable } from './app-context.ts';
import { AuditPane } from './audit-pane.tsx';
import { BookPane } from './book-pane.tsx';
import { Segment } from './controls.tsx';
import { MarksPane } from './marks-pane.tsx';
import { OrdersPane } from './orders-pane.tsx';
import { ParamsPane } from './params-pane.tsx';
import { WhyPane } from './why-pane.tsx';

const TABS = [
  { id: 'book', text: 'book' },
  { id: 'orders', text: 'orders' },
  { id: 'marks', text: 'marks' },
  { id: 'why', text: 'why' },
  { id: 'params', text: 'model' },
  { id: 'audit', text: 'audit' },
] as const satisfies readonly { id: LowerPaneId; text: string }[];

export function LowerPane(): ReactElement {
  const app = useApp();
  const shown = useObservable(app.lowerPane, (id) => id);
  const tabs = <Segment label="Pane" items={TABS} chosen={shown} onChoose={(id) => app.lowerPane.set(id)} />;
  const panes = {
    book: <BookPane tabs={tabs} />,
    orders: <OrdersPane tabs={tabs} />,
    marks: <MarksPane tabs={tabs} />,
    why: <WhyPane tabs={tabs} />,
    params: <ParamsPane tabs={tabs} />,
    audit: <AuditPane tabs={tabs} />,
  };
  return panes[shown];
}
