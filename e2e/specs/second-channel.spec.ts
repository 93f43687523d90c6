// A second field with the first: the pixels of contours, hatching, two plots and a difference are where the values of
// the cells say, worked out here from those values.
import { decode } from 'fast-png';
import type { FieldbookHooks } from '../../src/renderer/chart/test-hooks.ts';
import { COLOR_MAPS, colorTable } from '../../src/renderer/scene/color-maps.ts';
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';
import type { Workstation } from '../pages/workstation.ts';

/** The last but one of the eight seconds: it has neighbours on both sides. Spot is 26402 then. */
const WINDOW = 1757946606 % 86_400;
const TICKS = Array.from({ length: 13 }, (_, i) => 26_396 + i);

interface Picture {
  readonly range: { floor: number; ceiling: number };
  readonly second: {
    mode: string;
    fieldId: string;
    range: { floor: number; ceiling: number };
    paramsHash: string;
  };
  readonly title: string;
}

/** Opens the eight seconds with columns and rows of many pixels. */
async function opened(
  start: (options: {
    openPaths: string[];
    viewport: { width: number; height: number };
  }) => Promise<Workstation>,
): Promise<Workstation> {
  const app = await start({ openPaths: [SCENARIO], viewport: { width: 1280, height: 720 } });
  await app.whenDrawn();
  await app.press('3');
  const box = await app.page.locator('canvas').first().boundingBox();
  await app.page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await expect
    .poll(async () => {
      await app.page.mouse.wheel(0, -240);
      const { viewport } = await app.state();
      return viewport.windowTo - viewport.windowFrom;
    })
    .toBeLessThan(16);
  await app.page.mouse.move(2, 2);
  await app.idle();
  return app;
}

async function exported(app: Workstation): Promise<Picture> {
  const { text } = decode((await app.exportPicture()).bytes);
  const view = JSON.parse(text['fieldbook-view'] ?? '{}') as Omit<Picture, 'title'>;
  return { ...view, title: text['Title'] ?? '' };
}

/** Middle of a cell in the frame's plot, device pixels. */
function middle(
  { plot, viewport }: Awaited<ReturnType<Workstation['state']>>,
  window: number,
  tick: number,
): { x: number; y: number } {
  const right = (window + 0.5 - viewport.windowFrom) / (viewport.windowTo - viewport.windowFrom);
  const down = (viewport.tickHi - tick) / (viewport.tickHi - viewport.tickLo);
  return { x: plot.x + right * plot.width, y: plot.y + down * plot.height };
}

type Pixel = readonly [number, number, number];

async function pixels(
  app: Workstation,
  x: number,
  y: number,
  width: number,
  height: number,
): Promise<Pixel[]> {
  await app.idle();
  const rect = { x: Math.floor(x), y: Math.floor(y), width: Math.ceil(width), height: Math.ceil(height) };
  const bytes = await app.page.evaluate((r) => (window.__fieldbook as FieldbookHooks).pixels(r), rect);
  return Array.from({ length: rect.width * rect.height }, (_, i) =>
    (bytes ?? []).slice(i * 4, i * 4 + 3),
  ) as never;
}

function secondTexel(app: Workstation, tick: number): Promise<number> {
  return app.page.evaluate(
    ([w, k]) => (globalThis.window.__fieldbook as FieldbookHooks).secondTexel(w, k) ?? Number.NaN,
    [WINDOW, tick] as const,
  );
}

/** Colour of a value on a map that is pinned at zero. */
function tide(value: number, reach: number): Pixel {
  const map = colorTable(COLOR_MAPS.require('tide'));
  const entry = Math.floor(Math.min(1, Math.max(0, 0.5 + (0.5 * value) / reach)) * 255 + 0.5);
  return [...map.subarray(entry * 4, entry * 4 + 3)] as never;
}

function expectColor(actual: readonly number[] | null | undefined, expected: Pixel): void {
  for (const [i, byte] of expected.entries())
    expect(Math.abs((actual?.[i] ?? -99) - byte)).toBeLessThanOrEqual(2);
}

test('contours of pressure run over viscosity where its value passes the levels', async ({ start }) => {
  const app = await opened(start);
  const state = await app.state();
  const rowPx = state.plot.height / (state.viewport.tickHi - state.viewport.tickLo);
  const column = (tick: number): Promise<Pixel[]> => {
    const { x, y } = middle(state, WINDOW, tick + 1);
    return pixels(app, x, y, 1, rowPx);
  };
  const before = await Promise.all(TICKS.map(column));
  await app.press('Shift+Digit4');
  const { second, title } = await exported(app);
  expect(second).toMatchObject({ mode: 'contour', fieldId: 'pressure_grad' });
  expect(title).toContain('Viscosity');
  expect(title).toContain('contours of Pressure gradient');
  const reach = Math.max(-second.range.floor, second.range.ceiling);
  const levels = [0.25, 0.5, 0.75].flatMap((share) => [share * reach, -share * reach]);
  let looked = 0;
  for (const [i, tick] of TICKS.entries()) {
    const [low, high] = [await secondTexel(app, tick), await secondTexel(app, tick + 1)];
    const passed = levels.filter((level) => level < low !== level < high);
    // Those below zero are dashed, and where zero is passed as well it has a line of its own.
    const down = rowPx * ((high - (passed[0] ?? 0)) / (high - low));
    if (down < 5 || down > rowPx - 6) continue;
    if (passed.length !== 1 || (passed[0] as number) < 0 || low * high < 0) continue;
    const after = await column(tick);
    const inked = after.flatMap(([r, g, b], y) => (Math.min(r, g, b) > 215 ? [y] : []));
    // At either end the next cells' lines may begin.
    const within = inked.filter((y) => y > 2 && y < after.length - 3);
    expect(within, `tick ${tick}: ${low} to ${high}`).toHaveLength(1);
    expect(Math.abs((within[0] as number) - down)).toBeLessThanOrEqual(2);
    expect(after).not.toEqual(before[i]);
    looked++;
  }
  expect(looked).toBeGreaterThan(0);
  expect(app.errors).toEqual([]);
});

