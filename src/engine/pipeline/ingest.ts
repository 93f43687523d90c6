// One pass over a source: every record to where it belongs, silver out as its chunks close. What a broken file gave until
// it broke is kept. A tick that was inferred too coarse makes the pass start over once, with ticks taken from every
// price of the file.
import type { Fault } from '../../../contracts/errors.ts';
import { decodeDefinition } from '../../core/dbn/definition.ts';
import { MBO_WORDS, RTYPE, W_TS_EVENT, W_TS_RECV } from '../../core/dbn/layout.ts';
import { decodeMapping } from '../../core/dbn/mapping.ts';
import { u64FromWords } from '../../core/dbn/mbo.ts';
import type { DbnMetadata } from '../../core/dbn/metadata.ts';
import { TickInference } from '../../core/dbn/price.ts';
import { oddityAt, oddityKind } from '../../core/dbn/sequence-watch.ts';
import { decodeStatus } from '../../core/dbn/status.ts';
import { utcDateNumber } from '../../core/dbn/symbols.ts';
import { Kernel } from '../../core/kernel/kernel.ts';
import type { StreamOrigin } from '../../core/silver/stream-audit.ts';
import type { Block, DbnSource } from '../source/dbn-source.ts';
import { RecordDispatcher } from './dispatch.ts';
import {
  addPrice,
  type DayListener,
  InstrumentFeed,
  inferredTick,
  type TickSize,
} from './instrument-feed.ts';
import type { InstrumentNames } from './names.ts';
import { OptionFeeds } from './option-feeds.ts';
import type { RecordFeed } from './record-feed.ts';
import type { SessionLog } from './session-log.ts';

export interface PassOptions {
  readonly metadata: DbnMetadata;
  readonly names: InstrumentNames;
  /** Where status and statistics records go. */
  readonly session: SessionLog;
  readonly listener: DayListener;
  /** Ticks known from an earlier look at the whole file, by instrument id. */
  readonly inferredTicks: ReadonlyMap<number, bigint> | null;
  readonly signal: AbortSignal;
  /** Called after every block, with many instruments after every piece of one; what it returns is waited for. */
  onBlock(pass: IngestPass): Promise<void> | null;
  /** A reason to stop that lies outside the source (the store's disk is full). */
  failure(): Fault | null;
}

export type PassEnd = 'end' | 'cancelled' | 'failed' | 'tick_too_coarse';

/** The loop gives way to requests when it has run for so long. */
const TURN_MILLIS = 8;
const CHECK_MILLIS = 50;
const MANY_FEEDS = 256;
const FEEDS_AT_ONCE = 256;
const PIECE_WORDS = 512 * MBO_WORDS;
/** A file that defines more options than this is looked at by strike: nobody wants a day of each. */
const MOST_OPTION_DAYS = 16;

const RTYPE_NAMES = new Map<number, string>(Object.entries(RTYPE).map(([name, rtype]) => [rtype, name]));

export class IngestPass {
  /** What ended the pass before the source did. */
  readonly faults: Fault[] = [];
  readonly #source: DbnSource;
  readonly #options: PassOptions;
  readonly #dispatcher: RecordDispatcher;
  readonly #feeds: InstrumentFeed[] = [];
  readonly #optionFeeds: OptionFeeds;
  readonly #kernel = new Kernel();
  readonly #origin: StreamOrigin = { streamOffset: 0 };
  readonly #others = new Float64Array(256);
  #bytes: Uint8Array = new Uint8Array(0);
  #gapsVisible = false;

