// The seconds ahead at which a forecast is judged (field-model §5).

export const HORIZONS = [1, 2, 5, 10, 20, 30] as const;
export const HORIZON_COUNT = HORIZONS.length;
