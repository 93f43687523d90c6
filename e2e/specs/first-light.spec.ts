// A newcomer's way: start, open, look, toggle, scrub, keep a picture. The same in both hosts.
import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures/app.ts';
import { ES_DAY, hasEsDay, SCENARIO, SCENARIO_EXPECTED } from '../fixtures/shared-data.ts';

interface Expected {
  windows: {
    snapshot: { window: number; spot_tick: number | null; window_valid: boolean };
    gold_x: number[];
    gold: Record<'B' | 'A' | 'L', Record<string, number[]>>;
  }[];
}

const FIRST_FOUR = ['liquidity_velocity', 'u_wave_energy', 'viscosity_nu', 'pressure_grad'];

test('the first screen explains itself and opens the demo day', async ({ start }) => {
  const app = await start();
  await expect(app.page.getByRole('button', { name: 'Open file', exact: true }).first()).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Open folder', exact: true }).first()).toBeVisible();
  await app.tryDemo();
  await app.whenDrawn();
  expect((await app.state()).textures).toBeGreaterThan(0);
});

test('the eight known seconds are on screen value by value', async ({ start }) => {
  const expected = JSON.parse(await readFile(SCENARIO_EXPECTED, 'utf8')) as Expected;
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  for (const [name, lattice] of [
    ['Line', 'L'],
    ['Bids', 'B'],
    ['Asks', 'A'],
  ] as const) {
    await app.chooseLattice(name);
    // What is in sight comes first; some of these prices are not.
    await app.idle();
    for (const { snapshot, gold, gold_x } of expected.windows) {
      if (!snapshot.window_valid || snapshot.spot_tick === null) continue;
      const window = snapshot.window % 86_400;
      await app.whenKept('liquidity_velocity', window, snapshot.spot_tick);
      for (const id of FIRST_FOUR) {
        for (const [i, x] of gold_x.entries()) {
          const want = gold[lattice][id]?.[i] as number;
          const { kept, drawn } = await app.texels(id, window, snapshot.spot_tick + x);
          expect(kept, `${id} ${lattice} window ${window} x ${x}`).not.toBeNull();
          const tolerance = 1e-6 * Math.max(1, Math.abs(want));
          expect(Math.abs((kept as number) - want)).toBeLessThanOrEqual(tolerance);
          if (drawn !== null) expect(Math.abs(drawn - want)).toBeLessThanOrEqual(tolerance);
        }
      }
    }
  }
});

test('keys 1 to 4 change the picture without a request', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const window = 1757946607 % 86_400;
  const seen = new Set<string>();
  for (const key of ['1', '2', '3', '4']) {
    await app.press(key);
    await app.idle();
    seen.add(String(await app.color(window, 26404)));
  }
  expect(seen.size).toBeGreaterThan(1);
});

test('what a field says can be read whole on a large screen', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO], viewport: { width: 1600, height: 900 } });
  await app.whenDrawn();
  for (const key of ['1', '2', '3', '4']) {
    await app.press(key);
    const hint = app.page.locator('.chart-hint');
    await expect(hint).not.toBeEmpty();
    const hidden = await hint.evaluate(({ scrollHeight, clientHeight, parentElement }) => {
      const { bottom = 0 } = parentElement?.lastElementChild?.getBoundingClientRect() ?? {};
      return {
        lines: scrollHeight - clientHeight,
        below: bottom - (parentElement?.getBoundingClientRect().bottom ?? 0),
      };
    });
    expect(hidden.lines).toBe(0);
    expect(hidden.below).toBeLessThanOrEqual(0);
  }
});

test('the readout tells a cell, and the book at the playhead stands', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const { plot } = await app.state();
  const canvas = app.page.locator('canvas').first();
  const box = await canvas.boundingBox();
  await app.page.mouse.move(
    (box?.x ?? 0) + plot.x + plot.width / 3,
    (box?.y ?? 0) + plot.y + plot.height / 2,
  );
  await expect.poll(async () => (await app.state()).cursor).not.toBeNull();
  await expect(app.region('Book at the playhead')).toContainText('66');
});

test('replay moves the playhead, and stepping moves it by a second', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  await app.press('Home');
  const { position } = await app.state();
  await app.press('ArrowRight');
  expect((await app.state()).position).toBeCloseTo(position + 1, 6);
  await app.press('Space');
  await expect.poll(async () => (await app.state()).position).toBeGreaterThan(position + 1.5);
  await app.press('Space');
  expect((await app.state()).playing).toBe(false);
});

test('a day opened before comes from the store', async ({ start }) => {
  const first = await start({ openPaths: [SCENARIO] });
  await first.whenDrawn();
  const again = await start({ openPaths: [SCENARIO] });
  await again.whenDrawn();
  await expect(again.page.getByText(/from store/)).toBeVisible();
});

test('the real ES day shows its counts and draws', async ({ start }) => {
  test.skip(!hasEsDay, 'the shared data folder is absent');
  const app = await start({ openPaths: [ES_DAY] });
  await app.whenDrawn();
  await expect(app.page.getByText('68,792 records', { exact: false }).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(app.page.getByText('identity exact in 7,199 windows')).toBeVisible({ timeout: 60_000 });
  await expect(app.page.getByText('891 crossings', { exact: false })).toBeVisible();
  await app.idle();
  expect((await app.state()).textures).toBeGreaterThan(0);
});
