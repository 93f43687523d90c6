import { describe, expect, it } from 'vitest';
import type { MarkerEventKind } from '../../../contracts/markers.ts';
import { eventText } from '../format/marks.ts';
import type { Marker, MarkerEvent } from '../replay/day-markers.ts';
import { latestEvents, standingMarks } from '../state/mark-list.ts';
import { markerSceneAt, neighbourEvent } from './marker-scene.ts';

function event(window: number, kind: MarkerEventKind, more: Partial<MarkerEvent> = {}): MarkerEvent {
  const base = {
    lifeId: 1,
    tick: 100,
    tickLo: 100,
    tickHi: 100,
    side: 1,
    lots: 50,
    change: 0,
    ageSeconds: 0,
  };
  return { window, kind, strength: 1, ...base, ...more };
}

const row = (more: Partial<Marker>): Marker => ({
  kind: 0,
  lifeId: 1,
  tick: 100,
  tickLo: 100,
  tickHi: 100,
  side: 1,
  lots: 70,
  age: 30,
  strength: 9,
  prominence: 1.5,
  ...more,
});

const EVENTS = [
  event(20, 'wall_born', { ageSeconds: 12 }),
  event(25, 'wall_grown', { tick: 101, lots: 80, change: 30 }),
  event(30, 'void_opened', { lifeId: 1, tick: 90, tickLo: 88, tickHi: 92, side: 0, lots: 4, change: -60 }),
  event(31, 'front_crossed', { lifeId: 0, tick: 95 }),
  event(33, 'void_closed', { lifeId: 1, tick: 91, side: 0 }),
  event(40, 'wall_passed', { tick: 101, lots: 0 }),
];

describe('markerSceneAt', () => {
  it('puts a wall together from its birth on, along the ticks it went', () => {
    const { walls } = markerSceneAt(EVENTS.slice(0, 2), [], 28);
    expect(walls).toMatchObject([
      {
        stands: true,
        to: 28,
        steps: [
          { from: 9, tick: 100 },
          { from: 26, tick: 101 },
        ],
      },
    ]);
  });

  it('ends a wall and a void at the end of the second that told of it', () => {
    const { walls, voids } = markerSceneAt(EVENTS, [], 60);
    expect(walls[0]).toMatchObject({ stands: false, to: 41 });
    expect(voids[0]).toMatchObject({ stands: false, from: 30, to: 34, tickLo: 88, tickHi: 92 });
  });

  it('tells a standing wall its size of this second and where it is now', () => {
    const { walls } = markerSceneAt(EVENTS.slice(0, 1), [row({ tick: 101 }), row({ kind: 1 })], 28);
    expect(walls[0]?.now).toMatchObject({ lots: 70, kind: 0 });
    expect(walls[0]?.steps.at(-1)).toEqual({ from: 27, tick: 101 });
  });

  it('draws what happened, not what merely ended', () => {
    const { told } = markerSceneAt(EVENTS, [], 60);
    expect(told.map(({ kind }) => kind)).toEqual(['wall_born', 'wall_grown', 'void_opened', 'wall_passed']);
  });
});

describe('neighbourEvent', () => {
  it('steps over events by the end of their second, never to where the playhead stands', () => {
    expect(neighbourEvent(EVENTS, 0, 1, null)?.window).toBe(20);
    expect(neighbourEvent(EVENTS, 21, 1, null)?.window).toBe(25);
    expect(neighbourEvent(EVENTS, 26, -1, null)?.window).toBe(20);
    expect(neighbourEvent(EVENTS, 21, -1, null)).toBeNull();
    expect(neighbourEvent(EVENTS, 41, 1, null)).toBeNull();
  });

  it('steps to one kind alone, also to one that is not drawn', () => {
    expect(neighbourEvent(EVENTS, 0, 1, 'front_crossed')?.window).toBe(31);
    expect(neighbourEvent(EVENTS, 60, -1, 'wall_grown')?.window).toBe(25);
  });
});

describe('the lists', () => {
  const both = [
    event(20, 'wall_born', { ageSeconds: 12 }),
    event(22, 'wall_born', { lifeId: 2, tick: 96, side: 0, ageSeconds: 20 }),
    event(24, 'void_opened', { lifeId: 1, tick: 90, tickLo: 88, tickHi: 92, side: 0 }),
  ];
  const scene = markerSceneAt(
    both,
    [row({ prominence: 2 }), row({ lifeId: 2, tick: 96, prominence: 1 })],
    30,
  );

  it('orders what stands by nearness, strength or age', () => {
    const ids = (order: 'near' | 'strong' | 'old'): string[] =>
      standingMarks(scene, 30, 2 * 97, order).map(({ id }) => id);
    expect(ids('near')).toEqual(['wall 2', 'wall 1', 'void 1']);
    expect(ids('strong')).toEqual(['wall 1', 'wall 2', 'void 1']);
    expect(ids('old')).toEqual(['wall 2', 'wall 1', 'void 1']);
  });

  it('has no size for what is too far off to be listed', () => {
    expect(standingMarks(scene, 30, 2 * 97, 'near').at(-1)).toMatchObject({ lots: null, ticksFromMid: -7 });
  });

  it('tells the latest first', () => {
    expect(latestEvents(scene).map(({ window }) => window)).toEqual([24, 22, 20]);
  });
});

it('an event in words has what was before and after', () => {
  expect(eventText(event(1, 'wall_pulled', { lots: 31, change: -188, ageSeconds: 94 }))).toBe(
    'wall pulled · 219 → 31 · 1 m 34 s',
  );
  expect(eventText(event(1, 'sweep', { change: -1166, strength: 4 }))).toBe('sweep · 1,166 through 4 levels');
});
