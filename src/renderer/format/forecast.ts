// The forecast in words: where it goes, what drives it, what it is worth.
import type { Forecast } from '../state/forecast.ts';
import { signedText, valueText } from './numbers.ts';
import { worthText } from './worth.ts';

/** Short phrases, widest news first. Strength is a ratio and is said to be one. */
export function forecastPhrases(forecast: Forecast): readonly string[] {
  const { ticks, drive, state, mode } = forecast;
  if (!drive) return [state === 'crossed' ? 'no path: book crossed or locked' : 'no path: no valid book'];
  const move = (ticks[ticks.length - 1] as number) - (ticks[0] as number);
  return [
    `in 30 s ${moveText(move)} ticks`,
    `push ${signedText(drive.near)} near ${signedText(drive.far)} far`,
    `drag ${valueText(drive.drag)}`,
    `push / drag ${valueText(drive.strength)}`,
    `${mode}, ${worthText(forecast)}`,
  ];
}

/** A hundredth of a tick is as much as means anything; no sign in front of a nought. */
function moveText(ticks: number): string {
  const text = Math.abs(ticks).toFixed(2);
  if (Number(text) === 0) return text;
  return `${ticks > 0 ? '+' : '−'}${text}`;
}
