// Writes an imported day as DBN: one MBO file and one definition file, as the vendor would lay them out, so that it
// opens like any other day. Neither file appears under its name before both are whole.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError } from '../../../contracts/errors.ts';
import {
  dayStartFromTs,
  NANOS_PER_SECOND,
  type TsNanos,
  utcDateFromTs,
  WINDOWS_PER_DAY,
} from '../../../contracts/units.ts';
import { emptyDefinition, encodeDefinition } from '../../core/dbn/definition.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { MBO_WORDS } from '../../core/dbn/layout.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { encodeStatus } from '../../core/dbn/status.ts';
import { DbnFile, dbnFileName } from '../synth/dbn-file.ts';
import {
  CLEAR,
  type DayRow,
  type DaySink,
  type DayStatus,
  encodeDayRow,
  IMPORTED_INSTRUMENT_ID,
  IMPORTED_PUBLISHER_ID,
} from './day-rows.ts';

export interface ImportedInstrument {
  readonly dataset: string;
  readonly symbol: string;
  readonly tickSizeNanos: bigint;
  /** One letter as in the definitions: K stock, Y spot. */
  readonly instrumentClass: string;
  readonly currency: string;
}

const WORDS_PER_FRAME = (1 << 15) * MBO_WORDS;
const VERSION = 3;
const DAY_NANOS = NANOS_PER_SECOND * BigInt(WINDOWS_PER_DAY);

export class DbnDayWriter implements DaySink {
  readonly mboPath: string;
  readonly definitionPath: string;
  records = 0;
  readonly #folder: string;
  /** The outermost folder that had to be made. */
  readonly #madeFolder: string | undefined;
  readonly #mbo: DbnFile;
  readonly #definitions: DbnFile;
  readonly #words = new Int32Array(WORDS_PER_FRAME);
  #at = 0;
  #sequence = 0;

  /**
   * `firstTs` names the files by its UTC date, `lastTs` bounds their span.
   * Throws `import_name_invalid` as a FaultError where the symbol cannot stand in a file name, else the system's error.
   */
  constructor(folder: string, instrument: ImportedInstrument, firstTs: TsNanos, lastTs: TsNanos) {
    const { dataset, symbol } = instrument;
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,60}$/.test(symbol)) throw unusableSymbol(symbol);
    this.#folder = folder;
    this.#madeFolder = mkdirSync(folder, { recursive: true });
    const day = utcDateFromTs(firstTs).replaceAll('-', '');
    const pathOf = (schema: string): string =>
      join(folder, dbnFileName(`${dataset.toLowerCase()}-${day}.${schema}.${symbol}`));
    this.mboPath = pathOf('mbo');
    this.definitionPath = pathOf('definition');
    const metadata = metadataOf(instrument, firstTs, lastTs);
    this.#definitions = new DbnFile(
      this.definitionPath,
      encodeMetadata({ ...metadata, schema: 'definition' }),
    );
    this.#definitions.append(definitionOf(instrument, dayStartFromTs(firstTs)));
    this.#mbo = new DbnFile(this.mboPath, encodeMetadata(metadata));
  }

  snapshot(ts: TsNanos, orders: readonly DayRow[]): void {
    this.#writeAll(ts, [CLEAR, ...orders], true);
  }

  event(ts: TsNanos, rows: readonly DayRow[]): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#writeAll(ts, rows, false);
  }

  status(status: DayStatus): void {
    this.#flush();
    const ids = { publisherId: IMPORTED_PUBLISHER_ID, instrumentId: IMPORTED_INSTRUMENT_ID };
    this.#mbo.append(encodeStatus({ ...status, ...ids }, VERSION));
    this.records += 1;
  }

  /** Both files appear under their names. */
  finish(): void {
    this.#flush();
    this.#definitions.finish();
    this.#mbo.finish();
  }

  /** Nothing is left behind. */
  discard(): void {
    this.#mbo.discard();
    this.#definitions.discard();
    if (this.#madeFolder === undefined) return;
    try {
      rmdirSync(this.#folder);
    } catch {
      // Someone has put something into it meanwhile: it stays.
    }
  }

  #writeAll(ts: TsNanos, rows: readonly DayRow[], snapshot: boolean): void {
    const sequence = this.#sequence;
    for (const [i, row] of rows.entries()) {
      if (this.#at + MBO_WORDS > this.#words.length) this.#flush();
      const last = i === rows.length - 1;
      this.#at += encodeDayRow(this.#words, this.#at, row, { ts, sequence, last, snapshot });
      this.records += 1;
    }
  }

  #flush(): void {
    if (this.#at > 0) this.#mbo.append(new Uint8Array(this.#words.buffer, 0, this.#at * 4));
    this.#at = 0;
  }
}

function unusableSymbol(symbol: string): FaultError {
  return new FaultError({
    code: 'import_name_invalid',
    message: `"${symbol}" cannot be the symbol: it stands in the name of a file.`,
    hint: 'Give one of letters, digits, dots and hyphens.',
  });
}

function metadataOf(instrument: ImportedInstrument, firstTs: TsNanos, lastTs: TsNanos): DbnMetadata {
  const start = dayStartFromTs(firstTs);
  const end = dayStartFromTs(lastTs) + DAY_NANOS;
  const dateNumber = (ts: TsNanos): number => Number(utcDateFromTs(ts).replaceAll('-', ''));
  const interval = {
    startDate: dateNumber(start),
    endDate: dateNumber(end),
    symbol: String(IMPORTED_INSTRUMENT_ID),
  };
  return {
    ...emptyMetadata(VERSION, instrument.dataset, 'mbo'),
    startNanos: start,
    endNanos: end,
    symbols: [instrument.symbol],
    mappings: [{ rawSymbol: instrument.symbol, intervals: [interval] }],
  };
}

function definitionOf(instrument: ImportedInstrument, dayStart: TsNanos): Uint8Array {
  return encodeDefinition(
    {
      ...emptyDefinition(),
      publisherId: IMPORTED_PUBLISHER_ID,
      instrumentId: IMPORTED_INSTRUMENT_ID,
      rawInstrumentId: BigInt(IMPORTED_INSTRUMENT_ID),
      tsEventNanos: dayStart,
      tsRecvNanos: dayStart,
      minPriceIncrementNanos: instrument.tickSizeNanos,
      currency: instrument.currency,
      rawSymbol: instrument.symbol,
      asset: instrument.symbol.slice(0, 10),
      instrumentClass: instrument.instrumentClass,
    },
    VERSION,
  );
}
