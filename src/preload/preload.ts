// The bridge of the Electron page: the engine's port, native dialogs, paths of dropped files, menu commands. Nothing
// else of Electron or Node reaches the page.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNELS, PORT_MESSAGE } from '../../contracts/host-channels.ts';

const bridge = {
  /** Asks the host for a link to the engine; it comes as a window message `{type: PORT_MESSAGE}` with one port. */
  requestPort(): void {
    ipcRenderer.send(CHANNELS.requestPort);
  },
  openDialog(kind: 'file' | 'folder'): Promise<string[]> {
    return ipcRenderer.invoke(CHANNELS.openDialog, kind);
  },
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<boolean> {
    return ipcRenderer.invoke(CHANNELS.saveFile, suggestedName, bytes);
  },
  chooseTarget(suggestedName: string): Promise<string | null> {
    return ipcRenderer.invoke(CHANNELS.chooseTarget, suggestedName);
  },
  pathForFile(file: File): string {
    return webUtils.getPathForFile(file);
  },
  onMenu(listener: (command: string) => void): void {
    ipcRenderer.on(CHANNELS.menu, (_event, command: string) => listener(command));
  },
  onOpenPaths(listener: (paths: string[]) => void): void {
    ipcRenderer.on(CHANNELS.openPaths, (_event, paths: string[]) => listener(paths));
  },
};

ipcRenderer.on(CHANNELS.port, (event) => {
  window.postMessage({ type: PORT_MESSAGE }, window.location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld('fieldbook', bridge);
