// What a form must know of a number among settings: its words, unit and the part of its range that a slider covers. The
// whole range is that of the settings' schema (state/params.test.ts holds the two together).

export interface SliderSpec<Name extends string = string> {
  readonly id: Name;
  readonly symbol: string;
  /** One lower-case phrase: what it does to the picture. */
  readonly hint: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly slider: readonly [from: number, to: number];
}
