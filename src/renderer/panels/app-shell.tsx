// The whole page: start screen or workstation, what lies over both, and the drop of files on any part of it.
import { useEffect, useState, type DragEvent, type ReactElement } from 'react';
import { bindShortcuts, runFromMenu } from '../shortcuts/shortcuts.ts';
import { AppContext, useApp, useDocument } from './app-context.ts';
import type { App } from '../state/app.ts';
import { BookPane } from './book-pane.tsx';
import { ChartArea } from './chart-area.tsx';
import { TextButton } from './controls.tsx';
import { CursorPane } from './cursor-pane.tsx';
import { DaysColumn } from './days-column.tsx';
import { FaultCards } from './fault-cards.tsx';
import { AppFooter } from './footer.tsx';
import { AppHeader } from './header.tsx';
import { IngestBars } from './ingest-bar.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StartScreen } from './start-screen.tsx';

export function AppShell({ app }: { app: App }): ReactElement {
  return (
    <AppContext value={app}>
      <DropZone>
        <AppHeader />
        <IngestBars />
        <Body />
        <FaultCards />
        <LinkLost />
        <ShortcutsDialog />
        <Keys />
      </DropZone>
    </AppContext>
  );
}

function Body(): ReactElement {
  const hasDay = useDocument((s) => s.dayId !== null);
  if (!hasDay) return <StartScreen />;
  return (
    <>
      <div className="workspace">
        <DaysColumn />
        <ChartArea />
        <aside className="panes" aria-label="Panes">
          <CursorPane />
          <BookPane />
        </aside>
      </div>
      <AppFooter />
    </>
  );
}

/** Binds keyboard and menu while the page is shown. */
function Keys(): null {
  const app = useApp();
  useEffect(() => {
    const context = {
      target: app,
      hasDay: () => app.document.getState().dayId !== null,
      isModal: () => document.querySelector('[role=dialog], [role=menu]') !== null,
    };
    const keys = bindShortcuts(window, context);
    const menu = app.bindMenu((id) => runFromMenu(id, context));
    return () => {
      keys.dispose();
      menu.dispose();
    };
  }, [app]);
  return null;
}

function DropZone({ children }: { children: React.ReactNode }): ReactElement {
  const app = useApp();
  const [over, setOver] = useState(false);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <div
      className="app"
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      }}
      onDragLeave={(event) => event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        void app.openDropped(event.dataTransfer);
      }}
    >
      {children}
      {over ? <div className="drop-veil">Drop to open</div> : null}
    </div>
  );
}

function LinkLost(): ReactElement | null {
  const lost = useDocument((s) => s.link === 'lost');
  if (!lost) return null;
  return (
    <div className="link-lost" role="alert">
      <span>The engine has stopped. What was read is kept.</span>
      <TextButton onPress={() => window.location.reload()}>Connect again</TextButton>
    </div>
  );
}
