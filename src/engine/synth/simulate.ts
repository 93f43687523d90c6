// One simulated day onto a tape: opening snapshot, then second after second until the script's end, within a budget of
// rows that is spread over the day as activity is (bursts, lulls, idle stretches).
import { Director } from './director.ts';
import { type CarriedBook, Market } from './market.ts';
import type { MboTape } from './mbo-tape.ts';
import { PlantedPressure } from './planted-pressure.ts';
import type { Random } from './random.ts';
import type { MarketScript } from './script.ts';

/** How much the activity of one second differs from the next. */
const ACTIVITY_PERSISTENCE = 0.9;
const ACTIVITY_SPREAD = 0.22;

export interface SimulationOptions {
  readonly script: MarketScript;
  readonly random: Random;
  readonly tape: MboTape;
  /** Rows the day is to have, the snapshot's included; met within a second's worth, never undercut. */
  readonly records: number;
  readonly ordersPerSide: number;
  /** The book that the day before ended with; out of nothing where absent. */
  readonly carried?: CarriedBook;
  /** Fair value is pushed by the pressure of the book, by so much; the script's path is written as it goes. */
  readonly effect?: number;
}

/** Returns the book that it ends with. */
export function simulateDay(options: SimulationOptions): CarriedBook {
  const { script, tape, random } = options;
  const market = new Market({ ...options, exactFair: options.effect !== undefined });
  const pressure =
    options.effect === undefined
      ? null
      : new PlantedPressure(market.book, script.openTick, options.effect, random);
  const director = new Director(market, script.features);
  const weights = activityWeights(script, random, director);
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  market.writeOpeningSnapshot(options.carried);
  for (let second = 0; second < script.seconds; second++) {
    const weight = weights[second] as number;
    const rows =
      weight > 0 ? Math.max(1, ((options.records - tape.counts.records) * weight) / weightLeft) : 0;
    weightLeft -= weight;
    if (pressure) script.path[second + 1] = pressure.next(script.path[second] as number);
    market.runSecond(second, rows, director.deedsOf(second));
  }
  // The last second's budget is an estimate too: what is still missing follows at its end.
  market.fillUp(script.seconds - 1, options.records);
  tape.flush();
  return market.restingBook();
}

function activityWeights(script: MarketScript, random: Random, director: Director): Float64Array {
  const weights = new Float64Array(script.seconds);
  let mood = 0;
  for (let second = 0; second < script.seconds; second++) {
    mood = mood * ACTIVITY_PERSISTENCE + ACTIVITY_SPREAD * random.normal();
    const speed = Math.abs((script.path[second + 1] as number) - (script.path[second] as number));
    weights[second] = director.isIdle(second) ? 0 : Math.exp(mood) * (1 + 2 * Math.min(1, speed));
  }
  return weights;
}
