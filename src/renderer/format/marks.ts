// Walls, voids and events in a few words, and the shape that stands for each: on the chart, in the pane, in the menu.
import { MARKER_EVENT_WORDS, type MarkerEventKind } from '../../../contracts/markers.ts';
import type { MarkerEvent } from '../replay/day-markers.ts';
import { countText } from './numbers.ts';

/** Characters as the pane shows them; the chart draws the same shapes. */
export const EVENT_SHAPES: Readonly<Record<MarkerEventKind, string>> = {
  wall_born: '◆',
  wall_grown: '▲',
  wall_eaten: '×',
  wall_pulled: '▼',
  wall_passed: '|',
  wall_gone: '◇',
  void_opened: '◌',
  void_closed: '●',
  front_crossed: '╱',
  sweep: '»',
  iceberg: '◎',
};

/** 12 s, 6 m 12 s, 1 h 05 m: how long something has been there; "over 30 m" beyond what may be told. */
export function ageText(seconds: number, most = Number.POSITIVE_INFINITY): string {
  if (seconds > most) return `over ${Math.floor(most / 60)} m`;
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} m`;
}

/** What happened, with its numbers: "wall pulled · 219 → 31 · 1 m 20 s". */
export function eventText(event: MarkerEvent, mostAge?: number): string {
  const words = MARKER_EVENT_WORDS[event.kind];
  return [words, eventNumbers(event, mostAge)].filter((part) => part !== '').join(' · ');
}

export function eventNumbers(
  { kind, lots, change, ageSeconds, strength, nanos }: MarkerEvent,
  mostAge?: number,
): string {
  const age = ageText(ageSeconds, mostAge);
  switch (kind) {
    case 'wall_born':
      return `${countText(lots)} · there for ${age}`;
    case 'wall_grown':
    case 'wall_eaten':
    case 'wall_pulled':
      return `${countText(lots - change)} → ${countText(lots)} · ${age}`;
    case 'wall_passed':
    case 'wall_gone':
      return age;
    case 'void_opened':
      return `${countText(-change)} left, ${countText(lots)} stay`;
    case 'void_closed':
      return age;
    case 'sweep':
      return `${countText(-change)} through ${Math.round(strength)} levels${exactText(nanos)}`;
    case 'iceberg':
      return `${countText(-change)} executed, ${strength.toFixed(1)} × what it showed${exactText(nanos)}`;
    case 'front_crossed':
      return '';
  }
}

/** Where in its second something was, to the nanosecond. */
function exactText(nanos: number | undefined): string {
  return nanos === undefined ? '' : ` · .${String(nanos).padStart(9, '0')}`;
}
