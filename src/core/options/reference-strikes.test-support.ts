// Strikes by the slow and obvious way, for comparison only, straight from field-model §3 Options: every option's rows
// through the slow model of single books (core/silver), its cells summed second by second over premiums, rights, expiries.
import type { SilverChunk } from '../silver/chunk.ts';
import type { TestRow } from '../silver/mbo-rows.test-support.ts';
import { NaiveSilver } from '../silver/naive-silver.test-support.ts';

const NAMES = ['start', 'add', 'pull', 'fill', 'end', 'rest'] as const;
type Lots = Record<(typeof NAMES)[number], number>;

export interface ReferenceOption {
  readonly strikeNanos: bigint;
  readonly right: 'C' | 'P';
  readonly expiryNanos: bigint;
  readonly rows: readonly TestRow[];
}

export class ReferenceStrikes {
  /** By second since 1970, then `strike/right/side/expiry`. */
  readonly #cells = new Map<bigint, Map<string, Lots>>();

  constructor(options: readonly ReferenceOption[], premiumTick: bigint, lastSecond: bigint) {
    for (const { strikeNanos, right, expiryNanos, rows } of options) {
      const naive = new NaiveSilver(premiumTick, 500_000_000n);
      // What rests goes on resting to the day's last second: a row that does nothing tells the slow model so.
      const end = (lastSecond + 1n) * 1_000_000_000n - 1n;
      naive.run([
        ...rows,
        { action: 'N', side: 'N', id: 0n, size: 0, flags: 128, tsEvent: end, tsRecv: end },
      ]);
      for (const { second, cells } of naive.windows) {
        const bySeries = this.#cells.get(second) ?? new Map<string, Lots>();
        this.#cells.set(second, bySeries);
        for (const cell of cells) {
          const key = `${strikeNanos}/${right}/${cell.side}/${expiryNanos}`;
          const lots = bySeries.get(key) ?? { start: 0, add: 0, pull: 0, fill: 0, end: 0, rest: 0 };
          for (const name of NAMES) lots[name] += cell[name];
          bySeries.set(key, lots);
        }
      }
    }
  }

  /** One second of the options that are wanted as a chunk of its own, whose ticks are strikes of `step`. */
  chunk(second: bigint, step: bigint, wanted: (right: string, expiryNanos: bigint) => boolean): SilverChunk {
    const sums = new Map<string, Lots>();
    for (const [key, lots] of this.#cells.get(second) ?? []) {
      const [strike, right, side, expiry] = key.split('/') as [string, string, string, string];
      if (!wanted(right, BigInt(expiry))) continue;
      const at = `${BigInt(strike) / step}/${side}`;
      const sum = sums.get(at) ?? { start: 0, add: 0, pull: 0, fill: 0, end: 0, rest: 0 };
      for (const name of NAMES) sum[name] += lots[name];
      sums.set(at, sum);
    }
    const cells = [...sums].map(([key, lots]) => {
      const [tick, side] = key.split('/').map(Number) as [number, number];
      return { tick, side, ...lots };
    });
    const column = (name: keyof (typeof cells)[number]) => Int32Array.from(cells, (cell) => cell[name]);
    const none = { length: 0, window: new Uint8Array(0) };
    return {
      chunk: 0,
      windowFrom: 0,
      windowCount: 1,
      snapshots: { flags: Uint8Array.of(3) },
      rows: {
        length: cells.length,
        window: new Uint8Array(cells.length),
        side: Uint8Array.from(cells, ({ side }) => side),
        tick: column('tick'),
        ...Object.fromEntries(NAMES.map((name) => [name, column(name)])),
      },
      keyframes: none,
    } as unknown as SilverChunk;
  }
}
