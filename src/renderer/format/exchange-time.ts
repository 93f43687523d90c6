// Times as the exchange tells them: its zone, its trade date. Nanoseconds in as bigint, words out. Zone offsets come
// from the platform's own time zone data and are asked for once an hour of data, since they change on the hour.
import { NANOS_PER_SECOND } from '../../../contracts/units.ts';

export interface Exchange {
  readonly zone: string;
  /** What traders write behind a time of that zone. */
  readonly zoneWord: string;
  /** Second of the local day at which the next trade date begins; null where the trade date is the local date. */
  readonly rollSecond: number | null;
}

const CHICAGO: Exchange = { zone: 'America/Chicago', zoneWord: 'CT', rollSecond: 17 * 3600 };
const NEW_YORK: Exchange = { zone: 'America/New_York', zoneWord: 'ET', rollSecond: null };
const UTC: Exchange = { zone: 'UTC', zoneWord: 'UTC', rollSecond: null };

/** Datasets by the venue's code, the part of the name before the point. */
const EXCHANGES: Readonly<Record<string, Exchange>> = {
  GLBX: CHICAGO,
  XCBF: { ...CHICAGO },
  IFUS: { ...NEW_YORK, rollSecond: 20 * 3600 },
  XNAS: NEW_YORK,
  XNYS: NEW_YORK,
  XASE: NEW_YORK,
  ARCX: NEW_YORK,
  BATS: NEW_YORK,
  BATY: NEW_YORK,
  EDGA: NEW_YORK,
  EDGX: NEW_YORK,
  IEXG: NEW_YORK,
  MEMX: NEW_YORK,
  XBOS: NEW_YORK,
  XPSX: NEW_YORK,
  DBEQ: NEW_YORK,
  EQUS: NEW_YORK,
  OPRA: NEW_YORK,
  XEUR: { zone: 'Europe/Berlin', zoneWord: 'CET', rollSecond: null },
  XEEE: { zone: 'Europe/Berlin', zoneWord: 'CET', rollSecond: null },
  IFEU: { zone: 'Europe/London', zoneWord: 'London', rollSecond: null },
  NDEX: { zone: 'Europe/London', zoneWord: 'London', rollSecond: null },
};

export function exchangeFromDataset(dataset: string): Exchange {
  return EXCHANGES[dataset.slice(0, 4).toUpperCase()] ?? UTC;
}

const HOUR_MS = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Seconds to add to UTC for the local time of `zone` at `epochSeconds`. */
export function zoneOffsetSeconds(zone: string, epochSeconds: number): number {
  const hour = Math.floor((epochSeconds * 1000) / HOUR_MS);
  const key = `${zone} ${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const at = hour * HOUR_MS;
  const local: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(at)) local[part.type] = Number(part.value);
  const wall = Date.UTC(local['year'] ?? 0, (local['month'] ?? 1) - 1, local['day'], local['hour'], local['minute'], local['second']);
  const offset = Math.round((wall - at) / 1000);
  offsets.set(key, offset);
  return offset;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

const pad2 = (value: number): string => String(value).padStart(2, '0');

/** Local wall clock, with `decimals` digits of a second (0, 3 or 9; 9 in groups of three). */
export function clockText(tsNanos: bigint, zone: string, decimals: 0 | 3 | 9 = 0): string {
  const epochSeconds = Number(tsNanos / NANOS_PER_SECOND);
  const second = (((epochSeconds + zoneOffsetSeconds(zone, epochSeconds)) % 86_400) + 86_400) % 86_400;
  const clock = `${pad2(Math.floor(second / 3600))}:${pad2(Math.floor(second / 60) % 60)}:${pad2(second % 60)}`;
  if (decimals === 0) return clock;
  const nanos = (tsNanos % NANOS_PER_SECOND).toString().padStart(9, '0');
  if (decimals === 3) return `${clock}.${nanos.slice(0, 3)}`;
  return `${clock}.${nanos.slice(0, 3)} ${nanos.slice(3, 6)} ${nanos.slice(6)}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Trade date of a moment as days since 1970: past the exchange's roll it is the next day's, and never a weekend's. */
export function tradeDay(tsNanos: bigint, exchange: Exchange): number {
  const epochSeconds = Number(tsNanos / NANOS_PER_SECOND);
  const local = epochSeconds + zoneOffsetSeconds(exchange.zone, epochSeconds);
  const toMidnight = exchange.rollSecond === null ? 0 : 86_400 - exchange.rollSecond;
  let day = Math.floor((local + toMidnight) / 86_400);
  if (exchange.rollSecond === null) return day;
  while (weekday(day) === 6 || weekday(day) === 0) day += 1;
  return day;
}

/** Tue 26 Dec 2023; without the year where `short`. */
export function dateText(day: number, short = false): string {
  const date = new Date(day * 86_400_000);
  const words = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return short ? words : `${words} ${date.getUTCFullYear()}`;
}

function weekday(day: number): number {
  return new Date(day * 86_400_000).getUTCDay();
}

/**
 * First moment at or after `fromNanos` at which the exchange's session opens, for sessions that open at the roll; null
 * where the exchange has no such hour.
 */
export function sessionOpenNanos(fromNanos: bigint, exchange: Exchange): bigint | null {
  if (exchange.rollSecond === null) return null;
  const epochSeconds = Number(fromNanos / NANOS_PER_SECOND) + (fromNanos % NANOS_PER_SECOND > 0n ? 1 : 0);
  const local = epochSeconds + zoneOffsetSeconds(exchange.zone, epochSeconds);
  const wait = (((exchange.rollSecond - local) % 86_400) + 86_400) % 86_400;
  return BigInt(epochSeconds + wait) * NANOS_PER_SECOND;
}
