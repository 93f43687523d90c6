// `explain`, and `--params` of `cells`, on the hand-made eight seconds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FIELD_PRESETS, paramsHash } from '../../contracts/params.ts';
import { runIn } from './run-cli.testkit.ts';

const DAY = resolve('data/fixtures/scenario-8s/scenario-8s.mbo.dbn');
const folder = mkdtempSync(join(tmpdir(), 'fieldbook-explain-'));
const data = ['--data', join(folder, 'store')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runIn(folder, args);

const AT = ['--at', '14:30:03.9'];
const cells = (...args: string[]) =>
  run('cells', DAY, ...AT, '--table', 'gold', '--lattice', 'L', ...args, ...data);
const explain = (...args: string[]) => run('explain', DAY, ...AT, ...args, ...data);

describe('explain', () => {
  it('gives terms that add up to the value that cells gives', async () => {
    const { rows } = JSON.parse((await cells('--range', '2', '--json')).out);
    const row = rows[1];
    const price = String(row.price_tick / 4);
    for (const field of ['viscosity_nu', 'liquidity_velocity', 'u_ema_8', 'wall_strength']) {
      const { code, out } = await explain('--price', price, '--field', field, '--json');
      expect(code).toBe(0);
      const why = JSON.parse(out);
      const sum = why.terms.reduce((total: number, term: { value: number }) => total + term.value, 0);
      expect(Math.abs(sum - row[field]), field).toBeLessThanOrEqual(1e-6);
      expect(why).toMatchObject({ field, lattice: 'L', price_tick: row.price_tick });
    }
  });

  it('says it in words, and what is wrong', async () => {
    const { out } = await explain('--price', '6601', '--field', 'ν');
    expect(out).toMatch(/^term +value +from\n(base|density)/m);
    expect(out).toContain('lots: ');
    expect((await explain('--price', '6601.1', '--field', 'ν')).err).toContain('between two ticks');
    expect((await explain('--price', 'six', '--field', 'ν')).code).toBe(2);
    expect((await explain('--price', '9000', '--field', 'ν')).err).toContain('not published');
    expect((await explain('--price', '6601', '--field', 'nu')).err).toContain('There is no field "nu"');
  });
});

describe('--params', () => {
  it('takes a preset or a file and names the set', async () => {
    writeFileSync(join(folder, 'mine.json'), JSON.stringify({ nu0: 3, uLimit: null }));
    const plain = JSON.parse((await cells('--json')).out);
    const contrast = JSON.parse((await cells('--params', 'contrast', '--json')).out);
    const mine = JSON.parse((await cells('--params', 'mine.json', '--json')).out);
    expect(plain.params_hash).toBe(paramsHash(FIELD_PRESETS.plain));
    expect(contrast.params_hash).toBe(paramsHash(FIELD_PRESETS.contrast));
    expect(mine.params_hash).toBe(paramsHash({ ...FIELD_PRESETS.plain, nu0: 3, uLimit: null }));
    expect(mine.rows[0].viscosity_nu - plain.rows[0].viscosity_nu).toBeCloseTo(2.8, 5);
  });

  it('says what is wrong with them', async () => {
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ nu0: -1, taus: [1, 1, 2, 3] }));
    const bad = await cells('--params', 'bad.json');
    expect(bad.code).toBe(2);
    expect(bad.err).toMatch(/nu0/);
    expect((await cells('--params', 'nowhere.json')).err).toContain(
      'neither a preset (plain, contrast) nor a file',
    );
    writeFileSync(join(folder, 'text.json'), 'nu0 = 1');
    expect((await cells('--params', 'text.json')).err).toContain('is not JSON');
  });
});
