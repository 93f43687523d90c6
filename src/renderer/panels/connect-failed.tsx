// Shown where the engine cannot be reached at all: one sentence, the reason, and another try.
import type { ReactElement } from 'react';
import { TextButton } from './controls.tsx';

export function ConnectFailed({ reason }: { reason: string }): ReactElement {
  return (
    <main className="connect-failed" role="alert">
      <h1>Fieldbook cannot reach its engine.</h1>
      <p className="weak selectable">{reason}</p>
      <TextButton onPress={() => window.location.reload()}>Try again</TextButton>
    </main>
  );
}
