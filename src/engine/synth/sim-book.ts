// The simulator's own book: price-time queues over a dense range of ticks. It exists so that every record written is
// one that an exchange could have sent; the product's book is another, and tests replay one against the other.

import type { Lots, Tick } from '../../../contracts/units.ts';
import { assert } from '../../base/assert.ts';

export const BID = 0;
export const ASK = 1;
export type Side = typeof BID | typeof ASK;

/** Ticks from the open that the book can hold, each way. */
const HALF_RANGE = 4096;
const NONE = -1;

/** Index of an order in the arrays; reused after the order is gone. */
export type Slot = number;

export class SimBook {
  readonly #lowestTick: Tick;
  #capacity = 1 << 14;

  // Orders, by slot.
  #level = new Int32Array(this.#capacity);
  #quantity = new Int32Array(this.#capacity);
  #hidden = new Int32Array(this.#capacity);
  #display = new Int32Array(this.#capacity);
  #owner = new Uint16Array(this.#capacity);
  #serial = new Uint32Array(this.#capacity);
  #next = new Int32Array(this.#capacity);
  #previous = new Int32Array(this.#capacity);
  #livePlace = new Int32Array(this.#capacity);
  #live = new Int32Array(this.#capacity);
  #free = new Int32Array(this.#capacity);
  #freeCount = 0;
  #slotEnd = 0;
  #liveCount = 0;

  // Levels, by (tick - lowest) * 2 + side.
  readonly #head = new Int32Array(HALF_RANGE * 4).fill(NONE);
  readonly #tail = new Int32Array(HALF_RANGE * 4).fill(NONE);
  readonly #depth = new Int32Array(HALF_RANGE * 4);
  readonly #ordersOnSide = new Int32Array(2);
  #bestBid = -1;
  #bestAsk = HALF_RANGE * 2;

  constructor(openTick: Tick) {
    this.#lowestTick = openTick - HALF_RANGE;
  }

  get orderCount(): number {
    return this.#liveCount;
  }

  ordersOn(side: Side): number {
    return this.#ordersOnSide[side] as number;
  }

  bestBid(): Tick {
    return this.#bestBid + this.#lowestTick;
  }

  bestAsk(): Tick {
    return this.#bestAsk + this.#lowestTick;
  }

  /** Whether the book has room for orders at `tick`. */
  holds(tick: Tick): boolean {
    const row = tick - this.#lowestTick;
    return row >= 1 && row < HALF_RANGE * 2 - 1;
  }

  depthAt(tick: Tick, side: Side): Lots {
    return this.#depth[(tick - this.#lowestTick) * 2 + side] as number;
  }

