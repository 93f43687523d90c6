// Trade dates: which session of an exchange a moment belongs to. A UTC day is the unit of files; a trade date is the unit
// of traders, and on CME it begins the evening before. Days are counted from 1970-01-01; times are Unix seconds. Rules
// are those of CME Globex, whose evening session opens for the next business day at 17:00 Chicago (GLBX.MDP3 dataset
// page; CME's holiday calendars): on a US holiday there is no trade date, and what trades in its shortened session
// counts for the next business day.
import { exchangeZoneOf, venueOf, zoneOffsetSeconds } from './exchange-zones.ts';
import { hourIn, hoursOfProduct, type ProductHours, type Stretch } from './product-hours.ts';

const SECONDS_PER_DAY = 86_400;
const HOUR = 3600;

/** Hour of the exchange's day at which the next trade date begins, by the first part of the dataset's name. */
const ROLLS: Readonly<Record<string, number>> = { GLBX: 17, XCBF: 17, IFUS: 20 };

/** What a venue's hours are those of, where nobody says which product is meant. */
const MAIN_PRODUCT = 'ES';

/** Before Databento's order data of CME begin; hours of earlier days were never looked up. */
const GLOBEX_SINCE = '2017-01-01';

/** Part of a UTC day that belongs to one trade date: seconds of the day, half open. */
export interface TradeDaySpan {
  readonly tradeDay: number;
  readonly windowFrom: number;
  readonly windowEnd: number;
}

/** An unbroken stretch of a trade date's session. */
export interface TradingHours {
  /** session, overnight, day, pre-market, regular, post-market. */
  readonly name: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly ends: 'regular' | 'early' | 'holiday';
}

/** Trade date, counted in days, that a moment belongs to; the pause after a session is still that session's. */
export function tradeDayAt(dataset: string, utcSeconds: number): number {
  const { zone } = exchangeZoneOf(dataset);
  const localSeconds = utcSeconds + zoneOffsetSeconds(zone, Math.floor(utcSeconds));
  const roll = ROLLS[venueOf(dataset)];
  if (roll === undefined) return Math.floor(localSeconds / SECONDS_PER_DAY);
  return businessDayFrom(Math.floor((localSeconds + SECONDS_PER_DAY - roll * HOUR) / SECONDS_PER_DAY));
}

/** The trade dates of the UTC day that begins at `dayStartSeconds`, in order, without gaps. */
export function tradeDaySpans(dataset: string, dayStartSeconds: number): TradeDaySpan[] {
  const { zone } = exchangeZoneOf(dataset);
  const roll = (ROLLS[venueOf(dataset)] ?? 0) * HOUR;
  const dayEnd = dayStartSeconds + SECONDS_PER_DAY;
  const utcDay = Math.floor(dayStartSeconds / SECONDS_PER_DAY);
  // A zone is at most a day away from UTC, so the rolls of these local days are all that can fall in it.
  const rolls = [utcDay - 1, utcDay, utcDay + 1]
    .map((day) => utcFromLocal(zone, day, roll))
    .filter((seconds) => seconds > dayStartSeconds && seconds < dayEnd);
  const spans: TradeDaySpan[] = [];
  for (const [i, from] of [dayStartSeconds, ...rolls].entries()) {
    const tradeDay = tradeDayAt(dataset, from);
    const windowEnd = (rolls[i] ?? dayEnd) - dayStartSeconds;
    const last = spans.at(-1);
    if (last?.tradeDay === tradeDay) spans[spans.length - 1] = { ...last, windowEnd };
    else spans.push({ tradeDay, windowFrom: from - dayStartSeconds, windowEnd });
  }
  return spans;
}

/**
 * When a trade date's session trades, in order: its stretches, and before them those of each holiday that counts for it.
 * Empty where the product's hours are not known or the day is no trade date.
 */
export function tradingHours(dataset: string, tradeDay: number, asset = MAIN_PRODUCT): TradingHours[] {
  const product = hoursOfProduct(dataset, asset);
  if (!product || businessDayFrom(tradeDay) !== tradeDay || hoursUnknown(dataset, tradeDay, asset) !== null)
    return [];
  let first = tradeDay;
  while (businessDayFrom(first - 1) === tradeDay) first -= 1;
  const hours: TradingHours[] = [];
  for (let day = first; day <= tradeDay; day++)
    if (!isWeekend(day)) hours.push(...hoursOfDay(dataset, product, day));
  return hours;
}