test('hatching covers what is strong, and how much of it', async ({ start }) => {
  const app = await opened(start);
  const state = await app.state();
  const rowPx = state.plot.height / (state.viewport.tickHi - state.viewport.tickLo);
  const columnPx = state.plot.width / (state.viewport.windowTo - state.viewport.windowFrom);
  // Whole periods of the pattern within a cell: the count is then exact wherever it begins.
  const side = Math.floor(Math.min(rowPx, columnPx) / 10) * 10;
  expect(side).toBeGreaterThanOrEqual(10);
  const cell = (tick: number): Promise<Pixel[]> => {
    const { x, y } = middle(state, WINDOW, tick);
    return pixels(app, x - side / 2, y - side / 2, side, side);
  };
  const before = await Promise.all(TICKS.map(cell));
  await app.press('Shift+Digit4');
  await app.press('s');
  const { second } = await exported(app);
  expect(second.mode).toBe('hatch');
  const reach = Math.max(-second.range.floor, second.range.ceiling);
  const shares = new Set<number>();
  for (const [i, tick] of TICKS.entries()) {
    const strength = Math.abs(await secondTexel(app, tick)) / reach;
    const covered = strength < 1 / 3 ? 0 : strength < 2 / 3 ? 2 / 10 : 2 / 5;
    const after = await cell(tick);
    const changed = after.filter((pixel, j) => String(pixel) !== String(before[i]?.[j])).length;
    expect(changed / (side * side), `tick ${tick}, strength ${strength}`).toBeCloseTo(covered, 6);
    shares.add(covered);
  }
  expect(shares.size).toBeGreaterThan(1);
});

test('two plots show two fields under one cursor', async ({ start }) => {
  const app = await opened(start);
  await app.press('Shift+Digit4');
  await app.press('s');
  await app.press('s');
  const { second } = await exported(app);
  expect(second.mode).toBe('beside');
  const state = await app.state();
  const { plot, firstPlot } = state;
  expect(firstPlot).toMatchObject({ width: plot.width, height: plot.height });
  const reach = second.range.ceiling;
  for (const tick of TICKS) {
    const { x, y } = middle(state, WINDOW, tick);
    expectColor((await pixels(app, x, y, 1, 1))[0], tide(await secondTexel(app, tick), reach));
  }
  const box = await app.page.locator('canvas').first().boundingBox();
  const { x, y } = middle(state, WINDOW, TICKS[3] as number);
  for (const left of [x, x - plot.x + (firstPlot?.x ?? 0)]) {
    await app.page.mouse.move((box?.x ?? 0) + left / state.scale, (box?.y ?? 0) + y / state.scale);
    await expect.poll(async () => (await app.state()).cursor?.window).toBe(WINDOW);
    expect((await app.state()).cursor?.tick).toBe(TICKS[3]);
    await app.page.mouse.move(2, 2);
    await expect.poll(async () => (await app.state()).cursor).toBeNull();
  }
});

test('a difference of two sets of parameters is their numbers’ difference, and is kept', async ({
  start,
}) => {
  const app = await opened(start);
  await app.page.getByRole('button', { name: 'Second field' }).click();
  const sheet = app.page.getByRole('dialog', { name: 'Second field' });
  await sheet.getByRole('option', { name: /^ν ?Viscosity/ }).click();
  await sheet.getByText('difference', { exact: true }).click();
  await sheet.getByText('contrast', { exact: true }).click();
  await app.page.keyboard.press('Escape');
  await expect(app.page.getByRole('button', { name: 'Second field: Viscosity, difference' })).toBeVisible();
  const state = await app.state();
  const { second, range, title } = await exported(app);
  expect(title).toContain('minus');
  expect(second.range.ceiling).toBeCloseTo((range.ceiling - range.floor) / 2, 6);
  let different = 0;
  for (const tick of TICKS) {
    const { kept } = await app.texels('viscosity_nu', WINDOW, tick);
    const difference = (kept ?? Number.NaN) - (await secondTexel(app, tick));
    const { x, y } = middle(state, WINDOW, tick);
    expectColor((await pixels(app, x, y, 1, 1))[0], tide(difference, second.range.ceiling));
    if (Math.abs(difference) > 0.01) different++;
  }
  expect(different).toBeGreaterThan(3);
  const settings = await app.page.evaluate(() => localStorage.getItem('fieldbook.view'));
  expect(JSON.parse(settings ?? '{}')).toMatchObject({
    second: { mode: 'difference', fieldId: null, params: 'contrast' },
  });
  expect(app.errors).toEqual([]);
});
