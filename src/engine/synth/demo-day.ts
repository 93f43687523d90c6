// The demo day: twenty minutes of an invented future, with everything a first look should show planted at known seconds
// and ticks. Made on the spot, opened like any other file; tests find the features by this table.
import type { Tick } from '../../../contracts/units.ts';
import { Random } from './random.ts';
import { type Feature, type MarketScript, pathThrough } from './script.ts';
import { ASK, BID } from './sim-book.ts';
import { type SynthInstrument, writeDay, writeSideFiles } from './write-day.ts';

export const DEMO_INSTRUMENT: SynthInstrument = {
  instrumentId: 4242,
  symbol: 'FBKZ6',
  asset: 'FBK',
  description: 'Fieldbook demo future',
  tickSizeNanos: 250_000_000n,
  maturityYear: 2026,
  maturityMonth: 12,
};

/** A Monday; the day opens with the snapshot at 00:00:00Z, in mid-session. */
export const DEMO_UTC_DATE = '2026-11-16';
export const DEMO_SECONDS = 1200;
export const DEMO_RECORDS = 400_000;
/** 5000.00 */
export const DEMO_OPEN_TICK: Tick = 20_000;
const DEMO_SEED = 20_261_116;
const ORDERS_PER_SIDE = 3000;

const at = (offset: number): Tick => DEMO_OPEN_TICK + offset;

/** What is planted, seconds from 00:00:00Z. */
export const DEMO_FEATURES: readonly Feature[] = [
  {
    kind: 'wall',
    side: ASK,
    tick: at(14),
    quantity: 1500,
    buildFrom: 60,
    buildTo: 100,
    end: 'eaten',
    endFrom: 300,
    endTo: 330,
  },
  {
    kind: 'wall',
    side: BID,
    tick: at(-9),
    quantity: 1000,
    buildFrom: 30,
    buildTo: 45,
    end: 'pulled',
    endFrom: 200,
    endTo: 203,
  },
  { kind: 'sweep', side: ASK, levels: 4, second: 352 },
  {
    kind: 'wall',
    side: BID,
    tick: at(18),
    quantity: 1400,
    buildFrom: 400,
    buildTo: 430,
    end: 'pulled',
    endFrom: 660,
    endTo: 663,
  },
  { kind: 'void', side: BID, tickLo: at(-19), tickHi: at(-11), from: 560, to: 800 },
  { kind: 'sweep', side: BID, levels: 6, second: 720 },
  { kind: 'iceberg', side: BID, tick: at(-26), display: 12, reserve: 4000, from: 786, to: 872 },
  { kind: 'idle', from: 880, to: 905 },
  {
    kind: 'wall',
    side: ASK,
    tick: at(8),
    quantity: 1200,
    buildFrom: 960,
    buildTo: 966,
    end: 'pulled',
    endFrom: 1040,
    endTo: 1042,
  },
  { kind: 'iceberg', side: ASK, tick: at(11), display: 8, reserve: 2500, from: 1085, to: 1140 },
];

export function demoScript(): MarketScript {
  const path = pathThrough(
    [
      [0, 0],
      [90, 4],
      [180, 1],
      [240, 11],
      [300, 13],
      [330, 14.5],
      [420, 30],
      [540, 20],
      [600, 19],
      [640, 25],
      [662, 19],
      [764, -9],
      [776, -10],
      [784, -22],
      [800, -27],
      [870, -27],
      [905, -24],
      [1010, 5],
      [1040, 6],
      [1090, 9],
      [1100, 12],
      [1140, 12],
      [1200, 3],
    ],
    DEMO_SECONDS,
    DEMO_OPEN_TICK,
  );
  return { seconds: DEMO_SECONDS, openTick: DEMO_OPEN_TICK, path, features: DEMO_FEATURES };
}

/** Writes the demo day into `folder` (made if missing). `paths` holds the MBO file first, then its definitions. */
export async function makeDemoDay(folder: string): Promise<{ paths: string[] }> {
  const day = await writeDay({
    folder,
    utcDate: DEMO_UTC_DATE,
    instrument: DEMO_INSTRUMENT,
    script: demoScript(),
    random: new Random(DEMO_SEED),
    records: DEMO_RECORDS,
    ordersPerSide: ORDERS_PER_SIDE,
  });
  writeSideFiles(folder, DEMO_INSTRUMENT, [DEMO_UTC_DATE]);
  return { paths: [day.mboPath, day.definitionPath] };
}
