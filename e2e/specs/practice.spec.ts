// Blind practice and the tape: what must not be seen is not there, what was said is kept, trades follow the playhead.
import { expect, test } from '../fixtures/app.ts';

test('practice hides date and future, scores both, and writes the results out', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  const { position: end } = await app.state();
  await app.press('y');
  const pane = app.page.getByRole('region', { name: 'Practice' });
  await expect(pane).toContainText('In 30 s mid will be');
  const { position: moment, forecast } = await app.state();
  expect(moment).toBeLessThan(end);
  expect(forecast?.window ?? -1).toBeLessThan(moment);
  for (const part of ['.day-list', '.instrument', '.status-line', '.cursor-pane'])
    await expect(app.page.locator(part)).toBeHidden();
  await expect(app.page.locator('.playhead-time')).toBeHidden();
  await expect(app.page.locator('.scrub-bar')).toBeHidden();
  // No key goes into the future or to another day.
  for (const key of ['End', 'ArrowRight', 'Shift+ArrowRight', ']', '.']) await app.press(key);
  expect((await app.state()).position).toBe(moment);
  await pane.getByText('▲ up').click();
  await pane.getByRole('button', { name: 'Say it' }).click();
  await app.press('End');
  await expect(pane.getByRole('table', { name: 'What came' })).toContainText('model');
  expect((await app.state()).position).toBe(moment + 30);
  await expect(pane.getByRole('region', { name: 'Scores' })).toContainText('1 call kept');
  const { bytes, suggestedName } = await app.savedBy(() =>
    pane.getByRole('button', { name: 'Export as CSV' }).click(),
  );
  expect(suggestedName).toMatch(/\.csv$/);
  expect(new TextDecoder().decode(bytes).trim().split('\n')).toHaveLength(2);
  await pane.getByRole('button', { name: 'End practice' }).click();
  await expect(app.page.locator('.scrub-bar')).toBeVisible();
  await app.press('End');
  await expect.poll(async () => (await app.state()).position).toBe(end);
  expect(app.errors).toEqual([]);
});

test('the tape has the last trades at the playhead, newest first', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.press('k');
  const pane = app.page.getByRole('region', { name: 'Time and sales' });
  await pane.getByRole('button', { name: 'Read them' }).click();
  const trades = pane.getByRole('list', { name: 'Last trades, newest first' }).getByRole('button');
  await expect(trades).toHaveCount(100, { timeout: 60_000 });
  const times = async (): Promise<string[]> =>
    (await trades.allTextContents()).map((text) => text.slice(0, 12));
  const before = await times();
  expect(before).toEqual([...before].sort().reverse());
  await app.press('Home');
  await app.press('Shift+ArrowRight');
  await expect.poll(times).not.toEqual(before);
  const [newest] = await times();
  expect((newest ?? '') < (before[0] ?? '')).toBe(true);
  expect(app.errors).toEqual([]);
});
