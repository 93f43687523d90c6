// The marks pane's lines: what stands at the playhead, ordered as chosen, and what happened before it, latest first. Pure.
import type { MarkerEvent } from '../replay/day-markers.ts';
import type { MarkerScene } from '../scene/marker-scene.ts';

export type MarkOrder = 'near' | 'strong' | 'old';

export interface StandingMark {
  readonly id: string;
  readonly kind: 'wall' | 'void';
  readonly side: number;
  readonly tick: number;
  readonly ticksFromMid: number;
  /** Null where it is too far from spot to be listed. */
  readonly lots: number | null;
  readonly ageSeconds: number;
  /** Prominence of a wall, V of a void; null where it is not listed. */
  readonly strength: number | null;
  /** Seconds of the UTC day at which it was first there. */
  readonly from: number;
}

const MOST_EVENTS = 200;

/** `mid2` in half ticks. */
export function standingMarks(
  scene: MarkerScene,
  position: number,
  mid2: number,
  order: MarkOrder,
): StandingMark[] {
  const walls = scene.walls
    .filter(({ stands }) => stands)
    .map(({ lifeId, side, steps, now }): StandingMark => {
      const tick = now?.tick ?? steps.at(-1)?.tick ?? 0;
      const from = steps[0]?.from ?? position;
      return {
        id: `wall ${lifeId}`,
        kind: 'wall',
        side,
        tick,
        ticksFromMid: tick - mid2 / 2,
        lots: now?.lots ?? null,
        ageSeconds: position - from,
        strength: now?.prominence ?? null,
        from,
      };
    });
  const voids = scene.voids
    .filter(({ stands }) => stands)
    .map(({ lifeId, side, tickLo, tickHi, from }): StandingMark => {
      const now = scene.markers.find((marker) => marker.kind === 1 && marker.lifeId === lifeId);
      const tick = now?.tick ?? Math.round((tickLo + tickHi) / 2);
      return {
        id: `void ${lifeId}`,
        kind: 'void',
        side,
        tick,
        ticksFromMid: tick - mid2 / 2,
        lots: now?.lots ?? null,
        ageSeconds: position - from,
        strength: now?.strength ?? null,
        from,
      };
    });
  const by: Record<MarkOrder, (mark: StandingMark) => number> = {
    near: ({ ticksFromMid }) => Math.abs(ticksFromMid),
    strong: ({ kind, strength }) => (kind === 'wall' ? -(strength ?? 0) - 1000 : -(strength ?? 0)),
    old: ({ ageSeconds }) => -ageSeconds,
  };
  return [...walls, ...voids].sort((a, b) => by[order](a) - by[order](b));
}

export function latestEvents(scene: MarkerScene): MarkerEvent[] {
  return scene.told.slice(-MOST_EVENTS).reverse();
}
