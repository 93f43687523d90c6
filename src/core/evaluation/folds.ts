// Which days train and which are tested (field-model §5): never a day's part, never a day on itself.

export interface Fold {
  /** Index of the day that is tested, and those that train for it. */
  readonly test: number;
  readonly train: readonly number[];
}

/** Days of training before the first that walk-forward tests: a quarter of all, at least one. */
export function firstTested(days: number): number {
  return Math.max(1, Math.ceil(days / 4));
}

/** Each day from the days before it; days are in order. */
export function walkForward(days: number): Fold[] {
  const from = firstTested(days);
  return Array.from({ length: Math.max(0, days - from) }, (_, i) => ({
    test: from + i,
    train: Array.from({ length: from + i }, (_, day) => day),
  }));
}

/** Each day from all others. */
export function leaveOneOut(days: number): Fold[] {
  if (days < 2) return [];
  return Array.from({ length: days }, (_, test) => ({
    test,
    train: Array.from({ length: days }, (_, day) => day).filter((day) => day !== test),
  }));
}

/** 95 % interval of an estimate by the jackknife: from what it is when each day in turn is left out. */
export function jackknifeInterval(whole: number, without: readonly number[]): [number, number] {
  const n = without.length;
  if (n < 2) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const mean = without.reduce((sum, value) => sum + value, 0) / n;
  const spread = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentReach(n - 1) * Math.sqrt(((n - 1) / n) * spread);
  return [whole - reach, whole + reach];
}

const REACH = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Student's t at 97.5 %; within 0.002 beyond ten degrees of freedom (expansion of Cornish and Fisher). */
function studentReach(freedom: number): number {
  return REACH[freedom - 1] ?? 1.95996 + 2.37227 / freedom + 2.8224 / freedom ** 2 + 2.5556 / freedom ** 3;
}
