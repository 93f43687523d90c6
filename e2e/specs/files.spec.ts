// Files that are not one whole day of one instrument: several instruments, a cut one, one that is given up.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { writeCut, writeLong, writeTwoInstruments } from '../fixtures/made-files.ts';
import { hasMalformed, MALFORMED, SCENARIO } from '../fixtures/shared-data.ts';

test('the picker switches between the instruments of a file', async ({ start, dataFolder }) => {
  const { path, otherId } = await writeTwoInstruments(dataFolder);
  const app = await start({ openPaths: [path] });
  await app.whenDrawn();
  const shown = await app.instrument();
  await app.chooseInstrument(shown === String(otherId) ? /^(?!\d+$)/ : String(otherId));
  await app.whenDrawn();
  expect(await app.instrument()).not.toBe(shown);
  expect((await app.state()).textures).toBeGreaterThan(0);
  await expect(app.region('Book at the playhead')).toContainText('66');
});

test('a cut file says where it is cut, and shows what came before', async ({ start, dataFolder }) => {
  const app = await start({ openPaths: [await writeCut(dataFolder)] });
  await app.whenDrawn();
  await expect(app.region('Problems')).toContainText('cut.dbn');
  await expect(app.region('Problems')).toContainText(/byte [\d,]+/);
  await expect(app.page.getByText('partial').first()).toBeVisible();
});

test('a side file that cannot be used is told, and the day opens all the same', async ({
  start,
  dataFolder,
}) => {
  await copyFile(SCENARIO, join(dataFolder, 'seconds.mbo.dbn'));
  await writeFile(join(dataFolder, 'condition.json'), '[{"date": "2025-09-1');
  const app = await start({ openPaths: [join(dataFolder, 'seconds.mbo.dbn')] });
  await app.whenDrawn();
  await expect(app.region('Problems')).toContainText('side file cannot be used');
  await expect(app.region('Problems')).toContainText('condition.json');
  await expect(app.page.getByText('partial')).toHaveCount(0);
});

for (const name of ['07-record-truncated-tail.dbn', '22-frame2-cut-half.dbn.zst']) {
  test(`${name} is told with its place`, async ({ start }) => {
    test.skip(!hasMalformed, 'the shared data folder is absent');
    const app = await start({ openPaths: [join(MALFORMED, name)] });
    await expect(app.region('Problems')).toContainText(name, { timeout: 60_000 });
    await expect(app.region('Problems')).toContainText(/byte [\d,]+/);
  });
}

test('reading can be cancelled, and what was read stays', async ({ start, dataFolder }) => {
  const app = await start({ openPaths: [await writeLong(dataFolder, 100_000)] });
  await app.cancelReading();
  await expect(app.page.getByRole('region', { name: 'Files being read' })).toBeHidden({ timeout: 60_000 });
  await expect(app.page.getByText('partial').first()).toBeVisible();
  await app.whenDrawn();
});
