// Commands that a host's menu can send to the page, with the keys it shows for them. The page carries them out.
export interface MenuCommand {
  readonly id: string;
  readonly menu: 'file' | 'view' | 'replay' | 'help';
  readonly label: string;
  /** Electron accelerator; keys without a modifier are shown but handled by the page. */
  readonly accelerator?: string;
}

export const MENU_COMMANDS: readonly MenuCommand[] = [
  { id: 'open-file', menu: 'file', label: 'Open file…', accelerator: 'CmdOrCtrl+O' },
  { id: 'open-folder', menu: 'file', label: 'Open folder…', accelerator: 'CmdOrCtrl+Shift+O' },
  { id: 'open-demo', menu: 'file', label: 'Open the demo day' },
  { id: 'close-day', menu: 'file', label: 'Close day', accelerator: 'CmdOrCtrl+W' },
  { id: 'export-png', menu: 'file', label: 'Save picture…', accelerator: 'CmdOrCtrl+E' },
  { id: 'export', menu: 'file', label: 'Export…', accelerator: 'CmdOrCtrl+Shift+E' },
  { id: 'fit-day', menu: 'view', label: 'Whole day' },
  { id: 'fit-price', menu: 'view', label: 'Fit prices' },
  { id: 'view-back', menu: 'view', label: 'Step the view back', accelerator: 'CmdOrCtrl+Z' },
  { id: 'toggle-follow', menu: 'view', label: 'Follow the playhead', accelerator: 'F' },
  { id: 'toggle-marks', menu: 'view', label: 'Walls, voids and events', accelerator: 'V' },
  { id: 'next-path', menu: 'view', label: 'Next kind of path', accelerator: 'N' },
  { id: 'sandbox', menu: 'view', label: 'Physics sandbox, a toy', accelerator: 'T' },
  { id: 'play-pause', menu: 'replay', label: 'Play or pause', accelerator: 'Space' },
  { id: 'step-back', menu: 'replay', label: 'One second back', accelerator: 'Left' },
  { id: 'step-forward', menu: 'replay', label: 'One second forward', accelerator: 'Right' },
  { id: 'event-back', menu: 'replay', label: 'To the event before', accelerator: ',' },
  { id: 'event-forward', menu: 'replay', label: 'To the next event', accelerator: '.' },
  { id: 'book-event-back', menu: 'replay', label: 'One book event back', accelerator: 'Alt+Left' },
  { id: 'book-event-forward', menu: 'replay', label: 'One book event forward', accelerator: 'Alt+Right' },
  { id: 'go-start', menu: 'replay', label: 'To the start', accelerator: 'Home' },
  { id: 'go-end', menu: 'replay', label: 'To the end', accelerator: 'End' },
  { id: 'day-before', menu: 'replay', label: 'Day before', accelerator: 'CmdOrCtrl+Left' },
  { id: 'day-after', menu: 'replay', label: 'Day after', accelerator: 'CmdOrCtrl+Right' },
  { id: 'show-shortcuts', menu: 'help', label: 'Keyboard shortcuts', accelerator: 'Shift+/' },
];
