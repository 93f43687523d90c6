// Every command of the program, once: the keyboard, the host's menu and the help dialog all read this list. Ids that
// the menu knows are those of contracts/commands.ts.
import type { Lattice } from '../../../contracts/fields.ts';
import { Registry } from '../../base/registry.ts';

/** What commands act on: the parts of the page's controller, or a fake in a test. */
export interface CommandTarget {
  readonly sources: {
    openFiles(kind: 'file' | 'folder'): Promise<void>;
    openDemo(): Promise<void>;
  };
  readonly replay: {
    closeDay(): void;
    goToDay(direction: -1 | 1): Promise<void>;
    playOrPause(): void;
    step(seconds: number): void;
    stepEvent(direction: 1 | -1): void;
    goToStart(): void;
    goToEnd(): void;
    changeSpeed(direction: 1 | -1): void;
  };
  readonly instants: {
    /** By one whole event of the book. */
    readonly exact: { step(step: 1 | -1): void };
  };
  readonly picture: {
    chooseFieldAt(position: number): void;
    chooseLattice(lattice: Lattice): void;
    chooseSecondFieldAt(position: number): void;
    nextSecondMode(): void;
    swapFields(): void;
    toggleFollow(): void;
    toggleMarks(): void;
    nextPath(): void;
    nextStrikes(): void;
    togglePastPaths(): void;
    toggleZones(): void;
    fitDay(): void;
    fitPrice(): void;
    stepBackView(): void;
  };
  readonly strikeView: { toggle(): void };
  readonly params: { undo(): void; redo(): void };
  readonly exports: { picture(): Promise<void>; show(): void };
  readonly practice: { toggle(): void };
  readonly sandbox: { show(): void };
  showPane(pane: 'why' | 'params' | 'path' | 'tape'): void;
  toggleHelp(): void;
  escape(): void;
}

export type CommandGroup = 'Replay' | 'Field' | 'View' | 'File and help';
export const COMMAND_GROUPS: readonly CommandGroup[] = ['Replay', 'Field', 'View', 'File and help'];

export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: string;
  /** Bindings in the notation of tinykeys; any of them runs the command. */
  readonly keys: readonly string[];
  /** Keys as the help shows them. */
  readonly keyWords: string;
  /** Runs again while the key is held. */
  readonly repeats?: boolean;
  /** Works without an open day. */
  readonly always?: boolean;
  run(target: CommandTarget): void;
}

const replay: readonly Command[] = [
  {
    id: 'play-pause',
    group: 'Replay',
    label: 'Play or pause',
    keys: ['Space'],
    keyWords: 'Space',
    run: (t) => t.replay.playOrPause(),
  },
  step('step-forward', 'One second forward', 'ArrowRight', '→', 1),
  step('step-back', 'One second back', 'ArrowLeft', '←', -1),
  step('step-forward-10', 'Ten seconds forward', 'Shift+ArrowRight', 'Shift →', 10),
  step('step-back-10', 'Ten seconds back', 'Shift+ArrowLeft', 'Shift ←', -10),
  bookStep('book-event-forward', 'One book event forward', 'Alt+ArrowRight', 'Alt →', 1),
  bookStep('book-event-back', 'One book event back', 'Alt+ArrowLeft', 'Alt ←', -1),
  {
    id: 'go-start',
    group: 'Replay',
    label: 'To the start',
    keys: ['Home'],
    keyWords: 'Home',
    run: (t) => t.replay.goToStart(),
  },
  {
    id: 'go-end',
    group: 'Replay',
    label: 'To the end',
    keys: ['End'],
    keyWords: 'End',
    run: (t) => t.replay.goToEnd(),
  },
  {
    id: 'day-after',
    group: 'Replay',
    label: 'Day after',
    keys: [']', '$mod+ArrowRight'],
    keyWords: ']',
    run: (t) => void t.replay.goToDay(1),
  },
  {
    id: 'day-before',
    group: 'Replay',
    label: 'Day before',
    keys: ['[', '$mod+ArrowLeft'],
    keyWords: '[',
    run: (t) => void t.replay.goToDay(-1),
  },
  eventStep('event-forward', 'To the next event', '.', 1),
  eventStep('event-back', 'To the event before', ',', -1),
  {
    id: 'practice',
    group: 'Replay',
    label: 'Blind practice: begin, or end',
    keys: ['y'],
    keyWords: 'Y',
    run: (t) => t.practice.toggle(),
  },
  {
    id: 'speed-up',
    group: 'Replay',
    label: 'Faster',
    keys: ['+', '=', 'Shift++'],
    keyWords: '+',
    repeats: true,
    run: (t) => t.replay.changeSpeed(1),
  },
  {
    id: 'speed-down',
    group: 'Replay',
    label: 'Slower',
    keys: ['-'],
    keyWords: '−',
    repeats: true,
    run: (t) => t.replay.changeSpeed(-1),
  },
];

