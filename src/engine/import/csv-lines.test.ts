// Lines out of plain, gzip and xz files, and what happens when they are broken.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSharedData, SHARED_DATA } from '../source/shared-data.fixture.ts';
import { csvLines, decimalTick, integerFromDecimal } from './csv-lines.ts';
import { faultOf, testFolder } from './imported-day.testkit.ts';

async function linesOf(bytes: string | Uint8Array): Promise<string[]> {
  const path = join(await testFolder(), 'file');
  await writeFile(path, bytes);
  const lines: string[] = [];
  for await (const { number, cells } of csvLines(path)) lines.push(`${number}:${cells.join('|')}`);
  return lines;
}

describe('lines', () => {
  it('are split, numbered and freed of quotes, whatever their ends', async () => {
    const text = '\ufeffa,b\r\n\r\n"c",d\n\ne,f';
    const expected = ['1:a|b', '3:c|d', '5:e|f'];
    expect(await linesOf(text)).toEqual(expected);
    expect(await linesOf(gzipSync(text))).toEqual(expected);
  });

  it('come whole over the edges of pieces', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${'x'.repeat(i % 37)}`);
    const expected = rows.map((row, i) => `${i + 1}:${row.replace(',', '|')}`);
    expect(await linesOf(rows.join('\n'))).toEqual(expected);
    expect(await linesOf(gzipSync(`${rows.join('\n')}\n`))).toEqual(expected);
  });

  it('stop with a fault where there is no file, no line end, or a cut gzip', async () => {
    const folder = await testFolder();
    expect((await faultOf(linesAt(join(folder, 'none')))).code).toBe('file_unreadable');
    expect((await faultOf(linesAt(folder))).code).toBe('file_unreadable');
    const fault = await faultOf(linesOf('x'.repeat(200_000)));
    expect(fault).toMatchObject({ code: 'import_row_invalid', message: 'Line 1 has no end.' });
    const packed = gzipSync(Array.from({ length: 9999 }, (_, i) => `${i * i},${i}`).join('\n'));
    const cut = await faultOf(linesOf(packed.subarray(0, packed.length / 2)));
    expect(cut.code).toBe('file_unreadable');
    expect(cut.message).toMatch(/breaks off after line \d+/);
  });
});

async function linesAt(path: string): Promise<number> {
  let count = 0;
  for await (const _ of csvLines(path)) count += 1;
  return count;
}

describe.skipIf(!hasSharedData('ob-analytics-bitstamp'))('(skipped without the shared data) xz', () => {
  const path = join(SHARED_DATA, 'ob-analytics-bitstamp/orders.csv.xz');

  it('is read by its content, and a cut file is told', async () => {
    expect(await linesAt(path)).toBe(50_415);
    const whole = await readFile(path);
    for (const cut of [6, 40, 1000, whole.length / 2, whole.length - 20]) {
      expect((await faultOf(linesOf(whole.subarray(0, cut)))).code, `cut at ${cut}`).toBe('file_unreadable');
    }
  });
});

describe('decimals', () => {
  it('become integers exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.integer({ min: 0, max: 9 }), (value, digits) => {
        const text = String(value < 0n ? -value : value).padStart(digits + 1, '0');
        const point = text.length - digits;
        const decimal = digits > 0 ? `${text.slice(0, point)}.${text.slice(point)}` : text;
        expect(integerFromDecimal(`${value < 0n ? '-' : ''}${decimal}`, digits)).toBe(value);
      }),
    );
  });

  it('are refused where they are none, or finer', () => {
    for (const text of ['', '-', '.5', '1e5', '0x1', ' 1', '1,2', '1.2.3', undefined])
      expect(integerFromDecimal(text, 2)).toBeNull();
    expect(integerFromDecimal('1.234', 2)).toBeNull();
    expect(integerFromDecimal('1.2300', 2)).toBe(123n);
  });

  it('tell the tick that all of them lie on', () => {
    expect(decimalTick(10_000_000n, 585_330_000_000n)).toBe(10_000_000n);
    expect(decimalTick(10_000_000n, 512_300_000n)).toBe(100_000n);
    expect(decimalTick(10_000_000n, 0n)).toBe(10_000_000n);
  });
});
