// From the verdict in the header to the record that it rests on.
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

test('the verdict opens the audit, whose examples bring the playhead to their second', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.page.getByRole('button', { name: /^Quality: usable/ }).click();
  const audit = app.page.getByRole('region', { name: 'Audit of the day' });
  await expect(audit).toContainText('1 cancel of an order that is not in the book');
  await expect(audit).toContainText('4,784 bytes, every one accounted for.');
  const opening = (await app.state()).position;
  await audit.getByRole('button', { name: /order 302 / }).click();
  const { position, playing } = await app.state();
  expect(position).toBeLessThan(opening);
  // 14:30:02.7 is in the second that ends at 14:30:03.
  expect(position % 60).toBe(3);
  expect(playing).toBe(false);
  await audit
    .getByRole('button', { name: /^Go to 1, / })
    .first()
    .click();
  expect((await app.state()).position % 60).toBe(7);
  await audit.getByRole('radio', { name: 'book' }).click();
  await expect(app.region('Book at the playhead')).toContainText('66');
});
