// Instrument ids ↔ symbols by UTC date (dbn-format §8). An id is unique only within a UTC day: CME reuses ids, Nasdaq
// deals them anew daily, and one symbol can have two ids in time, so every look-up takes a date.
import { UNDEF_TIMESTAMP } from './layout.ts';
import type { SymbolMapping } from './mapping.ts';
import { symbolFromMapping } from './mapping.ts';
import type { DbnMetadata } from './metadata.ts';

interface DatedName<T> {
  readonly startDate: number;
  readonly endDate: number;
  readonly name: T;
}

const MS_PER_DAY = 86_400_000;
const ALWAYS = { startDate: 0, endDate: 99999999 };

/** UTC date of a time as YYYYMMDD. */
export function utcDateNumber(tsNanos: bigint): number {
  const days = Number(tsNanos / 1_000_000n) / MS_PER_DAY;
  return dateNumberFromDays(Math.floor(days));
}

/** YYYYMMDD of a day counted from 1970-01-01 (proleptic Gregorian calendar, eras of 400 years from March 1st). */
export function dateNumberFromDays(days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 10_000 + month * 100 + day;
}

function lookUp<T>(names: readonly DatedName<T>[] | undefined, date: number): T | null {
  if (!names) return null;
  // Later statements win: live files correct earlier ones.
  for (let i = names.length - 1; i >= 0; i--) {
    const dated = names[i] as DatedName<T>;
    if (date >= dated.startDate && date < dated.endDate) return dated.name;
  }
  return null;
}

function append<K, T>(map: Map<K, DatedName<T>[]>, key: K, dated: DatedName<T>): void {
  const names = map.get(key);
  if (names) names.push(dated);
  else map.set(key, [dated]);
}

export class SymbolMap {
  readonly #symbols = new Map<number, DatedName<string>[]>();
  readonly #ids = new Map<string, DatedName<number>[]>();

  /** The map that the metadata carries; empty for ALL_SYMBOLS requests, live files and unknown symbologies. */
  static fromMetadata(metadata: Pick<DbnMetadata, 'stypeIn' | 'stypeOut' | 'mappings'>): SymbolMap {
    const map = new SymbolMap();
    const idsInIntervals = metadata.stypeOut === 'instrument_id';
    if (!idsInIntervals && metadata.stypeIn !== 'instrument_id') return map;
    for (const mapping of metadata.mappings) {
      for (const interval of mapping.intervals) {
        const symbol = idsInIntervals ? mapping.rawSymbol : interval.symbol;
        const id = idsInIntervals ? interval.symbol : mapping.rawSymbol;
        map.#add(symbol, id, interval);
      }
    }
    return map;
  }

  /**
   * Takes a mapping record of a live file into account. One without dates holds from its own date on, so that days that
   * went before keep their name; the first of an id holds for them too, since live files restate it late.
   */
  apply(mapping: SymbolMapping): void {
    const { startNanos, endNanos, instrumentId, tsEventNanos } = mapping;
    const first = !this.#symbols.has(instrumentId) || tsEventNanos === UNDEF_TIMESTAMP;
    const openStart = first ? ALWAYS.startDate : utcDateNumber(tsEventNanos);
    const dates = {
      startDate: startNanos === null ? openStart : utcDateNumber(startNanos),
      endDate: endNanos === null ? ALWAYS.endDate : utcDateNumber(endNanos),
    };
    this.#add(symbolFromMapping(mapping), String(instrumentId), dates);
  }

  /** Symbol of an id on a UTC date (YYYYMMDD, of ts_recv), null if that day has none. */
  symbol(instrumentId: number, date: number): string | null {
    return lookUp(this.#symbols.get(instrumentId), date);
  }

  /** First UTC date after `date` (YYYYMMDD) on which an id has another symbol than on that date; null if none is known. */
  renamedOn(instrumentId: number, date: number): number | null {
    const names = this.#symbols.get(instrumentId) ?? [];
    const symbol = lookUp(names, date);
    const starts = names.map(({ startDate }) => startDate).filter((start) => start > date);
    const renames = starts.filter((start) => lookUp(names, start) !== symbol);
    return renames.length > 0 ? Math.min(...renames) : null;
  }

  /** Id of a symbol on a UTC date. */
  instrumentId(symbol: string, date: number): number | null {
    return lookUp(this.#ids.get(symbol), date);
  }

  /** Ids that have any symbol, in order of first mention. */
  instrumentIds(): number[] {
    return [...this.#symbols.keys()];
  }

  #add(
    symbol: string,
    idText: string,
    dates: { readonly startDate: number; readonly endDate: number },
  ): void {
    const id = Number(idText);
    if (symbol === '' || !/^\d+$/.test(idText) || id > 0xffffffff) return;
    if (dates.startDate >= dates.endDate) return;
    append(this.#symbols, id, { startDate: dates.startDate, endDate: dates.endDate, name: symbol });
    append(this.#ids, symbol, { startDate: dates.startDate, endDate: dates.endDate, name: id });
  }
}
