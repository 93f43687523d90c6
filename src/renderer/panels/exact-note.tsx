// In the head of the panes that can be exact: how far the second reading of the file is.
import type { ReactElement } from 'react';
import { useApp, useObservable } from './app-context.ts';

export function ExactNote(): ReactElement | null {
  const app = useApp();
  const progress = useObservable(app.instants.exact.progress, (value) => value);
  if (progress === null) return null;
  return <span className="pane-when">reading again {Math.floor(100 * progress)} %</span>;
}
