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
/** What lies over the page and has the keyboard to itself. */
export const OVERLAY = '[role=dialog], [role=menu]';
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

/**
 * A button that was clicked lets go of the focus: it would keep Space and the arrows from the replay, though nobody sees
 * it focused. A button reached by keyboard keeps it, and so does what a click opened.
 */
export function releaseFocusAfterClicks(root: Window): Disposable {
  const onClick = (event: MouseEvent): void => {
    const byKeyboard = event.detail === 0;
    const button = (event.target as Element | null)?.closest<HTMLElement>(PRESSABLE);
    if (byKeyboard || !button) return;
    // After the click's own handlers: a menu that it opens takes the focus first.
    setTimeout(() => {
      if (button === button.ownerDocument.activeElement && !button.closest(OVERLAY)) button.blur();
    });
  };
  root.addEventListener('click', onClick, { capture: true });
  return disposableFrom(() => root.removeEventListener('click', onClick, { capture: true }));
}

/** Runs a command that the host's menu sent; an id of another version is ignored. */
export function runFromMenu(id: string, context: ShortcutContext): void {
  const command = COMMANDS.get(id);
  if (!command || (!command.always && !context.hasDay())) return;
  command.run(context.target);
}
