// What is kept of a day: pictures and tables, as real files in both hosts. A picture has the field, its axes, legend and
// caption and the view in it; a table is read back by DuckDB.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { decode } from 'fast-png';
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

/** Pixels of a rectangle (shares of the picture) that differ from the ground. */
function inkIn(picture: Picture, left: number, top: number, right: number, bottom: number): number {
  const { width, height, channels, data } = picture;
  const ground = [data[0], data[1], data[2]];
  let ink = 0;
  for (let y = Math.floor(top * height); y < bottom * height; y++) {
    for (let x = Math.floor(left * width); x < right * width; x++) {
      const at = (y * width + x) * channels;
      if (ground.some((value, i) => Math.abs(Number(data[at + i]) - Number(value)) > 24)) ink++;
    }
  }
  return ink;
}

test('export saves a picture with axes, legend and caption', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const { suggestedName, bytes } = await app.exportPicture();
  expect(suggestedName).toMatch(/^\S+ 2025-09-15 \d{6} liquidity_velocity\.png$/);
  const picture = decode(bytes);
  expect([picture.width, picture.height]).toEqual([3200, 1800]);
  expect(inkIn(picture, 0, 0, 0.4, 0.045), 'the field and what it means').toBeGreaterThan(500);
  expect(inkIn(picture, 0.75, 0, 1, 0.045), 'the colour bar with its ends').toBeGreaterThan(2000);
  expect(inkIn(picture, 0.05, 0.1, 0.85, 0.85), 'the field').toBeGreaterThan(1000);
  expect(inkIn(picture, 0.9, 0.1, 1, 0.85), 'the price axis').toBeGreaterThan(500);
  expect(inkIn(picture, 0.05, 0.92, 0.85, 0.965), 'the time axis').toBeGreaterThan(200);
  expect(inkIn(picture, 0, 0.97, 0.5, 1), 'the caption').toBeGreaterThan(500);
  expect(picture.text['Title']).toContain('Liquidity velocity');
  const view = JSON.parse(picture.text['fieldbook-view'] ?? '{}') as Record<string, unknown>;
  expect(view).toMatchObject({ fieldId: 'liquidity_velocity', lattice: 'L', utcDate: '2025-09-15' });
  expect(app.errors).toEqual([]);
});

/** Rows of a saved file as DuckDB reads them. */
async function rowsOf(folder: string, bytes: Uint8Array, name: string, sql: string): Promise<unknown[]> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const duck = await (await DuckDBInstance.create()).connect();
  return (await duck.runAndReadAll(sql.replace('$file', `'${path}'`))).getRowObjects();
}

test('a table is saved with the time in sight and the columns chosen', async ({ start, dataFolder }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const dialog = await app.openExport();
  await dialog.getByText('gold/physics_surface_1s', { exact: true }).click();
  await dialog.getByRole('button', { name: 'None' }).click();
  await dialog.getByRole('button', { name: 'rho', exact: true }).click();
  await dialog.getByRole('button', { name: 'viscosity_nu', exact: true }).click();
  await expect(dialog.getByText('2 of 37')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Ticks from spot' }).fill('3');
  const { suggestedName, bytes } = await app.savedBy(() =>
    dialog.getByRole('button', { name: 'Save table' }).click(),
  );
  expect(suggestedName).toBe('SYNZ5 2025-09-15 physics_surface_1s.parquet');
  await expect(app.page.getByText(`Saved ${suggestedName}`)).toBeVisible();
  const sql = 'SELECT lattice, count(*)::INT AS n, min(rho) >= 0 AS ok FROM $file GROUP BY 1 ORDER BY 1';
  expect(await rowsOf(dataFolder, bytes, 'a.parquet', sql)).toEqual(
    [0, 1, 2].map((lattice) => ({ lattice, n: 7 * 7, ok: true })),
  );
  const names = await rowsOf(
    dataFolder,
    bytes,
    'a.parquet',
    'SELECT column_name AS c FROM (DESCRIBE FROM $file)',
  );
  expect(names).toEqual(
    ['window_end_ts_ns', 'lattice', 'price_tick', 'viscosity_nu', 'rho'].map((c) => ({ c })),
  );
  expect(app.errors).toEqual([]);
});

test('the book of a whole day as CSV, by keyboard alone', async ({ start, dataFolder }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('Shift+E');
  const dialog = app.page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: /physics_surface_1s / }).focus();
  const book = dialog.getByRole('radio', { name: /book_snapshot_1s/ });
  await expect(async () => {
    await app.press('ArrowUp');
    await expect(book).toBeChecked({ timeout: 100 });
  }).toPass();
  await dialog.getByRole('radiogroup', { name: 'Format' }).getByText('CSV').press('Enter');
  await dialog.getByRole('radiogroup', { name: 'Time' }).getByText('Whole day').press('Enter');
  const { suggestedName, bytes } = await app.savedBy(() =>
    dialog.getByRole('button', { name: 'Save table' }).press('Enter'),
  );
  expect(suggestedName).toBe('SYNZ5 2025-09-15 book_snapshot_1s.csv');
  const [row] = await rowsOf(dataFolder, bytes, 'a.csv', 'SELECT * FROM $file ORDER BY 1 DESC LIMIT 1');
  expect(row).toMatchObject({ window_end_ts_ns: 1_757_946_608_000_000_000n, window_valid: 1n });
  expect(app.errors).toEqual([]);
});

test('the dialog saves pictures too, and closes on Escape', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const dialog = await app.openExport();
  await app.press('Escape');
  await expect(dialog).toBeHidden();
  await app.openExport();
  await dialog.getByRole('radiogroup', { name: 'What' }).getByText('Picture').click();
  await dialog.getByText('1600 × 900').click();
  const { bytes } = await app.savedBy(() => dialog.getByRole('button', { name: 'Save picture' }).click());
  const picture = decode(bytes);
  expect([picture.width, picture.height]).toEqual([1600, 900]);
});
