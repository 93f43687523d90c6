// The pictures of docs/fields.md: `fieldbook render` on the demo day, every field, small.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { runCli } from '../../src/cli/program.ts';
import { makeDemoDay } from '../../src/engine/synth/demo-day.ts';
import { PICTURE_FOLDER } from './fields-page.ts';

/** Walls that are built, eaten and pulled, a void and a sweep are in it. */
const SHOWN = ['--at', '00:14:00', '--span', '10m', '--lattice', 'L', '--size', '720x400'];

export async function drawFieldPictures(root: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbook-pictures-'));
  try {
    const { paths } = await makeDemoDay(folder);
    const output = join(root, 'docs', PICTURE_FOLDER);
    await rm(output, { recursive: true, force: true });
    const args = ['render', paths[0] as string, ...SHOWN, '--field', 'all', '-o', output];
    const code = await runCli([...args, '--data', join(folder, 'store')], {
      write: (text) => void process.stdout.write(text),
      writeError: (text) => void process.stderr.write(text),
      folder: root,
      progress: false,
    });
    if (code !== 0) throw new Error('The pictures could not be drawn.');
    for (const name of await readdir(output)) await keepPixels(join(output, name));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What a picture says of the store it was drawn from differs from run to run; its pixels do not. */
async function keepPixels(path: string): Promise<void> {
  const { width, height, data, channels } = decode(await readFile(path));
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0, from = 0; at < pixels.length; at += 3, from += channels) {
    pixels.set(data.subarray(from, from + 3), at);
  }
  await writeFile(path, encode({ width, height, data: pixels, channels: 3, depth: 8 }));
}
