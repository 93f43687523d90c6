// Names of the Electron host's channels, shared by its main process and its preload.
export const CHANNELS = {
  requestPort: 'fieldbook:request-port',
  port: 'fieldbook:port',
  openDialog: 'fieldbook:open-dialog',
  saveFile: 'fieldbook:save-file',
  chooseTarget: 'fieldbook:choose-target',
  menu: 'fieldbook:menu',
  openPaths: 'fieldbook:open-paths',
} as const;

/** `type` of the window message that carries the engine's port to the page. */
export const PORT_MESSAGE = 'fieldbook-port';
