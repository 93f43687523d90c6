// What the page may ask of the host: a link, a dialog, a file to be saved. Every sender is checked; anything but the
// page's own top frame is ignored.
import { writeFile } from 'node:fs/promises';
import {
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  MessageChannelMain,
} from 'electron';
import { z } from 'zod';
import { CHANNELS } from '../../contracts/host-channels.ts';
import type { EngineThread } from '../host/engine-thread.ts';
import { joinPageToEngine } from './engine-link.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

const DialogKind = z.enum(['file', 'folder']);
const FileName = z.string().min(1).max(255);
const SaveRequest = z.tuple([FileName, z.instanceof(Uint8Array)]);

export function answerPage(engine: EngineThread): void {
  ipcMain.on(CHANNELS.requestPort, (event) => {
    if (!isOwnPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    joinPageToEngine(port1, engine);
    event.sender.postMessage(CHANNELS.port, null, [port2]);
  });
  ipcMain.handle(CHANNELS.openDialog, async (event, kind: unknown) => {
    const window = ownWindow(event);
    const { filePaths } = await dialog.showOpenDialog(window, openOptions(DialogKind.parse(kind)));
    return filePaths;
  });
  ipcMain.handle(CHANNELS.saveFile, async (event, ...request: unknown[]) => {
    const window = ownWindow(event);
    const [suggestedName, bytes] = SaveRequest.parse(request);
    const { filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName });
    if (!filePath) return false;
    await writeFile(filePath, bytes);
    return true;
  });
  ipcMain.handle(CHANNELS.chooseTarget, async (event, name: unknown) => {
    const window = ownWindow(event);
    const { filePath } = await dialog.showSaveDialog(window, { defaultPath: FileName.parse(name) });
    return filePath || null;
  });
}

function openOptions(kind: 'file' | 'folder'): Electron.OpenDialogOptions {
  if (kind === 'folder') return { properties: ['openDirectory'] };
  // Files are recognised by what is in them, so every name may be chosen.
  return {
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Databento files', extensions: ['*'] }],
  };
}

function isOwnPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${PAGE_ORIGIN}/`);
}

function ownWindow(event: IpcMainInvokeEvent): BrowserWindow {
  const window = isOwnPage(event) ? BrowserWindow.fromWebContents(event.sender) : null;
  if (!window) throw new Error('refused');
  return window;
}
