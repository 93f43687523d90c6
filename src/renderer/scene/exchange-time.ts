// Times of the UTC day as the exchange's clock shows them. The zone comes from the dataset; offsets are asked of the
// platform once an hour of data and kept, so that a label costs only arithmetic, also on the days the clocks change.

interface ExchangeZone {
  readonly zone: string;
  /** What a trader calls it, beside the time. */
  readonly label: string;
}

const UTC: ExchangeZone = { zone: 'UTC', label: 'UTC' };
const CHICAGO: ExchangeZone = { zone: 'America/Chicago', label: 'CT' };
const NEW_YORK: ExchangeZone = { zone: 'America/New_York', label: 'ET' };
const LONDON: ExchangeZone = { zone: 'Europe/London', label: 'London' };
const FRANKFURT: ExchangeZone = { zone: 'Europe/Berlin', label: 'Frankfurt' };

/** By the first part of a dataset's name (GLBX.MDP3 → GLBX). */
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

const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export class ExchangeClock {
  readonly zone: string;
  readonly label: string;
  /** Unix time of window 0, seconds. */
  readonly #dayStartSeconds: number;
  readonly #offsets = new Map<number, number>();
  readonly #format: Intl.DateTimeFormat;

  constructor(dataset: string, dayStartNanos: bigint) {
    const { zone, label } = ZONES[dataset.split('.')[0] ?? ''] ?? UTC;
    this.zone = zone;
    this.label = label;
    this.#dayStartSeconds = Number(dayStartNanos / 1_000_000_000n);
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** Seconds that the exchange's clock is ahead of UTC (negative west of it). Zones change on whole quarters of hours. */
  offsetSeconds(window: number): number {
    const quarter = Math.floor(window / (SECONDS_PER_HOUR / 4));
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const utcSeconds = this.#dayStartSeconds + quarter * (SECONDS_PER_HOUR / 4);
    const parts = new Map(
      this.#format.formatToParts(utcSeconds * 1000).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local =
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) /
      1000;
    this.#offsets.set(quarter, local - utcSeconds);
    return local - utcSeconds;
  }

  /** Seconds since the exchange's own midnight of the UTC day's date; negative on the evening before. */
  localSeconds(window: number): number {
    return window + this.offsetSeconds(window);
  }

  /** 17:29:40, or with `decimals` 17:29:40.25. */
  timeText(window: number, decimals = 0): string {
    return clockText(this.localSeconds(window), decimals);
  }

  utcText(window: number, decimals = 0): string {
    return clockText(window, decimals);
  }

  /** Tue 26 Dec, on the exchange's calendar. */
  dateText(window: number): string {
    const date = new Date((this.#dayStartSeconds + this.localSeconds(window)) * 1000);
    return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  }
}

/** Time of day, cut (never rounded up) to `decimals`; any day. */
export function clockText(seconds: number, decimals: number): string {
  const scale = 10 ** decimals;
  // A small allowance, so that 40.25 given as 40.2499999999 is not cut to 40.24.
  const units = Math.floor(seconds * scale + 1e-4);
  const inDay = ((units % (SECONDS_PER_DAY * scale)) + SECONDS_PER_DAY * scale) % (SECONDS_PER_DAY * scale);
  const whole = Math.floor(inDay / scale);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return decimals > 0 ? `${text}.${String(inDay % scale).padStart(decimals, '0')}` : text;
}
