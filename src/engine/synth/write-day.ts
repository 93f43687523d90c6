// A simulated day as files, named and framed as the vendor's: glbx-mdp3-YYYYMMDD.mbo.dbn.zst, its definitions beside it,
// and the side files of a batch download. Blocks go to disk as they fill, so memory does not grow with the day.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayStartFromTs, NANOS_PER_SECOND, type TsNanos, WINDOWS_PER_DAY } from '../../../contracts/units.ts';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DbnVersion } from '../../core/dbn/record-fields.ts';
import { DbnFile, dbnFileName } from './dbn-file.ts';
import type { CarriedBook } from './market.ts';
import { MboTape, type TapeCounts } from './mbo-tape.ts';
import type { Random } from './random.ts';
import type { MarketScript } from './script.ts';
import { simulateDay } from './simulate.ts';

export const DATASET = 'GLBX.MDP3';
export const PUBLISHER_ID = 1;
const RECORDS_PER_FRAME = 1 << 17;
export const DAY_NANOS = NANOS_PER_SECOND * BigInt(WINDOWS_PER_DAY);
const NANOS_PER_UNIT = 1_000_000_000n;

export interface SynthInstrument {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly asset: string;
  readonly description: string;
  readonly tickSizeNanos: bigint;
  readonly maturityYear: number;
  readonly maturityMonth: number;
}

export interface DayOptions {
  readonly folder: string;
  /** YYYY-MM-DD */
  readonly utcDate: string;
  readonly instrument: SynthInstrument;
  readonly script: MarketScript;
  readonly random: Random;
  readonly records: number;
  readonly ordersPerSide: number;
  /** DBN version of both files; 3 unless said. */
  readonly version?: DbnVersion;
  readonly recordsPerFrame?: number;
  /** The book that the day before ended with. */
  readonly carried?: CarriedBook;
  /** As in SimulationOptions. */
  readonly effect?: number;
}

export interface WrittenDay {
  readonly closingBook: CarriedBook;
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly counts: TapeCounts;
}

/** Throws the system's error where the folder cannot be written; no half-written file stays under its final name. */
export async function writeDay(options: DayOptions): Promise<WrittenDay> {
  mkdirSync(options.folder, { recursive: true });
  const dayStart = startOfDate(options.utcDate);
  const version = options.version ?? 3;
  const stem = `glbx-mdp3-${options.utcDate.replaceAll('-', '')}`;
  const mboPath = join(options.folder, dbnFileName(`${stem}.mbo`));
  const definitionPath = join(options.folder, dbnFileName(`${stem}.definition`));
  writeDefinitions(definitionPath, options.instrument, dayStart, version);

  const file = new DbnFile(mboPath, encodeMetadata(metadataOf(options.instrument, dayStart, version, 'mbo')));
  const tape = new MboTape({
    dayStart,
    instrumentId: options.instrument.instrumentId,
    publisherId: PUBLISHER_ID,
    tickSizeNanos: options.instrument.tickSizeNanos,
    recordsPerBlock: options.recordsPerFrame ?? RECORDS_PER_FRAME,
    onBlock: (bytes) => file.append(bytes),
  });
  let closingBook: CarriedBook;
  try {
    closingBook = simulateDay({ ...options, tape });
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
  return { mboPath, definitionPath, counts: tape.counts, closingBook };
}

/** condition.json and metadata.json as they come with a batch download. */
export function writeSideFiles(
  folder: string,
  instrument: SynthInstrument,
  utcDates: readonly string[],
): void {
  const condition = utcDates.map((date) => ({ date, condition: 'available', last_modified_date: date }));
  writeFileSync(join(folder, 'condition.json'), JSON.stringify(condition, null, 4));
  const first = startOfDate(utcDates[0] as string);
  const end = startOfDate(utcDates.at(-1) as string) + DAY_NANOS;
  // Nanoseconds do not fit a double: the two bounds are put in as digits.
  const text = JSON.stringify(jobMetadata(instrument), null, 4)
    .replace('"<start>"', `${first}`)
    .replace('"<end>"', `${end}`);
  writeFileSync(join(folder, 'metadata.json'), text);
}

function jobMetadata(instrument: SynthInstrument): unknown {
  return {
    version: 1,
    job_id: `GLBX-SYNTH-${instrument.asset}`,
    query: {
      dataset: DATASET,
      schema: 'mbo',
      symbols: [instrument.symbol],
      stype_in: 'raw_symbol',
      stype_out: 'instrument_id',
      start: '<start>',
      end: '<end>',
      limit: null,
      encoding: 'dbn',
      compression: 'zstd',
    },
    customizations: {
      pretty_px: false,
      pretty_ts: false,
      map_symbols: false,
      split_symbols: false,
      split_duration: 'day',
      split_size: null,
      packaging: null,
      delivery: 'download',
    },
  };
}

export function startOfDate(utcDate: string): TsNanos {
  return dayStartFromTs(BigInt(Date.parse(`${utcDate}T00:00:00Z`)) * 1_000_000n);
}

export function dateNumber(dayStart: TsNanos): number {
  return Number(new Date(Number(dayStart / 1_000_000n)).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** Metadata of a file with one day of one instrument. */
export function metadataOf(
  instrument: SynthInstrument,
  dayStart: TsNanos,
  version: DbnVersion,
  schema: string,
): DbnMetadata {
  const interval = {
    startDate: dateNumber(dayStart),
    endDate: dateNumber(dayStart + DAY_NANOS),
    symbol: String(instrument.instrumentId),
  };
  return {
    ...emptyMetadata(version, DATASET, schema),
    startNanos: dayStart,
    endNanos: dayStart + DAY_NANOS,
    symbols: [instrument.symbol],
    mappings: [{ rawSymbol: instrument.symbol, intervals: [interval] }],
  };
}

/** A file with the instrument's definition. Throws the system's error where it cannot be written. */
export function writeDefinitions(
  path: string,
  instrument: SynthInstrument,
  dayStart: TsNanos,
  version: DbnVersion,
): void {
  const definition = encodeDefinition(
    {
      ...emptyDefinition(),
      publisherId: PUBLISHER_ID,
      instrumentId: instrument.instrumentId,
      rawInstrumentId: BigInt(instrument.instrumentId),
      tsEventNanos: dayStart - DAY_NANOS,
      tsRecvNanos: dayStart,
      minPriceIncrementNanos: instrument.tickSizeNanos,
      unitOfMeasureQtyNanos: 50n * NANOS_PER_UNIT,
      maturityYear: instrument.maturityYear,
      maturityMonth: instrument.maturityMonth,
      currency: 'USD',
      rawSymbol: instrument.symbol,
      // The only free text of the record that is long enough (20 characters).
      group: instrument.description.slice(0, 20),
      exchange: 'XFBK',
      asset: instrument.asset,
      securityType: 'FUT',
      instrumentClass: 'F',
      matchAlgorithm: 'F',
      securityUpdateAction: 'A',
      userDefinedInstrument: 'N',
    },
    version,
  );
  const file = new DbnFile(path, encodeMetadata(metadataOf(instrument, dayStart, version, 'definition')));
  file.append(definition);
  file.finish();
}
