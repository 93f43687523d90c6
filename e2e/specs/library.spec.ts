// A folder is a library: its days by trade date and instrument, joined over UTC midnight.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { writeTwoDays } from '../fixtures/made-files.ts';

// The files begin at midnight UTC, which is 19:00 of the evening before in Chicago: trade dates of 14 and 15 September.
const MONDAY = 'Mon 14 Sep 2026';
const TUESDAY = 'Tue 15 Sep 2026';

test('the days of a folder are one library, and replay goes on from one into the next', async ({
  start,
  dataFolder,
}) => {
  const folder = join(dataFolder, 'library');
  await mkdir(folder);
  await writeTwoDays(folder);
  const app = await start({ openPaths: [folder] });
  await app.whenDrawn();
  const days = app.page.getByRole('navigation', { name: 'Days' });
  const row = (date: string) =>
    days.getByRole('button', { name: new RegExp(`^SYNZ6, ${date}, 20.0 k records, trusted`) });
  await expect(row(MONDAY)).toBeVisible();
  await expect(row(TUESDAY)).toBeVisible();
  await expect(days.getByRole('heading', { level: 3 })).toHaveText([/Tue 15 Sep/, /Mon 14 Sep/]);

  await row(MONDAY).click();
  await expect(app.tradeDate(MONDAY)).toBeVisible();
  await expect(row(MONDAY)).toHaveAttribute('aria-current', 'true');

  // One second past the end of Monday's file lies Tuesday's.
  await app.press('End');
  await app.press('ArrowRight');
  await expect(app.tradeDate(TUESDAY)).toBeVisible();
  await app.whenDrawn();
  expect((await app.state()).position).toBeLessThan(5);

  await app.press('[');
  await expect(app.tradeDate(MONDAY)).toBeVisible();
  await app.whenDrawn();
  await app.press('ArrowLeft');
  await app.press('Space');
  await expect(app.tradeDate(TUESDAY)).toBeVisible();
  await expect.poll(async () => (await app.state()).playing).toBe(true);
  await app.press('Space');

  await app.page.getByRole('button', { name: /^Quality: trusted/ }).click();
  await expect(app.page.getByRole('region', { name: 'Audit of the day' })).toContainText(
    /The opening snapshot equals the book at the end of glbx-mdp3-20260914\.mbo\.dbn(\.zst)? in all [\d,]+ orders\./,
  );

  await app.tradeDate(TUESDAY).click();
  const contract = app.page.getByRole('dialog', { name: 'Contract SYNZ6' });
  await expect(contract).toContainText('$12.50');
  await expect(contract).toContainText('hours of SYN are not known');
  await contract.getByRole('button', { name: 'Day before' }).click();
  await expect(app.tradeDate(MONDAY)).toBeAttached();
  expect(app.errors).toEqual([]);

  // Known days are drawn in the list before any of them is opened.
  const again = await start();
  const recent = again.page.getByRole('region', { name: 'Recent days' });
  await expect(recent.getByRole('button')).toHaveCount(2);
  await expect(recent.locator('.spark polygon')).toHaveCount(2);
});
