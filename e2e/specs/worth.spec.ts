// What the path is worth: judged on the open day, said as it is, and kept as a file.
import { expect, test } from '../fixtures/app.ts';

test('one day is judged as it is: a report with charts, which says what was shown', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.page.getByRole('button', { name: 'More panes' }).click();
  await app.page.getByRole('menuitemradio', { name: /^worth/ }).click();
  const pane = app.page.getByRole('region', { name: 'Worth of the path' });
  await expect(pane).toContainText('None loaded: uncalibrated.');
  await expect(pane.getByRole('button', { name: 'Calibrate' })).toBeDisabled();
  await pane.getByRole('button', { name: 'Judge as it is' }).click();
  const report = app.page.getByRole('dialog', { name: 'Report of the forecast' });
  await expect(report).toBeVisible({ timeout: 120_000 });
  await expect(report.getByRole('row', { name: /^30 s/ })).toContainText(/skill shown/);
  await expect(report.locator('.report-chart canvas')).toHaveCount(2);
  await expect(report).toContainText('What each part is worth');
  await expect(report).not.toContainText(/probab/i);
  await app.press('Escape');
  await expect(report).toBeHidden();
  await pane.getByRole('textbox', { name: 'session' }).fill('noon');
  await expect(pane.getByRole('button', { name: 'Judge as it is' })).toBeDisabled();
  expect(app.errors).toEqual([]);
});
