// When products trade, as their venues publish it: one table. Hours of the exchange's clock (14.5 is half past two);
// negative ones are of the evening before the trade date. What is not in it is said to be unknown.
import { venueOf } from './exchange-zones.ts';

/** Part of a trade date that trades without a pause. */
export interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface ProductHours {
  readonly name: string;
  readonly stretches: readonly Stretch[];
  /** What traders of the product call its regular hours: the pit's, or those of the cash market. */
  readonly regular: readonly [from: number, to: number];
  /** The stretches of a day that ends early. */
  readonly early: readonly Stretch[];
  /** Hour at which a US holiday's session halts; it may have changed with 2022. null: closed all day. */
  readonly holiday: { readonly until2021: number; readonly since2022: number } | null;
  /** After a holiday the evening's opening differs from one to the next, and is not told. */
  readonly eveningAfterHoliday: boolean;
}

const EVENING = -7;

function globex(
  name: string,
  regular: ProductHours['regular'],
  early: number,
  since2022: number,
): ProductHours {
  const until = (to: number): Stretch[] => [{ name: 'session', from: EVENING, to }];
  return {
    name,
    stretches: until(16),
    regular,
    early: until(early),
    holiday: { until2021: 12, since2022 },
    eveningAfterHoliday: true,
  };
}

/** Cash 08:30–15:00. CME: equity index contract specifications; holiday calendar 12:15 and 12:00. */
const EQUITY_INDEX = globex('equity-index futures', [8.5, 15], 12.25, 12);
/** The former pit's 07:20–14:00. CME: Treasury and SOFR contract specifications. */
const RATES = globex('interest-rate futures', [7 + 20 / 60, 14], 12.25, 12);
const FX = globex('FX futures', [7 + 20 / 60, 14], 12.25, 16);
const CRYPTO = globex('cryptocurrency futures', [8.5, 15], 12.75, 16);
/** Settlement 14:28–14:30 New York ends the former pit's 09:00–14:30. CME: NYMEX contract specifications. */
const ENERGY = globex('energy futures', [8, 13.5], 12.75, 13.5);
/** The former pits' hours; each metal settles at the end of its own. CME: COMEX and NYMEX contract specifications. */
const GOLD = globex('gold futures', [7 + 20 / 60, 12.5], 12.75, 13.5);
const SILVER = globex('silver futures', [7 + 25 / 60, 12 + 25 / 60], 12.75, 13.5);
const COPPER = globex('copper futures', [7 + 10 / 60, 12], 12.75, 13.5);
const PLATINUM = globex('platinum futures', [7 + 20 / 60, 12 + 5 / 60], 12.75, 13.5);
const PALLADIUM = globex('palladium futures', [7.5, 12], 12.75, 13.5);

const GRAIN_OVERNIGHT: Stretch = { name: 'overnight', from: -5, to: 7.75 };
/** 19:00–07:45, then 08:30–13:20. CME: corn, wheat and soybean contract specifications; early close at 12:05. */
const GRAINS: ProductHours = {
  name: 'grain and oilseed futures',
  stretches: [GRAIN_OVERNIGHT, { name: 'day', from: 8.5, to: 13 + 20 / 60 }],
  regular: [8.5, 13 + 20 / 60],
  early: [GRAIN_OVERNIGHT, { name: 'day', from: 8.5, to: 12 + 5 / 60 }],
  holiday: null,
  eveningAfterHoliday: false,
};
/** 08:30–13:05. CME: live cattle, feeder cattle and lean hog contract specifications. */
const LIVESTOCK: ProductHours = {
  name: 'livestock futures',
  stretches: [{ name: 'session', from: 8.5, to: 13 + 5 / 60 }],
  regular: [8.5, 13 + 5 / 60],
  early: [{ name: 'session', from: 8.5, to: 12 + 5 / 60 }],
  holiday: null,
  eveningAfterHoliday: true,
};

