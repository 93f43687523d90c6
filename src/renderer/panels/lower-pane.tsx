// The right column's lower pane: the book at the playhead, or the day's audit, by a tab in its head.
import type { ReactElement } from 'react';
import type { LowerPane as LowerPaneId } from '../state/app.ts';
import { useApp, useObservable } from './app-context.ts';
import { AuditPane } from './audit-pane.tsx';
import { BookPane } from './book-pane.tsx';
import { Segment } from './controls.tsx';

const TABS = [
  { id: 'book', text: 'book' },
  { id: 'audit', text: 'audit' },
] as const satisfies readonly { id: LowerPaneId; text: string }[];

export function LowerPane(): ReactElement {
  const app = useApp();
  const shown = useObservable(app.lowerPane, (id) => id);
  const tabs = <Segment label="Pane" items={TABS} chosen={shown} onChoose={(id) => app.lowerPane.set(id)} />;
  return shown === 'audit' ? <AuditPane tabs={tabs} /> : <BookPane tabs={tabs} />;
}
