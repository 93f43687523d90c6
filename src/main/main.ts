// Electron host: one instance, one window, one engine thread. It opens windows, files and links, and nothing more.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron';
import { CHANNELS } from '../../contracts/host-channels.ts';
import { defaultDataFolder } from '../engine/store/location.ts';
import { parseHostArguments } from '../host/arguments.ts';
import { startEngineThread } from '../host/engine-thread.ts';
import { readPageFiles } from '../host/page-files.ts';
import { PRODUCT_VERSION } from '../host/version.ts';
import { setMenu } from './menu.ts';
import { declarePageScheme, servePage } from './page-protocol.ts';
import { answerPage } from './requests.ts';
import { createWindow } from './window.ts';

const OUT_FOLDER = join(fileURLToPath(import.meta.url), '../..');
/** The program ends by then, whatever its thread is doing. */
const QUIT_MILLIS = 5000;
let window: BrowserWindow | null = null;

// A second start hands its files to the first and ends.
const args = parseHostArguments(userArguments(process.argv), process.cwd());
if (args.dataFolder) app.setPath('userData', join(args.dataFolder, 'electron'));
if (!app.requestSingleInstanceLock({ openPaths: args.openPaths })) app.exit(0);

declarePageScheme();
app.on('second-instance', (_event, _argv, _folder, data) => {
  const { openPaths } = data as { openPaths: string[] };
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.focus();
  if (openPaths.length > 0) window.webContents.send(CHANNELS.openPaths, openPaths);
});
app.on('window-all-closed', () => app.quit());
app.on('web-contents-created', (_event, contents) => {
  contents.on('will-attach-webview', (event) => event.preventDefault());
});

// Not a top-level await: older runtimes never become ready while their main module is being evaluated.
void app.whenReady().then(open);

function open(): void {
  // Title bar, menus and dialogs are the system's: dark, as the page is.
  nativeTheme.themeSource = 'dark';
  const engine = startEngineThread({
    dataFolder: args.dataFolder ?? defaultDataFolder(),
    productVersion: PRODUCT_VERSION,
    openPaths: args.openPaths,
  });
  void engine.crashed.then((reason) => {
    dialog.showErrorBox(
      'Fieldbook has to end',
      `${reason}\n\nWhat was read is kept; open the file again to go on.`,
    );
    app.exit(1);
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    void Promise.race([engine.close(), new Promise((resolve) => setTimeout(resolve, QUIT_MILLIS))]).then(() =>
      app.exit(0),
    );
  });
  servePage(readPageFiles(join(OUT_FOLDER, 'renderer')));
  answerPage(engine);
  setMenu(() => window);
  window = createWindow(join(OUT_FOLDER, 'preload'));
  window.on('closed', () => {
    window = null;
  });
}

/** Arguments after the program, without the app's own folder (when run unpackaged) and switches of the runtime. */
function userArguments(argv: readonly string[]): string[] {
  const runtimeSwitch =
    /^--(no-sandbox|inspect|remote-debugging|ozone|disable|enable|use-|in-process|force-)/;
  return argv.slice(1).filter((arg) => !runtimeSwitch.test(arg) && resolve(arg) !== app.getAppPath());
}
