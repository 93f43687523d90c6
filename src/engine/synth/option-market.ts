// Market makers in the options of an invented future: two-sided quotes at premiums that follow the future, sizes that come
// and go, now and then a trade, and the planted walls. Each deed is one whole event on the tape, in the order of its time.

import type { MboTape } from './mbo-tape.ts';
import type { ChainOption, StrikeWall } from './option-chain.ts';
import type { Random } from './random.ts';
import { ASK, BID, type Side } from './sim-book.ts';

const SECOND = 1_000_000_000;
const NANOS_PER_POINT = 1_000_000_000;
/** Premium ticks in a point. */
const TICKS_PER_POINT = 20;
const ORDERS_PER_SIDE = 3;
const WALL_ORDERS = 8;
const EVENT_TO_RECV = 40_000;

interface QuoteOrder {
  readonly serial: number;
  tick: number;
  size: number;
  readonly isWall: boolean;
}

interface OptionQuotes {
  readonly option: ChainOption;
  readonly sides: readonly [QuoteOrder[], QuoteOrder[]];
}

export interface OptionMarketOptions {
  readonly chain: readonly ChainOption[];
  readonly walls: readonly StrikeWall[];
  /** Fair value of the future at each second's start, points. */
  readonly path: Float64Array;
  readonly seconds: number;
  /** Rows the day is to have, met within a second's worth. */
  readonly records: number;
  readonly tape: MboTape;
  readonly random: Random;
}

/** Writes the day's rows: an opening snapshot of every option, then second after second. */
export function simulateOptions(options: OptionMarketOptions): void {
  const { tape, seconds, records } = options;
  const market = new OptionMarket(options);
  market.writeSnapshots();
  for (let second = 0; second < seconds; second++) {
    const due = ((records - tape.counts.records) / (seconds - second)) | 0;
    market.runSecond(second, Math.max(0, due));
  }
  tape.flush();
}

class OptionMarket {
  readonly #options: OptionMarketOptions;
  readonly #quotes: OptionQuotes[];
  /** Options by how often something happens in them: near the money more than far from it. */
  readonly #often: Float64Array;
  #nextSerial = 1;