/** Why a trade date's hours are not told, where the product's are known on others; null where they are. */
export function hoursUnknown(dataset: string, tradeDay: number, asset: string): string | null {
  const product = hoursOfProduct(dataset, asset);
  if (!product) return null;
  const date = dateFromDay(tradeDay);
  if (venueOf(dataset) === 'GLBX' && date < GLOBEX_SINCE) return 'hours before 2017 were not looked up';
  const limit = product.limits.find(({ from }) => from !== undefined && date >= from);
  if (limit) return limit.why;
  for (let day = tradeDay; day === tradeDay || businessDayFrom(day) === tradeDay; day--)
    if (!isWeekend(day) && endOf(product, day) === 'unknown') return 'its end on such a day was not found';
  return null;
}

/** What is known of a trade date's hours and does not show in them; null where nothing is. */
export function hoursNote(dataset: string, tradeDay: number, asset: string): string | null {
  const date = dateFromDay(tradeDay);
  const limits = hoursOfProduct(dataset, asset)?.limits ?? [];
  return limits.find(({ until }) => until !== undefined && date < until)?.why ?? null;
}

/** Whether an evening before this trade date is not among its hours, though there may have been one. */
export function lacksEvening(dataset: string, tradeDay: number, asset: string): boolean {
  const product = hoursOfProduct(dataset, asset);
  return product?.eveningAfterHoliday === false && holidayOf(tradeDay - 1) !== null;
}

/** The regular hours of a trade date, in Unix seconds; null where there are none, or none that are known. */
export function regularHours(
  dataset: string,
  tradeDay: number,
  asset = MAIN_PRODUCT,
): { readonly fromSeconds: number; readonly toSeconds: number } | null {
  const product = hoursOfProduct(dataset, asset);
  const last = tradingHours(dataset, tradeDay, asset).at(-1);
  if (!product || !last) return null;
  const { zone } = exchangeZoneOf(dataset);
  const [from, to] = product.regular.map((hour) => utcFromLocal(zone, tradeDay, hour * HOUR));
  const ofStocks = tradingHours(dataset, tradeDay, asset).find(({ name }) => name === 'regular');
  return ofStocks ?? { fromSeconds: from, toSeconds: Math.min(to, last.toSeconds) };
}

/** The stretches of one business day or holiday, by whether it ends early. */
function hoursOfDay(dataset: string, product: ProductHours, day: number): TradingHours[] {
  const { zone } = exchangeZoneOf(dataset);
  const holiday = holidayOf(day);
  const ends = holiday ? 'holiday' : endOf(product, day) === null ? 'regular' : 'early';
  return stretchesOf(product, day).map(({ name, from, to }) => ({
    name,
    fromSeconds: utcFromLocal(zone, day, from * HOUR),
    toSeconds: utcFromLocal(zone, day, to * HOUR),
    ends,
  }));
}

function stretchesOf(product: ProductHours, day: number): readonly Stretch[] {
  const end = endOf(product, day);
  if (end === 'unknown' || end === 'closed') return [];
  const { stretches, afterEarly } = product;
  const skipsEvening = !product.eveningAfterHoliday && holidayOf(day - 1) !== null;
  const all = skipsEvening ? stretches.filter(({ from }) => from >= 0) : stretches;
  if (end === null) return all;
  const cut = all.filter(({ from }) => from < end).map((part) => ({ ...part, to: Math.min(part.to, end) }));
  return afterEarly && holidayOf(day) === null ? [...cut, afterEarly] : cut;
}

/** Hour at which a day's trading ends before its usual end; null where it does not. */
function endOf(product: ProductHours, day: number): number | null | 'closed' | 'unknown' {
  const single = product.singleDays[dateFromDay(day)];
  if (single !== undefined) return single === 0 ? 'closed' : single;
  const year = new Date(day * SECONDS_PER_DAY * 1000).getUTCFullYear();
  const holiday = holidayOf(day);
  if (holiday === null) {
    const early = earlyKind(day);
    return early ? hourIn(product.early[early], year) : null;
  }
  if (holiday === 'closed') return 'closed';
  const { fridayHoliday, holiday: other, reportFriday } = product;
  if (holiday === 'good friday') return (hasReport(day) ? hourIn(reportFriday, year) : null) ?? 'closed';
  return hourIn(weekday(day) === FRIDAY ? fridayHoliday : other, year) ?? 'closed';
}

