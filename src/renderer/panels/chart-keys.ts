// A chart with the keyboard: it can be reached with Tab, arrows then move its crosshair, and what is under it is told as
// under the pointer.
import type { FocusEvent, HTMLAttributes, KeyboardEvent, MouseEvent } from 'react';

export interface KeyedChart {
  /** Seconds, and rows upwards. */
  moveCursor(windows: number, rows: number): void;
  clearCursor(): void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};
const SHIFT_FACTOR = 10;

/** `chart` is asked for at each key: charts come and go. A press of the pointer does not take the focus from the replay. */
export function chartKeys(label: string, chart: () => KeyedChart | null): HTMLAttributes<HTMLElement> {
  return {
    role: 'application',
    tabIndex: 0,
    'aria-label': `${label}: arrows move the crosshair, Shift by ten`,
    onKeyDown: (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey || !step) {
        if (event.key === 'Escape') chart()?.clearCursor();
        return;
      }
      const factor = event.shiftKey ? SHIFT_FACTOR : 1;
      chart()?.moveCursor(factor * step[0], factor * step[1]);
      event.preventDefault();
    },
    onBlur: (_event: FocusEvent) => chart()?.clearCursor(),
    onMouseDown: (event: MouseEvent<HTMLElement>) => {
      event.preventDefault();
      const { activeElement } = document;
      if (activeElement instanceof HTMLElement && activeElement !== event.currentTarget) activeElement.blur();
    },
  };
}