const fields: readonly Command[] = [
  ...Array.from(
    { length: 9 },
    (_, i): Command => ({
      id: `field-${i + 1}`,
      group: 'Field',
      label: `Field ${i + 1} of the list`,
      keys: [String(i + 1)],
      keyWords: String(i + 1),
      run: (t) => t.picture.chooseFieldAt(i),
    }),
  ),
  {
    id: 'lattice-bids',
    group: 'Field',
    label: 'Bids',
    keys: ['b'],
    keyWords: 'B',
    run: (t) => t.picture.chooseLattice('B'),
  },
  {
    id: 'lattice-asks',
    group: 'Field',
    label: 'Asks',
    keys: ['a'],
    keyWords: 'A',
    run: (t) => t.picture.chooseLattice('A'),
  },
  {
    id: 'lattice-line',
    group: 'Field',
    label: 'Line: both sides',
    keys: ['l'],
    keyWords: 'L',
    run: (t) => t.picture.chooseLattice('L'),
  },
  {
    id: 'second-mode',
    group: 'Field',
    label: 'Second field: contour, hatch, beside, difference, off',
    keys: ['s'],
    keyWords: 'S',
    run: (t) => t.picture.nextSecondMode(),
  },
  {
    id: 'second-swap',
    group: 'Field',
    label: 'Swap first and second field',
    keys: ['x'],
    keyWords: 'X',
    run: (t) => t.picture.swapFields(),
  },
  ...Array.from(
    { length: 9 },
    (_, i): Command => ({
      id: `second-field-${i + 1}`,
      group: 'Field',
      label: 'Second field, by its place in the list',
      keys: [`Shift+Digit${i + 1}`],
      keyWords: i === 0 ? 'Shift 1…9' : '',
      run: (t) => t.picture.chooseSecondFieldAt(i),
    }),
  ),
  {
    id: 'show-why',
    group: 'Field',
    label: 'Why this value',
    keys: ['w'],
    keyWords: 'W',
    run: (t) => t.showPane('why'),
  },
  {
    id: 'show-params',
    group: 'Field',
    label: 'Parameters of the model',
    keys: ['m'],
    keyWords: 'M',
    run: (t) => t.showPane('params'),
  },
  {
    id: 'params-undo',
    group: 'Field',
    label: 'Undo a parameter',
    keys: ['u'],
    keyWords: 'U',
    repeats: true,
    run: (t) => t.params.undo(),
  },
  {
    id: 'params-redo',
    group: 'Field',
    label: 'Redo a parameter',
    keys: ['Shift+U'],
    keyWords: 'Shift U',
    repeats: true,
    run: (t) => t.params.redo(),
  },
];

