// Blind practice and the tape: what must not be seen is not there, what was said is kept, trades follow the playhead.
import { expect, test } from '../fixtures/app.ts';
import { writeOptionDay } from '../fixtures/made-files.ts';

/** Times of day, dates, and prices of the invented future, which stands at about 5,000 points. */
const TIME = /\d?\d:\d\d:\d\d/;
const DATE = /20\d\d-\d\d|\d{8}|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d|20[23]\d\b/;
const PRICE = /\b[45][,\d]?\d{3}(\.\d+)?\b/;
const NAME = /SYN|GLBX|\.dbn|Invented/;

test('practice hides date and future, scores both, and writes the results out', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  const { position: end } = await app.state();
  await app.press('y');
  const pane = app.page.getByRole('region', { name: 'Practice' });
  await expect(pane).toContainText('In 30 s mid will be');
  const { position: moment, forecast } = await app.state();
  expect(moment).toBeLessThan(end);
  expect(forecast?.window ?? -1).toBeLessThan(moment);
  for (const part of ['.day-list', '.instrument', '.status-line', '.cursor-pane'])
    await expect(app.page.locator(part)).toBeHidden();
  await expect(app.page.locator('.playhead-time')).toBeHidden();
  await expect(app.page.locator('.scrub-bar')).toBeHidden();
  // No key goes into the future or to another day.
  for (const key of ['End', 'ArrowRight', 'Shift+ArrowRight', ']', '.']) await app.press(key);
  expect((await app.state()).position).toBe(moment);
  await pane.getByText('▲ up').click();
  await pane.getByRole('button', { name: 'Say it' }).click();
  await app.press('End');
  await expect(pane.getByRole('table', { name: 'What came' })).toContainText('model');
  expect((await app.state()).position).toBe(moment + 30);
  await expect(pane.getByRole('region', { name: 'Scores' })).toContainText('1 call kept');
  const { bytes, suggestedName } = await app.savedBy(() =>
    pane.getByRole('button', { name: 'Export as CSV' }).click(),
  );
  expect(suggestedName).toMatch(/\.csv$/);
  expect(new TextDecoder().decode(bytes).trim().split('\n')).toHaveLength(2);
  await pane.getByRole('button', { name: 'End practice' }).click();
  await expect(app.page.locator('.scrub-bar')).toBeVisible();
  await app.press('End');
  await expect.poll(async () => (await app.state()).position).toBe(end);
  expect(app.errors).toEqual([]);
});

test('while one practises no word on the page or in its pictures tells day, time or price', async ({
  start,
  dataFolder,
}) => {
  await writeOptionDay(dataFolder);
  const app = await start({ openPaths: [dataFolder] });
  await app.whenDrawn();
  await app.press('j');
  await expect(app.page.getByRole('region', { name: 'Strikes by time' })).toBeVisible();
  const told = await app.everyWord();
  for (const pattern of [TIME, DATE, PRICE, NAME]) expect(told).toMatch(pattern);
  // A view of the whole day would tell how much of it is over.
  await app.press('d');
  await app.press('y');
  const pane = app.page.getByRole('region', { name: 'Practice' });
  await expect(pane).toContainText('In 30 s mid will be');
  await app.idle();
  await app.keepPaintedWords();
  const silent = async (): Promise<void> => {
    const words = await app.everyWord();
    for (const pattern of [TIME, DATE, PRICE, NAME]) expect(words).not.toMatch(pattern);
  };
  const box = await app.page.locator('.chart-mount').first().boundingBox();
  for (const share of [0.3, 0.5, 0.7])
    await app.page.mouse.move((box?.x ?? 0) + share * 700, (box?.y ?? 0) + share * 400);
  for (const key of ['Home', 'd', 'v', 'w', 'q', 'k', 'j', 'n', 'Shift+N', 's', 'ArrowRight', 'z', 'End']) {
    await app.press(key);
    await app.idle();
    await silent();
  }
  const { viewport, position } = await app.state();
  expect(viewport.windowTo).toBeLessThan(position + 60);
  // A toy, a dialog, a picture.
  await app.press('t');
  await expect(app.page.locator('.toy-canvas')).toBeVisible();
  await silent();
  await app.press('Escape');
  await expect(app.page.locator('.toy-canvas')).toBeHidden();
  await app.press('Shift+E');
  const dialog = app.page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toContainText('the picture alone');
  await silent();
  await app.press('Escape');
  await expect(dialog).toBeHidden();
  const { bytes, suggestedName } = await app.exportPicture();
  expect(suggestedName).toMatch(/^blind practice/);
  await silent();
  const chunks = new TextDecoder('latin1').decode(bytes);
  expect(chunks).toContain('blind practice');
  for (const word of ['fieldbook-view', 'utcDate', 'SYN', '2026-09']) expect(chunks).not.toContain(word);
  // What was said and what came tells it no more; what is over, does.
  await pane.getByText('▲ up').click();
  await pane.getByRole('button', { name: 'Say it' }).click();
  await app.press('End');
  await expect(pane.getByRole('button', { name: 'Next moment' })).toBeVisible();
  await silent();
  await pane.getByRole('button', { name: 'End practice' }).click();
  await app.press('e');
  await app.idle();
  expect(await app.everyWord()).toMatch(TIME);
  expect(app.errors).toEqual([]);
});

test('the tape has the last trades at the playhead, newest first', async ({ start }) => {
  const app = await start();
  await app.tryDemo();
  await app.whenDrawn();
  await app.press('k');
  const pane = app.page.getByRole('region', { name: 'Time and sales' });
  await pane.getByRole('button', { name: 'Read them' }).click();
  const trades = pane.getByRole('list', { name: 'Last trades, newest first' }).getByRole('button');
  await expect(trades).toHaveCount(100, { timeout: 60_000 });
  const times = async (): Promise<string[]> =>
    (await trades.allTextContents()).map((text) => text.slice(0, 12));
  const before = await times();
  expect(before).toEqual([...before].sort().reverse());
  await app.press('Home');
  await app.press('Shift+ArrowRight');
  await expect.poll(times).not.toEqual(before);
  const [newest] = await times();
  expect((newest ?? '') < (before[0] ?? '')).toBe(true);
  expect(app.errors).toEqual([]);
});
