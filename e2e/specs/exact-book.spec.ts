// From the playhead's second to its nanosecond: event by event, the queue of a price, the life of an order.
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

test('events are stepped one by one, a price opens its queue, an order its life', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const book = app.region('Book at the playhead');
  await app.press('Home');
  await app.press('ArrowRight');
  const second = (await app.state()).position;
  await app.press('Alt+ArrowRight');
  await expect(book).toContainText(/seq \d+/);
  const { position, playing } = await app.state();
  expect(playing).toBe(false);
  expect(position).toBeGreaterThan(second);
  await app.press('Alt+ArrowLeft');
  await expect.poll(async () => (await app.state()).position).toBeLessThan(position);
  await book
    .getByRole('button', { name: /^Queue of the bid/ })
    .first()
    .click();
  const orders = app.page.getByRole('region', { name: 'Orders' });
  await expect(orders).toContainText(/\d+ orders · \d+ lots/);
  await orders
    .getByRole('button', { name: /^Life of order/ })
    .first()
    .click();
  await expect(orders.getByRole('button', { name: /^Go to / }).first()).toBeVisible();
  await orders.getByRole('button', { name: 'Back' }).click();
  await expect(orders).toContainText(/\d+ orders · \d+ lots/);
});

test('Alt and a click on a cell tell the orders that made it', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('d');
  await app.idle();
  const { plot, viewport, position } = await app.state();
  const box = await app.page.locator('canvas').first().boundingBox();
  // Two seconds before the playhead, which stands at the end of the eight.
  const share = (position - 2.5 - viewport.windowFrom) / (viewport.windowTo - viewport.windowFrom);
  const x = (box?.x ?? 0) + plot.x + plot.width * share;
  const y = (box?.y ?? 0) + plot.y + plot.height / 2;
  await app.page.mouse.move(x, y);
  await expect(app.region('At the cursor').getByText('outside the day')).toHaveCount(0);
  await expect.poll(async () => (await app.state()).cursor).not.toBeNull();
  await app.page.keyboard.down('Alt');
  await app.page.mouse.click(x, y);
  await app.page.keyboard.up('Alt');
  const orders = app.page.getByRole('region', { name: 'Orders' });
  await expect(orders.getByRole('radio', { name: 'bid' })).toBeVisible();
  await expect(orders).toContainText('pulled');
});
