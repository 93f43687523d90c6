// The one window: sandboxed, isolated, and unable to leave its page.
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';

export function createWindow(preloadFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    backgroundColor: '#0b0e14',
    show: false,
    title: 'Fieldbook',
    webPreferences: {
      preload: join(preloadFolder, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${PAGE_ORIGIN}/`)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}
