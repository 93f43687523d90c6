// The whole page: start screen or workstation, what lies over both, and the drop of files on any part of it.
import { type ReactElement, useEffect, useState } from 'react';
import { bindShortcuts, OVERLAY, releaseFocusAfterClicks, runFromMenu } from '../shortcuts/shortcuts.ts';
import type { App } from '../state/app.ts';
import { AppContext, useApp, useBlind, useDocument } from './app-context.ts';
import { ChartArea } from './chart-area.tsx';
import { TextButton } from './controls.tsx';
import { CursorPane } from './cursor-pane.tsx';
import { DaysColumn } from './days-column.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FaultCards } from './fault-cards.tsx';
import { AppFooter } from './footer.tsx';
import { FragmentDialog } from './fragment-dialog.tsx';
import { AppHeader } from './header.tsx';
import { IngestBars } from './ingest-bar.tsx';
import { LowerPane } from './lower-pane.tsx';
import { ReportDialog } from './report-dialog.tsx';
import { SandboxDialog } from './sandbox-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StartScreen } from './start-screen.tsx';

export function AppShell({ app }: { app: App }): ReactElement {
  return (
    <AppContext value={app}>
      <div className="app">
        <AppHeader />
        <IngestBars />
        <Body />
        <FaultCards />
        <LinkLost />
        <ShortcutsDialog />
        <FragmentDialog />
        <ExportDialog />
        <SandboxDialog />
        <ReportDialog />
        <DropVeil />
        <Keys />
      </div>
    </AppContext>
  );
}

function Body(): ReactElement {
  // Started on files, the page makes its chart while the engine reads them.
  const hasDay = useDocument((s) => s.dayId !== null || s.starting);
  const blind = useBlind();
  if (!hasDay) return <StartScreen />;
  return (
    <>
      <div className="workspace">
        <DaysColumn />
        <ChartArea />
        <aside className="panes" aria-label="Panes">
          {blind ? null : <CursorPane />}
          <LowerPane />
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
      isModal: () => document.querySelector(OVERLAY) !== null,
    };
    const keys = bindShortcuts(window, context);
    const clicks = releaseFocusAfterClicks(window);
    const menu = app.bindMenu((id) => runFromMenu(id, context));
    return () => {
      keys.dispose();
      clicks.dispose();
      menu.dispose();
    };
  }, [app]);
  return null;
}

/** Files may be dropped on any part of the page; a veil says so while they hover. */
function DropVeil(): ReactElement | null {
  const app = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const onDragLeave = (event: DragEvent): void => {
      // Between two elements of the page there is a related one; past its edge there is none.
      if (!event.relatedTarget) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      void app.sources.openDropped(event.dataTransfer);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [app]);
  return over ? <div className="drop-veil">Drop to open</div> : null;
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
