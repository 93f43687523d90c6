// fieldbook render, with the built page and a browser of the system: what comes out is a picture of that size with
// something in it. The page's own tests say what is in it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { FIELDS } from '../core/fields/registry.ts';
import { findBrowser } from './browser.ts';
import { runCli } from './program.ts';

const DAY = resolve('data/fixtures/scenario-8s/scenario-8s.mbo.dbn');

function hasBrowser(): boolean {
  try {
    return findBrowser() !== '';
  } catch {
    return false;
  }
}

const missing = !hasBrowser() || !existsSync(resolve('out/web/main.js'));

describe.skipIf(missing)('render (skipped without a browser or before the build)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbook-render-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let err = '';
  const run = (...args: string[]): Promise<number> => {
    err = '';
    const io = { write: () => {}, folder, progress: false };
    const data = ['--data', join(folder, 'store')];
    const writeError = (text: string): void => {
      err += text;
    };
    return runCli(['render', DAY, '-o', 'x.png', ...args, ...data], { ...io, writeError });
  };

  it('draws a field as a PNG of the size asked for', { timeout: 90_000 }, async () => {
    const code = await run('--at', '14:30:08', '--span', '8s', '--field', 'u', '--size', '800x500');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const picture = decode(readFileSync(join(folder, 'x.png')));
    expect([picture.width, picture.height]).toEqual([800, 500]);
    const colours = new Set<string>();
    for (let at = 0; at < picture.data.length; at += picture.channels * 7) {
      colours.add(picture.data.subarray(at, at + 3).join());
    }
    expect(colours.size).toBeGreaterThan(50);
  });

  it('draws every field into a folder', { timeout: 120_000 }, async () => {
    const code = await run(
      '--at',
      '14:30:08',
      '--span',
      '8s',
      '--field',
      'all',
      '--size',
      '320x200',
      '-o',
      'all',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const names = readdirSync(join(folder, 'all'));
    expect(names.sort()).toEqual(FIELDS.all.map(({ id }) => `${id}.png`).sort());
  });

  it('says what is wrong with what was asked', async () => {
    expect(await run('--at', '14:30:08', '--field', 'zz')).toBe(2);
    expect(err).toContain('There is no field "zz". Fields: u (liquidity_velocity)');
    expect(await run('--at', '14:30:08', '--size', '10')).toBe(2);
    expect(await run('--at', '2025-09-16T00:00:00Z')).toBe(1);
    expect(err).toContain('SYNZ5 has no data on the day of 2025-09-16');
  });
});
