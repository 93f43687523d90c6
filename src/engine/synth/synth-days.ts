// Several invented days for tests, benches and the command line: weekdays in a row, each a whole day's files, the same
// seed always the same bytes. A day's price and book carry on where the last one ended.
import { mkdirSync } from 'node:fs';
import type { Tick } from '../../../contracts/units.ts';
import type { DbnVersion } from '../../core/dbn/record-fields.ts';
import type { CarriedBook } from './market.ts';
import type { TapeCounts } from './mbo-tape.ts';
import { type WrittenOptionDay, writeOptionDay } from './option-day.ts';
import { Random } from './random.ts';
import { emptyScript, type MarketScript, randomScript } from './script.ts';
import { type SynthInstrument, writeDay, writeSideFiles } from './write-day.ts';

export interface SynthOptions {
  readonly folder: string;
  readonly days: number;
  /** Minutes of trading from 00:00:00Z, 1..1440. */
  readonly minutes: number;
  readonly seed: number;
  /** Rows a day; what a lively future has in that time unless said. */
  readonly records?: number;
  /** First day, YYYY-MM-DD; weekends are left out. */
  readonly firstDate?: string;
  readonly version?: DbnVersion;
  /** About how many options of the future trade beside it; none unless said. */
  readonly options?: number;
  /** Rows a day of theirs. */
  readonly optionRecords?: number;
  /** Days at random but for pressure, which pushes price by so much; without walls, voids or trends. */
  readonly effect?: number;
  readonly onDay?: (day: SynthDay) => void;
}

export interface SynthDay {
  readonly utcDate: string;
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly counts: TapeCounts;
  readonly options?: WrittenOptionDay;
}

const INSTRUMENT: SynthInstrument = {
  instrumentId: 4243,
  symbol: 'SYNZ6',
  asset: 'SYN',
  description: 'Invented future',
  tickSizeNanos: 250_000_000n,
  maturityYear: 2026,
  maturityMonth: 12,
};
const FIRST_DATE = '2026-09-14';
const OPEN_TICK: Tick = 20_000;
const RECORDS_PER_MINUTE = 12_000;
const ORDERS_PER_SIDE = 3000;
/** Of one option, beside its opening snapshot. */
const OPTION_RECORDS_PER_MINUTE = 20;
const OPTION_SNAPSHOT_RECORDS = 7;
/** Streams of random numbers of the options, apart from those of the futures, which stay the same without them. */
const OPTION_STREAMS = 1_000_000;

/** Throws the system's error where the folder cannot be written. */
export async function writeSynthDays(options: SynthOptions): Promise<SynthDay[]> {
  mkdirSync(options.folder, { recursive: true });
  const dates = weekdaysFrom(options.firstDate ?? FIRST_DATE, options.days);
  const days: SynthDay[] = [];
  let openTick = OPEN_TICK;
  let carried: CarriedBook | null = null;
  for (const [i, utcDate] of dates.entries()) {
    const random = new Random(options.seed, i);
    const script =
      options.effect === undefined
        ? randomScript(random, options.minutes * 60, openTick)
        : emptyScript(options.minutes * 60, openTick);
    const { closingBook, ...day } = await writeDay({
      folder: options.folder,
      utcDate,
      instrument: INSTRUMENT,
      script,
      random,
      records: options.records ?? options.minutes * RECORDS_PER_MINUTE + ORDERS_PER_SIDE * 2,
      ordersPerSide: ORDERS_PER_SIDE,
      ...(options.effect === undefined ? {} : { effect: options.effect }),
      ...(options.version ? { version: options.version } : {}),
      ...(carried ? { carried } : {}),
    });
    carried = closingBook;
    openTick = Math.floor(script.path.at(-1) as number);
    const chain = options.options ? optionsOf(options, options.options, utcDate, script, i) : null;
    const synthDay = { utcDate, ...day, ...(chain && { options: chain }) };
    days.push(synthDay);
    options.onDay?.(synthDay);
  }
  writeSideFiles(options.folder, INSTRUMENT, dates);
  return days;
}

function optionsOf(
  options: SynthOptions,
  count: number,
  utcDate: string,
  script: MarketScript,
  day: number,
): WrittenOptionDay {
  const { folder, seed, minutes, version, optionRecords } = options;
  return writeOptionDay({
    folder,
    utcDate,
    underlying: INSTRUMENT,
    script,
    random: new Random(seed, OPTION_STREAMS + day),
    options: count,
    records: optionRecords ?? count * (OPTION_SNAPSHOT_RECORDS + minutes * OPTION_RECORDS_PER_MINUTE),
    ...(version ? { version } : {}),
  });
}

function weekdaysFrom(firstDate: string, count: number): string[] {
  const dates: string[] = [];
  for (let millis = Date.parse(`${firstDate}T00:00:00Z`); dates.length < count; millis += 86_400_000) {
    const date = new Date(millis);
    if (date.getUTCDay() % 6 !== 0) dates.push(date.toISOString().slice(0, 10));
  }
  return dates;
}
