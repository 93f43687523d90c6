// The simulated market: random order flow round a fair value, with the script's features acted out in between. Takes a
// script and a budget of records a second, writes rows to the tape; its book keeps every row one an exchange could send.
import type { Lots, Tick } from '../../../contracts/units.ts';
import type { MboTape } from './mbo-tape.ts';
import type { Random } from './random.ts';
import type { MarketScript } from './script.ts';
import { ASK, BID, type Side, SimBook, type Slot } from './sim-book.ts';

const SECOND = 1_000_000_000;
/** Prices beyond this distance from fair value get no new orders. */
const DEPTH_TICKS = 210;
const RECENT = 1024;
/** Nobody takes or cancels the last orders of a side: it never empties. */
const MIN_ORDERS_ON_SIDE = 64;
/** An average event's rows, to plan a second; the budget itself is kept by counting rows. */
const ROWS_PER_EVENT = 1.35;
const NOISE_SECONDS = 6;
const NOISE_TICKS = 0.9;

/** Where orders stand: at the touch, near it, or anywhere (the rest). */
interface DistanceShares {
  readonly touch: number;
  readonly near: number;
}
const RESTING: DistanceShares = { touch: 0.1, near: 0.35 };
const ARRIVING: DistanceShares = { touch: 0.45, near: 0.35 };

export interface MarketOptions {
  readonly script: MarketScript;
  readonly random: Random;
  readonly tape: MboTape;
  /** Orders that the book hovers about on each side. */
  readonly ordersPerSide: number;
  /** Fair value keeps to the script's path, with no noise of its own. */
  readonly exactFair?: boolean;
}

/** A book on its way over midnight. */
export interface CarriedBook {
  readonly nextSerial: number;
  readonly orders: readonly {
    readonly serial: number;
    readonly side: Side;
    readonly tick: Tick;
    readonly quantity: Lots;
  }[];
}

/** The deeds that features are made of. Each writes one whole event at the market's present time. */
export class Market {
  readonly book: SimBook;
  readonly #random: Random;
  readonly #tape: MboTape;
  readonly #path: Float64Array;
  readonly #ordersPerSide: number;
  readonly #noiseTicks: number;
  readonly #recentSlot = new Int32Array(RECENT);
  readonly #recentSerial = new Uint32Array(RECENT);
  #recentCount = 0;
  #nextSerial = 1;
  #timeNanos = 0;
  #eventNanos = -1;
  #noise = 0;
  /** Features hold fair value between these (a wall is not passed while it stands). */
  floorTick = -Infinity;
  ceilingTick = Infinity;
  /** Probability that an aggressor buys. */
  buyShare = 0.5;
  /** Orders are kept out of [voidLo, voidHi] on voidSide. */
  voidSide: Side | -1 = -1;
  voidLo = 0;
  voidHi = -1;

  // Orders that the aggressor under way has hit.
  readonly #hitSerial = new Uint32Array(1 << 14);
  readonly #hitTick = new Int32Array(1 << 14);
  readonly #hitTaken = new Int32Array(1 << 14);
  readonly #hitLeft = new Int32Array(1 << 14);

  constructor(options: MarketOptions) {
    this.#random = options.random;
    this.#tape = options.tape;
    this.#path = options.script.path;
    this.#ordersPerSide = options.ordersPerSide;
    this.#noiseTicks = options.exactFair ? 0 : NOISE_TICKS;
    this.book = new SimBook(options.script.openTick);
  }

