// Times on the command line: RFC 3339 (to the nanosecond), a nanosecond stamp, or a time of the file's UTC day.
// Spans: 90s, 10m, 1h30m.
import { NANOS_PER_SECOND, type TsNanos } from '../../contracts/units.ts';
import { UsageError } from './output.ts';

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/;
const SPAN = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/;

export type TimeArgument =
  | { readonly kind: 'instant'; readonly nanos: TsNanos }
  /** Nanoseconds after 00:00:00Z of a day yet to be chosen. */
  | { readonly kind: 'ofDay'; readonly nanos: TsNanos };

/** Throws a UsageError that says what is accepted. */
export function parseTime(text: string): TimeArgument {
  if (/^\d{16,20}$/.test(text)) return { kind: 'instant', nanos: BigInt(text) };
  const stamp = RFC3339.exec(text);
  if (stamp) {
    const [, date, time, fraction = '', zone] = stamp;
    const millis = Date.parse(`${date}T${time}${(zone as string).toUpperCase()}`);
    if (!Number.isNaN(millis))
      return { kind: 'instant', nanos: BigInt(millis) * 1_000_000n + nanosFromFraction(fraction) };
  }
  const ofDay = TIME_OF_DAY.exec(text);
  if (ofDay) {
    const [hours, minutes, seconds] = [ofDay[1], ofDay[2], ofDay[3] ?? '0'].map(Number) as [
      number,
      number,
      number,
    ];
    if (hours < 24 && minutes < 60 && seconds < 60) {
      const whole = BigInt(hours * 3600 + minutes * 60 + seconds) * NANOS_PER_SECOND;
      return { kind: 'ofDay', nanos: whole + nanosFromFraction(ofDay[4] ?? '') };
    }
  }
  throw new UsageError(
    `"${text}" is not a time. Give 2025-09-15T14:30:00.5Z, a count of nanoseconds, or 14:30:00 of the file's UTC day.`,
  );
}

export function resolveTime(time: TimeArgument, dayStart: TsNanos): TsNanos {
  return time.kind === 'instant' ? time.nanos : dayStart + time.nanos;
}

/** Whole seconds of `10m`, `90s`, `1h30m` or a bare number of seconds. Throws a UsageError. */
export function parseSpanSeconds(text: string): number {
  const match = SPAN.exec(text);
  const [hours, minutes, seconds] = [match?.[1], match?.[2], match?.[3]].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  const span = hours * 3600 + minutes * 60 + seconds;
  if (!match || span <= 0 || span > 86_400)
    throw new UsageError(`"${text}" is not a span of time. Give 90s, 10m or 1h30m, at most a day.`);
  return span;
}

/** 2025-09-15T14:30:00.500000000Z */
export function timeText(nanos: TsNanos): string {
  const seconds = nanos / NANOS_PER_SECOND;
  const fraction = (nanos % NANOS_PER_SECOND).toString().padStart(9, '0');
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

function nanosFromFraction(fraction: string): bigint {
  return BigInt(fraction.padEnd(9, '0'));
}
