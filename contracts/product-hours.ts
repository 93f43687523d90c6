// When products trade, as their venues publish it: one table. Hours of the exchange's clock (14.5 is half past two);
// negative ones are of the evening before the trade date. What is not in it is said to be unknown.
import { venueOf } from './exchange-zones.ts';

/** Part of a trade date that trades without a pause. */
export interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Hours by the year from which they hold, ascending; null: the days are as others, or closed, as said where it is used.
 * 'unknown' where sources differ or are silent.
 */
export type HourSince = readonly (readonly [year: number, hour: number | null | 'unknown'])[];

export interface ProductHours {
  readonly name: string;
  readonly stretches: readonly Stretch[];
  /** What traders of the product call its regular hours: the pit's, or those of the cash market. */
  readonly regular: readonly [from: number, to: number];
  /** Hour at which trading ends on days that end early; null: they end as others do. */
  readonly early: {
    readonly afterThanksgiving: HourSince;
    readonly christmasEve: HourSince;
    readonly independenceEve: HourSince;
  };
  /** What follows the end of a day that ends early. */
  readonly afterEarly?: Stretch;
  /** Hour at which a US holiday's session halts; null: closed all day. */
  readonly holiday: HourSince;
  /** The same of a holiday on a Friday, after which no evening follows. */
  readonly fridayHoliday: HourSince;
  /** The same of a Good Friday on which the US employment report comes; on others nobody trades. */
  readonly reportFriday: HourSince;
  /** Single days: hour at which trading ended. */
  readonly singleDays: Readonly<Record<string, number | 'unknown'>>;
  /** After a holiday the evening's opening differs from one to the next, and is not told. */
  readonly eveningAfterHoliday: boolean;
  /** What its hours are not known from this date on, or were other until it. */
  readonly limits: readonly { readonly from?: string; readonly until?: string; readonly why: string }[];
}

const EVENING = -7;
const SESSION: readonly Stretch[] = [{ name: 'session', from: EVENING, to: 16 }];
const REGULAR: HourSince = [[0, null]];
const CLOSED: HourSince = [[0, null]];
/** On days of national mourning stocks were closed; of the first, when which futures closed was not found. */
const MOURNING_2018 = '2018-12-05';
const MOURNING_2025 = '2025-01-09';
/** A Christmas Eve that fell on a Sunday was kept on the Friday before. */
const CHRISTMAS_FRIDAY_2017 = '2017-12-22';

// Early and holiday closes: QuantConnect Lean, Data/market-hours/market-hours-database.json (August 2026), product by
// product; where it is silent, CME's release on 9 January 2025, DTN's exchange schedule of July 2024 and
// pandas_market_calendars, which agree with it elsewhere.

/** Cash 08:30–15:00. CME: equity index contract specifications. */
const EQUITY_INDEX: ProductHours = {
  name: 'equity-index futures',
  stretches: SESSION,
  regular: [8.5, 15],
  early: {
    afterThanksgiving: [[0, 12.25]],
    christmasEve: [[0, 12.25]],
    independenceEve: [[0, 12.25]],
  },
  holiday: [[0, 12]],
  fridayHoliday: [[0, 12]],
  reportFriday: [[0, 8.25]],
  singleDays: { [MOURNING_2018]: 'unknown', [MOURNING_2025]: 8.5 },
  eveningAfterHoliday: true,
  limits: [
    {
      until: '2021-07-01',
      why: 'until the middle of 2021 a halt from 15:15 to 15:30 interrupted the session',
    },
  ],
};
/** The former pit's 07:20–14:00. CME: Treasury and SOFR contract specifications. */
const RATES: ProductHours = {
  ...EQUITY_INDEX,
  name: 'interest-rate futures',
  regular: [7 + 20 / 60, 14],
  early: { ...EQUITY_INDEX.early, independenceEve: REGULAR },
  reportFriday: [[0, 10.25]],
  singleDays: { [MOURNING_2018]: 'unknown', [MOURNING_2025]: 12.25 },
  limits: [],
};
const FX: ProductHours = {
  ...RATES,
  name: 'FX futures',
  early: {
    afterThanksgiving: [
      [0, 12.25],
      [2024, 'unknown'],
      [2025, 13.75],
    ],
    christmasEve: [
      [0, 12.25],
      [2025, 12.75],
    ],
    independenceEve: REGULAR,
  },
  holiday: [
    [0, 12],
    [2022, 16],
  ],
  singleDays: {},
};
const CRYPTO: ProductHours = {
  ...FX,
  name: 'cryptocurrency futures',
  regular: [8.5, 15],
  early: {
    afterThanksgiving: [
      [0, 12.25],
      [2021, 12.75],
      [2024, 'unknown'],
      [2025, 13.75],
    ],
    christmasEve: [
      [0, 12.25],
      [2024, 12.75],
    ],
    independenceEve: [
      [0, 12.25],
      [2022, null],
    ],
  },
  reportFriday: [
    [0, 8.25],
    [2023, 10.25],
  ],
  limits: [
    {
      from: '2026-05-29',
      why: 'since 29 May 2026 it trades around the clock, with pauses that were not found',
    },
  ],
};

