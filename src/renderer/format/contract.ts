// The facts of an instrument's contract and of the trade date's session, as lines of a name and a value. What a
// definition leaves undefined is said to be so, never filled in.
import { decimalText } from '../../../contracts/contract.ts';
import type { DaySummary } from '../../../contracts/messages.ts';
import { assetOf, hoursOfProduct } from '../../../contracts/product-hours.ts';
import {
  hoursNote,
  hoursUnknown,
  lacksEvening,
  regularHours,
  tradingHours,
} from '../../../contracts/trade-dates.ts';
import { dayStartFromTs, NANOS_PER_SECOND, windowFromTs } from '../../../contracts/units.ts';
import { clockFromDay, dateText, type TradeClock } from './trade-time.ts';

export interface FactLine {
  readonly name: string;
  readonly value: string;
}

const SECONDS_PER_DAY = 86_400;
const ENDS = { regular: '', early: ', early close', holiday: ', holiday halt' } as const;

export function contractLines(day: DaySummary): FactLine[] {
  const { contract } = day;
  const tick = decimalText(BigInt(day.tickSizeNanos));
  if (!contract) {
    return [
      { name: 'tick', value: `${tick}, inferred from the prices` },
      { name: 'contract', value: 'no definition of it beside the file' },
    ];
  }
  const money = (nanos: string): string => moneyText(BigInt(nanos), contract.currency);
  const lines = [
    { name: 'kind', value: kindText(contract) },
    { name: 'tick', value: tickText(day, tick) },
    {
      name: 'tick value',
      value: contract.tickValueNanos === null ? 'not defined' : money(contract.tickValueNanos),
    },
    {
      name: 'point value',
      value: contract.pointValueNanos === null ? 'not defined' : money(contract.pointValueNanos),
    },
    { name: 'expires', value: expiryText(day, contract.expirationNanos) },
  ];
  if (contract.strikeNanos !== null)
    lines.push({ name: 'strike', value: decimalText(BigInt(contract.strikeNanos), 2) });
  if (contract.underlying !== '') lines.push({ name: 'underlying', value: contract.underlying });
  lines.push({ name: 'defined', value: `${contract.definedOn} UTC` });
  return lines;
}

/** When the trade date's session trades, one line a stretch, then its regular hours; that they are not known is said. */
export function sessionLines(day: DaySummary, tradeDay: number): FactLine[] {
  const { dataset } = day;
  const asset = assetOf(day);
  const product = hoursOfProduct(dataset, asset);
  if (!product) return [{ name: 'session', value: `hours of ${asset || 'this product'} are not known` }];
  const hours = tradingHours(dataset, tradeDay, asset);
  const unknown = hoursUnknown(dataset, tradeDay, asset);
  if (unknown) return [{ name: 'session', value: `hours of this day are not known: ${unknown}` }];
  if (hours.length === 0) return [{ name: 'session', value: 'none: a holiday or a weekend' }];
  const { label } = clockFromDay(day);
  const lines = hours.map(({ name, fromSeconds, toSeconds, ends }) => ({
    name,
    value: `${momentText(day, fromSeconds)} – ${momentText(day, toSeconds)} ${label}${ENDS[ends]}`,
  }));
  if (lacksEvening(dataset, tradeDay, asset))
    lines.unshift({ name: 'overnight', value: 'after a holiday: not known' });
  const regular = regularHours(dataset, tradeDay, asset);
  if (regular && !hours.some(({ name }) => name === 'regular'))
    lines.push({
      name: 'regular hours',
      value: `${timeText(day, regular.fromSeconds)} – ${timeText(day, regular.toSeconds)} ${label}`,
    });
  const note = hoursNote(dataset, tradeDay, asset);
  if (note) lines.push({ name: 'note', value: note });
  return [...lines, { name: 'hours of', value: product.name }];
}

function kindText({ asset, kind, exchange, userDefined }: NonNullable<DaySummary['contract']>): string {
  const words = `${asset} ${kind}`.trim();
  return [words, exchange, userDefined ? 'user-defined' : ''].filter((part) => part !== '').join(', ');
}

function tickText({ tickSizeFrom, contract }: DaySummary, tick: string): string {
  if (tickSizeFrom === 'definition') return tick;
  const why = contract?.tickNanos === null ? 'the definition has none' : 'from before its definition';
  return `${tick}, inferred from the prices: ${why}`;
}

function expiryText(day: DaySummary, nanos: string | null): string {
  if (nanos === null) return 'not defined';
  const seconds = Number(BigInt(nanos) / NANOS_PER_SECOND);
  // A whole UTC day is how venues without an hour of expiry write a date.
  if (seconds % SECONDS_PER_DAY === 0) return dateText(seconds / SECONDS_PER_DAY);
  return `${momentText(day, seconds, true)} ${clockFromDay(day).label}`;
}

/** Mon 25 Dec 17:00, by the exchange's calendar. */
function momentText(day: DaySummary, utcSeconds: number, withYear = false): string {
  const clock = clockOf(day, utcSeconds);
  const window = windowFromTs(BigInt(utcSeconds) * NANOS_PER_SECOND, clock.dayStartNanos);
  const localDay = Math.floor(
    (Number(clock.dayStartNanos / NANOS_PER_SECOND) + clock.localSeconds(window)) / SECONDS_PER_DAY,
  );
  return `${dateText(localDay, !withYear)} ${clock.timeText(window).slice(0, 5)}`;
}

/** 08:30, by the exchange's clock. */
function timeText(day: DaySummary, utcSeconds: number): string {
  const clock = clockOf(day, utcSeconds);
  return clock.timeText(windowFromTs(BigInt(utcSeconds) * NANOS_PER_SECOND, clock.dayStartNanos)).slice(0, 5);
}

function clockOf({ dataset }: DaySummary, utcSeconds: number): TradeClock {
  const dayStartNanos = String(dayStartFromTs(BigInt(utcSeconds) * NANOS_PER_SECOND));
  return clockFromDay({ dataset, dayStartNanos });
}

/** $12.50 for dollars, else 12.50 EUR. */
function moneyText(nanos: bigint, currency: string): string {
  const text = decimalText(nanos, 2);
  if (currency === 'USD') return nanos < 0n ? `−$${text.slice(1)}` : `$${text}`;
  return `${text} ${currency}`.trim();
}
