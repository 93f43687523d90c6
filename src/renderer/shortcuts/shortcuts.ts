// Binds the keyboard to the command list. Keys belong to what has the focus first: a text field keeps all of them, a
// button its Space, a slider, list or group its arrows; only what is left reaches the commands.
import { tinykeys } from 'tinykeys';
import { type Disposable, disposableFrom } from '../../base/disposable.ts';
import { COMMANDS, type Command, type CommandTarget } from './commands.ts';

const MOVING_KEYS = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);
const PRESSABLE = 'button, a[href], summary, [role=button], [role=radio], [role=menuitem], [role=option]';
const MOVABLE =
  '[role=slider], input[type=range], [role=radiogroup], [role=listbox], [role=menu], [role=grid]';

export interface ShortcutContext {
  readonly target: CommandTarget;
  /** Whether a day is open: most commands mean nothing without one. */
  hasDay(): boolean;
  /** Whether a dialog or menu is open: it then has the keyboard to itself. */
  isModal(): boolean;
}

export function bindShortcuts(root: Window, context: ShortcutContext): Disposable {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const command of COMMANDS.all) {
    for (const key of command.keys) bindings[key] = (event) => runFromKey(command, event, context);
  }
  return disposableFrom(tinykeys(root as never, bindings));
}

function runFromKey(command: Command, event: KeyboardEvent, context: ShortcutContext): void {
  if (event.defaultPrevented || (event.repeat && !command.repeats)) return;
  if (context.isModal() || keyBelongsToFocus(event)) return;
  if (!command.always && !context.hasDay()) return;
  event.preventDefault();
  command.run(context.target);
}

/** True where the focused element has its own use for the key. */
export function keyBelongsToFocus(event: Pick<KeyboardEvent, 'key' | 'code' | 'target'>): boolean {
  const focused = event.target as Element | null;
  if (!focused || typeof focused.closest !== 'function') return false;
  if (focused.closest('input:not([type=range]), textarea, select, [contenteditable=true]')) return true;
  if ((event.code === 'Space' || event.key === 'Enter') && focused.closest(PRESSABLE)) return true;
  return MOVING_KEYS.has(event.key) && focused.closest(MOVABLE) !== null;
}

/** Runs a command that the host's menu sent; an id of another version is ignored. */
export function runFromMenu(id: string, context: ShortcutContext): void {
  const command = COMMANDS.get(id);
  if (!command || (!command.always && !context.hasDay())) return;
  command.run(context.target);
}
