// What an instrument is called and how fine its prices are, on a UTC date: from the file's own metadata, mappings and
// definitions, then from definitions beside the file.
import type { ContractFacts } from '../../../contracts/contract.ts';
import type { VendorCondition } from '../../../contracts/vendor.ts';
import { contractFactsFrom } from '../../core/dbn/contract-facts.ts';
import type { InstrumentDefinition } from '../../core/dbn/definition.ts';
import type { SymbolMapping } from '../../core/dbn/mapping.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { SymbolMap, utcDateNumber } from '../../core/dbn/symbols.ts';
import { type OptionTerms, optionTermsFrom } from '../../core/options/series.ts';
import type { TickSize } from './instrument-feed.ts';

/** Definitions from elsewhere; `date` is YYYYMMDD. */
export interface DefinitionLookup {
  /** How many options they define. */
  readonly optionCount: number;
  find(instrumentId: number, date: number): InstrumentDefinition | null;
}

/** What the vendor's side files tell of a UTC date (YYYYMMDD). */
export interface VendorLookup {
  symbolOf(instrumentId: number, date: number): string | null;
  conditionOf(date: number): VendorCondition | null;
}

export interface InstrumentName {
  readonly symbol: string;
  readonly description: string;
  /** Of the day's data, where the vendor has something to say. */
  readonly condition?: VendorCondition;
  /** Where there is a definition. */
  readonly contract?: ContractFacts;
}

export interface NamesFromElsewhere {
  /** What a fragment is said to hold. */
  readonly givenSymbol?: string | null | undefined;
  readonly vendor?: VendorLookup | null;
}

export class InstrumentNames {
  readonly #symbols: SymbolMap;
  readonly #beside: DefinitionLookup;
  /** Definitions of the file itself by id, in file order. */
  readonly #own = new Map<number, InstrumentDefinition[]>();
  readonly #ownOptions = new Set<number>();
  /** What a fragment is said to hold: the name of its first instrument. */
  readonly #givenSymbol: string | null;
  #givenTo: number | null = null;
  readonly #vendor: VendorLookup | null;

  constructor(
    metadata: DbnMetadata,
    beside: DefinitionLookup,
    { givenSymbol = null, vendor = null }: NamesFromElsewhere = {},
  ) {
    this.#symbols = SymbolMap.fromMetadata(metadata);
    this.#beside = beside;
    this.#givenSymbol = givenSymbol;
    this.#vendor = vendor;
  }

  /** Instruments known to be options. */
  get definedOptions(): number {
    return this.#beside.optionCount + this.#ownOptions.size;
  }

  /** Null where an id is no option, or nothing defines it. */
  optionTerms(instrumentId: number, date: number): OptionTerms | null {
    const definition = this.#definition(instrumentId, date);
    return definition && optionTermsFrom(definition);
  }

  /** A definition of the file itself. Records of a strategy's legs share one id and say the same of its tick. */
  addDefinition(definition: InstrumentDefinition): void {
    const known = this.#own.get(definition.instrumentId) ?? [];
    const date = utcDateNumber(definition.tsRecvNanos);
    const others = known.filter((each) => utcDateNumber(each.tsRecvNanos) !== date);
    this.#own.set(definition.instrumentId, [...others, definition]);
    if (optionTermsFrom(definition)) this.#ownOptions.add(definition.instrumentId);
  }

  addMapping(mapping: SymbolMapping): void {
    this.#symbols.apply(mapping);
  }

  /** UTC midnight from which an id means another instrument than on `date`; null if none is known. */
  renamedAt(instrumentId: number, date: number): bigint | null {
    const renamed = this.#symbols.renamedOn(instrumentId, date);
    return renamed === null ? null : startOfDate(renamed);
  }

  /** Tick size as defined; null where there is no definition or the tick varies. */
  definedTick(instrumentId: number, date: number): TickSize | null {
    const nanos = this.#definition(instrumentId, date)?.minPriceIncrementNanos ?? null;
    return nanos === null ? null : { nanos, from: 'definition' };
  }

  name(instrumentId: number, date: number): InstrumentName {
    const definition = this.#definition(instrumentId, date);
    const own = this.#symbols.symbol(instrumentId, date);
    const symbol = own ?? this.#vendor?.symbolOf(instrumentId, date) ?? definition?.rawSymbol ?? '';
    const condition = this.#vendor?.conditionOf(date) ?? null;
    return {
      ...(condition && { condition }),
      symbol: symbol === '' ? this.#given(instrumentId) : symbol,
      description: definition ? descriptionOf(definition) : '',
      ...(definition && { contract: contractFactsFrom(definition) }),
    };
  }

  #given(instrumentId: number): string {
    this.#givenTo ??= instrumentId;
    return this.#givenTo === instrumentId && this.#givenSymbol ? this.#givenSymbol : String(instrumentId);
  }

  #definition(instrumentId: number, date: number): InstrumentDefinition | null {
    const own = this.#own.get(instrumentId);
    return (
      own?.findLast((each) => utcDateNumber(each.tsRecvNanos) <= date) ??
      own?.[0] ??
      this.#beside.find(instrumentId, date)
    );
  }
}

/** UTC midnight of a date as YYYYMMDD. */
function startOfDate(date: number): bigint {
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  return BigInt(Date.UTC(year, month - 1, day)) * 1_000_000n;
}

/** Words for instrument classes (definition records' `instrument_class`) with one leg; spreads say it in their symbol. */
const CLASS_WORDS: Readonly<Record<string, string>> = {
  B: 'bond',
  C: 'call',
  F: 'future',
  K: 'stock',
  P: 'put',
};

/** Exchanges by market identifier code, as traders call them; one that is not here is left out. */
const EXCHANGES: Readonly<Record<string, string>> = {
  XCME: 'CME',
  XCBT: 'CBOT',
  XNYM: 'NYMEX',
  XCEC: 'COMEX',
  XCBF: 'CFE',
  IFUS: 'ICE US',
  IFEU: 'ICE Europe',
  NDEX: 'ICE Endex',
  XEUR: 'Eurex',
  XEEE: 'EEX',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `ES future, CME, Mar 2024`: as much of it as the definition tells; '' where it tells no kind of instrument. */
export function descriptionOf(definition: InstrumentDefinition): string {
  const { asset, instrumentClass, exchange, maturityYear, maturityMonth } = definition;
  const kind = CLASS_WORDS[instrumentClass];
  if (kind === undefined) return '';
  const month = MONTHS[maturityMonth - 1];
  const matures = month !== undefined && maturityYear >= 1900 && maturityYear < 2200;
  const parts = [
    `${asset} ${kind}`.trim(),
    EXCHANGES[exchange] ?? '',
    matures ? `${month} ${maturityYear}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
