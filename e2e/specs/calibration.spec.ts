// Weights made on the page: days and parameters chosen, cancelled and taken up again, used by the path on days that they
// fit, and not said to know a day that is unlike those that they were made on.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { writeCalibrationDays } from '../fixtures/made-files.ts';
import type { Workstation } from '../pages/workstation.ts';

/** The chart's ink of a path that is known, and of one that nobody has measured. */
const NORMAL = [0xc9, 0xd1, 0xd9] as const;
const FAINT = [0x6b, 0x76, 0x88] as const;

test.setTimeout(240_000);

test('weights are fitted on chosen days, cancelled and taken up again, and then drive the path', async ({
  start,
  dataFolder,
}) => {
  const { quiet, lively } = await writeCalibrationDays(dataFolder);
  const app = await start({ openPaths: [quiet, lively] });
  await app.whenDrawn();
  await app.openDay(/^SYNZ6, Tue 15 Sep/);
  await app.openPane(/^worth/);
  const pane = app.page.getByRole('region', { name: 'Worth of the path' });
  const days = pane.getByRole('group', { name: 'Days' });
  await expect(days.getByRole('checkbox')).toHaveCount(3, { timeout: 60_000 });
  await days.getByText('2026-09-16').click();
  const fit = pane.getByRole('group', { name: 'fit' });
  await expect(pane).toContainText('all four are fitted');
  await fit.getByText('γ').click();
  await expect(pane).toContainText('held: γ 0.35');
  const plain = await pathTicks(app);

  // What was read stays: the second run begins where the first one was cut off.
  await pane.getByRole('button', { name: 'Calibrate' }).click();
  await cancelWhile(app, 'fitting');
  await expect(pane.getByRole('button', { name: 'Calibrate' })).toBeEnabled();
  await expect(pane).toContainText('None loaded: uncalibrated.');
  const kept = await sampleFiles(dataFolder);
  expect(kept.size).toBeGreaterThanOrEqual(2);

  await pane.getByRole('button', { name: 'Calibrate' }).click();
  await expect(pane.getByRole('progressbar')).toBeVisible();
  const report = app.page.getByRole('dialog', { name: 'Report of the forecast' });
  await expect(report).toBeVisible({ timeout: 120_000 });
  await expect(report).toContainText('2026-09-15');
  await expect(report).toContainText('walk-forward; held: γ 0.35');
  await app.press('Escape');
  const again = await sampleFiles(dataFolder);
  for (const [name, changed] of kept) expect(again.get(name), name).toBe(changed);

  await expect(pane.getByRole('region', { name: 'Weights' })).toContainText(
    '2026-09-14 – 2026-09-15, 2 days',
  );
  await expect(pane).toContainText('γ held');
  const words = app.page.getByRole('region', { name: 'Path of the next 30 seconds' });
  await expect(words).toContainText(/no skill shown|skill shown at/);
  await expect(words).not.toContainText('uncalibrated');
  await expect.poll(() => pathTicks(app)).not.toEqual(plain);
  await app.idle();
  expect(await app.dotsInMargin(NORMAL)).toBeGreaterThan(10);

  await pane.getByRole('button', { name: 'Clear' }).click();
  await expect(words).toContainText('uncalibrated');
  await expect.poll(() => pathTicks(app)).toEqual(plain);
  await pane.getByRole('button', { name: /^SYN, 2 days to 2026-09-15/ }).click();

  await app.openDay(/^SYNZ6, Wed 16 Sep/);
  await expect(words).toContainText(/outside training: .*volatility above that of the training days/);
  await app.idle();
  expect(await app.dotsInMargin(FAINT)).toBeGreaterThan(10);
  expect(await app.dotsInMargin(NORMAL)).toBe(0);
  expect(app.errors).toEqual([]);
});

async function pathTicks(app: Workstation): Promise<number[]> {
  await expect
    .poll(async () => {
      const { forecast, position } = await app.state();
      return forecast?.window === Math.floor(position + 1e-9) - 1;
    })
    .toBe(true);
  return (await app.state()).forecast?.ticks ?? [];
}

/** Presses Cancel in the frame in which the stage is told: small days are through before a pointer is there. */
function cancelWhile(app: Workstation, stage: string): Promise<void> {
  return app.page.evaluate(
    (name) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          const job = document.querySelector('.worth-job');
          const button = job?.textContent?.includes(name) ? job.querySelector('button') : null;
          if (!button) return;
          watch.disconnect();
          button.click();
          resolve();
        };
        // A stage may be shorter than a frame.
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    stage,
  );
}

/** When each day's samples were written, by file. */
async function sampleFiles(dataFolder: string): Promise<Map<string, number>> {
  const names = await readdir(dataFolder, { recursive: true });
  const samples = names.filter((name) => /samples-.*\.bin$/.test(name));
  const stats = samples.map(async (name) => [name, (await stat(join(dataFolder, name))).mtimeMs] as const);
  return new Map(await Promise.all(stats));
}
