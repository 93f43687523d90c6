// Numbers as words on screen: fixed widths where they change under the eye, few digits where they are read once.

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 68792 → "68,792". */
export function countText(count: number): string {
  return grouped.format(count);
}

/** Three significant digits and a magnitude: 68792 → "68.8 k", 11240000 → "11.2 M". */
export function compactText(count: number): string {
  for (const [size, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // Half of the last shown digit: 999,950 is 1.00 M, not 1000 k.
    if (count >= size * 0.9995) return `${(count / size).toPrecision(3)} ${suffix}`;
  }
  return String(Math.round(count));
}

/** Less than this is what decaying averages leave of nothing. */
const NOTHING = 1e-9;

/** A field's value: three decimals in the usual range, exponents outside it, a true minus, "—" for none. */
export function valueText(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '—';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  const text =
    magnitude > NOTHING && (magnitude < 0.0005 || magnitude >= 1e5)
      ? magnitude.toExponential(1)
      : magnitude.toFixed(magnitude >= 100 ? 1 : 3);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** An end of a colour range: three significant digits, so that small ranges differ. */
export function rangeText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  const text =
    magnitude < 1e-4 || magnitude >= 1e5
      ? magnitude.toExponential(1)
      : String(Number(magnitude.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}

/** A field's value with a sign in front of positive ones, for fields that have both. */
export function signedText(value: number | null): string {
  return value !== null && value > NOTHING ? `+${valueText(value)}` : valueText(value);
}

/** Ticks from spot: +4, −3, 0. */
export function ticksText(ticks: number): string {
  if (ticks === 0) return 'at spot';
  const words = Math.abs(ticks) === 1 ? 'tick' : 'ticks';
  return `${ticks > 0 ? '+' : '−'}${grouped.format(Math.abs(ticks))} ${words}`;
}

/** Seconds as a length of time: 0.1 s, 42 s, 3 min 05 s, 1 h 12 min. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** 1 → "1 window", 2 → "2 windows". */
export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
