// Every field of the strikes of whole invented days, right by right and lattice by lattice, and what the strikes add to the
// future's viscosity, against the model written in plain loops from the records of the files.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LATTICES } from '../../contracts/fields.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { strikeFields } from '../../contracts/option-datasets.ts';
import { OPTION_RIGHTS } from '../../contracts/options.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams } from '../../contracts/params.ts';
import { type Column, decodeTable } from '../../contracts/tables.ts';
import { decodeMbo } from '../core/dbn/mbo.ts';
import { DenseFields } from '../core/fields/fixtures/dense-fields.ts';
import { FIELDS } from '../core/fields/registry.ts';
import { ReferenceStrikes } from '../core/options/reference-strikes.test-support.ts';
import type { TestRow } from '../core/silver/mbo-rows.test-support.ts';
import { EngineUnderTest, newFolder } from './engine.testkit.ts';
import { readFrames } from './synth/naive-replay.testkit.ts';
import type { WrittenOptionDay } from './synth/option-day.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const TOLERANCE = 1e-6;
const STRIKE_FIELDS = strikeFields(FIELDS.all);
const STEP = 5_000_000_000n;
const PREMIUM_TICK = 50_000_000n;
const TICK = 250_000_000n;
const TICKS_PER_STRIKE = 20;
const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const MINUTES = 3;

let folder: string;
let engine: EngineUnderTest;
let days: DaySummary[];
let written: WrittenOptionDay[];

beforeAll(async () => {
  folder = await newFolder();
  const synth = await writeSynthDays({
    folder,
    days: 3,
    minutes: MINUTES,
    seed: 77,
    records: 20_000,
    options: 150,
    optionRecords: 9000,
  });
  written = synth.map(({ options }) => options as WrittenOptionDay);
  engine = await EngineUnderTest.start();
  const { end } = await engine.open([folder]);
  days = [...end.days].sort((a, b) => (a.utcDate < b.utcDate ? -1 : 1));
}, 60_000);

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

function rowsByInstrument(path: string): Map<number, TestRow[]> {
  const bytes = Buffer.concat(readFrames(path).slice(1));
  const words = new Int32Array(Uint8Array.from(bytes).buffer);
  const rows = new Map<number, TestRow[]>();
  for (let at = 0; at < words.length; at += 14) {
    const { instrumentId, action, side, orderId, priceNanos, sizeLots, flags, tsEventNanos, tsRecvNanos } =
      decodeMbo(words, at);
    const own = rows.get(instrumentId) ?? [];
    rows.set(instrumentId, own);
    own.push({
      action,
      side,
      id: orderId,
      price: priceNanos === 2n ** 63n - 1n ? undefined : priceNanos,
      size: sizeLots,
      flags,
      tsEvent: tsEventNanos,
      tsRecv: tsRecvNanos,
    });
  }
  return rows;
}

type Row = (name: string) => number | bigint;

/** Rows of an exported table, in its order. */
async function exported(day: DaySummary, table: string, params: FieldParams): Promise<Row[]> {
  const path = join(folder, `${randomUUID()}.arrow`);
  await engine.peer.call('day.export', {
    exportId: randomUUID(),
    dayId: day.dayId,
    table,
    format: 'arrow',
    path,
    params,
  });
  return decodeTable(new Uint8Array(readFileSync(path))).batches.flatMap(({ length, columns }) =>
    Array.from(
      { length },
      (_, i): Row =>
        (name) =>
          (columns[name] as Column)[i] as number | bigint,
    ),
  );
}

const SCOPES: Record<FieldParams['optExpiries'], (dayStart: bigint, expiry: bigint) => boolean> = {
  today: (dayStart, expiry) => expiry < dayStart + DAY,
  // The synth's second expiry is two days on; a Wednesday's is a Friday's, a Monday's a Wednesday's.
  week: (dayStart, expiry) => expiry < dayStart + 4n * DAY,
  all: () => true,
};

const VARIANTS: readonly FieldParams[] = [
  DEFAULT_FIELD_PARAMS,
  { ...FIELD_PRESETS.contrast, optExpiries: 'all', lambdaPhiOpt: 0.4, lambdaSOpt: 2 },
  { ...DEFAULT_FIELD_PARAMS, optExpiries: 'week', optRange: 40, lambdaOpt: 0.6, sigmaOpt: 9.5 },
];