  constructor(source: DbnSource, options: PassOptions) {
    this.#source = source;
    this.#options = options;
    this.#optionFeeds = new OptionFeeds({
      kernel: this.#kernel,
      listener: options.listener,
      origin: this.#origin,
      endNanos: options.metadata.endNanos,
    });
    this.#dispatcher = new RecordDispatcher({
      open: (publisherId, instrumentId, words, at) => this.#open(publisherId, instrumentId, words, at),
      other: (rtype, _words, at) => this.#other(rtype, at),
    });
  }

  get feeds(): readonly InstrumentFeed[] {
    return this.#feeds;
  }

  get mboRecords(): number {
    return this.#dispatcher.mboRecords;
  }

  /** Whether the file's sequence numbers follow each other, so that a gap would show; as far as it was read. */
  get gapsVisible(): boolean {
    return this.#gapsVisible;
  }

  /** Records of every type. */
  get records(): number {
    return this.#others.reduce((sum, count) => sum + count, this.#dispatcher.mboRecords);
  }

  /** Records by type name; types that the format does not know are named by their number. */
  recordTypes(): Record<string, number> {
    const types: Record<string, number> = {};
    if (this.mboRecords > 0) types['mbo'] = this.mboRecords;
    this.#others.forEach((count, rtype) => {
      if (count > 0)
        types[RTYPE_NAMES.get(rtype) ?? `unknown_0x${rtype.toString(16).padStart(2, '0')}`] = count;
    });
    return types;
  }

  async run(): Promise<PassEnd> {
    const { signal } = this.#options;
    let turnMillis = performance.now();
    let checkMillis = turnMillis;
    for (;;) {
      const block = await this.#source.next();
      if (!block) break;
      this.#bytes = block.u8;
      this.#origin.streamOffset = block.streamOffset;
      for (let at = 0; at < block.words; ) {
        at = this.#dispatcher.dispatch(block.i32, block.words, at, this.#pieceEnd(at, block.words));
        const wait = this.#options.onBlock(this);
        if (wait) await wait;
      }
      this.#noteSequences(block);
      block.release();
      if (signal.aborted) return this.#finish('cancelled');
      const now = performance.now();
      if (now - checkMillis > CHECK_MILLIS) {
        checkMillis = now;
        const stop = await this.#reasonToStop();
        if (stop) return stop;
      }
      if (now - turnMillis > TURN_MILLIS) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        turnMillis = performance.now();
      }
    }
    return (await this.#reasonToStop()) ?? this.#finish('end');
  }

  /** After the block's records: each oddity goes to the feed that its record opened at the latest. */
  #noteSequences({ i32, oddities, gapsVisible }: Block): void {
    for (const oddity of oddities) {
      const at = oddityAt(oddity);
      this.#dispatcher.feedOf(i32, at).note(oddityKind(oddity), i32, at);
    }
    this.#gapsVisible = gapsVisible;
  }

  /** Thousands of instruments may close their chunks within one block: then what gathers is looked at more often. */
  #pieceEnd(at: number, words: number): number {
    return this.#dispatcher.feeds.length > MANY_FEEDS ? Math.min(words, at + PIECE_WORDS) : words;
  }

  async #reasonToStop(): Promise<PassEnd | null> {
    if (this.#tickTooCoarse) return 'tick_too_coarse';
    return (this.#options.failure() ?? this.#spanFault()) ? this.#finish('failed') : null;
  }

  /** What was held back of short instruments is only played now, so what stops a pass may show only now. */
  async #finish(end: PassEnd): Promise<PassEnd> {
    for (const [i, feed] of this.feeds.entries()) {
      feed.finish();
      // Thousands of last chunks close here.
      const wait = i % FEEDS_AT_ONCE === FEEDS_AT_ONCE - 1 ? this.#options.onBlock(this) : null;
      if (wait) await wait;
    }
    this.#optionFeeds.finish();
    if (end === 'cancelled') return end;
    if (this.#tickTooCoarse) return 'tick_too_coarse';
    const failure = this.#options.failure() ?? this.#spanFault();
    if (!failure) return end;
    this.faults.push(failure);
    return 'failed';
  }

  /** A tick taken from every price of the file is as fine as it gets: what still lies off it is too far out to count. */
  get #tickTooCoarse(): boolean {
    return this.#options.inferredTicks === null && this.feeds.some((feed) => feed.inferredTooCoarse);
  }

  #spanFault(): Fault | null {
    if (!this.#optionFeeds.exceedsSpan && !this.feeds.some((feed) => feed.stream?.exceedsSpan)) return null;
    return {
      code: 'time_span_too_long',
      message: 'The records of one instrument span more than 400 days; what lies past them is not read.',
      hint: 'Ask for the data in files of a day, a week or a month.',
    };
  }

  #open(publisherId: number, instrumentId: number, words: Int32Array, at: number): RecordFeed {
    const { names } = this.#options;
    const date = dateOf(words, at);
    const terms = names.optionTerms(instrumentId, date);
    if (!terms) return this.#openInstrument(publisherId, instrumentId, date);
    const id = { publisherId, instrumentId, untilNanos: names.renamedAt(instrumentId, date) };
    const own =
      names.definedOptions <= MOST_OPTION_DAYS ? this.#openInstrument(publisherId, instrumentId, date) : null;
    return this.#optionFeeds.open(terms, id, own);
  }

  #openInstrument(publisherId: number, instrumentId: number, date: number): InstrumentFeed {
    const feed = new InstrumentFeed({
      kernel: this.#kernel,
      publisherId,
      instrumentId,
      listener: this.#options.listener,
      origin: this.#origin,
      endNanos: this.#options.metadata.endNanos,
      untilNanos: this.#options.names.renamedAt(instrumentId, date),
    });
    const tick = this.#knownTick(instrumentId, date);
    if (tick) feed.decide(tick);
    this.#feeds.push(feed);
    return feed;
  }

  #knownTick(instrumentId: number, date: number): TickSize | null {
    const defined = this.#options.names.definedTick(instrumentId, date);
    if (defined) return defined;
    const nanos = this.#options.inferredTicks?.get(instrumentId);
    return nanos === undefined ? null : { nanos, from: 'inferred' };
  }

  /** A live capture may define an instrument after its first orders: what is held back of them need not wait longer. */
  #decideHeld(instrumentId: number): void {
    const tick = this.#options.names.definedTick(instrumentId, 0);
    if (!tick) return;
    for (const feed of this.feeds) if (feed.instrumentId === instrumentId) feed.decide(tick);
  }

  #other(rtype: number, at: number): void {
    this.#others[rtype] += 1;
    const { metadata, names, session } = this.#options;
    session.take(rtype, this.#bytes, at * 4, metadata);
    if (rtype === RTYPE.definition) {
      const definition = decodeDefinition(this.#bytes, at * 4, metadata.version, metadata.tsOut);
      if (!definition) return;
      names.addDefinition(definition);
      this.#decideHeld(definition.instrumentId);
    } else if (rtype === RTYPE.symbolMapping) {
      const mapping = decodeMapping(this.#bytes, at * 4, metadata.version, metadata.tsOut);
      if (mapping) names.addMapping(mapping);
    } else if (rtype === RTYPE.status) {
      const status = decodeStatus(this.#bytes, at * 4, metadata.version, metadata.tsOut);
      if (status) this.#noteTrading(status.instrumentId, status.isTrading);
    }
  }

  /** Where the exchange says whether it trades, a crossed book is judged by that. */
  #noteTrading(instrumentId: number, isTrading: string): void {
    if (isTrading !== 'Y' && isTrading !== 'N') return;
    for (const feed of this.feeds)
      if (feed.instrumentId === instrumentId) feed.stream?.setTrading(isTrading === 'Y');
  }
}

/** Ticks of every instrument of a source from all its prices, by instrument id. */
export async function inferTicks(source: DbnSource, signal: AbortSignal): Promise<Map<number, bigint>> {
  const inferences = new Map<number, TickInference>();
  for (let block = await source.next(); block && !signal.aborted; block = await source.next()) {
    const { i32, words } = block;
    for (let at = 0; at < words; at += i32[at] & 255) {
      if (((i32[at] >>> 8) & 255) !== RTYPE.mbo) continue;
      const instrumentId = i32[at + 1] >>> 0;
      const inference = inferences.get(instrumentId) ?? new TickInference();
      inferences.set(instrumentId, inference);
      addPrice(inference, i32, at);
    }
    block.release();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return new Map([...inferences].map(([instrumentId, inference]) => [instrumentId, inferredTick(inference)]));
}

/** UTC date (YYYYMMDD) of a record's index time; 0 where it has none. */
function dateOf(words: Int32Array, at: number): number {
  for (const word of [W_TS_RECV, W_TS_EVENT]) {
    const nanos = u64FromWords(words[at + word], words[at + word + 1]);
    if (nanos !== 0n && nanos !== 0xffffffffffffffffn) return utcDateNumber(nanos);
  }
  return 0;
}
