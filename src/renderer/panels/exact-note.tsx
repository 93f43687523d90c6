// In the head of the panes that can be exact: how far the second reading of the file is, and a way to give it up.
import type { ReactElement } from 'react';
import { useApp, useObservable } from './app-context.ts';
import { IconButton } from './controls.tsx';

export function ExactNote(): ReactElement | null {
  const app = useApp();
  const progress = useObservable(app.instants.exact.progress, (value) => value);
  if (progress === null) return null;
  return (
    <span className="pane-when exact-note">
      reading again {Math.floor(100 * progress)} %
      <IconButton icon="close" label="Stop reading again" onPress={() => app.instants.stopReading()} />
    </span>
  );
}