/** Nasdaq and NYSE: pre-market from 04:00, post-market until 20:00; on short days 13:00 and 17:00. */
const STOCKS: ProductHours = {
  name: 'US stocks',
  stretches: [
    { name: 'pre-market', from: 4, to: 9.5 },
    { name: 'regular', from: 9.5, to: 16 },
    { name: 'post-market', from: 16, to: 20 },
  ],
  regular: [9.5, 16],
  early: [
    { name: 'pre-market', from: 4, to: 9.5 },
    { name: 'regular', from: 9.5, to: 13 },
    { name: 'post-market', from: 13, to: 17 },
  ],
  holiday: null,
  eveningAfterHoliday: true,
};

/** By what a definition calls `asset`, which is the root of the symbol: the products that are traded most. */
const GLOBEX: readonly (readonly [ProductHours, string])[] = [
  [EQUITY_INDEX, 'ES MES NQ MNQ YM MYM RTY M2K EMD ES1 SP ND NKD NIY MNK MNI XAE XAF XAK XAP XAV XAY'],
  [RATES, 'ZT ZF ZN TN ZB UB TWE Z3N ZQ SR1 SR3 GE 2YY 5YY 10Y 30Y MTN MWN'],
  [FX, '6A 6B 6C 6E 6J 6L 6M 6N 6R 6S 6Z E7 J7 M6A M6B M6C M6E M6J M6S MCD MJY MSF MIR RF RP RY CNH'],
  [CRYPTO, 'BTC MBT ETH MET BFF SOL MSL XRP MXP'],
  [ENERGY, 'CL MCL QM NG MNG QG HO RB BZ HH NN QH QU TTF'],
  [GOLD, 'GC MGC QO 1OZ'],
  [SILVER, 'SI SIL QI'],
  [COPPER, 'HG MHG QC'],
  [PLATINUM, 'PL'],
  [PALLADIUM, 'PA'],
  [GRAINS, 'ZC ZW KE ZS ZM ZL ZO ZR MZC MZW MZS MZM MZL'],
  [LIVESTOCK, 'LE GF HE PRK'],
];

const byAsset = new Map(
  GLOBEX.flatMap(([hours, assets]) => assets.split(' ').map((asset) => [asset, hours])),
);

/** Venues with one set of hours for all that they list. */
const byVenue: Readonly<Record<string, ProductHours>> = {
  /** Cboe futures, VX: as equity-index futures. */
  XCBF: EQUITY_INDEX,
  XNAS: STOCKS,
  XNYS: STOCKS,
  ARCX: STOCKS,
  XASE: STOCKS,
  XCHI: STOCKS,
  XCIS: STOCKS,
  XBOS: STOCKS,
  XPSX: STOCKS,
  IEXG: STOCKS,
  MEMX: STOCKS,
  EPRL: STOCKS,
  DBEQ: STOCKS,
  EQUS: STOCKS,
};

/** Hours of a product of a dataset's venue; null where they are not known. */
export function hoursOfProduct(dataset: string, asset: string): ProductHours | null {
  const venue = venueOf(dataset);
  return byVenue[venue] ?? (venue === 'GLBX' ? (byAsset.get(asset) ?? null) : null);
}

/**
 * The product that an instrument is of: what its definition says, for an option its underlying's, else the root of a
 * futures symbol (ESH4, 6EZ25, CLF4-CLG4, ES.c.0). '' where the symbol is none of a future.
 */
export function assetOf(instrument: {
  readonly symbol: string;
  readonly contract?:
    | { readonly asset: string; readonly underlying: string; readonly kind: string }
    | undefined;
}): string {
  const { symbol, contract } = instrument;
  if (contract && !OPTIONS.has(contract.kind) && contract.asset !== '') return contract.asset;
  return rootOf(contract?.underlying || symbol);
}

const OPTIONS: ReadonlySet<string> = new Set(['call', 'put', 'option spread']);

function rootOf(symbol: string): string {
  return /^([A-Z0-9]{1,4}?)(?:[FGHJKMNQUVXZ]\d{1,2}(?:-|$)|\.[cnv]\.\d+$|\.FUT$)/.exec(symbol)?.[1] ?? '';
}
