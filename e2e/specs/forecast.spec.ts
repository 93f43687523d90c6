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
