// The tiles that are here, and the requests for those that are not. The chart says each frame what it wants, in order;
// a few requests run at a time, one that is no longer wanted is cancelled, and what was used longest ago leaves when
// the budget of texture memory is spent. Knows nothing of WebGL: textures are made and freed by what it is given.
import { type Fault, FaultError, faultFrom } from '../../../contracts/errors.ts';
import type { Lattice } from '../../../contracts/fields.ts';
import { windowsPerTile } from '../../../contracts/tiles.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { Lru } from '../../base/lru.ts';
import type { PlacedTile, TileSource } from '../scene/draw-list.ts';
import type { TileAddress } from '../scene/tile-plan.ts';
import { type GoldView, goldViewKey } from './gold-view.ts';
import { decodeTile, type Tile } from './tile.ts';

/** What all tiles on screen share. */
export interface TileScope {
  readonly dayId: string;
  readonly gold: GoldView;
  readonly lattice: Lattice;
  readonly group: number;
}

/** Ticks `from` … `to` - 1. */
export interface TickSpan {
  readonly from: number;
  readonly to: number;
}

export interface ResidentTile<Texture> extends PlacedTile, TileAddress {
  readonly windowsPerColumn: number;
  readonly windowFrom: number;
  readonly fields: readonly string[];
  readonly columns: Uint8Array<ArrayBuffer>;
  texture: Texture;
  /** Values for reading back and for a lost GPU; dropped first when memory is short. */
  texels: Float32Array | null;
  /** How many windows of the day were known when it was asked for. */
  readonly knownTo: number;
  readonly askedAtMs: number;
}

export interface TextureFactory<Texture> {
  make(tile: Tile): Texture;
  free(texture: Texture): void;
}

export interface TileCacheOptions {
  readonly gpuBudgetBytes: number;
  readonly texelBudgetBytes: number;
  readonly nowMs: () => number;
  /** `visibly`: something else is on screen; else what was on screen is now whole. */
  readonly onChange: (visibly: boolean) => void;
  readonly onFault: (fault: Fault) => void;
}

export interface TileDemand {
  /** Needed tiles that are not here. */
  readonly missing: number;
  /** Needed tiles of which only the ticks in sight are here: the rest follows. */
  readonly sliced: number;
  /** Of the missing, how many have nothing to stand in: none of the picture before. */
  readonly bare: number;
  /** Something needed is to be asked for a little later: call again soon. */
  readonly delayed: boolean;
  /** What is not on screen waits until the parameters rest: call again soon. */
  readonly rests: boolean;
  /** Needed tiles of which a part is here. */
  readonly unfinished: number;
}

const NOTHING: TileDemand = { missing: 0, sliced: 0, bare: 0, delayed: false, rests: false, unfinished: 0 };
const MAX_IN_FLIGHT = 4;
/** What is not on screen is not asked for until what is has stood for so long: another picture may come first. */
const REST_MS = 250;
/** Behind the key of a tile of which only the ticks in sight are here. */
const SLICE = '~';
/** A tile of a growing day is asked for again at most this often; a failed one too. */
const REFRESH_MS = 600;
const RETRY_MS = 3000;
/** From this level on a tile walks over an hour or more, and comes in parts after so long. */
const LONG_LEVEL = 2;
const PATIENCE_MS = 250;
/** bands of one tile: 1024 ticks each, more than any day of any market has moved. */
const MAX_BANDS = 64;
/** Sets of parameters whose tiles may stand in for missing ones: a drag leaves unfinished pictures behind. */
const SETS_BEFORE = 3;

interface Flight {
  readonly abort: AbortController;
  readonly address: TileAddress;
}

export class TileCache<Texture> implements TileSource<ResidentTile<Texture>> {
  readonly #peer: Pick<Peer, 'call'>;
  readonly #factory: TextureFactory<Texture>;
  readonly #options: TileCacheOptions;
  readonly #tiles: Lru<string, ResidentTile<Texture>>;
  readonly #texels: Lru<string, ResidentTile<Texture>>;
  readonly #flights = new Map<string, Flight>();
  readonly #failedAtMs = new Map<string, number>();
  #scope: TileScope | null = null;
  #prefix = '';
  /** The same fields under the parameters before, newest first: drawn until those under the new ones are here. */
  #before: readonly string[] = [];
  /** The ticks that matter; null where whole tiles are asked for at once. */
  #sight: TickSpan | null = null;
  /** When the parameters were moved, or a slice came: what is out of sight waits for a rest after that. */
  #busyAtMs: number | null = null;
  #windowEnd = 0;

