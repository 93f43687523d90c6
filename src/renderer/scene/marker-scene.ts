// What is drawn of walls, voids and events at a position of the playhead: lives put together from their events, each cut
// where the playhead stands. Pure; nothing after the playhead goes in.
import { TOLD_EVENTS } from '../../../contracts/markers.ts';
import type { Marker, MarkerEvent } from '../replay/day-markers.ts';

export interface WallTrail {
  readonly lifeId: number;
  readonly side: number;
  /** From when it was first there, in windows; where its tick changed. Ascending. */
  readonly steps: readonly { readonly from: number; readonly tick: number }[];
  /** The window's end at which it ended, or the playhead. */
  readonly to: number;
  /** It has not ended yet. */
  readonly stands: boolean;
  /** Its row among the markers of the playhead's window, where it is listed. */
  readonly now: Marker | null;
}

export interface VoidArea {
  readonly lifeId: number;
  readonly side: number;
  readonly from: number;
  readonly to: number;
  readonly tickLo: number;
  readonly tickHi: number;
  readonly stands: boolean;
}

export interface MarkerScene {
  readonly walls: readonly WallTrail[];
  readonly voids: readonly VoidArea[];
  /** Events that are drawn as shapes, in order of time. */
  readonly told: readonly MarkerEvent[];
  readonly markers: readonly Marker[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

const TOLD = new Set(TOLD_EVENTS);

/** `events` are those known at `position`, in order; `markers` those of its last window. */
export function markerSceneAt(
  events: readonly MarkerEvent[],
  markers: readonly Marker[],
  position: number,
): MarkerScene {
  const walls = new Map<number, Open<WallTrail> & { steps: { from: number; tick: number }[] }>();
  const voids = new Map<number, Open<VoidArea>>();
  for (const event of events) {
    const end = event.window + 1;
    if (event.kind === 'wall_born') {
      const now = markers.find((marker) => marker.kind === 0 && marker.lifeId === event.lifeId) ?? null;
      walls.set(event.lifeId, {
        lifeId: event.lifeId,
        side: event.side,
        steps: [{ from: end - event.ageSeconds, tick: event.tick }],
        to: position,
        stands: true,
        now,
      });
    } else if (event.kind.startsWith('wall_')) {
      const wall = walls.get(event.lifeId);
      if (!wall) continue;
      if (wall.steps.at(-1)?.tick !== event.tick) wall.steps.push({ from: end, tick: event.tick });
      if (event.kind === 'wall_passed' || event.kind === 'wall_gone') {
        wall.to = end;
        wall.stands = false;
      }
    } else if (event.kind === 'void_opened') {
      const { lifeId, side, tickLo, tickHi } = event;
      voids.set(lifeId, { lifeId, side, from: event.window, to: position, tickLo, tickHi, stands: true });
    } else if (event.kind === 'void_closed') {
      const area = voids.get(event.lifeId);
      if (area) Object.assign(area, { to: end, stands: false });
    }
  }
  for (const wall of walls.values()) followNow(wall, position);
  return {
    walls: [...walls.values()],
    voids: [...voids.values()],
    told: events.filter(({ kind }) => TOLD.has(kind)),
    markers,
  };
}

/** A standing wall that moved since its last event is drawn where it is now. */
function followNow(
  wall: Open<WallTrail> & { steps: { from: number; tick: number }[] },
  position: number,
): void {
  const last = wall.steps.at(-1);
  if (wall.stands && wall.now && last && last.tick !== wall.now.tick)
    wall.steps.push({ from: Math.max(last.from, Math.floor(position) - 1), tick: wall.now.tick });
}

/** The event of a kind (of any that is told, where none is given) before or after a position of the playhead. */
export function neighbourEvent(
  events: readonly MarkerEvent[],
  position: number,
  direction: -1 | 1,
  kind: MarkerEvent['kind'] | null,
): MarkerEvent | null {
  const counts = (event: MarkerEvent): boolean =>
    kind === null ? TOLD.has(event.kind) : event.kind === kind;
  // Stepping to an event puts the playhead at its window's end: that one is not the next.
  if (direction > 0)
    return events.find((event) => event.window + 1 > position + 1e-6 && counts(event)) ?? null;
  return events.findLast((event) => event.window + 1 < position - 1e-6 && counts(event)) ?? null;
}
