import { describe, expect, it } from 'vitest';
import {
  DEFAULT_TOY,
  TOY_BODIES,
  TOY_SECONDS,
  type ToyGround,
  type ToySettings,
  ToyWorld,
} from './toy-world.ts';

const MID = 100;
const TICKS = 81;

function groundOf(part: Partial<ToyGround> = {}): ToyGround {
  const flat = (value: number): Float64Array => new Float64Array(TICKS).fill(value);
  return { tickLo: MID - 40, pressure: flat(0), viscosity: flat(0), walls: [], mid: MID, ...part };
}

/** Where the bodies have gone by the end, from the lowest start velocity to the highest. */
function run(ground: Partial<ToyGround>, settings: Partial<ToySettings> = {}): number[] {
  const world = new ToyWorld(groundOf(ground), { ...DEFAULT_TOY, ...settings });
  world.advance(TOY_SECONDS);
  expect(world.isOver).toBe(true);
  return world.trails.map(({ ticks }) => ticks.at(-1) as number);
}

const field = (value: number): Float64Array => new Float64Array(TICKS).fill(value);

describe('the sandbox', () => {
  it('flies straight where nothing pushes, brakes or stands in the way', () => {
    const ends = run({}, { spread: 1 });
    ends.forEach((end, i) => {
      expect(end).toBeCloseTo(MID + TOY_SECONDS * ((2 * i) / (TOY_BODIES - 1) - 1), 3);
    });
  });

  it('rises under pressure as a body does: half the force times the square of the time', () => {
    const world = new ToyWorld(groundOf({ pressure: field(0.01) }), { ...DEFAULT_TOY, push: 10, spread: 0 });
    world.advance(10);
    expect(world.trails[0]?.ticks.at(-1)).toBeCloseTo(MID + 0.5 * 0.1 * 100, 0);
    expect(world.trails[0]?.seconds.at(-1)).toBeCloseTo(10, 6);
  });

  it('comes to rest in viscosity, the nearer the thicker it is', () => {
    const thin = run({ viscosity: field(0.5) }, { drag: 1, spread: 2 });
    const thick = run({ viscosity: field(2) }, { drag: 1, spread: 2 });
    // Speed v under drag k goes v / k ticks.
    expect(thin.at(-1)).toBeCloseTo(MID + 2 / 0.5, 1);
    expect(thick.at(-1)).toBeCloseTo(MID + 2 / 2, 1);
  });

  it('does not pass a wall, at any speed', () => {
    const walls = [
      { tick: MID + 5, prominence: 1 },
      { tick: MID - 5, prominence: 1 },
    ];
    for (const end of run({ walls, pressure: field(0.05) }, { push: 40, spread: 4, bounce: 1 })) {
      expect(end).toBeLessThan(MID + 5);
      expect(end).toBeGreaterThan(MID - 5);
    }
  });

  it('is the same each time', () => {
    const walls = [{ tick: MID + 3, prominence: 1 }];
    expect(run({ walls })).toEqual(run({ walls }));
  });
});
