// The options of an invented future as files beside its own: definitions and order-by-order records of all of them, in
// one file each, as a batch download of a whole chain comes.
import { join } from 'node:path';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import type { DbnVersion } from '../../core/dbn/record-fields.ts';
import { DbnFile, dbnFileName } from './dbn-file.ts';
import { MboTape, type TapeCounts } from './mbo-tape.ts';
import {
  type ChainOption,
  optionChain,
  PREMIUM_TICK_NANOS,
  plantedWalls,
  type StrikeWall,
} from './option-chain.ts';
import { simulateOptions } from './option-market.ts';
import type { Random } from './random.ts';
import type { MarketScript } from './script.ts';
import {
  DATASET,
  DAY_NANOS,
  dateNumber,
  PUBLISHER_ID,
  type SynthInstrument,
  startOfDate,
} from './write-day.ts';

const RECORDS_PER_FRAME = 1 << 17;

export interface OptionDayOptions {
  readonly folder: string;
  /** YYYY-MM-DD */
  readonly utcDate: string;
  readonly underlying: SynthInstrument;
  readonly script: MarketScript;
  readonly random: Random;
  /** About how many options there are. */
  readonly options: number;
  readonly records: number;
  readonly version?: DbnVersion;
}

export interface WrittenOptionDay {
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly counts: TapeCounts;
  readonly chain: readonly ChainOption[];
  readonly walls: readonly StrikeWall[];
}

/** Throws the system's error where the folder cannot be written. */
export function writeOptionDay(options: OptionDayOptions): WrittenOptionDay {
  const { underlying, script, random, utcDate, folder, version = 3 } = options;
  const dayStart = startOfDate(utcDate);
  const spotNanos = BigInt(script.openTick) * underlying.tickSizeNanos;
  const chain = optionChain(options.options, underlying.asset, spotNanos, dayStart);
  const walls = plantedWalls(chain, spotNanos, script.seconds, random);
  const stem = `glbx-mdp3-${utcDate.replaceAll('-', '')}`;
  const definitionPath = join(folder, dbnFileName(`${stem}.definition.${underlying.asset}.OPT`));
  const mboPath = join(folder, dbnFileName(`${stem}.mbo.${underlying.asset}.OPT`));

  const definitions = new DbnFile(
    definitionPath,
    encodeMetadata(metadataOf(chain, dayStart, version, 'definition')),
  );
  definitions.append(Buffer.concat(chain.map((each) => definitionOf(each, underlying, dayStart, version))));
  definitions.finish();

  const file = new DbnFile(mboPath, encodeMetadata(metadataOf(chain, dayStart, version, 'mbo')));
  const tape = new MboTape({
    dayStart,
    instrumentId: chain[0]?.instrumentId ?? 0,
    publisherId: PUBLISHER_ID,
    tickSizeNanos: PREMIUM_TICK_NANOS,
    recordsPerBlock: RECORDS_PER_FRAME,
    onBlock: (bytes) => file.append(bytes),
  });
  try {
    const pointsPerTick = Number(underlying.tickSizeNanos) / 1e9;
    simulateOptions({
      chain,
      walls,
      path: script.path.map((tick) => tick * pointsPerTick),
      seconds: script.seconds,
      records: options.records,
      tape,
      random,
    });
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
  return { mboPath, definitionPath, counts: tape.counts, chain, walls };
}

function metadataOf(
  chain: readonly ChainOption[],
  dayStart: bigint,
  version: DbnVersion,
  schema: string,
): DbnMetadata {
  const startDate = dateNumber(dayStart);
  const endDate = dateNumber(dayStart + DAY_NANOS);
  return {
    ...emptyMetadata(version, DATASET, schema),
    startNanos: dayStart,
    endNanos: dayStart + DAY_NANOS,
    symbols: chain.map(({ symbol }) => symbol),
    mappings: chain.map(({ symbol, instrumentId }) => ({
      rawSymbol: symbol,
      intervals: [{ startDate, endDate, symbol: String(instrumentId) }],
    })),
  };
}

/** As the vendor's are: a variable tick, the underlying by symbol and id, the strike in full. */
function definitionOf(
  { instrumentId, symbol, strikeNanos, right, expiryNanos }: ChainOption,
  underlying: SynthInstrument,
  dayStart: bigint,
  version: DbnVersion,
): Uint8Array {
  return encodeDefinition(
    {
      ...emptyDefinition(),
      publisherId: PUBLISHER_ID,
      instrumentId,
      rawInstrumentId: BigInt(instrumentId),
      tsEventNanos: dayStart - DAY_NANOS,
      tsRecvNanos: dayStart,
      expirationNanos: expiryNanos,
      activationNanos: dayStart - 30n * DAY_NANOS,
      strikePriceNanos: strikeNanos,
      underlyingId: underlying.instrumentId,
      underlying: underlying.symbol,
      unitOfMeasureQtyNanos: 50_000_000_000n,
      maturityYear: underlying.maturityYear,
      maturityMonth: underlying.maturityMonth,
      currency: 'USD',
      strikePriceCurrency: 'USD',
      rawSymbol: symbol,
      group: underlying.asset,
      exchange: 'XFBK',
      asset: underlying.asset,
      securityType: 'OOF',
      instrumentClass: right,
      matchAlgorithm: 'F',
      securityUpdateAction: 'A',
      userDefinedInstrument: 'N',
    },
    version,
  );
}
