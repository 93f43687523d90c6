// Voids that a trader would see: several neighbouring ticks that drain together, hard, and of as many lots as make a wall
// stand out. Open while they go on draining at half of that; their extent is where V is still above the least.
import type { MarkerParams } from '../../../contracts/markers.ts';
import type { Tick, WindowIndex } from '../../../contracts/units.ts';

/** A void as one window has it. */
export interface VoidPlace {
  readonly tick: Tick;
  readonly tickLo: Tick;
  readonly tickHi: Tick;
  readonly strength: number;
}

interface VoidLife {
  readonly lifeId: number;
  readonly born: WindowIndex;
  tick: Tick;
  tickLo: Tick;
  tickHi: Tick;
  strength: number;
}

export type VoidListener = (kind: 'void_opened' | 'void_closed', life: Readonly<VoidLife>) => void;

/** Whether as much has left a void as makes one that a trader would see. */
export type IsLarge = (place: VoidPlace) => boolean;

export class VoidLives {
  readonly #params: MarkerParams;
  #lives: VoidLife[] = [];
  #nextLife = 1;

  constructor(params: MarkerParams) {
    this.#params = params;
  }

  /** Number of the life that holds a tick, 0 for none. */
  lifeAt(tick: Tick): number {
    return this.#lives.find((life) => tick >= life.tickLo && tick <= life.tickHi)?.lifeId ?? 0;
  }

  /** One valid window with its voids within range, strongest first. */
  step(window: WindowIndex, places: readonly VoidPlace[], isLarge: IsLarge, tell: VoidListener): void {
    this.#lives = this.#lives.filter((life) => this.#goesOn(life, places, tell));
    const { voidOpen, voidWidth } = this.#params;
    for (const place of places) {
      if (place.strength < voidOpen || place.tickHi - place.tickLo + 1 < voidWidth) continue;
      if (this.#lives.some((life) => overlap(life, place)) || !isLarge(place)) continue;
      const life: VoidLife = { lifeId: this.#nextLife++, born: window, ...place };
      this.#lives.push(life);
      tell('void_opened', life);
    }
  }

  save(): VoidLivesState {
    return { nextLife: this.#nextLife, lives: this.#lives.map((life) => ({ ...life })) };
  }

  restore({ nextLife, lives }: VoidLivesState): void {
    this.#nextLife = nextLife;
    this.#lives = lives.map((life) => ({ ...life }));
  }

  #goesOn(life: VoidLife, places: readonly VoidPlace[], tell: VoidListener): boolean {
    const now = places.find((place) => place.strength >= this.#params.voidOpen / 2 && overlap(life, place));
    if (now) {
      life.tick = now.tick;
      life.tickLo = now.tickLo;
      life.tickHi = now.tickHi;
      life.strength = now.strength;
      return true;
    }
    tell('void_closed', life);
    return false;
  }
}

export interface VoidLivesState {
  readonly nextLife: number;
  readonly lives: readonly VoidLife[];
}

function overlap(a: Pick<VoidPlace, 'tickLo' | 'tickHi'>, b: Pick<VoidPlace, 'tickLo' | 'tickHi'>): boolean {
  return a.tickLo <= b.tickHi && b.tickLo <= a.tickHi;
}
