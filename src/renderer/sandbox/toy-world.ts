// The physics sandbox: price as a body among the walls of one second. A toy, and told to be one: bodies fly to the right at
// one second a second, pressure pushes them up and down, viscosity brakes them, walls are solid. planck does the rigid
// bodies; nothing here is known to the forecast. One unit is a tick upwards and a second to the right.
import { type Body, BoxShape, CircleShape, Vec2, World } from 'planck';

/** The line's fields at one second, and what stands in the way. */
export interface ToyGround {
  /** Tick of the first value. */
  readonly tickLo: number;
  readonly pressure: Float64Array;
  readonly viscosity: Float64Array;
  readonly walls: readonly { readonly tick: number; readonly prominence: number }[];
  /** Mid, ticks, where all bodies begin. */
  readonly mid: number;
}

export interface ToySettings {
  /** Ticks/s² for each unit of pressure. */
  readonly push: number;
  /** 1/s for each unit of viscosity. */
  readonly drag: number;
  /** What is left of a body's speed after a wall: 0 … 1. */
  readonly bounce: number;
  /** Start velocities lie between ± this, ticks/s. */
  readonly spread: number;
}

export const DEFAULT_TOY: ToySettings = { push: 20, drag: 0.15, bounce: 0.6, spread: 2 };

export const TOY_SECONDS = 30;
export const TOY_BODIES = 15;
const STEP_S = 1 / 60;
const RADIUS = 0.25;
/** Half the height of a wall, and where its left end lies: a body that begins inside of one is let out. */
const HALF_WALL = 0.3;
const WALL_FROM_S = 1;
/** Bodies pass through each other. */
const NO_COLLISION = -1;

/** Where a body was after each step. */
export interface Trail {
  readonly seconds: number[];
  readonly ticks: number[];
}

export class ToyWorld {
  readonly trails: readonly Trail[];
  readonly #world = new World({ gravity: new Vec2(0, 0), allowSleep: false });
  readonly #bodies: readonly Body[];
  readonly #ground: ToyGround;
  readonly #settings: ToySettings;
  #time = 0;

  constructor(ground: ToyGround, settings: ToySettings) {
    this.#ground = ground;
    this.#settings = settings;
    for (const { tick } of ground.walls) {
      const half = (TOY_SECONDS - WALL_FROM_S) / 2 + 1;
      const wall = this.#world.createBody({ position: new Vec2(WALL_FROM_S + half, tick) });
      wall.createFixture({ shape: new BoxShape(half, HALF_WALL), friction: 0, restitution: settings.bounce });
    }
    this.#bodies = Array.from({ length: TOY_BODIES }, (_, i) => this.#launch(i));
    this.trails = this.#bodies.map(() => ({ seconds: [0], ticks: [ground.mid] }));
  }

  get seconds(): number {
    return this.#time;
  }

  get isOver(): boolean {
    return this.#time >= TOY_SECONDS - STEP_S / 2;
  }

  /** Goes on for that long, in steps of 1/60 s, to the end at most. */
  advance(seconds: number): void {
    const until = Math.min(TOY_SECONDS, this.#time + seconds);
    while (this.#time < until - STEP_S / 2) this.#step();
  }

  #launch(index: number): Body {
    const share = (2 * index) / (TOY_BODIES - 1) - 1;
    const body = this.#world.createBody({
      type: 'dynamic',
      bullet: true,
      fixedRotation: true,
      position: new Vec2(0, this.#ground.mid),
      linearVelocity: new Vec2(1, share * this.#settings.spread),
    });
    body.createFixture({
      shape: new CircleShape(RADIUS),
      density: 1,
      friction: 0,
      restitution: this.#settings.bounce,
      filterGroupIndex: NO_COLLISION,
    });
    return body;
  }

  #step(): void {
    const { push, drag } = this.#settings;
    const { pressure, viscosity } = this.#ground;
    for (const body of this.#bodies) {
      const { y } = body.getPosition();
      const velocity = body.getLinearVelocity();
      const force = push * this.#between(pressure, y) - drag * this.#between(viscosity, y) * velocity.y;
      // Time goes on as it does, whatever a body has run into.
      body.setLinearVelocity(new Vec2(1, velocity.y));
      body.applyForceToCenter(new Vec2(0, force * body.getMass()));
    }
    this.#world.step(STEP_S);
    this.#time += STEP_S;
    for (const [i, { seconds, ticks }] of this.trails.entries()) {
      const { x, y } = (this.#bodies[i] as Body).getPosition();
      seconds.push(x);
      ticks.push(y);
    }
  }

  /** A field between two ticks; beyond its ends the last value. */
  #between(values: Float64Array, tick: number): number {
    const at = Math.min(values.length - 1, Math.max(0, tick - this.#ground.tickLo));
    const below = Math.floor(at);
    const above = Math.min(values.length - 1, below + 1);
    const [lo, hi] = [values[below] ?? 0, values[above] ?? 0];
    return lo + (at - below) * (hi - lo);
  }
}