  /** What rests, in priority order, best prices first: what the next day's snapshot restates. */
  restingBook(): CarriedBook {
    const orders = ([BID, ASK] as const).flatMap((side) =>
      Array.from(this.#inPriority(side), (slot) => ({
        serial: this.book.serialOf(slot),
        side,
        tick: this.book.tickOf(slot),
        quantity: this.book.quantityOf(slot),
      })),
    );
    return { nextSerial: this.#nextSerial, orders };
  }

  /** R, then every order at rest in priority order, best prices first; the last row ends the snapshot. */
  writeOpeningSnapshot(carried?: CarriedBook): void {
    const ageBySerial = carried ? this.#carryOver(carried) : this.#restingOrders();
    this.#tape.setTimes(0, 0, 0);
    this.#tape.clear(false);
    const last = this.book.orderCount;
    let written = 0;
    for (const side of [BID, ASK] as const) {
      for (const slot of this.#inPriority(side)) {
        const serial = this.book.serialOf(slot);
        this.#tape.nextSequence();
        this.#tape.setTimes(-Math.round(ageBySerial.get(serial) as number), 0, 0);
        this.#tape.snapshotAdd(
          serial,
          side,
          this.book.tickOf(slot),
          this.book.quantityOf(slot),
          ++written === last,
        );
      }
    }
  }

  /** A book out of nothing; returns the orders' ages by serial. */
  #restingOrders(): Map<number, number> {
    const fair = this.#path[0] as number;
    const ageBySerial = new Map<number, number>();
    for (const age of this.#ages(this.#ordersPerSide * 2)) {
      const serial = this.#nextSerial++;
      const side = serial % 2 === 0 ? BID : ASK;
      this.book.add(serial, this.#quotePrice(side, fair, RESTING), side, this.#size());
      ageBySerial.set(serial, age);
    }
    return ageBySerial;
  }

  /** The book of the day before, younger orders with the higher serials; returns their ages by serial. */
  #carryOver({ nextSerial, orders }: CarriedBook): Map<number, number> {
    for (const { serial, side, tick, quantity } of orders) this.book.add(serial, tick, side, quantity);
    this.#nextSerial = nextSerial;
    const ages = this.#ages(orders.length);
    const serials = orders.map(({ serial }) => serial).sort((a, b) => a - b);
    return new Map(serials.map((serial, i) => [serial, ages[i] as number]));
  }

  /** Oldest first, nanoseconds. */
  #ages(count: number): number[] {
    const ages = Array.from({ length: count }, () => this.#random.unit() ** 3 * 40_000 * SECOND + SECOND);
    return ages.sort((a, b) => b - a);
  }

  /**
   * Runs one second: `deeds` at their own times, random flow until about `rows` rows are out. A second without a
   * budget is silent.
   */
  runSecond(second: number, rows: number, deeds: readonly (() => void)[]): void {
    const start = second * SECOND;
    const end = start + SECOND - 1;
    const mean = SECOND / Math.max(1, rows / ROWS_PER_EVENT);
    this.#timeNanos = Math.max(this.#timeNanos, start);
    let done = 0;
    const limit = rows > 0 ? end : start;
    while (this.#timeNanos < limit) {
      const before = this.#timeNanos;
      this.#advance(mean);
      if (this.#timeNanos > end) {
        this.#timeNanos = before;
        break;
      }
      if (done < deeds.length && this.#timeNanos - start > ((done + 1) * SECOND) / (deeds.length + 1)) {
        (deeds[done++] as () => void)();
      } else this.#randomEvent(this.#fair(second));
    }
    for (; rows > 0 && done < deeds.length; done++) (deeds[done] as () => void)();
  }

  /** Random flow a microsecond apart at the end of `second` until the tape has `records` rows. */
  fillUp(second: number, records: number): void {
    while (this.#tape.counts.records < records) {
      this.#timeNanos += 1_000;
      this.#randomEvent(this.#fair(second));
    }
  }

  /** Adds an order; one with an owner is left alone by random flow. Null where it would not rest. */
  place(
    side: Side,
    tick: Tick,
    quantity: Lots,
    owner: number,
    reserve: Lots = 0,
  ): { slot: Slot; serial: number } | null {
    const passive = side === BID ? tick < this.book.bestAsk() : tick > this.book.bestBid();
    if (!passive || !this.book.holds(tick)) return null;
    const serial = this.#nextSerial++;
    this.#beginEvent();
    this.#tape.add(serial, side, tick, quantity);
    return { slot: this.book.add(serial, tick, side, quantity, owner, reserve), serial };
  }

  cancel(slot: Slot): void {
    this.#beginEvent();
    const { book } = this;
    this.#tape.cancel(book.serialOf(slot), book.sideOf(slot), book.tickOf(slot), book.quantityOf(slot));
    book.remove(slot);
  }

  /**
   * An aggressor against `side` takes up to `quantity` down to `limitTick` as one event: a T with its F rows per level,
   * then what is left of each resting order. Stops where a reserve refills. Returns what it took.
   */
  take(side: Side, quantity: Lots, limitTick: Tick): Lots {
    const { book } = this;
    const serial = this.#nextSerial++;
    let left = quantity;
    let hits = 0;
    let refilled = false;
    while (left > 0 && !refilled && hits < 4096 && book.ordersOn(side) > MIN_ORDERS_ON_SIDE) {
      const tick = side === BID ? book.bestBid() : book.bestAsk();
      if (side === BID ? tick < limitTick : tick > limitTick) break;
      if (hits === 0) this.#beginEvent();
      const taken = this.#planLevel(side, tick, left);
      this.#tape.trade(serial, side === BID ? ASK : BID, tick, taken);
      left -= taken;
      for (let wanted = taken; wanted > 0; ) {
        const slot = book.firstAt(tick, side);
        const orderSerial = book.serialOf(slot);
        const amount = Math.min(wanted, book.quantityOf(slot));
        this.#tape.fill(orderSerial, side, tick, amount);
        const whole = amount === book.quantityOf(slot);
        const shown = book.fill(slot, amount);
        refilled ||= whole && shown > 0;
        this.#hitSerial[hits] = orderSerial;
        this.#hitTick[hits] = tick;
        this.#hitTaken[hits] = amount;
        this.#hitLeft[hits++] = shown;
        wanted -= amount;
      }
    }
    this.#writeWhatIsLeft(side, hits);
    return quantity - left;
  }

  /** Quantity an aggressor can take at a level in one go: up to and with the first order that refills. */
  #planLevel(side: Side, tick: Tick, wanted: Lots): Lots {
    const { book } = this;
    let sum = 0;
    for (let slot = book.firstAt(tick, side); slot >= 0 && sum < wanted; slot = book.nextInQueue(slot)) {
      sum += book.quantityOf(slot);
      if (book.hasReserve(slot)) break;
    }
    return Math.min(sum, wanted);
  }

  #writeWhatIsLeft(side: Side, hits: number): void {
    if (hits === 0) return;
    this.#tape.nextSequence();
    for (let i = 0; i < hits; i++) {
      const serial = this.#hitSerial[i] as number;
      const tick = this.#hitTick[i] as number;
      const shown = this.#hitLeft[i] as number;
      const last = i === hits - 1;
      if (shown > 0) this.#tape.modify(serial, side, tick, shown, last);
      else this.#tape.cancel(serial, side, tick, this.#hitTaken[i] as number, last);
    }
  }

  /** A trade printed by the implied engine: volume without an aggressor, no order behind it. */
  printImplied(): void {
    this.#beginEvent();
    this.#tape.tradeWithoutAggressor(this.book.bestBid(), this.#random.between(1, 6));
  }

  #advance(meanNanos: number): void {
    // Half of the events answer the one before within microseconds, as machines do.
    const gap = this.#random.chance(0.5)
      ? this.#random.exponential(Math.min(meanNanos * 0.1, 60_000))
      : this.#random.exponential(meanNanos * 1.9);
    this.#timeNanos += Math.max(1_000, Math.round(gap));
    const seconds = gap / SECOND;
    this.#noise +=
      (-this.#noise * seconds) / NOISE_SECONDS +
      this.#noiseTicks * Math.sqrt((2 * seconds) / NOISE_SECONDS) * this.#random.normal();
  }

  #fair(second: number): number {
    const from = this.#path[second] as number;
    const to = this.#path[second + 1] as number;
    const share = (this.#timeNanos - second * SECOND) / SECOND;
    const fair = from + (to - from) * share + this.#noise;
    return Math.min(this.ceilingTick - 0.3, Math.max(this.floorTick + 0.3, fair));
  }

  #beginEvent(): void {
    const latency = 86_000 + Math.floor(this.#random.unit() * 40_000);
    this.#eventNanos = Math.max(this.#eventNanos, this.#timeNanos - latency);
    this.#tape.nextSequence();
    this.#tape.setTimes(this.#eventNanos, this.#timeNanos, 13_000 + Math.floor(this.#random.unit() * 4_000));
  }

  #randomEvent(fair: number): void {
    const { book } = this;
    const staleAsk = book.bestAsk() < fair - 0.2;
    const staleBid = book.bestBid() > fair + 0.2;
    const draw = this.#random.unit();
    if (staleAsk || staleBid) this.#hitStaleQuote(staleAsk ? ASK : BID, fair);
    else if (draw < 0.034) this.#randomTrade();
    else if (draw < 0.27) this.#randomModify(fair);
    else this.#randomAddOrCancel(fair);
  }

  #randomAddOrCancel(fair: number): void {
    const { book } = this;
    const side = this.#random.chance(0.5) ? BID : ASK;
    // More orders than usual on a side: more of them leave.
    const crowding = book.ordersOn(side) / this.#ordersPerSide;
    if (this.#random.chance(0.5 / Math.max(0.5, crowding ** 2))) this.#randomAdd(side, fair);
    else this.#randomCancel(side, fair);
  }

  /** Fair value has passed a quote: its owner pulls it or somebody takes it. */
  #hitStaleQuote(side: Side, fair: number): void {
    const { book } = this;
    const tick = side === BID ? book.bestBid() : book.bestAsk();
    const slot = book.firstAt(tick, side);
    if (this.#random.chance(0.45) && book.ownerOf(slot) === 0 && book.ordersOn(side) > MIN_ORDERS_ON_SIDE) {
      this.cancel(slot);
      return;
    }
    const limit = side === BID ? Math.ceil(fair + 0.2) : Math.floor(fair - 0.2);
    const taken = this.take(side, 1 + Math.floor(this.#random.exponential(9)), limit);
    if (taken === 0) this.#randomAdd(side === BID ? ASK : BID, fair);
  }

  #randomTrade(): void {
    const buys = this.#random.chance(this.buyShare);
    const side = buys ? ASK : BID;
    const best = side === BID ? this.book.bestBid() : this.book.bestAsk();
    if (this.#random.chance(0.004)) this.printImplied();
    else if (this.take(side, 1 + Math.floor(this.#random.exponential(2.6)), best) === 0) {
      this.#randomAdd(side, best);
    }
  }

  #randomAdd(side: Side, fair: number): void {
    const tick = this.#passivePrice(side, fair);
    const placed = this.place(side, tick, this.#size(), 0);
    if (!placed) return;
    const at = this.#recentCount++ % RECENT;
    this.#recentSlot[at] = placed.slot;
    this.#recentSerial[at] = placed.serial;
  }

  #randomCancel(side: Side, fair: number): void {
    const slot = this.#pick(side);
    if (slot < 0) this.#randomAdd(side, fair);
    else this.cancel(slot);
  }

  #randomModify(fair: number): void {
    const side = this.#random.chance(0.5) ? BID : ASK;
    const slot = this.#pick(side);
    if (slot < 0) {
      this.#randomAdd(side, fair);
      return;
    }
    const { book } = this;
    const old = book.tickOf(slot);
    let tick = old;
    let quantity = book.quantityOf(slot);
    if (this.#random.chance(0.75)) {
      const best = this.#bestPassive(side, fair);
      tick = old + (this.#random.chance(0.5) ? 1 : -1) * this.#random.between(1, 3);
      tick = side === BID ? Math.min(tick, best) : Math.max(tick, best);
      if (this.#isVoid(side, tick) || !book.holds(tick)) tick = old;
    }
    const shrinks = quantity > 1 && this.#random.chance(0.5);
    if (tick === old) quantity = shrinks ? this.#random.between(1, quantity - 1) : quantity + 1;
    this.#beginEvent();
    this.#tape.modify(book.serialOf(slot), side, tick, quantity);
    book.modify(slot, tick, quantity);
  }

  /** An order for random flow to change: mostly a recent one. -1 where the side must not lose one. */
  #pick(side: Side): Slot {
    const { book } = this;
    if (book.ordersOn(side) <= MIN_ORDERS_ON_SIDE) return -1;
    if (this.#random.chance(0.65)) {
      for (let tries = 0; tries < 8; tries++) {
        const at = this.#random.uint32() % RECENT;
        const slot = this.#recentSlot[at] as number;
        if (
          at < this.#recentCount &&
          book.isLive(slot, this.#recentSerial[at] as number) &&
          book.sideOf(slot) === side
        )
          return slot;
      }
    }
    for (let tries = 0; tries < 8; tries++) {
      const slot = book.liveAt(this.#random.uint32() % book.orderCount);
      if (book.sideOf(slot) === side && book.ownerOf(slot) === 0) return slot;
    }
    return -1;
  }

  #bestPassive(side: Side, fair: number): Tick {
    return side === BID
      ? Math.min(Math.ceil(fair) - 1, this.book.bestAsk() - 1)
      : Math.max(Math.floor(fair) + 1, this.book.bestBid() + 1);
  }

  #passivePrice(side: Side, fair: number): Tick {
    const quote = this.#quotePrice(side, fair, ARRIVING);
    const best = this.#bestPassive(side, fair);
    let tick = side === BID ? Math.min(quote, best) : Math.max(quote, best);
    if (this.#isVoid(side, tick))
      tick =
        side === BID
          ? this.voidLo - 1 - this.#random.between(0, 9)
          : this.voidHi + 1 + this.#random.between(0, 9);
    return tick;
  }

  #quotePrice(side: Side, fair: number, shares: DistanceShares): Tick {
    const draw = this.#random.unit();
    let distance = this.#random.between(0, DEPTH_TICKS);
    if (draw < shares.touch) distance = this.#random.geometric(0.7);
    else if (draw < shares.touch + shares.near)
      distance = Math.min(this.#random.geometric(0.95), DEPTH_TICKS);
    return side === BID ? Math.ceil(fair) - 1 - distance : Math.floor(fair) + 1 + distance;
  }

  #isVoid(side: Side, tick: Tick): boolean {
    return side === this.voidSide && tick >= this.voidLo && tick <= this.voidHi;
  }

  #size(): Lots {
    const draw = this.#random.unit();
    if (draw < 0.66) return 1;
    if (draw < 0.82) return 2;
    if (draw < 0.97) return this.#random.between(3, 8);
    return this.#random.between(10, 30);
  }

  *#inPriority(side: Side): Generator<Slot> {
    const { book } = this;
    const step = side === BID ? -1 : 1;
    let left = book.ordersOn(side);
    for (let tick = side === BID ? book.bestBid() : book.bestAsk(); left > 0; tick += step) {
      for (let slot = book.firstAt(tick, side); slot >= 0; slot = book.nextInQueue(slot), left--) yield slot;
    }
  }
}