  constructor(peer: Pick<Peer, 'call'>, factory: TextureFactory<Texture>, options: TileCacheOptions) {
    this.#peer = peer;
    this.#factory = factory;
    this.#options = options;
    this.#texels = new Lru(options.texelBudgetBytes, (_key, tile) => {
      tile.texels = null;
    });
    this.#tiles = new Lru(options.gpuBudgetBytes, (key, tile) => {
      this.#texels.delete(key);
      factory.free(tile.texture);
    });
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  get gpuBytes(): number {
    return this.#tiles.cost;
  }

  get count(): number {
    return this.#tiles.size;
  }

  setScope(scope: TileScope | null): void {
    const prefix = scope ? prefixOf(scope) : '';
    if (prefix === this.#prefix) return;
    this.#cancelAll();
    const old = this.#scope;
    if (scope?.dayId !== old?.dayId) this.#tiles.clear();
    const isMoved = scope !== null && old !== null && isSameField(scope, old);
    this.#before = isMoved ? [this.#prefix, ...this.#before].slice(0, SETS_BEFORE) : [];
    this.#busyAtMs = isMoved ? this.#options.nowMs() : null;
    this.#failedAtMs.clear();
    this.#scope = scope;
    this.#prefix = prefix;
  }

  /** The day has this many windows now: tiles that reach past what they were made from are asked for again. */
  setWindowEnd(windowEnd: number): void {
    this.#windowEnd = windowEnd;
  }

  tile(level: number, index: number, band: number): ResidentTile<Texture> | undefined {
    const place = placeKey({ level, index, band });
    return this.#here(this.#prefix + place) ?? this.before(level, index, band);
  }

  before(level: number, index: number, band: number): ResidentTile<Texture> | undefined {
    const place = placeKey({ level, index, band });
    for (const prefix of this.#before) {
      const tile = this.#here(prefix + place);
      if (tile && tile.shapedTo === undefined) return tile;
    }
    return undefined;
  }

  bands(level: number, index: number): readonly ResidentTile<Texture>[] {
    const bands: ResidentTile<Texture>[] = [];
    for (let band = 0; band < MAX_BANDS; band++) {
      const tile = this.tile(level, index, band);
      if (tile) bands.push(tile);
      else if (band > 0) break;
    }
    return bands;
  }

  /**
   * Starts what is missing of `needed`, then of `prefetch`, and cancels all other requests. Of what is missing the ticks in
   * `sight` come first, where these are given, and the rest of the tile after a rest.
   */
  want(
    needed: readonly TileAddress[],
    prefetch: readonly TileAddress[],
    sight: TickSpan | null = null,
  ): TileDemand {
    if (!this.#scope) return NOTHING;
    this.#sight = sight;
    const wanted = new Map<string, TileAddress>();
    const later: TileAddress[] = [];
    let [missing, sliced, bare, unfinished] = [0, 0, 0, 0];
    let delayed = false;
    const ask = (key: string, address: TileAddress): void => {
      if (this.#mayAsk(key)) wanted.set(key, address);
      else delayed = true;
    };
    for (const address of needed) {
      const key = this.#key(address);
      const whole = this.#tiles.peek(key);
      if (whole) {
        const stale = this.#stale(key, whole);
        if (whole.shapedTo !== undefined) unfinished++;
        if (stale === 'now') wanted.set(key, address);
        else if (stale === 'soon') delayed = true;
      } else if (this.#here(key)) {
        sliced++;
        later.push(address);
      } else {
        missing++;
        if (!this.before(address.level, address.index, address.band)) bare++;
        ask(this.#comesSliced(address) ? key + SLICE : key, address);
      }
    }
    later.push(...prefetch.filter((address) => !this.#tiles.peek(this.#key(address))));
    const rests = missing === 0 && this.#isBusy && later.length > 0;
    if (missing === 0 && !rests)
      for (const address of later)
        if (this.#mayAsk(this.#key(address))) wanted.set(this.#key(address), address);
    for (const [key, flight] of this.#flights) if (!wanted.has(key)) flight.abort.abort();
    for (const [key, address] of wanted) {
      if (this.#flights.size >= MAX_IN_FLIGHT) break;
      if (!this.#flights.has(key)) void this.#fetch(key, address);
    }
    return { missing, sliced, bare, delayed, rests, unfinished };
  }

  /** After a lost context: textures anew from the values still here; the rest leaves and is asked for again. */
  restoreTextures(): void {
    for (const key of [...this.#tiles.keys()]) {
      const tile = this.#tiles.peek(key);
      if (tile?.texels) tile.texture = this.#factory.make(tile as Tile & ResidentTile<Texture>);
      else this.#tiles.delete(key);
    }
    this.#options.onChange(true);
  }

  dispose(): void {
    this.#cancelAll();
    this.#tiles.clear();
  }

  #key(address: TileAddress): string {
    return this.#prefix + placeKey(address);
  }

  get #isBusy(): boolean {
    return this.#busyAtMs !== null && this.#options.nowMs() - this.#busyAtMs < REST_MS;
  }

  /** A tile that is here, or what is in sight of it. */
  #here(key: string): ResidentTile<Texture> | undefined {
    const whole = this.#tiles.get(key);
    const sight = this.#sight;
    if (whole || !sight) return whole;
    const slice = this.#tiles.get(key + SLICE);
    const covers = slice && slice.tickLo <= sight.from && slice.tickLo + slice.rows >= sight.to;
    return covers ? slice : undefined;
  }

  /** Zoomed-out tiles come in parts of time, and those of a day that runs far in bands. */
  #comesSliced({ level, band }: TileAddress): boolean {
    return this.#sight !== null && level < LONG_LEVEL && band === 0;
  }

  #mayAsk(key: string): boolean {
    const failedAt = this.#failedAtMs.get(key);
    return failedAt === undefined || this.#options.nowMs() - failedAt >= RETRY_MS;
  }

  #stale(key: string, tile: ResidentTile<Texture>): 'no' | 'soon' | 'now' {
    if (tile.shapedTo !== undefined) return this.#mayAsk(key) ? 'now' : 'soon';
    const end = Math.min(this.#windowEnd, (tile.index + 1) * windowsPerTile(tile.level));
    if (tile.knownTo >= end) return 'no';
    return this.#options.nowMs() - tile.askedAtMs >= REFRESH_MS && this.#mayAsk(key) ? 'now' : 'soon';
  }

  async #fetch(key: string, address: TileAddress): Promise<void> {
    const scope = this.#scope as TileScope;
    const ticks = key.endsWith(SLICE) ? this.#sight : null;
    const abort = new AbortController();
    const knownTo = this.#windowEnd;
    const askedAtMs = this.#options.nowMs();
    this.#flights.set(key, { abort, address });
    let visibly = true;
    try {
      const { params: fieldParams, aggregate, weighting } = scope.gold;
      const params = {
        dayId: scope.dayId,
        lattice: scope.lattice,
        group: scope.group,
        params: fieldParams,
        aggregate,
        ...(weighting === null ? {} : { weighting }),
        ...(address.level < LONG_LEVEL ? {} : { patienceMs: PATIENCE_MS }),
        ...(ticks && { ticks }),
        ...placeOf(address),
      };
      const { payload, result } = await this.#peer.call('day.tile', params, { signal: abort.signal });
      if (this.#flights.get(key)?.abort !== abort) return;
      const decoded = payload ? decodeTile(payload) : { ok: false as const, error: 'tile without bytes' };
      if (!decoded.ok)
        throw new FaultError({
          code: 'internal',
          message: `The engine sent a damaged tile: ${decoded.error}.`,
        });
      if (ticks) this.#busyAtMs = this.#options.nowMs();
      else {
        const covered = this.#here(key) !== undefined;
        visibly = !this.#tiles.delete(key + SLICE) || !covered;
      }
      this.#keep(key, address, decoded.value, knownTo, askedAtMs, result.shapedTo);
    } catch (error) {
      const fault = faultFrom(error);
      if (fault.code !== 'cancelled') {
        this.#failedAtMs.set(key, this.#options.nowMs());
        this.#options.onFault(fault);
      }
    } finally {
      if (this.#flights.get(key)?.abort === abort) this.#flights.delete(key);
      this.#options.onChange(visibly);
    }
  }

  #keep(
    key: string,
    address: TileAddress,
    tile: Tile,
    knownTo: number,
    askedAtMs: number,
    shapedTo: number,
  ): void {
    const bytes = tile.texels.byteLength;
    const end = Math.min(knownTo, (address.index + 1) * windowsPerTile(address.level));
    const resident = {
      ...placeOf(address),
      ...tile,
      texture: this.#factory.make(tile),
      knownTo,
      askedAtMs,
      ...(shapedTo < end && { shapedTo }),
    };
    this.#tiles.set(key, resident, bytes);
    this.#texels.set(key, resident, bytes);
  }

  #cancelAll(): void {
    for (const flight of this.#flights.values()) flight.abort.abort();
    this.#flights.clear();
  }
}

function prefixOf({ dayId, gold, lattice, group }: TileScope): string {
  return `${dayId}/${goldViewKey(gold)}/${lattice}/${group}/`;
}

function placeKey({ level, index, band }: TileAddress): string {
  return `${level}/${index}/${band}`;
}

function isSameField(a: TileScope, b: TileScope): boolean {
  return a.dayId === b.dayId && a.lattice === b.lattice && a.group === b.group;
}

function placeOf({ level, index, band }: TileAddress): TileAddress {
  return { level, index, band };
}