/** The US employment report comes on a month's first Friday, also where that is Good Friday (2021, 2023, 2026). */
function hasReport(friday: number): boolean {
  return new Date(friday * SECONDS_PER_DAY * 1000).getUTCDate() <= 7;
}

/** 2023-12-26 of a day counted from 1970. */
export function dateFromDay(day: number): string {
  return new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
}

/** Days from 1970 of a date like 2023-12-26. */
export function dayFromDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / (SECONDS_PER_DAY * 1000);
}

/** Unix time of a second of a zone's calendar day, negative ones of the evening before. Sessions open and close at hours at which no clock is changed. */
function utcFromLocal(zone: string, day: number, second: number): number {
  const asIfUtc = day * SECONDS_PER_DAY + Math.round(second);
  const near = asIfUtc - zoneOffsetSeconds(zone, asIfUtc);
  return asIfUtc - zoneOffsetSeconds(zone, near);
}

/** The day itself, or the next one that is neither weekend nor holiday. */
function businessDayFrom(day: number): number {
  let business = day;
  while (isWeekend(business) || holidayOf(business) !== null) business += 1;
  return business;
}

function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function isWeekend(day: number): boolean {
  return weekday(day) % 6 === 0;
}

const FRIDAY = 5;

type Holiday = 'closed' | 'short' | 'good friday';

const holidaysByYear = new Map<number, ReadonlyMap<number, Holiday>>();

/** closed: no trading until its evening; short: trading halts around noon. null: no holiday. */
function holidayOf(day: number): Holiday | null {
  const year = new Date(day * SECONDS_PER_DAY * 1000).getUTCFullYear();
  let holidays = holidaysByYear.get(year);
  if (!holidays) {
    holidays = holidaysOf(year);
    holidaysByYear.set(year, holidays);
  }
  return holidays.get(day) ?? null;
}

const JANUARY = 0;
const JUNETEENTH_SINCE = 2022;

function holidaysOf(year: number): Map<number, Holiday> {
  const holidays = new Map<number, Holiday>([
    [nthWeekday(year, JANUARY, 1, 3), 'short'],
    [nthWeekday(year, 1, 1, 3), 'short'],
    [easterSunday(year) - 2, 'good friday'],
    [lastMondayOfMay(year), 'short'],
    [observed(dayOf(year, 6, 4)), 'short'],
    [nthWeekday(year, 8, 1, 1), 'short'],
    [nthWeekday(year, 10, 4, 4), 'short'],
    [observed(dayOf(year, 11, 25)), 'closed'],
  ]);
  if (year >= JUNETEENTH_SINCE) holidays.set(observed(dayOf(year, 5, 19)), 'short');
  // A New Year's Day on a Saturday is not made up for on the Friday before, which is the last of its year.
  const newYear = dayOf(year, JANUARY, 1);
  if (weekday(newYear) !== 6) holidays.set(observed(newYear), 'closed');
  return holidays;
}

/** The day after Thanksgiving, Christmas Eve, and the third of July where the fourth is no weekend's. */
function earlyKind(day: number): keyof ProductHours['early'] | null {
  const date = new Date(day * SECONDS_PER_DAY * 1000);
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (month === 10) return day === nthWeekday(year, 10, 4, 4) + 1 ? 'afterThanksgiving' : null;
  if (month === 11) return dayOfMonth === 24 ? 'christmasEve' : null;
  return month === 6 && dayOfMonth === 3 && holidayOf(day + 1) !== null ? 'independenceEve' : null;
}

function dayOf(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month, dayOfMonth) / (SECONDS_PER_DAY * 1000);
}

/** Holidays of a Saturday are kept on the Friday before, those of a Sunday on the Monday after. */
function observed(day: number): number {
  if (weekday(day) === 6) return day - 1;
  return weekday(day) === 0 ? day + 1 : day;
}

/** The n-th Monday (1) … Friday (5) of a month. */
function nthWeekday(year: number, month: number, wanted: number, nth: number): number {
  const first = dayOf(year, month, 1);
  return first + ((wanted - weekday(first) + 7) % 7) + (nth - 1) * 7;
}

function lastMondayOfMay(year: number): number {
  const last = dayOf(year, 4, 31);
  return last - ((weekday(last) - 1 + 7) % 7);
}

/** Gregorian computus (Meeus, Jones, Butcher). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return dayOf(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1);
}
