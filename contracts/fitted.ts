// What a calibration can fit (field-model §5). Whatever it is not asked to fit is held at the value it has.
import { z } from 'zod';
import type { ForecastParams } from './forecast.ts';

export const FITTED_NAMES = ['betaNear', 'betaFar', 'betaV', 'gamma'] as const;
export const FittedName = z.enum(FITTED_NAMES);
export type FittedName = z.infer<typeof FittedName>;

export const FITTED_SYMBOLS: Readonly<Record<FittedName, string>> = {
  betaNear: 'β near',
  betaFar: 'β far',
  betaV: 'β v',
  gamma: 'γ',
};

/** A parameter that could have been fitted and was left as it was. */
export const HeldParameter = z.object({ name: FittedName, value: z.number() });
export type HeldParameter = z.infer<typeof HeldParameter>;

/** Those that a fit of `names` leaves alone, with the values that they keep. */
export function heldBeside(names: readonly FittedName[], forecast: ForecastParams): HeldParameter[] {
  return FITTED_NAMES.filter((name) => !names.includes(name)).map((name) => ({
    name,
    value: forecast[name],
  }));
}

/** "held: β far 0.3, γ 0.35"; empty where nothing is. */
export function heldWords(held: readonly HeldParameter[]): string {
  if (held.length === 0) return '';
  const each = held.map(({ name, value }) => `${FITTED_SYMBOLS[name]} ${Number(value.toPrecision(4))}`);
  return `held: ${each.join(', ')}`;
}
