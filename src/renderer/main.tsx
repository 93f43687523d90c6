// Entry of the page: connects to the engine, then shows the program; or says why it cannot.
import './link/no-eval.ts';
import { createRoot, type Root } from 'react-dom/client';
import { ensure } from '../base/assert.ts';
import { installRenderMode } from './chart/render-mode.ts';
import { loadFonts } from './fonts.ts';
import { type Connection, connect } from './link/connect.ts';
import { AppShell } from './panels/app-shell.tsx';
import { ConnectFailed } from './panels/connect-failed.tsx';
import { App } from './state/app.ts';
import './styles/index.css';

/** Connects to the engine, and meanwhile gets what drawing needs. */
async function connectAndLoad(): Promise<Connection> {
  const [connection] = await Promise.all([connect(), loadFonts()]);
  return connection;
}

async function boot(root: Root): Promise<void> {
  try {
    const app = new App(await connectAndLoad(), window.localStorage);
    root.render(<AppShell app={app} />);
    await app.start();
  } catch (error) {
    root.render(<ConnectFailed reason={error instanceof Error ? error.message : String(error)} />);
  }
}

/** `?render=1`: no panels, only the chart, for the command line's pictures. */
async function bootRenderMode(root: HTMLElement): Promise<void> {
  installRenderMode(root, await connectAndLoad());
}

const place = ensure(document.getElementById('root'), 'the page has no root');
if (new URL(location.href).searchParams.has('render')) void bootRenderMode(place);
else void boot(createRoot(place));