function energyOrMetal(name: string, regular: ProductHours['regular']): ProductHours {
  return {
    ...FX,
    name,
    regular,
    early: {
      afterThanksgiving: [
        [0, 12.75],
        [2024, 'unknown'],
        [2025, 13.75],
      ],
      christmasEve: [[0, 12.75]],
      independenceEve: REGULAR,
    },
    holiday: [
      [0, 12],
      [2022, 13.5],
    ],
    reportFriday: CLOSED,
  };
}

/** Settlement 14:28–14:30 New York ends the former pit's 09:00–14:30. CME: NYMEX contract specifications. */
const ENERGY = energyOrMetal('energy futures', [8, 13.5]);
/** The former pits' hours; each metal settles at the end of its own. CME: COMEX and NYMEX contract specifications. */
const GOLD = energyOrMetal('gold futures', [7 + 20 / 60, 12.5]);
const SILVER = energyOrMetal('silver futures', [7 + 25 / 60, 12 + 25 / 60]);
const COPPER = energyOrMetal('copper futures', [7 + 10 / 60, 12]);
const PLATINUM = energyOrMetal('platinum futures', [7 + 20 / 60, 12 + 5 / 60]);
const PALLADIUM = energyOrMetal('palladium futures', [7.5, 12]);

const FIVE_PAST_NOON = 12 + 5 / 60;
/** 19:00–07:45, then 08:30–13:20. CME: corn, wheat and soybean contract specifications. */
const GRAINS: ProductHours = {
  name: 'grain and oilseed futures',
  stretches: [
    { name: 'overnight', from: -5, to: 7.75 },
    { name: 'day', from: 8.5, to: 13 + 20 / 60 },
  ],
  regular: [8.5, 13 + 20 / 60],
  early: {
    afterThanksgiving: [[0, FIVE_PAST_NOON]],
    christmasEve: [[0, FIVE_PAST_NOON]],
    independenceEve: [
      [0, FIVE_PAST_NOON],
      [2021, null],
    ],
  },
  holiday: CLOSED,
  fridayHoliday: CLOSED,
  reportFriday: CLOSED,
  singleDays: {
    [MOURNING_2018]: 'unknown',
    [MOURNING_2025]: 12.25,
    [CHRISTMAS_FRIDAY_2017]: FIVE_PAST_NOON,
    '2020-07-02': FIVE_PAST_NOON,
  },
  eveningAfterHoliday: false,
  limits: [],
};
/** 08:30–13:05. CME: live cattle, feeder cattle and lean hog contract specifications. */
const LIVESTOCK: ProductHours = {
  ...GRAINS,
  name: 'livestock futures',
  stretches: [{ name: 'session', from: 8.5, to: 13 + 5 / 60 }],
  regular: [8.5, 13 + 5 / 60],
  early: {
    afterThanksgiving: [
      [0, 12.25],
      [2020, FIVE_PAST_NOON],
    ],
    christmasEve: [
      [0, 12.25],
      [2020, FIVE_PAST_NOON],
      [2021, 'unknown'],
      [2025, 12.25],
    ],
    independenceEve: [
      [0, 12.25],
      [2021, null],
    ],
  },
  singleDays: {
    [MOURNING_2018]: 'unknown',
    [MOURNING_2025]: 12.25,
    [CHRISTMAS_FRIDAY_2017]: 12.25,
    '2020-07-02': 12.25,
  },
  eveningAfterHoliday: true,
};

/** Nasdaq and NYSE: pre-market from 04:00, post-market until 20:00; on short days 13:00 and 17:00. */
const STOCKS: ProductHours = {
  ...GRAINS,
  name: 'US stocks',
  stretches: [
    { name: 'pre-market', from: 4, to: 9.5 },
    { name: 'regular', from: 9.5, to: 16 },
    { name: 'post-market', from: 16, to: 20 },
  ],
  regular: [9.5, 16],
  early: {
    afterThanksgiving: [[0, 13]],
    christmasEve: [[0, 13]],
    independenceEve: [[0, 13]],
  },
  afterEarly: { name: 'post-market', from: 13, to: 17 },
  singleDays: { [MOURNING_2018]: 0, [MOURNING_2025]: 0 },
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

/** The hour that holds in a year. */
export function hourIn(hours: HourSince, year: number): number | null | 'unknown' {
  return hours.findLast(([since]) => since <= year)?.[1] ?? null;
}

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
