// InstrumentDefMsg of DBN v1, v2, v3 → one shape (dbn-format §5). What the ingest wants from it is the tick size; the
// traps are real: ES has contract_multiplier undefined and its point value in unit_of_measure_qty, and display_factor
// must not be applied to prices.
import { RTYPE } from './layout.ts';
import type { DbnVersion, Decoded } from './record-fields.ts';
import { at, atEach, decodeFields, encodeFields, textAt } from './record-fields.ts';
import { recordBytes } from './record-size.ts';

const DEFINITION_FIELDS = {
  publisherId: at('u16', 2),
  instrumentId: at('u32', 4),
  tsEventNanos: at('u64', 8),
  tsRecvNanos: at('u64', 16),
  minPriceIncrementNanos: at('positivePrice', 24),
  displayFactorNanos: at('price', 32),
  expirationNanos: at('time', 40),
  activationNanos: at('time', 48),
  highLimitPriceNanos: at('price', 56),
  lowLimitPriceNanos: at('price', 64),
  maxPriceVariationNanos: at('price', 72),
  tradingReferencePriceNanos: atEach('price', 80, 80, null),
  unitOfMeasureQtyNanos: atEach('price', 88, 88, 80),
  minPriceIncrementAmountNanos: atEach('price', 96, 96, 88),
  priceRatioNanos: atEach('price', 104, 104, 96),
  strikePriceNanos: atEach('price', 328, 112, 104),
  rawInstrumentId: atEach('u32ThenU64', 120, 128, 112),
  legPriceNanos: atEach('price', null, null, 120),
  legDeltaNanos: atEach('price', null, null, 128),
  instAttribValue: atEach('i32', 112, 120, 136),
  underlyingId: atEach('u32', 116, 124, 140),
  marketDepthImplied: atEach('i32OrNull', 124, 132, 144),
  marketDepth: atEach('i32OrNull', 128, 136, 148),
  marketSegmentId: atEach('u32', 132, 140, 152),
  maxTradeVol: atEach('u32', 136, 144, 156),
  minLotSize: atEach('i32OrNull', 140, 148, 160),
  minLotSizeBlock: atEach('i32OrNull', 144, 152, 164),
  minLotSizeRoundLot: atEach('i32OrNull', 148, 156, 168),
  minTradeVol: atEach('u32', 152, 160, 172),
  contractMultiplier: atEach('i32OrNull', 160, 164, 176),
  decayQuantity: atEach('i32OrNull', 164, 168, 180),
  originalContractSize: atEach('i32OrNull', 168, 172, 184),
  legInstrumentId: atEach('u32', null, null, 188),
  legRatioPriceNumerator: atEach('i32', null, null, 192),
  legRatioPriceDenominator: atEach('i32', null, null, 196),
  legRatioQtyNumerator: atEach('i32', null, null, 200),
  legRatioQtyDenominator: atEach('i32', null, null, 204),
  legUnderlyingId: atEach('u32', null, null, 208),
  tradingReferenceDate: atEach('u16', 176, 176, null),
  applId: atEach('u16', 178, 178, 212),
  maturityYear: atEach('u16', 180, 180, 214),
  decayStartDate: atEach('u16', 182, 182, 216),
  channelId: atEach('u16', 184, 184, 218),
  legCount: atEach('u16', null, null, 220),
  legIndex: atEach('u16', null, null, 222),
  currency: textAt([186, 186, 224], 4),
  settlCurrency: textAt([190, 190, 228], 4),
  secSubType: textAt([194, 194, 232], 6),
  rawSymbol: textAt([200, 200, 238], [22, 71, 71]),
  group: textAt([222, 271, 309], 21),
  exchange: textAt([243, 292, 330], 5),
  asset: textAt([248, 297, 335], [7, 7, 11]),
  cfi: textAt([255, 304, 346], 7),
  securityType: textAt([262, 311, 353], 7),
  unitOfMeasure: textAt([269, 318, 360], 31),
  underlying: textAt([300, 349, 391], 21),
  strikePriceCurrency: textAt([321, 370, 412], 4),
  legRawSymbol: textAt([null, null, 416], 71),
  /** B bond, C call, F future, K stock, M mixed spread, P put, S future spread, T option spread, X/Y spot. */
  instrumentClass: atEach('char', 325, 374, 487),
  matchAlgorithm: atEach('char', 342, 375, 488),
  mdSecurityTradingStatus: atEach('u8', 343, 376, null),
  mainFraction: atEach('u8', 344, 377, 489),
  priceDisplayFormat: atEach('u8', 345, 378, 490),
  settlPriceType: atEach('u8', 346, 379, null),
  subFraction: atEach('u8', 347, 380, 491),
  underlyingProduct: atEach('u8', 348, 381, 492),
  /** A added, M modified, D deleted. */
  securityUpdateAction: atEach('char', 349, 382, 493),
  maturityMonth: atEach('u8', 350, 383, 494),
  maturityDay: atEach('u8', 351, 384, 495),
  maturityWeek: atEach('u8', 352, 385, 496),
  userDefinedInstrument: atEach('char', 353, 386, 497),
  contractMultiplierUnit: atEach('u8', 354, 387, 498),
  flowScheduleType: atEach('u8', 355, 388, 499),
  tickRule: atEach('u8', 356, 389, 500),
  legInstrumentClass: atEach('char', null, null, 501),
  legSide: atEach('char', null, null, 502),
} as const;

/**
 * One definition. Prices and the point value are integers of 1e-9, times nanoseconds; null = undefined.
 * `minPriceIncrementNanos` is null for variable ticks (ES options) and for 0 (user-defined spreads): infer it then.
 */
export type InstrumentDefinition = Decoded<typeof DEFINITION_FIELDS>;

/** Decodes the definition at byte `offset`; null if its length is not that of `version` (`tsOut` adds 8). */
export function decodeDefinition(
  bytes: Uint8Array,
  offset: number,
  version: DbnVersion,
  tsOut = false,
): InstrumentDefinition | null {
  const size = recordBytes(RTYPE.definition, version);
  if (bytes[offset + 1] !== RTYPE.definition) return null;
  if ((bytes[offset] as number) * 4 !== size + (tsOut ? 8 : 0) || offset + size > bytes.length) return null;
  return decodeFields(DEFINITION_FIELDS, bytes, offset, version);
}

/** A whole definition record of `version`. */
export function encodeDefinition(definition: InstrumentDefinition, version: DbnVersion): Uint8Array {
  const bytes = new Uint8Array(recordBytes(RTYPE.definition, version));
  bytes[0] = bytes.length / 4;
  bytes[1] = RTYPE.definition;
  encodeFields(DEFINITION_FIELDS, definition, bytes, 0, version);
  return bytes;
}

/** A definition with every field undefined or empty, to build on. */
export function emptyDefinition(): InstrumentDefinition {
  const blank = decodeFields(DEFINITION_FIELDS, new Uint8Array(recordBytes(RTYPE.definition, 3)), 0, 3);
  const undefinedPrices = Object.fromEntries(
    Object.entries(DEFINITION_FIELDS)
      .filter(([, field]) => ['price', 'positivePrice', 'time', 'i32OrNull'].includes(field.kind))
      .map(([name]) => [name, null]),
  );
  return {
    ...blank,
    ...undefinedPrices,
    userDefinedInstrument: 'N',
    securityUpdateAction: 'A',
    matchAlgorithm: 'F',
  };
}
