// The listing against the model written a second time; and what nobody may see: a window's markers and events depend on
// that window and those before it alone, wherever the walk is cut and taken up again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MARKER_PARAMS, MARKER_KINDS, type MarkerParams } from '../../../contracts/markers.ts';
import { DEFAULT_FIELD_PARAMS, FIELD_PRESETS, type FieldParams } from '../../../contracts/params.ts';
import { WINDOWS_PER_CHUNK } from '../../../contracts/units.ts';
import { windowsFromSeed } from '../fields/fixtures/scripted-stream.ts';
import { chunksFromWindows, type SilverWindow } from '../fields/fixtures/silver-stream.ts';
import { ReferenceMarkers } from './fixtures/reference-markers.ts';
import { MarkerStream } from './marker-stream.ts';
import { type EventRows, eventBuffer, type MarkerRows, markerBuffer } from './rows.ts';

const FIRST_WINDOW = WINDOWS_PER_CHUNK - 9;
const NEAR: MarkerParams = { ...DEFAULT_MARKER_PARAMS, markerRange: 14, topN: 2, confirmWindows: 3 };
/** Everything that can happen does so soon. */
const EAGER: MarkerParams = { ...NEAR, standOutShare: 0.8, confirmWindows: 2, voidWidth: 1, sweepLevels: 2 };

const variants: Record<string, FieldParams> = {
  plain: { ...DEFAULT_FIELD_PARAMS, xMax: 20 },
  contrast: { ...FIELD_PRESETS.contrast, xMax: 20 },
};

const stream = fc
  .record({ seed: fc.nat(2 ** 31), length: fc.integer({ min: 1, max: 60 }) })
  .map(({ seed, length }) => windowsFromSeed(seed, length));

interface Walked {
  readonly markers: MarkerRows;
  readonly events: EventRows;
}

/** Walks the windows [from, to) with a stream that stands before `from`. */
function walk(
  markerStream: MarkerStream,
  windows: readonly SilverWindow[],
  from = 0,
  to = windows.length,
): Walked {
  const markers = markerBuffer();
  const events = eventBuffer();
  let index = 0;
  for (const chunk of chunksFromWindows(FIRST_WINDOW, windows)) {
    for (let w = 0; w < chunk.windowCount; w++, index++) {
      if (index >= from && index < to) markerStream.step(chunk, w, markers, events);
    }
  }
  return { markers: markers.columns(), events: events.columns() };
}

/** The rows of windows before `window`. */
function rowsBefore<T extends MarkerRows | EventRows>(rows: T, window: number): T {
  const count = rows.window.findIndex((each) => each >= window);
  return Object.fromEntries(
    Object.entries(rows).map(([name, column]) => [name, column.slice(0, count < 0 ? column.length : count)]),
  ) as T;
}

describe('markers against the reference', () => {
  for (const [name, params] of Object.entries(variants)) {
    it(`lists the same walls, voids and fronts: ${name}`, () => {
      let compared = 0;
      fc.assert(
        fc.property(stream, (windows) => {
          const { markers } = walk(new MarkerStream(params, NEAR), windows);
          const reference = new ReferenceMarkers(params, NEAR);
          let row = 0;
          windows.forEach((window, index) => {
            for (const want of reference.step(window) ?? []) {
              const where = `window ${index} ${want.kind} at ${want.tick}`;
              expect(MARKER_KINDS[markers.kind[row]], where).toBe(want.kind);
              expect(markers.window[row], where).toBe(FIRST_WINDOW + index);
              expect(markers.tick[row], where).toBe(want.tick);
              expect(markers.age[row], where).toBe(want.age);
              expect(markers.strength[row], where).toBeCloseTo(want.strength, 5);
              expect(markers.prominence[row], where).toBeCloseTo(want.prominence, 5);
              row += 1;
            }
          });
          expect(row).toBe(markers.window.length);
          compared += row;
        }),
        { numRuns: 30, seed: 7 },
      );
      expect(compared).toBeGreaterThan(1000);
    });
  }
});

describe('markers against themselves', () => {
  it('know nothing of what comes after a window', () => {
    let events = 0;
    fc.assert(
      fc.property(stream, fc.nat(60), fc.nat(2 ** 31), (windows, cutAt, otherSeed) => {
        const cut = Math.min(cutAt, windows.length);
        const other = [...windows.slice(0, cut), ...windowsFromSeed(otherSeed, 30)];
        const a = walk(new MarkerStream(variants['plain'], EAGER), windows);
        const b = walk(new MarkerStream(variants['plain'], EAGER), other);
        expect(rowsBefore(a.markers, FIRST_WINDOW + cut)).toEqual(rowsBefore(b.markers, FIRST_WINDOW + cut));
        expect(rowsBefore(a.events, FIRST_WINDOW + cut)).toEqual(rowsBefore(b.events, FIRST_WINDOW + cut));
        events += rowsBefore(a.events, FIRST_WINDOW + cut).window.length;
      }),
      { numRuns: 40, seed: 11 },
    );
    expect(events).toBeGreaterThan(100);
  });

  it('go on from where they were saved to the same rows', () => {
    fc.assert(
      fc.property(stream, fc.nat(60), (windows, cutAt) => {
        const cut = Math.min(cutAt, windows.length);
        const whole = walk(new MarkerStream(variants['contrast'], EAGER), windows);
        const first = new MarkerStream(variants['contrast'], EAGER);
        const head = walk(first, windows, 0, cut);
        const state = first.save();
        // The first one walks on: what was saved must not change with it.
        walk(first, windows, cut);
        const second = new MarkerStream(variants['contrast'], EAGER);
        second.restore(state);
        const tail = walk(second, windows, cut);
        for (const table of ['markers', 'events'] as const) {
          for (const [name, column] of Object.entries(whole[table])) {
            const parts = [head, tail].flatMap((part) => [...part[table][name as 'window']]);
            expect(parts, name).toEqual([...column]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
