// Parameters moved on the page: the picture, the readout and its account follow, undo takes them back, and the words of
// the parts say which set is in use.
import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import { FIELD_PRESETS, paramsHash } from '../../contracts/params.ts';
import type { FieldbookHooks } from '../../src/renderer/chart/test-hooks.ts';
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO, SCENARIO_EXPECTED } from '../fixtures/shared-data.ts';

/** Of the last of the eight seconds. */
const SPOT_TICK = 26_404;

interface Expected {
  windows: {
    snapshot: { window: number; spot_tick: number };
    gold: Record<'L', Record<string, number[]>>;
    gold_x: number[];
  }[];
}

test('a preset and a number change the picture, undo takes them back', async ({ start }) => {
  const expected = JSON.parse(await readFile(SCENARIO_EXPECTED, 'utf8')) as Expected;
  const last = expected.windows.at(-1);
  const [window, tick] = [(last?.snapshot.window ?? 0) % 86_400, last?.snapshot.spot_tick ?? 0];
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('3');
  const nu = async (): Promise<number> => {
    await app.idle();
    return (await app.texels('viscosity_nu', window, tick)).kept ?? Number.NaN;
  };
  const plain = await nu();
  expect(plain).toBeCloseTo(last?.gold.L['viscosity_nu']?.[last.gold_x.indexOf(0)] ?? 0, 6);
  await app.page.getByRole('button', { name: 'Parameters: default' }).click();
  const pane = app.page.getByRole('region', { name: 'Parameters' });
  const field = pane.getByRole('textbox', { name: /drag of an empty level/ });
  await field.fill('1.2');
  await field.press('Enter');
  await expect(app.page.getByRole('button', { name: 'Parameters: 1 changed' })).toBeVisible();
  await expect.poll(nu).toBeCloseTo(plain + 1, 5);
  await expect(pane.getByRole('button', { name: 'Changed: back to 0.2' })).toBeVisible();
  await pane.getByRole('radio', { name: 'contrast' }).click();
  await expect(pane).toContainText(paramsHash(FIELD_PRESETS.contrast).slice(0, 8));
  await pane.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(nu).toBeCloseTo(plain + 1, 5);
  await pane.getByRole('button', { name: 'Changed: back to 0.2' }).click();
  await expect.poll(nu).toBeCloseTo(plain, 6);
  expect(app.errors).toEqual([]);
});

test('a slider is one step of undo, and what it set is in the exported picture', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('m');
  const pane = app.page.getByRole('region', { name: 'Parameters' });
  const thumb = pane.getByRole('slider', { name: /drag of depth that stands/ });
  await thumb.focus();
  for (let i = 0; i < 3; i++) await thumb.press('ArrowRight');
  const { bytes } = await app.exportPicture();
  const view = JSON.parse(decode(bytes).text['fieldbook-view'] ?? '{}') as {
    params: (typeof FIELD_PRESETS)['plain'];
    paramsHash: string;
  };
  expect(view.params.nuPhi).toBeCloseTo(0.33, 9);
  expect(view.paramsHash).toBe(paramsHash(view.params));
});

test('the values that a slider shows first are those of the whole tiles that follow', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('3');
  await app.press('m');
  await app.idle();
  const inSight = (moment: 'painted' | 'idle'): Promise<(number | null)[]> =>
    app.page.evaluate(async (when) => {
      const hooks = window.__fieldbook as FieldbookHooks;
      await hooks[when]();
      const { windowFrom, windowTo, tickLo, tickHi } = hooks.state().viewport;
      const values: (number | null)[] = [];
      for (let w = Math.floor(windowFrom); w < windowTo; w++)
        for (let k = Math.ceil(tickLo); k < tickHi; k++) values.push(hooks.texel('viscosity_nu', w, k));
      return values;
    }, moment);
  const before = await inSight('idle');
  const thumb = app.page.getByRole('slider', { name: /drag of depth that stands/ }).first();
  await thumb.focus();
  for (let i = 0; i < 5; i++) await thumb.press('ArrowRight');
  const first = await inSight('painted');
  expect(first.filter((value) => value !== null && value !== 0).length).toBeGreaterThan(100);
  expect(first).not.toEqual(before);
  expect(await inSight('idle')).toEqual(first);
  // Without a GPU lines and letters over the field are drawn by the processor.
  const isSoftware = await app.page
    .locator('canvas.field-canvas')
    .first()
    .evaluate((element) => {
      const gl = (element as HTMLCanvasElement).getContext('webgl2') as WebGL2RenderingContext;
      const names = gl.getExtension('WEBGL_debug_renderer_info');
      return /swiftshader|llvmpipe|software/i.test(
        String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)),
      );
    });
  const overlay = app.page.locator('canvas.overlay-canvas').first();
  const attributes = await overlay.evaluate((element) =>
    (element as HTMLCanvasElement).getContext('2d')?.getContextAttributes(),
  );
  // Some versions say it in a word.
  expect(String(attributes?.willReadFrequently)).toBe(String(isSoftware));
  expect(app.errors).toEqual([]);
});

test('the account of a cell adds up and can be followed', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('3');
  await app.press('w');
  const { plot, scale, viewport, position } = await app.state();
  const box = await app.page.locator('canvas').first().boundingBox();
  const x = (position - 1.5 - viewport.windowFrom) / (viewport.windowTo - viewport.windowFrom);
  const y = (viewport.tickHi - SPOT_TICK) / (viewport.tickHi - viewport.tickLo);
  await app.page.mouse.move(
    (box?.x ?? 0) + (plot.x + plot.width * x) / scale,
    (box?.y ?? 0) + (plot.y + plot.height * y) / scale,
  );
  const why = app.page.getByRole('region', { name: 'Why' });
  await expect(why.getByRole('list', { name: 'Terms' })).toContainText('density');
  const numbers = await why.locator('.why-term > .number').allTextContents();
  const sum = numbers.reduce((total, text) => total + Number(text.replace('−', '-')), 0);
  const value = Number((await why.locator('.why-value').textContent())?.replace('−', '-'));
  expect(Math.abs(sum - value)).toBeLessThan(0.003);
  await why.getByRole('button', { name: /^ρ/ }).click();
  await expect(why.getByRole('heading')).toContainText('Density');
  await why.getByRole('button', { name: 'Back to where it went in' }).click();
  await expect(why.getByRole('heading')).toContainText('Viscosity');
});

test('pixels show the mean or the last of their seconds, and fade by depth', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.page.getByRole('button', { name: 'Pixels: max' }).click();
  const sheet = app.page.getByRole('dialog', { name: 'How values become pixels' });
  await sheet.getByRole('radio', { name: /^the mean/ }).click();
  await sheet.getByText('Fade what few lots made').click();
  await app.page.keyboard.press('Escape');
  await expect(
    app.page.getByRole('button', { name: 'Pixels: mean, weighted by depth, half at 20 lots' }),
  ).toBeVisible();
  await app.idle();
  expect((await app.state()).status.missingTiles).toBe(0);
  expect(app.errors).toEqual([]);
});
