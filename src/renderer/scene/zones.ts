// The fast band of the next 30 seconds by price: as it is, plus its last change going on, less every second by the same
// share as the forecast's (field-model §4, mode = extrapolated). Pure.
import { FORECAST_HORIZON } from '../../../contracts/forecast.ts';

/** Row-major: rows as given, columns seconds 1 … 30; 1/s, held within ±1 as the averages it is made of. */
export function zoneValues(fast: Float32Array, change: Float32Array, decay: number): Float32Array {
  const values = new Float32Array(fast.length * FORECAST_HORIZON);
  let grown = 0;
  let share = 1;
  for (let h = 1; h <= FORECAST_HORIZON; h++) {
    share *= decay;
    grown += share;
    for (let row = 0; row < fast.length; row++) {
      const value = (fast[row] as number) + grown * (change[row] as number);
      values[row * FORECAST_HORIZON + h - 1] = Math.min(1, Math.max(-1, value));
    }
  }
  return values;
}
