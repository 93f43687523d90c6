// ob-analytics CSV → a day of DBN. The file is read twice: once to see that every line is sound, how fine the prices and
// how large the sizes are, so that a broken file leaves nothing behind, then to be converted.
import { DbnDayWriter } from './dbn-day.ts';
import { ObAnalyticsConversion, type ObAnalyticsCounts } from './ob-analytics-conversion.ts';
import { orderEvents, surveyOrderEvents } from './ob-analytics-format.ts';

export interface ObAnalyticsReport extends Readonly<ObAnalyticsCounts> {
  readonly mboPath: string;
  readonly definitionPath: string;
  readonly symbol: string;
  readonly tickSizeNanos: bigint;
  /** Units of 1e-8 in a lot. */
  readonly unitsPerLot: bigint;
  readonly records: number;
}

const DATASET = 'BITSTAMP';

/** Throws a FaultError on files of another kind; nothing is left behind then. */
export async function importObAnalytics(
  path: string,
  folder: string,
  symbol: string,
): Promise<ObAnalyticsReport> {
  const { firstTs, lastTs, tickSizeNanos, unitsPerLot } = await surveyOrderEvents(path);
  const instrument = { dataset: DATASET, symbol, tickSizeNanos, instrumentClass: 'Y', currency: 'USD' };
  const writer = new DbnDayWriter(folder, instrument, firstTs, lastTs);
  const conversion = new ObAnalyticsConversion(writer, unitsPerLot, tickSizeNanos);
  try {
    for await (const event of orderEvents(path)) conversion.add(event);
    writer.finish();
  } catch (error) {
    writer.discard();
    throw error;
  }
  const { mboPath, definitionPath, records } = writer;
  return { mboPath, definitionPath, symbol, tickSizeNanos, unitsPerLot, records, ...conversion.counts };
}