const view: readonly Command[] = [
  {
    id: 'toggle-marks',
    group: 'View',
    label: 'Walls, voids and events',
    keys: ['v'],
    keyWords: 'V',
    run: (t) => t.picture.toggleMarks(),
  },
  {
    id: 'toggle-follow',
    group: 'View',
    label: 'Follow the playhead',
    keys: ['f'],
    keyWords: 'F',
    run: (t) => t.picture.toggleFollow(),
  },
  {
    id: 'next-path',
    group: 'View',
    label: 'Path of the next 30 s: frozen, extrapolated, off',
    keys: ['n'],
    keyWords: 'N',
    run: (t) => t.picture.nextPath(),
  },
  {
    id: 'next-strikes',
    group: 'View',
    label: 'Strikes of options: calls and puts, calls, puts, off',
    keys: ['Shift+K'],
    keyWords: 'Shift K',
    run: (t) => t.picture.nextStrikes(),
  },
  {
    id: 'strikes-by-time',
    group: 'View',
    label: 'Strikes of options by time, on days with options',
    keys: ['j'],
    keyWords: 'J',
    run: (t) => t.strikeView.toggle(),
  },
  {
    id: 'sandbox',
    group: 'View',
    label: 'Physics sandbox, a toy',
    keys: ['t'],
    keyWords: 'T',
    run: (t) => t.sandbox.show(),
  },
  {
    id: 'past-paths',
    group: 'View',
    label: 'Paths of the last minutes',
    keys: ['Shift+N'],
    keyWords: 'Shift N',
    run: (t) => t.picture.togglePastPaths(),
  },
  {
    id: 'zones',
    group: 'View',
    label: 'Predicted zones behind an extrapolated path',
    keys: ['Shift+V'],
    keyWords: 'Shift V',
    run: (t) => t.picture.toggleZones(),
  },
  {
    id: 'show-path',
    group: 'View',
    label: 'What makes the path',
    keys: ['q'],
    keyWords: 'Q',
    run: (t) => t.showPane('path'),
  },
  {
    id: 'show-tape',
    group: 'View',
    label: 'Last trades',
    keys: ['k'],
    keyWords: 'K',
    run: (t) => t.showPane('tape'),
  },
  {
    id: 'fit-day',
    group: 'View',
    label: 'Whole day',
    keys: ['d'],
    keyWords: 'D',
    run: (t) => t.picture.fitDay(),
  },
  {
    id: 'fit-price',
    group: 'View',
    label: 'Fit prices',
    keys: ['p'],
    keyWords: 'P',
    run: (t) => t.picture.fitPrice(),
  },
  {
    id: 'view-back',
    group: 'View',
    label: 'Step the view back',
    keys: ['z', '$mod+z'],
    keyWords: 'Z',
    repeats: true,
    run: (t) => t.picture.stepBackView(),
  },
];

const files: readonly Command[] = [
  file('open-file', 'Open file', ['o', '$mod+o'], 'O', (t) => void t.sources.openFiles('file')),
  file(
    'open-folder',
    'Open folder',
    ['Shift+O', '$mod+Shift+O'],
    'Shift O',
    (t) => void t.sources.openFiles('folder'),
  ),
  file('open-demo', 'Open the demo day', [], '', (t) => void t.sources.openDemo()),
  { ...file('close-day', 'Close the day', [], '', (t) => t.replay.closeDay()), always: false },
  {
    ...file('export', 'Export', ['Shift+E', '$mod+Shift+E'], 'Shift E', (t) => t.exports.show()),
    always: false,
  },
  {
    ...file('export-png', 'Save the picture', ['e', '$mod+e'], 'E', (t) => void t.exports.picture()),
    always: false,
  },
  file('show-shortcuts', 'Keyboard shortcuts', ['Shift+?', '?'], '?', (t) => t.toggleHelp()),
  file('escape', 'Close or cancel', ['Escape'], 'Esc', (t) => t.escape()),
];

export const COMMANDS = new Registry<Command>([...replay, ...fields, ...view, ...files]);

function step(id: string, label: string, key: string, keyWords: string, seconds: number): Command {
  return {
    id,
    group: 'Replay',
    label,
    keys: [key],
    keyWords,
    repeats: true,
    run: (t) => t.replay.step(seconds),
  };
}

function eventStep(id: string, label: string, key: string, direction: 1 | -1): Command {
  return {
    id,
    group: 'Replay',
    label,
    keys: [key],
    keyWords: key,
    repeats: true,
    run: (t) => t.replay.stepEvent(direction),
  };
}

function bookStep(id: string, label: string, key: string, keyWords: string, step: 1 | -1): Command {
  return {
    id,
    group: 'Replay',
    label,
    keys: [key],
    keyWords,
    repeats: true,
    run: (t) => t.instants.exact.step(step),
  };
}

function file(
  id: string,
  label: string,
  keys: readonly string[],
  keyWords: string,
  run: Command['run'],
): Command {
  return { id, group: 'File and help', label, keys, keyWords, always: true, run };
}
