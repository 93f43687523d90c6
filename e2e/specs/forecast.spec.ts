// The path after the playhead: there for every second with a book, of that second, and called uncalibrated.
import { expect, test } from '../fixtures/app.ts';
import type { Workstation } from '../pages/workstation.ts';

/** Waits for the path of the playhead's own second. */
async function pathOf(app: Workstation, mode: string): Promise<{ window: number; ticks: number[] }> {
  await expect
    .poll(
      async () => {
        const { forecast, position } = await app.state();
        return forecast?.mode === mode && forecast.window === Math.floor(position + 1e-9) - 1;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  const { forecast } = await app.state();
  return forecast ?? { window: -1, ticks: [] };
}

test('a path begins at the playhead, follows it, and can be had otherwise or not at all', async ({
  start,
}) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  const words = app.page.getByRole('region', { name: 'Path of the next 30 seconds' });
  const first = await pathOf(app, 'frozen');
  expect(first.ticks).toHaveLength(31);
  await expect(words).toContainText('frozen, uncalibrated');
  await expect(words).not.toContainText(/probab/i);

  await app.press('ArrowLeft');
  const before = await pathOf(app, 'frozen');
  expect(before.window).toBe(first.window - 1);
  expect(before.ticks).not.toEqual(first.ticks);

  await app.press('n');
  const ahead = await pathOf(app, 'extrapolated');
  expect(ahead.window).toBe(before.window);
  expect(ahead.ticks[0]).toBe(before.ticks[0]);
  expect(ahead.ticks).not.toEqual(before.ticks);
  await expect(words).toContainText('extrapolated, uncalibrated');

  await app.press('n');
  await expect(words).toBeHidden();
  expect((await app.state()).forecast).toBeNull();
  await app.page
    .getByRole('radiogroup', { name: 'Path of the next 30 seconds' })
    .getByText('Frozen', { exact: true })
    .click();
  expect((await pathOf(app, 'frozen')).ticks).toEqual(before.ticks);

  // In replay the path is never of a later second, and keeps up.
  await app.press('Home');
  await app.press('Space');
  await expect
    .poll(async () => {
      const { forecast, position } = await app.state();
      const known = Math.floor(position + 1e-9) - 1;
      expect(forecast?.window ?? 0).toBeLessThanOrEqual(known);
      return forecast?.state === 'path' && position > first.window - 3600 ? known : 0;
    })
    .toBeGreaterThan(0);
  await app.press('Space');
  expect(app.errors).toEqual([]);
});

test('the pane tells what makes the path, and how paths of the day have done', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.press('q');
  const pane = app.page.getByRole('region', { name: 'Path', exact: true });
  const terms = pane.getByRole('region', { name: 'What pushes and what brakes' });
  await expect(terms.getByRole('listitem')).toHaveCount(16);
  await expect(pane).toContainText(/stronger than \d+ % of [\d,]+ s so far/, { timeout: 60_000 });
  const rows = pane.getByRole('row');
  await expect(rows).toHaveCount(7);
  await expect(rows.nth(1)).toContainText('1 s');
  const counts = await rows.locator('td:last-child').allTextContents();
  // Fewer paths have come to their end the longer they are; every one is of the past.
  const numbers = counts.map((text) => Number(text.replace(',', '')));
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(numbers[0]).toBeGreaterThan(300);

  await app.press('Shift+N');
  await expect.poll(async () => (await app.state()).pastPaths.length).toBeGreaterThan(5);
  const { pastPaths, position } = await app.state();
  expect(Math.max(...pastPaths)).toBeLessThanOrEqual(position);
  expect(pastPaths.every((window) => window % 10 === 0)).toBe(true);

  // A parameter of the path changes it and no field.
  const before = await pathOf(app, 'frozen');
  await app.page.getByRole('button', { name: 'More panes' }).click();
  await app.page.getByRole('menuitemradio', { name: /^model/ }).click();
  const field = app.page
    .getByRole('region', { name: 'Parameters' })
    .getByRole('textbox', { name: /pressure near mid/ });
  await field.fill('3');
  await field.press('Enter');
  await expect(app.page.getByRole('button', { name: 'Parameters: 1 changed' })).toBeVisible();
  await expect.poll(async () => (await app.state()).forecast?.ticks).not.toEqual(before.ticks);
  expect(app.errors).toEqual([]);
});
