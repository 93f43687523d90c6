// Every field in every cell, lattice and valid window of whole days, real and invented, against the model written in
// plain loops (dense-fields.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LATTICES } from '../../contracts/fields.ts';
import { FIELD_PRESETS, type FieldParams } from '../../contracts/params.ts';
import { MBO_WORDS } from '../core/dbn/layout.ts';
import { DenseFields } from '../core/fields/fixtures/dense-fields.ts';
import { GoldKernel } from '../core/fields/kernel.ts';
import { FIELDS } from '../core/fields/registry.ts';
import { NULL_I32, type SilverChunk } from '../core/silver/chunk.ts';
import { InstrumentStream } from '../core/silver/instrument-stream.ts';
import { wordsFromDbn } from '../core/silver/mbo-rows.test-support.ts';
import { hasSharedData, SHARED_DATA } from './source/shared-data.fixture.ts';
import { readFrames } from './synth/naive-replay.testkit.ts';
import { writeSynthDays } from './synth/synth-days.ts';

const TOLERANCE = 1e-6;
const TICK = 250_000_000n;
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-days-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chunksOf(path: string): SilverChunk[] {
  const chunks: SilverChunk[] = [];
  const stream = new InstrumentStream({ tickSizeNanos: TICK, onChunk: (chunk) => chunks.push(chunk) });
  const words = wordsFromDbn(Buffer.concat(readFrames(path)));
  for (let at = 0; at < words.length; at += MBO_WORDS) stream.record(words, at);
  stream.finish();
  return chunks;
}

/** Compares all published cells of all valid windows; returns how many values that were. */
function compareDay(chunks: readonly SilverChunk[], params: FieldParams): number {
  const spots = chunks
    .flatMap(({ snapshots }) => [...snapshots.spotTick])
    .filter((tick) => tick !== NULL_I32);
  // A published cell's slope of ν looks one further, and that ν's surroundings further still.
  const reach = params.xMax + params.surroundTicks + 2;
  const dense = new DenseFields(params, Math.min(...spots) - reach, Math.max(...spots) + reach);
  const kernel = new GoldKernel(params);
  let compared = 0;
  for (const chunk of chunks) {
    for (let w = 0; w < chunk.windowCount; w++) {
      const valid = kernel.step(chunk, w, true);
      expect(dense.step(chunk, w)).toBe(valid);
      if (!valid) continue;
      for (const lattice of LATTICES) {
        const frame = kernel.frame(lattice);
        if (!frame) throw new Error('a valid window has frames');
        const values = dense.values(lattice);
        expect(FIELDS.all.filter(({ id }) => !values[id])).toEqual([]);
        for (const { id } of FIELDS.all) {
          const got = frame.plane(id);
          const want = values[id];
          const first: number = frame.tickLo - dense.tickLo;
          for (let i = 0; i < frame.n; i++) {
            const error = Math.abs(got[i] - want[first + i]);
            // Written so that NaN fails.
            if (!(error <= TOLERANCE))
              expect.fail(
                `${id} ${lattice} window ${chunk.windowFrom + w} tick ${frame.tickLo + i}: ${got[i]}, not ${want[first + i]}`,
              );
          }
          compared += frame.n;
        }
      }
    }
  }
  return compared;
}

const CELLS = 3 * 401 * FIELDS.all.length;

const ES = join(SHARED_DATA, 'nautilus-databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst');

describe.skipIf(!hasSharedData('nautilus-databento'))(
  'the real ES file (skipped without the shared data)',
  () => {
    it.each(['plain', 'contrast'] as const)(
      'has the fields of the plain loops: %s',
      { timeout: 120_000 },
      (preset) => {
        const chunks = chunksOf(ES);
        const valid = chunks.reduce(
          (sum, { snapshots }) => sum + snapshots.flags.filter((f) => f & 2).length,
          0,
        );
        expect(compareDay(chunks, FIELD_PRESETS[preset])).toBe(valid * CELLS);
        expect(valid).toBeGreaterThan(3000);
      },
    );
  },
);

describe('three invented days', () => {
  it('have the fields of the plain loops', { timeout: 180_000 }, async () => {
    const days = await writeSynthDays({ folder, days: 3, minutes: 10, seed: 41 });
    const presets = [
      FIELD_PRESETS.plain,
      FIELD_PRESETS.contrast,
      { ...FIELD_PRESETS.plain, kappaForm: 'exponential', uLimit: 0.3, xMax: 60 } as const,
    ];
    for (const [i, { mboPath }] of days.entries()) {
      const compared = compareDay(chunksOf(mboPath), presets[i]);
      expect(compared).toBeGreaterThan(590 * 3 * 121 * FIELDS.all.length);
    }
  });
});
