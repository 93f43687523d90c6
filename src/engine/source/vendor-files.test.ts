// Side files of batch jobs: real ones of the shared data, and made-up ones that are broken.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest } from './manifest.ts';
import { hasSharedData, SHARED_DATA } from './shared-data.fixture.ts';
import { readVendorFiles } from './vendor-files.ts';

const FOLDER = 'databento-sidefiles';
const pathOf = (...parts: string[]) => join(SHARED_DATA, FOLDER, ...parts);
const ETH = 'GLBX-20240111-LP8VBUVHHS-ETH.FUT-trades-csv-day';

describe.skipIf(!hasSharedData(FOLDER))('(skipped without the shared data) real side files', () => {
  it('tell degraded and missing days', async () => {
    const vendor = await readVendorFiles(pathOf(ETH), 'GLBX.MDP3');
    expect(vendor.faults).toEqual([]);
    expect(vendor.conditionOf(20220415)).toBe('missing');
    const counts: Record<string, number> = {};
    for (let day = Date.UTC(2021, 0, 1); day < Date.UTC(2024, 1, 1); day += 86_400_000) {
      const date = Number(new Date(day).toISOString().slice(0, 10).replaceAll('-', ''));
      const condition = vendor.conditionOf(date);
      if (condition) counts[condition] = (counts[condition] ?? 0) + 1;
    }
    expect(counts).toEqual({ degraded: 5, missing: 1 });
  });

  it('name an id by date, also one that was used again', async () => {
    const vendor = await readVendorFiles(pathOf(ETH), 'GLBX.MDP3');
    expect(vendor.symbolOf(2852, 20210911)).toBe('ETHQ1-ETHU1');
    expect(vendor.symbolOf(2852, 20220105)).toBe('ETHZ1-ETHH2');
    expect(vendor.symbolOf(1, 20220105)).toBeNull();
  });

  it('say nothing of another dataset', async () => {
    const vendor = await readVendorFiles(pathOf(ETH), 'XNAS.ITCH');
    expect([vendor.conditionOf(20220415), vendor.symbolOf(2852, 20210911)]).toEqual([null, null]);
  });

  it('are as their manifest says, but for the data that is not here', async () => {
    const folder = 'GLBX-20250602-C83SEA9BN7-ES.FUT-ohlcv1m-dbn-nosplit';
    const { jobId, files } = await checkManifest(pathOf(folder), () => {});
    expect(jobId).toBe('GLBX-20250602-C83SEA9BN7');
    expect(files.map(({ name, state }) => [name, state])).toEqual([
      ['condition.json', 'as listed'],
      ['glbx-mdp3-20240602-20250601.ohlcv-1m.dbn.zst', 'missing'],
      ['metadata.json', 'as listed'],
      ['symbology.json', 'as listed'],
    ]);
  });

  it('say so where one of them was not kept', async () => {
    const { files } = await checkManifest(pathOf('XNAS-20250105-XNRRQNHNA8-5stocks-mbp10-dbn-day'), () => {});
    expect(files.find(({ name }) => name === 'condition.json')?.state).toBe('missing');
  });
});

describe('side files made up', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fieldbook-vendor-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

  it('cost nothing where there are none', async () => {
    const vendor = await readVendorFiles(folder, 'GLBX.MDP3');
    expect([vendor.faults, vendor.conditionOf(20240101), vendor.symbolOf(1, 20240101)]).toEqual([
      [],
      null,
      null,
    ]);
  });

  it.each([
    ['condition.json', 'not JSON'],
    ['condition.json', [{ date: 'yesterday', condition: 'available' }]],
    ['symbology.json', { result: [] }],
    ['metadata.json', { query: null }],
  ])('are refused by name where %s makes no sense', async (name, content) => {
    write(name, content);
    const { faults } = await readVendorFiles(folder, 'GLBX.MDP3');
    expect(faults).toMatchObject([{ code: 'side_file_invalid', file: join(folder, name) }]);
  });

  it('are compared with the manifest byte for byte', async () => {
    const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
    write('good.dbn', 'good');
    write('longer.dbn', 'longer than it was');
    write('changed.dbn', 'chbnged');
    write('extra.txt', 'x');
    write('manifest.json', {
      job_id: 'J',
      files: [
        { filename: 'good.dbn', size: 4, hash: hash('good') },
        { filename: 'longer.dbn', size: 6, hash: hash('longer') },
        { filename: 'changed.dbn', size: 7, hash: hash('changed') },
        { filename: '../outside.dbn', size: 7, hash: hash('outside') },
      ],
    });
    const { files } = await checkManifest(folder, () => {});
    expect(Object.fromEntries(files.map(({ name, state }) => [name, state]))).toEqual({
      'good.dbn': 'as listed',
      'longer.dbn': 'other size',
      'changed.dbn': 'other content',
      '../outside.dbn': 'missing',
      'extra.txt': 'not listed',
    });
  });

  it('need a manifest to be compared with', async () => {
    await expect(checkManifest(folder, () => {})).rejects.toMatchObject({ fault: { code: 'not_found' } });
    copyFileSync(import.meta.filename, join(folder, 'manifest.json'));
    await expect(checkManifest(folder, () => {})).rejects.toMatchObject({
      fault: { code: 'side_file_invalid' },
    });
  });
});
