// Turns the script's features into deeds of the market, second by second: who adds the wall's orders, who eats them,
// when they are pulled. It remembers which orders belong to which feature; random flow leaves those alone.
import type { Tick } from '../../../contracts/units.ts';
import type { Market } from './market.ts';
import type { Feature, FeatureOf } from './script.ts';
import { ASK, BID, type Side, type Slot } from './sim-book.ts';

const VOID_CLEARING_SECONDS = 3;
const NEUTRAL_BUY_SHARE = 0.5;
const BITES_PER_SECOND = 3;

interface Owned {
  readonly slot: Slot;
  readonly serial: number;
}

type Deed = () => void;

export class Director {
  readonly #market: Market;
  readonly #features: readonly Feature[];
  readonly #owned: Owned[][];

  constructor(market: Market, features: readonly Feature[]) {
    this.#market = market;
    this.#features = features;
    this.#owned = features.map(() => []);
  }

  isIdle(second: number): boolean {
    return this.#features.some(
      (feature) => feature.kind === 'idle' && second >= feature.from && second < feature.to,
    );
  }

  /** Sets what holds for the second and returns what is to be done in it, in order. */
  deedsOf(second: number): Deed[] {
    const market = this.#market;
    market.floorTick = -Infinity;
    market.ceilingTick = Infinity;
    market.buyShare = NEUTRAL_BUY_SHARE;
    market.voidSide = -1;
    const deeds: Deed[] = [];
    this.#features.forEach((feature, i) => {
      const owner = i + 1;
      if (feature.kind === 'wall') this.#wall(feature, owner, second, deeds);
      else if (feature.kind === 'void') this.#void(feature, second, deeds);
      else if (feature.kind === 'iceberg') this.#iceberg(feature, owner, second, deeds);
      else if (feature.kind === 'sweep' && feature.second === second) deeds.push(() => this.#sweep(feature));
    });
    return deeds;
  }

  #wall(wall: FeatureOf<'wall'>, owner: number, second: number, deeds: Deed[]): void {
    if (second < wall.buildFrom) return;
    const orders = this.#owned[owner - 1] as Owned[];
    if (second < wall.buildTo) {
      const part = Math.ceil(wall.quantity / (wall.buildTo - wall.buildFrom));
      const count = Math.min(4, Math.ceil(part / 20));
      for (let n = 0; n < count; n++) {
        deeds.push(() => this.#place(orders, wall.side, wall.tick, Math.ceil(part / count), owner, 0));
      }
    }
    const standing = orders.some((order) => this.#isLive(order));
    if (standing || second < wall.buildTo) this.#hold(wall.side, wall.tick, standing);
    if (!standing || second < wall.endFrom || second >= wall.endTo) return;
    const secondsLeft = wall.endTo - second;
    if (wall.end === 'pulled') {
      const live = orders.filter((order) => this.#isLive(order));
      for (const order of live.slice(0, Math.ceil(live.length / secondsLeft))) {
        deeds.push(() => this.#isLive(order) && this.#market.cancel(order.slot));
      }
      return;
    }
    for (let n = 0; n < BITES_PER_SECOND; n++) {
      deeds.push(() => this.#bite(wall, secondsLeft === 1 ? 1 : secondsLeft * BITES_PER_SECOND - n));
    }
  }

  /** Takes whatever stands before the wall and its share of the wall's level. */
  #bite(wall: FeatureOf<'wall'>, bitesLeft: number): void {
    const { book } = this.#market;
    let before = 0;
    const best = wall.side === BID ? book.bestBid() : book.bestAsk();
    const step = wall.side === BID ? -1 : 1;
    for (let tick = best; (wall.tick - tick) * step > 0; tick += step)
      before += book.depthAt(tick, wall.side);
    const share = Math.ceil(book.depthAt(wall.tick, wall.side) / bitesLeft);
    if (share > 0) this.#market.take(wall.side, before + share, wall.tick);
  }

  #void(zone: FeatureOf<'void'>, second: number, deeds: Deed[]): void {
    if (second < zone.from || second >= zone.to) return;
    const market = this.#market;
    const best = zone.side === BID ? market.book.bestBid() : market.book.bestAsk();
    // Once the market has come to the zone it is a void no more: orders may go where trading is.
    if (second > zone.from && (zone.side === BID ? best < zone.tickHi : best > zone.tickLo)) return;
    market.voidSide = zone.side;
    market.voidLo = zone.tickLo;
    market.voidHi = zone.tickHi;
    const parts = zone.from + VOID_CLEARING_SECONDS - second;
    if (parts <= 0) return;
    const leaving = this.#ordersWithin(zone.side, zone.tickLo, zone.tickHi);
    for (const order of leaving.slice(0, Math.ceil(leaving.length / parts))) {
      deeds.push(() => this.#isLive(order) && market.cancel(order.slot));
    }
  }

  #ordersWithin(side: Side, tickLo: Tick, tickHi: Tick): Owned[] {
    const { book } = this.#market;
    const found: Owned[] = [];
    for (let tick = tickLo; tick <= tickHi; tick++) {
      for (let slot = book.firstAt(tick, side); slot >= 0; slot = book.nextInQueue(slot)) {
        if (book.ownerOf(slot) === 0) found.push({ slot, serial: book.serialOf(slot) });
      }
    }
    return found;
  }

  #iceberg(iceberg: FeatureOf<'iceberg'>, owner: number, second: number, deeds: Deed[]): void {
    if (second < iceberg.from || second > iceberg.to) return;
    const market = this.#market;
    const orders = this.#owned[owner - 1] as Owned[];
    if (second === iceberg.from) {
      deeds.push(() =>
        this.#place(orders, iceberg.side, iceberg.tick, iceberg.display, owner, iceberg.reserve),
      );
      return;
    }
    const order = orders[0];
    if (!order || !this.#isLive(order)) return;
    if (second === iceberg.to) {
      deeds.push(() => this.#isLive(order) && market.cancel(order.slot));
      return;
    }
    this.#hold(iceberg.side, iceberg.tick, true);
    market.buyShare = iceberg.side === BID ? 0.2 : 0.8;
    const { book } = market;
    for (let n = 0; n < 2; n++) {
      deeds.push(() => {
        const best = iceberg.side === BID ? book.bestBid() : book.bestAsk();
        if (best === iceberg.tick) market.take(iceberg.side, iceberg.display + 2 * n, iceberg.tick);
      });
    }
  }

  #sweep(sweep: FeatureOf<'sweep'>): void {
    const { book } = this.#market;
    const step = sweep.side === BID ? -1 : 1;
    let tick = sweep.side === BID ? book.bestBid() : book.bestAsk();
    let quantity = book.depthAt(tick, sweep.side);
    for (let levels = 1; levels < sweep.levels && book.holds(tick + step); ) {
      tick += step;
      const depth = book.depthAt(tick, sweep.side);
      quantity += depth;
      if (depth > 0) levels++;
    }
    this.#market.take(sweep.side, quantity, tick);
  }

  #place(orders: Owned[], side: Side, tick: Tick, quantity: number, owner: number, reserve: number): void {
    const order = this.#market.place(side, tick, quantity, owner, reserve);
    if (order) orders.push(order);
  }

  /** Fair value stays on the near side of a level that holds. */
  #hold(side: Side, tick: Tick, standing: boolean): void {
    if (!standing) return;
    const market = this.#market;
    if (side === ASK) market.ceilingTick = Math.min(market.ceilingTick, tick);
    else market.floorTick = Math.max(market.floorTick, tick);
  }

  #isLive(order: Owned): boolean {
    return this.#market.book.isLive(order.slot, order.serial);
  }
}
