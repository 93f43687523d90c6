// Files that say too little of themselves: the page asks, and opens them.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

test('bare records open once the dialog is answered', async ({ start }, info) => {
  const bytes = await readFile(SCENARIO);
  const file = join(info.outputPath(), 'seconds.frag');
  await writeFile(info.outputPath('seconds.frag'), bytes.subarray(8 + bytes.readUInt32LE(4)));
  const app = await start({ openPaths: [file] });
  await app.page.getByRole('button', { name: 'Say what it is' }).click();
  const dialog = app.page.getByRole('dialog', { name: 'Open bare records' });
  await dialog.getByLabel('Dataset').fill('SYNTH');
  await dialog.getByLabel('Symbol').fill('SYNZ5');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await app.whenDrawn();
  await expect(app.page.getByRole('button', { name: /^SYNZ5, / })).toBeVisible();
});