  tickOf(slot: Slot): Tick {
    return ((this.#level[slot] as number) >> 1) + this.#lowestTick;
  }

  sideOf(slot: Slot): Side {
    return ((this.#level[slot] as number) & 1) as Side;
  }

  quantityOf(slot: Slot): Lots {
    return this.#quantity[slot] as number;
  }

  ownerOf(slot: Slot): number {
    return this.#owner[slot] as number;
  }

  /** Whether a complete fill of the order would show more of it. */
  hasReserve(slot: Slot): boolean {
    return (this.#hidden[slot] as number) > 0;
  }

  /** Running number of the order, from which its id is made. */
  serialOf(slot: Slot): number {
    return this.#serial[slot] as number;
  }

  /** Whether `slot` still holds the order of that serial. */
  isLive(slot: Slot, serial: number): boolean {
    return this.#serial[slot] === serial && (this.#livePlace[slot] as number) !== NONE;
  }

  /** The n-th live order, in no particular order. */
  liveAt(index: number): Slot {
    return this.#live[index] as number;
  }

  /** First order in the queue at a level, or -1. */
  firstAt(tick: Tick, side: Side): Slot {
    return this.#head[(tick - this.#lowestTick) * 2 + side] as number;
  }

  nextInQueue(slot: Slot): Slot {
    return this.#next[slot] as number;
  }

  add(serial: number, tick: Tick, side: Side, quantity: Lots, owner = 0, hidden: Lots = 0): Slot {
    assert(this.holds(tick) && quantity > 0, 'simulated order out of range');
    const slot = this.#takeSlot();
    this.#quantity[slot] = quantity;
    this.#display[slot] = quantity;
    this.#hidden[slot] = hidden;
    this.#owner[slot] = owner;
    this.#serial[slot] = serial;
    this.#livePlace[slot] = this.#liveCount;
    this.#live[this.#liveCount++] = slot;
    this.#enqueue(slot, (tick - this.#lowestTick) * 2 + side);
    return slot;
  }

  remove(slot: Slot): void {
    this.#dequeue(slot);
    const place = this.#livePlace[slot] as number;
    const last = this.#live[--this.#liveCount] as number;
    this.#live[place] = last;
    this.#livePlace[last] = place;
    this.#livePlace[slot] = NONE;
    this.#free[this.#freeCount++] = slot;
  }

  /** A modify as the exchange applies it: a new price or more size goes to the back of the queue. */
  modify(slot: Slot, tick: Tick, quantity: Lots): void {
    const level = (tick - this.#lowestTick) * 2 + ((this.#level[slot] as number) & 1);
    const old = this.#quantity[slot] as number;
    if (level === this.#level[slot] && quantity <= old) {
      this.#quantity[slot] = quantity;
      this.#depth[level] = (this.#depth[level] as number) - old + quantity;
      return;
    }
    this.#dequeue(slot);
    this.#quantity[slot] = quantity;
    this.#display[slot] = quantity;
    this.#enqueue(slot, level);
  }

  /** Takes `quantity` from an order; returns what it shows afterwards (a reserve refills it, at the back of the queue). */
  fill(slot: Slot, quantity: Lots): Lots {
    const rest = (this.#quantity[slot] as number) - quantity;
    if (rest > 0) {
      this.modify(slot, this.tickOf(slot), rest);
      return rest;
    }
    const refill = Math.min(this.#hidden[slot] as number, this.#display[slot] as number);
    if (refill === 0) {
      this.remove(slot);
      return 0;
    }
    this.#hidden[slot] = (this.#hidden[slot] as number) - refill;
    const level = this.#level[slot] as number;
    this.#dequeue(slot);
    this.#quantity[slot] = refill;
    this.#enqueue(slot, level);
    return refill;
  }

  #takeSlot(): Slot {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount] as number;
    if (this.#slotEnd === this.#capacity) this.#grow();
    return this.#slotEnd++;
  }

  #grow(): void {
    this.#capacity *= 2;
    const wider = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const array = new Int32Array(this.#capacity);
      array.set(old);
      return array;
    };
    this.#level = wider(this.#level);
    this.#quantity = wider(this.#quantity);
    this.#hidden = wider(this.#hidden);
    this.#display = wider(this.#display);
    this.#next = wider(this.#next);
    this.#previous = wider(this.#previous);
    this.#livePlace = wider(this.#livePlace);
    this.#live = wider(this.#live);
    this.#free = wider(this.#free);
    const owner = new Uint16Array(this.#capacity);
    owner.set(this.#owner);
    this.#owner = owner;
    const serial = new Uint32Array(this.#capacity);
    serial.set(this.#serial);
    this.#serial = serial;
  }

  #enqueue(slot: Slot, level: number): void {
    const tail = this.#tail[level] as number;
    this.#level[slot] = level;
    this.#next[slot] = NONE;
    this.#previous[slot] = tail;
    if (tail === NONE) this.#head[level] = slot;
    else this.#next[tail] = slot;
    this.#tail[level] = slot;
    this.#depth[level] = (this.#depth[level] as number) + (this.#quantity[slot] as number);
    const side = level & 1;
    this.#ordersOnSide[side] = (this.#ordersOnSide[side] as number) + 1;
    const row = level >> 1;
    if (side === BID) {
      if (row > this.#bestBid) this.#bestBid = row;
    } else if (row < this.#bestAsk) this.#bestAsk = row;
  }

  #dequeue(slot: Slot): void {
    const level = this.#level[slot] as number;
    const next = this.#next[slot] as number;
    const previous = this.#previous[slot] as number;
    if (previous === NONE) this.#head[level] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#tail[level] = previous;
    else this.#previous[next] = previous;
    this.#depth[level] = (this.#depth[level] as number) - (this.#quantity[slot] as number);
    const side = level & 1;
    this.#ordersOnSide[side] = (this.#ordersOnSide[side] as number) - 1;
    if ((this.#head[level] as number) === NONE) this.#refreshBest(level);
  }

  #refreshBest(emptied: number): void {
    const head = this.#head;
    if ((emptied & 1) === BID) {
      while (this.#bestBid >= 0 && head[this.#bestBid * 2 + BID] === NONE) this.#bestBid--;
    } else {
      while (this.#bestAsk < HALF_RANGE * 2 && head[this.#bestAsk * 2 + ASK] === NONE) this.#bestAsk++;
    }
  }
}