  constructor(options: OptionMarketOptions) {
    this.#options = options;
    const spot = options.path[0];
    let sum = 0;
    this.#often = Float64Array.from(options.chain, ({ strikeNanos }) => {
      const distance = Math.abs(Number(strikeNanos) / NANOS_PER_POINT - spot);
      sum += 1 / (1 + distance / 25);
      return sum;
    });
    this.#quotes = options.chain.map((option) => ({
      option,
      sides: [this.#opening(option, BID), this.#opening(option, ASK)],
    }));
  }

  writeSnapshots(): void {
    const { tape } = this.#options;
    for (const { option, sides } of this.#quotes) {
      tape.useInstrument(option.instrumentId);
      tape.setTimes(0, 0, 0);
      const orders = ([BID, ASK] as const).flatMap((side) => sides[side].map((order) => ({ side, order })));
      tape.clear(orders.length === 0);
      orders.forEach(({ side, order }, i) => {
        tape.nextSequence();
        tape.setTimes(-SECOND * (60 + order.serial), 0, 0);
        tape.snapshotAdd(order.serial, side, order.tick, order.size, i === orders.length - 1);
      });
    }
  }

  runSecond(second: number, rows: number): void {
    const { random, tape, walls } = this.#options;
    const before = tape.counts.records;
    const events = Math.max(0, Math.round(rows / 1.1));
    let at = second * SECOND;
    const step = SECOND / (events + 1);
    for (const wall of walls) {
      if (wall.fromSecond === second) this.#plant(wall, at + random.between(1, 1000));
      if (wall.toSecond === second) this.#pullOut(wall, at + random.between(1, 1000));
    }
    for (let i = 0; i < events && tape.counts.records - before < rows; i++) {
      at += step;
      this.#event(second, Math.floor(at));
    }
  }

  #event(second: number, atNanos: number): void {
    const { random } = this.#options;
    const quotes = this.#quotes[this.#pick()];
    const side: Side = random.chance(0.5) ? BID : ASK;
    this.#at(quotes.option, atNanos);
    const orders = quotes.sides[side];
    const own = orders.filter(({ isWall }) => !isWall);
    const fair = fairTick(quotes.option, this.#options.path[second], side);
    const deed = random.unit();
    if (own.length < ORDERS_PER_SIDE || deed < 0.2) this.#place(orders, side, fair);
    else if (deed < 0.72) this.#requote(own[random.between(0, own.length - 1)], side, fair);
    else if (deed < 0.96 || own.length === ORDERS_PER_SIDE)
      this.#cancel(orders, own[random.between(0, own.length - 1)], side);
    else this.#trade(orders, own[0], side);
  }

  #place(orders: QuoteOrder[], side: Side, fair: number, size?: number, isWall = false): void {
    const { random, tape } = this.#options;
    const order = {
      serial: this.#nextSerial++,
      tick: this.#near(fair, side),
      size: size ?? random.between(1, 60),
      isWall,
    };
    orders.push(order);
    tape.add(order.serial, side, order.tick, order.size);
  }

  #requote(order: QuoteOrder, side: Side, fair: number): void {
    const { random, tape } = this.#options;
    if (random.chance(0.7)) order.tick = this.#near(fair, side);
    else order.size = random.between(1, 60);
    tape.modify(order.serial, side, order.tick, order.size);
  }

  #cancel(orders: QuoteOrder[], order: QuoteOrder, side: Side): void {
    orders.splice(orders.indexOf(order), 1);
    this.#options.tape.cancel(order.serial, side, order.tick, order.size);
  }

  /** An aggressor takes part of an order, or all of it. */
  #trade(orders: QuoteOrder[], order: QuoteOrder, side: Side): void {
    const { random, tape } = this.#options;
    const taken = random.between(1, order.size);
    tape.trade(this.#nextSerial++, side === BID ? ASK : BID, order.tick, taken);
    tape.fill(order.serial, side, order.tick, taken);
    order.size -= taken;
    if (order.size > 0) tape.modify(order.serial, side, order.tick, order.size);
    else {
      orders.splice(orders.indexOf(order), 1);
      tape.cancel(order.serial, side, order.tick, taken);
    }
  }

  #plant({ option, side, quantity, fromSecond }: StrikeWall, atNanos: number): void {
    const { sides } = this.#quotesOf(option);
    const fair = fairTick(option, this.#options.path[fromSecond], side);
    for (let i = 0; i < WALL_ORDERS; i++) {
      const size = Math.floor(quantity / WALL_ORDERS) + (i < quantity % WALL_ORDERS ? 1 : 0);
      this.#at(option, atNanos + i * 1000);
      this.#place(sides[side], side, fair, size, true);
    }
  }

  #pullOut({ option, side }: StrikeWall, atNanos: number): void {
    const orders = this.#quotesOf(option).sides[side];
    orders
      .filter(({ isWall }) => isWall)
      .forEach((order, i) => {
        this.#at(option, atNanos + i * 1000);
        this.#cancel(orders, order, side);
      });
  }

  #quotesOf(option: ChainOption): OptionQuotes {
    return this.#quotes[this.#options.chain.indexOf(option)];
  }

  #at(option: ChainOption, atNanos: number): void {
    const { tape } = this.#options;
    tape.useInstrument(option.instrumentId);
    tape.nextSequence();
    tape.setTimes(atNanos - EVENT_TO_RECV, atNanos, EVENT_TO_RECV / 2);
  }

  #opening(option: ChainOption, side: Side): QuoteOrder[] {
    const { random, path } = this.#options;
    const fair = fairTick(option, path[0], side);
    return Array.from({ length: ORDERS_PER_SIDE }, () => ({
      serial: this.#nextSerial++,
      tick: this.#near(fair, side),
      size: random.between(1, 60),
      isWall: false,
    }));
  }

  /** A premium at the quote or a little worse; never below a tick. */
  #near(fair: number, side: Side): number {
    const off = this.#options.random.geometric(0.5);
    return Math.max(1, side === BID ? fair - off : fair + off);
  }

  #pick(): number {
    const often = this.#often;
    const at = this.#options.random.unit() * often[often.length - 1];
    let lo = 0;
    let hi = often.length - 1;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      if (often[middle] <= at) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}

/** Quote of a side, premium ticks: what the option is worth at once, and a little for what may come. */
function fairTick({ strikeNanos, right }: ChainOption, spot: number, side: Side): number {
  const strike = Number(strikeNanos) / NANOS_PER_POINT;
  const worth = Math.max(0, right === 'C' ? spot - strike : strike - spot);
  const hope = 12 / (1 + Math.abs(strike - spot) / 15);
  const half = side === BID ? -1 : 1;
  return Math.max(1, Math.round((worth + hope) * TICKS_PER_POINT) + half);
}
