// Strikes by time under the future's chart: walls planted at strikes stand at those strikes in those seconds, spot and
// playhead are the future's, and a day without options says why it has none.
import { join } from 'node:path';
import { type DecodedPng, decode } from 'fast-png';
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

test('strikes are within reach of the keyboard, under two fields side by side, and in the picture', async ({
  start,
  dataFolder,
}) => {
  const folder = join(dataFolder, 'day');
  await writeOptionDay(folder);
  const app = await start({ openPaths: [folder] });
  await app.whenDrawn();
  await app.press('j');
  await drawn(app);
  const { position } = await app.state();
  const strip = app.page.getByRole('region', { name: 'Strikes by time' });
  const readout = strip.getByRole('status', { name: 'Strike at the cursor' });

  // Arrows move the crosshair of the chart that has the focus, not the playhead.
  await strip.getByRole('application').focus();
  const strikeTold = async (): Promise<number> =>
    Number(await readout.locator('strong').first().textContent());
  await app.press('ArrowLeft');
  await expect(readout).not.toBeEmpty();
  const told = await strikeTold();
  await app.press('ArrowUp');
  await expect.poll(strikeTold).toBe(told + STEP);
  await app.press('Shift+ArrowDown');
  await expect.poll(strikeTold).toBe(told - 9 * STEP);
  const before = await readout.textContent();
  await app.press('Shift+ArrowLeft');
  await expect.poll(() => readout.textContent()).not.toBe(before);
  await app.press('Escape');
  await expect(readout).toBeEmpty();
  const above = app.page.getByRole('application', { name: /^Field by price and time/ });
  await above.focus();
  await app.press('ArrowLeft');
  await expect.poll(async () => (await app.state()).cursor).not.toBeNull();
  const from = (await app.state()).cursor;
  await app.press('ArrowUp');
  await expect.poll(async () => (await app.state()).cursor?.tick).toBe((from?.tick ?? 0) + 1);
  await expect(app.region('At the cursor')).not.toContainText('point at the chart');
  expect((await app.state()).position).toBe(position);
  await above.blur();
  await app.press('ArrowLeft');
  expect((await app.state()).position).toBe(position - 1);

  // Two fields: one strip under both, as wide as they are.
  for (let turn = 0; turn < 3; turn++) await app.press('s');
  await app.idle();
  await drawn(app);
  const { plot, firstPlot } = await app.state();
  const below = await app.page.evaluate(() => (window.__fieldbookStrikes as StrikeHooks).state());
  expect(firstPlot).not.toBeNull();
  expect(below.plot.x).toBe(firstPlot?.x);
  expect(below.plot.x + below.plot.width).toBe(plot.x + plot.width);

  for (const height of [900, 1800]) {
    await app.keepPaintedWords();
    const { bytes } = height === 1800 ? await app.exportPicture() : await savedSmall(app);
    const picture = decode(bytes);
    expect(picture.height).toBe(height);
    const view = JSON.parse(picture.text['fieldbook-view'] ?? '{}') as { strikes?: { fieldId: string } };
    expect(view.strikes?.fieldId).toBe('wall_strength');
    expect(await app.everyWord()).toContain('Strikes: Wall strength O_opt');
    expect(brightRows(picture)).toBeGreaterThan(0.1 * height);
  }
  await app.press('j');
  const { bytes } = await app.exportPicture();
  expect(decode(bytes).text['fieldbook-view']).not.toContain('strikes');
  expect(app.errors).toEqual([]);
});

async function savedSmall(app: Workstation): Promise<{ bytes: Uint8Array }> {
  const dialog = await app.openExport();
  await dialog.getByText('Picture', { exact: true }).click();
  await dialog.getByText('1600 × 900').click();
  return app.savedBy(() => dialog.getByRole('button', { name: 'Save picture' }).click());
}

/** Rows of the lower third of a picture in which a field was painted. */
function brightRows({ data, width, height }: DecodedPng): number {
  let rows = 0;
  for (let y = Math.floor(0.68 * height); y < 0.95 * height; y++) {
    let dots = 0;
    for (let x = Math.floor(0.1 * width); x < 0.7 * width; x++) {
      const at = 4 * (y * width + x);
      if ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0) > 90) dots += 1;
    }
    if (dots > 0.05 * width) rows += 1;
  }
  return rows;
}

test('a day without options says so, and stays as it is', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await expect(app.page.getByRole('button', { name: 'Strikes by time' })).toHaveCount(0);
  await app.press('j');
  await expect(app.page.getByText(/There are no options of .* on this day/)).toBeVisible();
  await expect(app.page.getByRole('region', { name: 'Strikes by time' })).toHaveCount(0);
});
