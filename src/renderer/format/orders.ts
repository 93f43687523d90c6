// Ages and events of orders in words.
import type { OrderEvent } from '../../../contracts/exact.ts';

export const EVENT_WORDS: Readonly<Record<OrderEvent['kind'], string>> = {
  add: 'added',
  carried: 'carried',
  snapshot: 'snapshot',
  trade: 'took',
  fill: 'filled',
  execute: 'settled',
  cancel: 'pulled',
  modify: 'changed',
  refill: 'refilled',
  replace: 're-added',
  clear: 'cleared',
};

const STEPS: readonly (readonly [nanos: bigint, unit: string])[] = [
  [86_400_000_000_000n, 'd'],
  [3_600_000_000_000n, 'h'],
  [60_000_000_000n, 'm'],
  [1_000_000_000n, 's'],
  [1_000_000n, 'ms'],
  [1_000n, 'µs'],
];

/** 3 d, 12 m, 4.2 s, 350 ms, 17 µs, 900 ns; two digits below ten. */
export function ageText(nanos: bigint): string {
  if (nanos < 0n) return `−${ageText(-nanos)}`;
  const [size, unit] = STEPS.find(([each]) => nanos >= each) ?? [1n, 'ns'];
  const tenths = Number((nanos * 10n) / size);
  return tenths < 100 && size > 1n
    ? `${(tenths / 10).toFixed(1)} ${unit}`
    : `${Math.floor(tenths / 10)} ${unit}`;
}
