// Which clock an exchange lives by. The zone comes from the dataset; offsets are asked of the platform, so that the
// days on which clocks change need no rule of our own.

export interface ExchangeZone {
  readonly zone: string;
  /** What a trader calls it, beside the time. */
  readonly label: string;
}

const UTC: ExchangeZone = { zone: 'UTC', label: 'UTC' };
const CHICAGO: ExchangeZone = { zone: 'America/Chicago', label: 'CT' };
const NEW_YORK: ExchangeZone = { zone: 'America/New_York', label: 'ET' };
const LONDON: ExchangeZone = { zone: 'Europe/London', label: 'London' };
const FRANKFURT: ExchangeZone = { zone: 'Europe/Berlin', label: 'Frankfurt' };

/** By the venue, the first part of a dataset's name (GLBX.MDP3 → GLBX). */
const ZONES: Readonly<Record<string, ExchangeZone>> = {
  GLBX: CHICAGO,
  XCBF: CHICAGO,
  XNAS: NEW_YORK,
  XNYS: NEW_YORK,
  ARCX: NEW_YORK,
  DBEQ: NEW_YORK,
  EQUS: NEW_YORK,
  OPRA: NEW_YORK,
  IFUS: NEW_YORK,
  NDEX: LONDON,
  IFEU: LONDON,
  IFLL: LONDON,
  XEUR: FRANKFURT,
  XEEE: FRANKFURT,
};

/** First part of a dataset's name. */
export function venueOf(dataset: string): string {
  return dataset.split('.')[0] ?? '';
}

/** UTC where the dataset is none that is known. */
export function exchangeZoneOf(dataset: string): ExchangeZone {
  return ZONES[venueOf(dataset)] ?? UTC;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Seconds that the zone's clock is ahead of UTC (negative west of it) at a Unix time in whole seconds. */
export function zoneOffsetSeconds(zone: string, utcSeconds: number): number {
  if (zone === UTC.zone) return 0;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(utcSeconds * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const localMillis = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return localMillis / 1000 - utcSeconds;
}
