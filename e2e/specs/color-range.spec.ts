// The colour bar as a control: a handle follows the pointer, the picture follows the handle, a double-click undoes it.
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

test('a handle of the colour bar follows the pointer, a double-click takes it back', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('3');
  const bar = app.page.locator('.color-bar');
  await expect(bar).toContainText('near spot');
  const words = await bar.textContent();
  const handle = app.page.locator('.range-handle').nth(1);
  const middle = async (): Promise<{ x: number; y: number }> => {
    const box = await handle.boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const from = await middle();
  await app.page.mouse.move(from.x, from.y);
  await app.page.mouse.down();
  await app.page.mouse.move(from.x - 30, from.y, { steps: 6 });
  await expect(bar).toContainText('by hand');
  await expect.poll(async () => Math.abs((await middle()).x - (from.x - 30))).toBeLessThan(3);
  await app.page.mouse.up();
  const held = await middle();
  await app.page.mouse.dblclick(held.x, held.y);
  await expect(bar).toHaveText(words ?? '');
});
