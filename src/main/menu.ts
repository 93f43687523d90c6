// The application menu. Items that the page carries out are commands sent to it by id.
import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { MENU_COMMANDS, type MenuCommand } from '../../contracts/commands.ts';
import { CHANNELS } from '../../contracts/host-channels.ts';

export function setMenu(window: () => BrowserWindow | null): void {
  const item = (command: MenuCommand): MenuItemConstructorOptions => ({
    label: command.label,
    ...(command.accelerator ? { accelerator: command.accelerator } : {}),
    // Keys without a modifier belong to the page, where typing into a field must win.
    registerAccelerator: /Ctrl|Shift|Alt/.test(command.accelerator ?? ''),
    click: () => window()?.webContents.send(CHANNELS.menu, command.id),
  });
  const items = (menu: MenuCommand['menu']): MenuItemConstructorOptions[] =>
    MENU_COMMANDS.filter((command) => command.menu === menu).map(item);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { label: 'File', submenu: [...items('file'), { type: 'separator' }, { role: 'quit' }] },
      {
        label: 'View',
        submenu: [
          ...items('view'),
          { type: 'separator' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'resetZoom' },
          { role: 'togglefullscreen' },
        ],
      },
      { label: 'Replay', submenu: items('replay') },
      { label: 'Help', submenu: items('help') },
    ]),
  );
}
