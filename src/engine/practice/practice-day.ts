// Some minutes of an invented day as the vendor's files: orders that come, go, change and are executed around one price,
// no two alike. What the runtime is to learn the reading of files by (practise.ts); nobody is shown it.
import { join } from 'node:path';
import { encodeMetadata } from '../../core/dbn/encode.ts';
import { DbnFile, dbnFileName } from '../synth/dbn-file.ts';
import { MboTape } from '../synth/mbo-tape.ts';
import { Random } from '../synth/random.ts';
import { ASK, BID, type Side } from '../synth/sim-book.ts';
import {
  metadataOf,
  PUBLISHER_ID,
  type SynthInstrument,
  startOfDate,
  writeDefinitions,
  writeSideFiles,
} from '../synth/write-day.ts';

export const PRACTICE_RECORDS = 40_000;
const DATE = '2024-01-02';
const INSTRUMENT: SynthInstrument = {
  instrumentId: 1,
  symbol: 'PRACTICE',
  asset: 'PRACTICE',
  description: 'Practice',
  tickSizeNanos: 250_000_000n,
  maturityYear: 2024,
  maturityMonth: 3,
};
const STEP_NANOS = 15_000_000;
const MID_TICK = 20_000;
const DEEPEST = 30;
const FEWEST_RESTING = 60;
const MOST_RESTING = 800;

interface Resting {
  readonly serial: number;
  readonly side: Side;
  tick: number;
  size: number;
}

/** Writes it to the folder; returns the path of the orders. Throws the system's error where that cannot be written. */
export function writePracticeDay(folder: string): string {
  const dayStart = startOfDate(DATE);
  writeSideFiles(folder, INSTRUMENT, [DATE]);
  writeDefinitions(join(folder, dbnFileName('practice.definition')), INSTRUMENT, dayStart, 3);
  const metadata = encodeMetadata(metadataOf(INSTRUMENT, dayStart, 3, 'mbo'));
  const file = new DbnFile(join(folder, dbnFileName('practice.mbo')), metadata);
  const tape = new MboTape({
    dayStart,
    instrumentId: INSTRUMENT.instrumentId,
    publisherId: PUBLISHER_ID,
    tickSizeNanos: INSTRUMENT.tickSizeNanos,
    recordsPerBlock: PRACTICE_RECORDS,
    onBlock: (bytes) => file.append(bytes),
  });
  const market = new PracticeMarket(tape);
  // An event has at most three rows.
  while (tape.counts.records <= PRACTICE_RECORDS - 3) market.step();
  tape.flush();
  file.finish();
  return file.path;
}

class PracticeMarket {
  readonly #tape: MboTape;
  readonly #random = new Random(1);
  readonly #resting: Resting[] = [];
  #steps = 0;
  #serial = 0;

  constructor(tape: MboTape) {
    this.#tape = tape;
  }

  /** One event. */
  step(): void {
    const resting = this.#resting.length;
    this.#steps += 1;
    this.#tape.setTimes(this.#steps * STEP_NANOS, this.#steps * STEP_NANOS, 0);
    this.#tape.nextSequence();
    if (resting < FEWEST_RESTING || (resting < MOST_RESTING && this.#random.chance(0.45))) this.#add();
    else if (this.#random.chance(0.35)) this.#modify();
    else this.#leave();
  }

  #add(): void {
    const side = this.#random.chance(0.5) ? BID : ASK;
    const tick = this.#tickOf(side);
    const size = this.#random.between(1, 9);
    this.#serial += 1;
    this.#resting.push({ serial: this.#serial, side, tick, size });
    this.#tape.add(this.#serial, side, tick, size);
  }

  #modify(): void {
    const order = this.#resting[this.#anyPlace()];
    if (this.#random.chance(0.5)) order.tick = this.#tickOf(order.side);
    else order.size = this.#random.between(1, 9);
    this.#tape.modify(order.serial, order.side, order.tick, order.size);
  }

  /** An order goes: cancelled, or executed whole. */
  #leave(): void {
    const place = this.#anyPlace();
    const { serial, side, tick, size } = this.#resting[place];
    this.#resting[place] = this.#resting[this.#resting.length - 1];
    this.#resting.pop();
    if (this.#random.chance(0.2)) {
      this.#tape.trade(serial, side === BID ? ASK : BID, tick, size);
      this.#tape.fill(serial, side, tick, size);
    }
    this.#tape.cancel(serial, side, tick, size);
  }

  #anyPlace(): number {
    return this.#random.between(0, this.#resting.length - 1);
  }

  #tickOf(side: Side): number {
    const deep = this.#random.between(1, DEEPEST);
    return side === BID ? MID_TICK - deep : MID_TICK + deep;
  }
}
