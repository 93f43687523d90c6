// What a frame may ask for, at the limit and behind it, and what is said of one that is cut (RFC 8878).
import { describe, expect, it } from 'vitest';
import { type FrameFault, type FrameStep, WINDOW_CAP_BYTES, ZstdFrameScanner } from './zstd-frames.ts';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const SKIPPABLE = [0x50, 0x2a, 0x4d, 0x18];

/** Steps until more bytes are wanted or something is wrong. */
function scan(bytes: readonly number[]): { steps: FrameStep[]; fault: FrameFault | null } {
  const scanner = new ZstdFrameScanner();
  const all = Uint8Array.from(bytes);
  const steps: FrameStep[] = [];
  do steps.push(scanner.step(all, scanner.offset, all.length));
  while (steps.at(-1) === 'decode' || steps.at(-1) === 'frame-end');
  return { steps, fault: scanner.fault };
}

/** Exponent and mantissa of the memory that a frame asks for: 2^(10 + e) · (1 + m / 8). */
function frame(exponent: number, mantissa: number, ...rest: readonly number[]): number[] {
  return [...MAGIC, 0x00, (exponent << 3) | mantissa, ...rest];
}

/** Header of a raw block. */
function rawBlock(bytes: number): number[] {
  const bits = bytes << 3;
  return [bits & 255, (bits >> 8) & 255, bits >> 16];
}

describe('a zstd frame', () => {
  it('may ask for as much memory as there is, and no more', () => {
    expect(scan(frame(17, 0))).toEqual({ steps: ['decode', 'need-bytes'], fault: null });
    const more = WINDOW_CAP_BYTES * (1 + 1 / 8);
    expect(scan(frame(17, 1)).fault).toEqual({
      code: 'zstd_window_too_large',
      message: `The zstd frame asks for ${more} bytes of memory, more than the ${WINDOW_CAP_BYTES} allowed.`,
      offset: 0,
    });
  });

  it('has no block larger than its memory', () => {
    expect(scan(frame(0, 0, ...rawBlock(1024))).fault).toBeNull();
    expect(scan(frame(0, 1, ...rawBlock(1024 + 128))).fault).toBeNull();
    expect(scan(frame(0, 0, ...rawBlock(1025))).fault).toEqual({
      code: 'zstd_corrupt',
      message: 'A zstd block claims 1025 bytes, more than a block may have.',
      offset: 6,
    });
  });

  it('has no block larger than 128 KiB, whatever its memory', () => {
    expect(scan(frame(12, 0, ...rawBlock(128 * 1024))).fault).toBeNull();
    expect(scan(frame(12, 0, ...rawBlock(128 * 1024 + 1))).fault).toMatchObject({ code: 'zstd_corrupt' });
  });
});

it.each([
  ['zstd frame', [...MAGIC, 0x00]],
  ['skippable zstd frame', [...SKIPPABLE, 9, 0, 0, 0, 1, 2, 3]],
])('a %s that is cut is called by its name', (name, bytes) => {
  const scanner = new ZstdFrameScanner(1000);
  scanner.step(Uint8Array.from(bytes), 0, bytes.length);
  expect(scanner.finish()).toBe(false);
  expect(scanner.fault).toEqual({
    code: 'zstd_truncated',
    message: `The file ends at byte ${1000 + bytes.length} inside the ${name} that begins at byte 1000.`,
    offset: 1000 + bytes.length,
  });
});

it('knows how many bytes of the frame at hand it has seen', () => {
  const whole = frame(0, 0, 1, 0, 0);
  const scanner = new ZstdFrameScanner();
  const bytes = Uint8Array.from([...whole, ...frame(0, 0), ...rawBlock(100), 1, 2, 3]);
  while (scanner.step(bytes, scanner.offset, bytes.length) !== 'need-bytes');
  expect(scanner).toMatchObject({
    frames: 1,
    frameBytes: whole.length,
    openBytes: bytes.length - whole.length,
  });
});
