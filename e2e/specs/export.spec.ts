// A picture kept: a real file in both hosts, with the field, its axes, its legend and its caption, and the view in it.
import { decode } from 'fast-png';
import { expect, test } from '../fixtures/app.ts';
import { SCENARIO } from '../fixtures/shared-data.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

/** Pixels of a rectangle (shares of the picture) that differ from the ground. */
function inkIn(picture: Picture, left: number, top: number, right: number, bottom: number): number {
  const { width, height, channels, data } = picture;
  const ground = [data[0], data[1], data[2]];
  let ink = 0;
  for (let y = Math.floor(top * height); y < bottom * height; y++) {
    for (let x = Math.floor(left * width); x < right * width; x++) {
      const at = (y * width + x) * channels;
      if (ground.some((value, i) => Math.abs(Number(data[at + i]) - Number(value)) > 24)) ink++;
    }
  }
  return ink;
}

test('export saves a picture with axes, legend and caption', async ({ start }) => {
  const app = await start({ openPaths: [SCENARIO] });
  await app.whenDrawn();
  const { suggestedName, bytes } = await app.exportPicture();
  expect(suggestedName).toMatch(/^\S+ 2025-09-15 \d{6} liquidity_velocity\.png$/);
  const picture = decode(bytes);
  expect([picture.width, picture.height]).toEqual([3200, 1800]);
  expect(inkIn(picture, 0, 0, 0.4, 0.045), 'the field and what it means').toBeGreaterThan(500);
  expect(inkIn(picture, 0.75, 0, 1, 0.045), 'the colour bar with its ends').toBeGreaterThan(2000);
  expect(inkIn(picture, 0.05, 0.1, 0.85, 0.85), 'the field').toBeGreaterThan(1000);
  expect(inkIn(picture, 0.9, 0.1, 1, 0.85), 'the price axis').toBeGreaterThan(500);
  expect(inkIn(picture, 0.05, 0.92, 0.85, 0.965), 'the time axis').toBeGreaterThan(200);
  expect(inkIn(picture, 0, 0.97, 0.5, 1), 'the caption').toBeGreaterThan(500);
  expect(picture.text['Title']).toContain('Liquidity velocity');
  const view = JSON.parse(picture.text['fieldbook-view'] ?? '{}') as Record<string, unknown>;
  expect(view).toMatchObject({ fieldId: 'liquidity_velocity', lattice: 'L', utcDate: '2025-09-15' });
  expect(app.errors).toEqual([]);
});
