// Walls and events of the demo day: in the pane, by keys, hidden and shown, and nothing of what comes later.
import { expect, test } from '../fixtures/app.ts';

test('events step by key, tell themselves in the pane, and hide what is still to come', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.page.getByRole('radio', { name: 'marks', exact: true }).click();
  const pane = app.page.getByRole('region', { name: 'Walls, voids and events' });
  const happened = pane.getByRole('list', { name: 'Happened before the playhead' });
  await expect(happened).toContainText('sweep');

  // The planted sweep of six levels, in the second from 00:12:00.
  await app.page.getByRole('button', { name: /^Step to any event/ }).click();
  await app.page.getByRole('menuitemradio', { name: 'sweep' }).click();
  // A menu has the keyboard to itself until it is gone.
  await expect(app.page.getByRole('menu')).toHaveCount(0);
  await app.press(',');
  expect((await app.state()).position).toBe(721);
  await expect(happened.getByRole('button').first()).toContainText('through 6 levels');
  await app.press(',');
  expect((await app.state()).position).toBe(353);
  await expect(happened).not.toContainText('through 6 levels');
  await app.press('.');
  expect((await app.state()).position).toBe(721);
  await app.press('.');
  expect((await app.state()).position, 'there is no later one').toBe(721);

  // A line of the list goes there: the wall that was planted at 5003.50 is built from second 60 on.
  await happened.getByRole('button', { name: /wall born 5003\.50/ }).click();
  const { position, playing } = await app.state();
  expect(position).toBeGreaterThan(60);
  expect(position).toBeLessThan(115);
  expect(playing).toBe(false);
  const standing = pane.getByRole('list', { name: 'Standing at the playhead' });
  await expect(standing).toContainText('ask wall');
  await expect(standing).toContainText('5003.50');
  expect(app.errors).toEqual([]);
});

test('marks are drawn over the field and hidden by a key', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.page.getByRole('radio', { name: 'marks', exact: true }).click();
  await expect(app.page.getByRole('list', { name: 'Happened before the playhead' })).toContainText('wall');
  await app.idle();
  const overlay = app.page.locator('canvas.overlay-canvas');
  const ink = (): Promise<number> =>
    overlay.evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
      let count = 0;
      for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) count++;
      return count;
    });
  const shown = await ink();
  await app.press('v');
  await app.idle();
  const hidden = await ink();
  expect(shown - hidden).toBeGreaterThan(1000);
  await app.press('v');
  await app.idle();
  expect((await ink()) - hidden).toBeGreaterThan(1000);
});

test('the sandbox plays among the walls of the second, and says that it is a toy', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.press('t');
  const dialog = app.page.getByRole('dialog', { name: /Physics sandbox/ });
  await expect(dialog).toContainText('a toy');
  const canvas = dialog.locator('canvas');
  await expect(canvas).toHaveAttribute('aria-label', /Bodies flying from .* among \d+ walls/);
  // The bodies move: the picture is another one a moment later.
  const picture = (): Promise<string> => canvas.evaluate((it: HTMLCanvasElement) => it.toDataURL());
  const first = await picture();
  await expect.poll(picture).not.toBe(first);
  await app.press('Escape');
  await expect(dialog).toBeHidden();
  expect(app.errors).toEqual([]);
});
