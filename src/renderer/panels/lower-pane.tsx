// The right column's lower pane, by a tab in its head.
import type { ReactElement } from 'react';
import { useApp, useBlind, useObservable } from './app-context.ts';
import { AuditPane } from './audit-pane.tsx';
import { BookPane } from './book-pane.tsx';
import { MarksPane } from './marks-pane.tsx';
import { OrdersPane } from './orders-pane.tsx';
import { PaneTabs } from './pane-tabs.tsx';
import { ParamsPane } from './params-pane.tsx';
import { PathPane } from './path-pane.tsx';
import { PracticePane } from './practice-pane.tsx';
import { SimilarPane } from './similar-pane.tsx';
import { TapePane } from './tape-pane.tsx';
import { WhyPane } from './why-pane.tsx';
import { WorthPane } from './worth-pane.tsx';

export function LowerPane(): ReactElement {
  const app = useApp();
  const chosen = useObservable(app.lowerPane, (id) => id);
  // Every other pane tells the date or the price.
  const blind = useBlind();
  const shown = blind ? 'practice' : chosen;
  const tabs = <PaneTabs />;
  const panes = {
    book: <BookPane tabs={tabs} />,
    orders: <OrdersPane tabs={tabs} />,
    marks: <MarksPane tabs={tabs} />,
    similar: <SimilarPane tabs={tabs} />,
    why: <WhyPane tabs={tabs} />,
    path: <PathPane tabs={tabs} />,
    worth: <WorthPane tabs={tabs} />,
    params: <ParamsPane tabs={tabs} />,
    audit: <AuditPane tabs={tabs} />,
    tape: <TapePane tabs={tabs} />,
    practice: <PracticePane tabs={tabs} />,
  };
  return panes[shown];
}
