// What is in a DBN file, counted record by record: nothing is rebuilt and nothing has to make sense, so this works on
// damaged files too. Feeds `fieldbook info`.

import { decodeDefinition } from '../core/dbn/definition.ts';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_CLEAR,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_NONE,
  ACTION_TRADE,
  RTYPE,
  SIDE_ASK,
  SIDE_BID,
  UNDEF_TIMESTAMP,
  W_FLAGS,
  W_HEADER,
  W_INSTRUMENT,
  W_SIZE,
  W_TS_EVENT,
  W_TS_RECV,
} from '../core/dbn/layout.ts';
import { decodeMapping } from '../core/dbn/mapping.ts';
import { u64FromWords } from '../core/dbn/mbo.ts';
import type { DbnMetadata } from '../core/dbn/metadata.ts';
import { SymbolMap, utcDateNumber } from '../core/dbn/symbols.ts';
import type { Block } from '../engine/source/dbn-source.ts';

const ACTION_LETTERS = {
  A: ACTION_ADD,
  C: ACTION_CANCEL,
  M: ACTION_MODIFY,
  R: ACTION_CLEAR,
  T: ACTION_TRADE,
  F: ACTION_FILL,
  N: ACTION_NONE,
} as const;

const RTYPE_NAMES = new Map<number, string>(Object.entries(RTYPE).map(([name, rtype]) => [rtype, name]));

/** Lots by aggressor: buyer, seller, neither. */
export interface Volume {
  B: number;
  A: number;
  N: number;
}

export interface InstrumentAccount {
  readonly publisherId: number;
  readonly instrumentId: number;
  records: number;
  readonly volume: Volume;
  /** Index time of its first record, which names it. */
  readonly firstTsNanos: bigint;
}

export class FileAccount {
  readonly #metadata: DbnMetadata;
  readonly #symbols: SymbolMap;
  readonly #givenSymbol: string | undefined;
  readonly #definedSymbols = new Map<number, string>();
  readonly #types = new Float64Array(256);
  readonly #actions = new Float64Array(256);
  readonly #instruments = new Map<number, InstrumentAccount>();
  #last: InstrumentAccount | null = null;
  #firstTs: bigint | null = null;
  #lastTs: bigint | null = null;

  /** @param givenSymbol name of the first instrument, where the file tells none */
  constructor(metadata: DbnMetadata, givenSymbol?: string) {
    this.#metadata = metadata;
    this.#givenSymbol = givenSymbol;
    this.#symbols = SymbolMap.fromMetadata(metadata);
  }

  take(block: Block): void {
    const { i32, words } = block;
    let lastMbo = -1;
    for (let at = 0; at < words; ) {
      const header = i32[at + W_HEADER] as number;
      const rtype = (header >> 8) & 0xff;
      this.#types[rtype] = (this.#types[rtype] as number) + 1;
      if (rtype === RTYPE.mbo) {
        this.#mbo(i32, at, header >>> 16);
        lastMbo = at;
      } else this.#other(block, rtype, at);
      at += header & 0xff;
    }
    if (lastMbo >= 0) this.#lastTs = indexTime(i32, lastMbo) ?? this.#lastTs;
  }

  get records(): number {
    return this.#types.reduce((sum, count) => sum + count, 0);
  }

  get firstTsNanos(): bigint | null {
    return this.#firstTs;
  }

  get lastTsNanos(): bigint | null {
    return this.#lastTs;
  }

  /** MBO records by action; `other` only where there are unknown actions. */
  recordsByAction(): Record<string, number> {
    const counts: Record<string, number> = {};
    let known = 0;
    for (const [letter, code] of Object.entries(ACTION_LETTERS)) {
      counts[letter] = this.#actions[code] as number;
      known += counts[letter];
    }
    const other = (this.#types[RTYPE.mbo] as number) - known;
    return other > 0 ? { ...counts, other } : counts;
  }

  recordsByType(): Record<string, number> {
    const counts: Record<string, number> = {};
    this.#types.forEach((count, rtype) => {
      if (count > 0) counts[RTYPE_NAMES.get(rtype) ?? `rtype_${rtype}`] = count;
    });
    return counts;
  }

  volume(): Volume {
    const total: Volume = { B: 0, A: 0, N: 0 };
    for (const { volume } of this.#instruments.values()) {
      total.B += volume.B;
      total.A += volume.A;
      total.N += volume.N;
    }
    return total;
  }

  /** Most traded first, then most records. */
  instruments(): (InstrumentAccount & { readonly symbol: string })[] {
    const traded = (account: InstrumentAccount): number =>
      account.volume.B + account.volume.A + account.volume.N;
    return [...this.#instruments.values()]
      .sort((a, b) => traded(b) - traded(a) || b.records - a.records || a.instrumentId - b.instrumentId)
      .map((account) => ({ ...account, symbol: this.#symbolOf(account) }));
  }

  #symbolOf({ instrumentId, firstTsNanos }: InstrumentAccount): string {
    const mapped = this.#symbols.symbol(instrumentId, utcDateNumber(firstTsNanos));
    const first = this.#instruments.values().next().value?.instrumentId;
    const given = instrumentId === first ? this.#givenSymbol : undefined;
    return mapped || this.#definedSymbols.get(instrumentId) || given || String(instrumentId);
  }

  #mbo(words: Int32Array, at: number, publisherId: number): void {
    const flags = words[at + W_FLAGS] as number;
    const action = (flags >> 16) & 0xff;
    this.#actions[action] = (this.#actions[action] as number) + 1;
    const instrument = this.#instrument(words, at, publisherId);
    instrument.records++;
    if (action !== ACTION_TRADE) return;
    const side = flags >>> 24;
    const lots = (words[at + W_SIZE] as number) >>> 0;
    if (side === SIDE_BID) instrument.volume.B += lots;
    else if (side === SIDE_ASK) instrument.volume.A += lots;
    else instrument.volume.N += lots;
  }

  #instrument(words: Int32Array, at: number, publisherId: number): InstrumentAccount {
    const instrumentId = (words[at + W_INSTRUMENT] as number) >>> 0;
    const last = this.#last;
    if (last && last.instrumentId === instrumentId && last.publisherId === publisherId) return last;
    const key = publisherId * 0x1_0000_0000 + instrumentId;
    let account = this.#instruments.get(key);
    if (!account) {
      const firstTsNanos = indexTime(words, at) ?? 0n;
      this.#firstTs ??= firstTsNanos;
      account = { publisherId, instrumentId, records: 0, volume: { B: 0, A: 0, N: 0 }, firstTsNanos };
      this.#instruments.set(key, account);
    }
    this.#last = account;
    return account;
  }

  #other(block: Block, rtype: number, at: number): void {
    const { version, tsOut } = this.#metadata;
    if (rtype === RTYPE.definition) {
      const definition = decodeDefinition(block.u8, at * 4, version, tsOut);
      if (definition) this.#definedSymbols.set(definition.instrumentId, definition.rawSymbol);
    } else if (rtype === RTYPE.symbolMapping) {
      const mapping = decodeMapping(block.u8, at * 4, version, tsOut);
      if (mapping) this.#symbols.apply(mapping);
    }
  }
}

/** ts_recv, else ts_event where that is 0 or undefined; null where both are. */
function indexTime(words: Int32Array, at: number): bigint | null {
  for (const field of [W_TS_RECV, W_TS_EVENT]) {
    const nanos = u64FromWords(words[at + field] as number, words[at + field + 1] as number);
    if (nanos !== 0n && nanos !== UNDEF_TIMESTAMP) return nanos;
  }
  return null;
}
