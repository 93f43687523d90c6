// Under which parameters, and in which form, the fields on screen were made: it goes with every request for them, and its
// key keeps what was made under one from being taken for another.
import type { FieldParams } from '../../../contracts/params.ts';
import type { TileAggregate } from '../../../contracts/tiles.ts';

export interface GoldView {
  readonly params: FieldParams;
  readonly paramsHash: string;
  /** What a pixel of many seconds shows. */
  readonly aggregate: TileAggregate;
  /** Lots behind a value at which it counts half; null shows values as they are. */
  readonly weighting: number | null;
}

export function goldViewKey({ paramsHash, aggregate, weighting }: GoldView): string {
  return `${paramsHash}/${aggregate}/${weighting ?? ''}`;
}
