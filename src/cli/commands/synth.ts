// fieldbook synth: writes invented days as the vendor lays them out.
import { resolve } from 'node:path';
import { ZSTD_AVAILABLE } from '../../engine/synth/dbn-file.ts';
import { makeDemoDay } from '../../engine/synth/demo-day.ts';
import type { WrittenOptionDay } from '../../engine/synth/option-day.ts';
import { type SynthDay, writeSynthDays } from '../../engine/synth/synth-days.ts';
import { type CliIo, CommandError, jsonText, tableText } from '../output.ts';

export interface SynthArguments {
  readonly days: number;
  readonly minutes: number;
  readonly seed: number;
  readonly output: string;
  readonly records?: number;
  readonly options?: number;
  readonly optionRecords?: number;
  readonly dbnVersion?: 1 | 2 | 3;
  readonly from?: string;
  readonly effect?: number;
  readonly demo?: boolean;
  readonly json?: boolean;
}

export async function runSynth(io: CliIo, args: SynthArguments): Promise<number> {
  const folder = resolve(io.folder, args.output);
  try {
    if (args.demo) {
      const { paths } = await makeDemoDay(folder);
      io.write(args.json ? jsonText({ paths }) : `${paths.join('\n')}\n`);
      return 0;
    }
    const days = await writeSynthDays({
      folder,
      days: args.days,
      minutes: args.minutes,
      seed: args.seed,
      ...(args.records === undefined ? {} : { records: args.records }),
      ...(args.options === undefined ? {} : { options: args.options }),
      ...(args.optionRecords === undefined ? {} : { optionRecords: args.optionRecords }),
      ...(args.dbnVersion === undefined ? {} : { version: args.dbnVersion }),
      ...(args.effect === undefined ? {} : { effect: args.effect }),
      ...(args.from === undefined ? {} : { firstDate: args.from }),
      onDay: (day) => io.progress && io.writeError(`${day.mboPath}\n`),
    });
    io.write(args.json ? jsonText({ days: days.map(dayJson) }) : daysText(days));
    if (!ZSTD_AVAILABLE) io.writeError('This Node has no zstd: the files are not compressed.\n');
    return 0;
  } catch (error) {
    throw new CommandError(
      `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function dayJson({ utcDate, mboPath, definitionPath, counts, options }: SynthDay): unknown {
  return {
    utc_date: utcDate,
    paths: [mboPath, definitionPath],
    records: counts.records,
    records_by_action: {
      A: counts.adds,
      C: counts.cancels,
      M: counts.modifies,
      R: counts.clears,
      T: counts.trades,
      F: counts.fills,
      N: 0,
    },
    traded_volume: { B: counts.volumeBuy, A: counts.volumeSell, N: counts.volumeNone },
    ...(options && { options: optionsJson(options) }),
  };
}

function optionsJson({ mboPath, definitionPath, counts, chain, walls }: WrittenOptionDay): unknown {
  return {
    paths: [mboPath, definitionPath],
    instruments: chain.length,
    records: counts.records,
    walls: walls.map(({ option, side, quantity, fromSecond, toSecond }) => ({
      symbol: option.symbol,
      strike_price_int: String(option.strikeNanos),
      right: option.right,
      side: side === 0 ? 'bid' : 'ask',
      quantity,
      from_second: fromSecond,
      to_second: toSecond,
    })),
  };
}

function daysText(days: readonly SynthDay[]): string {
  return tableText(
    ['day', 'records', 'file'],
    days.map(({ utcDate, counts, mboPath }) => [utcDate, counts.records, mboPath]),
  );
}