describe.each(VARIANTS.map((params, i) => ({ i, params })))(
  'an invented day $i with options',
  ({ i, params }) => {
    it('has the fields of the plain loops at every strike, and their drag at every tick', {
      timeout: 120_000,
    }, async () => {
      const day = days[i] as DaySummary;
      const dayStart = BigInt(day.dayStartNanos);
      const { chain, mboPath } = written[i] as WrittenOptionDay;
      const rows = rowsByInstrument(mboPath);
      const lastSecond = BigInt(day.lastTsNanos) / SECOND;
      const reference = new ReferenceStrikes(
        chain.map((option) => ({ ...option, rows: rows.get(option.instrumentId) ?? [] })),
        PREMIUM_TICK,
        lastSecond,
      );
      const strikeParams = { ...params, lambdaPhi: params.lambdaPhiOpt, lambdaS: params.lambdaSOpt };
      const reach = Math.floor(params.optRange / 5);
      const lo = 900;
      const fieldsOf = Object.fromEntries(
        OPTION_RIGHTS.map((right) => [right, new DenseFields(strikeParams, lo, 1100)]),
      ) as Record<(typeof OPTION_RIGHTS)[number], DenseFields>;

      const gold = await exported(day, 'gold/physics_surface_1s', params);
      const opt = (await exported(day, 'gold/physics_surface_1s_opt', params)).values();
      const spots = new Map(
        gold.map((row) => [row('window_end_ts_ns'), Number(row('price_tick')) - Number(row('rel_ticks'))]),
      );
      let compared = 0;
      let dragged = 0;
      const drags = new Map<number | bigint, (tick: number) => number>();
      for (const [end, spot] of spots) {
        const second = (end as bigint) / SECOND - 1n;
        for (const right of OPTION_RIGHTS) {
          const inScope = (each: string, expiry: bigint): boolean =>
            (right === 'all' || each === right) && SCOPES[params.optExpiries](dayStart, expiry);
          fieldsOf[right].step(reference.chunk(second, STEP, inScope), 0);
        }
        // Of two strikes as near to spot the lower.
        const nearest = Math.ceil(Number(BigInt(spot) * TICK) / Number(STEP) - 0.5);
        for (const right of OPTION_RIGHTS) {
          for (const lattice of LATTICES) {
            const values = { ...fieldsOf[right].values(lattice) };
            const pressure = (of: 'C' | 'P') => fieldsOf[of].values(lattice)['pressure_grad'] as Float64Array;
            const [calls, puts] = [pressure('C'), pressure('P')];
            values['pressure_grad'] = calls.map(
              (value, k) => (right === 'P' ? 0 : value) - (right === 'C' ? 0 : (puts[k] as number)),
            );
            for (let strike = nearest - reach; strike <= nearest + reach; strike++) {
              const row = opt.next().value as Row;
              expect(row('strike_price_int')).toBe(BigInt(strike) * STEP);
              expect(row('rel_strikes')).toBe(strike - nearest);
              for (const { id } of STRIKE_FIELDS) {
                const want = (values[id] as Float64Array)[strike - lo] as number;
                const got = row(`${id}_opt`) as number;
                if (!(Math.abs(got - want) <= TOLERANCE * Math.max(1, Math.abs(want))))
                  expect.fail(`${id}_opt ${right} ${lattice} at ${strike}, ${second}: ${got}, not ${want}`);
                compared += 1;
              }
            }
          }
        }
        const walls = (fieldsOf.all.values('L')['wall_strength'] as Float64Array).slice();
        drags.set(end, (tick) => {
          let sum = 0;
          for (let strike = nearest - reach; strike <= nearest + reach; strike++) {
            const distance = tick - strike * TICKS_PER_STRIKE;
            if (Math.abs(distance) > 3 * params.sigmaOpt) continue;
            const bell = Math.exp(-(distance ** 2) / (2 * params.sigmaOpt ** 2));
            sum += params.lambdaOpt * (walls[strike - lo] as number) * bell;
          }
          return sum;
        });
      }
      expect(opt.next().done).toBe(true);
      for (const row of gold) {
        const drag = drags.get(row('window_end_ts_ns'))?.(Number(row('price_tick'))) ?? Number.NaN;
        const total = row('viscosity_nu_total') as number;
        const want = (row('viscosity_nu') as number) + drag;
        if (!(Math.abs(total - want) <= TOLERANCE * Math.max(1, want)))
          expect.fail(`ν_total: ${total}, not ${want}`);
        if (drag > 0.1) dragged += 1;
      }
      expect(compared).toBeGreaterThan(100 * 9 * (2 * reach + 1) * STRIKE_FIELDS.length);
      expect(dragged).toBeGreaterThan(1000);
    });
  },
);
