import { describe, expect, it, vi } from 'vitest';
import { MENU_COMMANDS } from '../../../contracts/commands.ts';
import { COMMAND_GROUPS, COMMANDS, type CommandTarget } from './commands.ts';
import { keyBelongsToFocus, runFromMenu } from './shortcuts.ts';

function focusedOn(...selectors: string[]): EventTarget {
  // Only `closest` is asked of an element; a selector list matches if any of its parts does.
  const closest = (list: string): object | null =>
    list.split(', ').some((part) => selectors.includes(part)) ? {} : null;
  return { closest } as unknown as EventTarget;
}

describe('commands', () => {
  it('carry out everything that a menu can send', () => {
    expect(MENU_COMMANDS.filter((command) => !COMMANDS.get(command.id))).toEqual([]);
  });

  it('share no key and belong to a group of the help', () => {
    const keys = COMMANDS.all.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(COMMANDS.all.every((command) => COMMAND_GROUPS.includes(command.group))).toBe(true);
  });

  it('leave a focused control its own keys', () => {
    const key = (key: string, code: string, target: EventTarget): boolean =>
      keyBelongsToFocus({ key, code, target });
    expect(key(' ', 'Space', focusedOn('button'))).toBe(true);
    expect(key('f', 'KeyF', focusedOn('button'))).toBe(false);
    expect(key('ArrowLeft', 'ArrowLeft', focusedOn('[role=slider]'))).toBe(true);
    expect(key('ArrowLeft', 'ArrowLeft', focusedOn('button'))).toBe(false);
    expect(key('1', 'Digit1', focusedOn('textarea'))).toBe(true);
    expect(key(' ', 'Space', focusedOn())).toBe(false);
  });

  it('do nothing from the menu without a day, unless they need none', () => {
    const target = { replay: { playOrPause: vi.fn() }, toggleHelp: vi.fn() };
    const context = { target: target as unknown as CommandTarget, hasDay: () => false, isModal: () => false };
    runFromMenu('play-pause', context);
    runFromMenu('show-shortcuts', context);
    runFromMenu('of another version', context);
    expect(target.replay.playOrPause).not.toHaveBeenCalled();
    expect(target.toggleHelp).toHaveBeenCalledOnce();
  });
});
