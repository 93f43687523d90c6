// Strikes by time under the future's chart: walls planted at strikes stand at those strikes in those seconds, spot and
// playhead are the future's, and a day without options says why it has none.
import { join } from 'node:path';
import type { StrikeHooks } from '../../src/renderer/chart/strike-hooks.ts';
import { expect, test } from '../fixtures/app.ts';
import { writeOptionDay } from '../fixtures/made-files.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';
import type { Workstation } from '../pages/workstation.ts';

/** Points from strike to strike of an invented chain. */
const STEP = 5;
const GROUND = [0x0b, 0x0e, 0x14];

async function drawn(app: Workstation): Promise<void> {
  await app.page.waitForFunction(() => window.__fieldbookStrikes !== undefined);
  await app.page.evaluate(() => (window.__fieldbookStrikes as StrikeHooks).idle());
}

function valueAt(app: Workstation, window: number, strike: number): Promise<number> {
  return app.page.evaluate(
    ([w, k]) => (globalThis.window.__fieldbookStrikes as StrikeHooks).value(w, k) ?? Number.NaN,
    [window, strike / STEP] as const,
  );
}

function colorAt(app: Workstation, window: number, strike: number): Promise<number[]> {
  return app.page.evaluate(
    ([w, k]) => (globalThis.window.__fieldbookStrikes as StrikeHooks).color(w, k) ?? [],
    [window, strike / STEP] as const,
  );
}

const brightness = (color: readonly number[]): number => color.reduce((sum, byte) => sum + byte, 0);

test('planted walls stand at their strikes and seconds', async ({ start, dataFolder }) => {
  const folder = join(dataFolder, 'day');
  const walls = await writeOptionDay(folder);
  expect(walls).toHaveLength(4);
  const app = await start({ openPaths: [folder] });
  await app.whenDrawn();
  await app.press('j');
  const strip = app.page.getByRole('region', { name: 'Strikes by time' });
  await expect(strip).toBeVisible();
  // Colours compare once the whole day was gone through.
  await drawn(app);
  for (const { strike, fromSecond, toSecond } of walls) {
    const middle = Math.floor((fromSecond + toSecond) / 2);
    const standing = await valueAt(app, middle, strike);
    const atNext = await Promise.all([-STEP, STEP].map((step) => valueAt(app, middle, strike + step)));
    expect(standing, `strike ${strike}`).toBeGreaterThan(Math.max(...atNext) + 1);
    expect(await valueAt(app, fromSecond - 2, strike)).toBeLessThan(standing - 1);
    expect(await valueAt(app, toSecond + 2, strike)).toBeLessThan(standing - 1);
    const colors = await Promise.all([0, -STEP, STEP].map((step) => colorAt(app, middle, strike + step)));
    const [wall, ...others] = colors.map(brightness) as [number, ...number[]];
    expect(wall).toBeGreaterThan(Math.max(...others));
  }

  // Calls alone: walls of puts are gone, those of calls are as they were.
  const middles = walls.map(({ fromSecond, toSecond }) => Math.floor((fromSecond + toSecond) / 2));
  const of = (i: number): Promise<number> => valueAt(app, middles[i] as number, walls[i]?.strike as number);
  const both = await Promise.all(walls.map((_, i) => of(i)));
  await strip.getByText('calls', { exact: true }).click();
  await drawn(app);
  for (const [i, { right }] of walls.entries()) {
    const alone = await of(i);
    if (right === 'P') expect(alone).toBeLessThan((both[i] as number) - 1);
    else expect(alone).toBeGreaterThan((both[i] as number) - 1);
  }

  // The crosshair tells strike, time and value.
  const { strike } = walls[0] as { strike: number };
  const at = await app.page.evaluate(() => (window.__fieldbookStrikes as StrikeHooks).state());
  const { viewport, plot, scale } = at;
  const x = ((middles[0] as number) + 0.5 - viewport.windowFrom) / (viewport.windowTo - viewport.windowFrom);
  const y = (viewport.tickHi - strike / STEP) / (viewport.tickHi - viewport.tickLo);
  const box = await strip.locator('canvas').first().boundingBox();
  await app.page.mouse.move(
    (box?.x ?? 0) + (plot.x + x * plot.width) / scale,
    (box?.y ?? 0) + (plot.y + y * plot.height) / scale,
  );
  const readout = strip.getByRole('status', { name: 'Strike at the cursor' });
  await expect(readout).toContainText(String(strike));
  await expect(readout).toContainText((await of(0)).toFixed(2).slice(0, -1));

  // The wheel with Shift zooms strikes about the one pointed at; time stays.
  await app.page.keyboard.down('Shift');
  for (let turn = 0; turn < 4; turn++) await app.page.mouse.wheel(0, -240);
  await app.page.keyboard.up('Shift');
  await expect
    .poll(async () => {
      const { viewport: zoomed } = await app.page.evaluate(() =>
        (window.__fieldbookStrikes as StrikeHooks).state(),
      );
      expect(zoomed.windowFrom).toBe(viewport.windowFrom);
      return (zoomed.tickHi - zoomed.tickLo) / (viewport.tickHi - viewport.tickLo);
    })
    .toBeLessThan(0.35);
  await expect(readout).toContainText(String(strike));

  // Nothing after the playhead is drawn.
  await app.press('Home');
  await app.idle();
  await drawn(app);
  const later = await colorAt(app, middles[0] as number, strike);
  expect(later.length === 0 || later.every((byte, i) => byte === GROUND[i])).toBe(true);

  await app.press('j');
  await expect(strip).toBeHidden();
  expect(app.errors).toEqual([]);
});

test('a day without options says so, and stays as it is', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await expect(app.page.getByRole('button', { name: 'Strikes by time' })).toHaveCount(0);
  await app.press('j');
  await expect(app.page.getByText(/There are no options of .* on this day/)).toBeVisible();
  await expect(app.page.getByRole('region', { name: 'Strikes by time' })).toHaveCount(0);
});
