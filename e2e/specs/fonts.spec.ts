// The program looks the same wherever it runs: every character on screen is in a font that comes with it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/app.ts';

/** Characters on screen that the system's fonts had to draw: the text of each element, and the font. */
async function foreignText(page: Page): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  const { nodes } = await browser.send('DOM.getFlattenedDocument', { depth: -1 });
  const textOf = new Map<number, string>();
  for (const { nodeName, parentId, nodeValue } of nodes)
    if (nodeName === '#text' && parentId !== undefined && nodeValue.trim() !== '')
      textOf.set(parentId, (textOf.get(parentId) ?? '') + nodeValue);
  const foreign: string[] = [];
  for (const [nodeId, text] of textOf) {
    // What has left the page in the meantime is asked for in vain.
    const drawn = browser.send('CSS.getPlatformFontsForNode', { nodeId }).catch(() => null);
    const fonts = (await drawn)?.fonts ?? [];
    for (const font of fonts) if (!font.isCustomFont) foreign.push(`${text}: ${font.familyName}`);
  }
  await browser.detach();
  return foreign;
}

test('no character on screen needs a font of the system', async ({ start }) => {
  const app = await start();
  const foreign = new Set<string>();
  const look = async (): Promise<void> => {
    await app.page.evaluate(() => document.fonts.ready);
    for (const text of await foreignText(app.page)) foreign.add(text);
  };
  await expect(app.page.getByRole('button', { name: /demo day/ })).toBeVisible();
  await look();
  await app.tryDemo();
  await app.whenDrawn();
  const { x, y, width, height } = (await app.state()).plot;
  await app.page.mouse.move(x + width / 2, y + height / 2);
  await app.page.getByRole('button', { name: 'More fields' }).click();
  await look();
  await app.page.keyboard.press('Escape');
  const tabs = app.page.getByRole('radiogroup', { name: 'Pane' }).getByRole('radio');
  for (const tab of await tabs.all()) {
    await tab.click();
    await app.idle();
    await look();
  }
  const more = app.page.getByRole('button', { name: 'More panes' });
  await more.click();
  await look();
  const count = await app.page.getByRole('menuitemradio').count();
  for (let i = 0; i < count; i++) {
    if (i > 0) await more.click();
    await app.page.getByRole('menuitemradio').nth(i).click();
    await app.idle();
    await look();
  }
  await app.press('?');
  await expect(app.page.getByRole('dialog')).toBeVisible();
  await look();
  expect([...foreign]).toEqual([]);
});

test('every font is there where the system has none', async ({ start, dataFolder }) => {
  const none = join(dataFolder, 'fonts.conf');
  await writeFile(none, '<?xml version="1.0"?><fontconfig></fontconfig>');
  const before = process.env['FONTCONFIG_FILE'];
  process.env['FONTCONFIG_FILE'] = none;
  try {
    const app = await start();
    await app.tryDemo();
    await app.whenDrawn();
    const faces = await app.page.evaluate(() =>
      [...document.fonts].map(({ family, weight, status }) => `${family} ${weight} ${status}`),
    );
    expect(faces.length).toBeGreaterThan(0);
    expect(faces.filter((face) => !face.endsWith('loaded'))).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['FONTCONFIG_FILE'];
    else process.env['FONTCONFIG_FILE'] = before;
  }
});
