// Writes what is generated from the declarations, and takes away what no declaration stands behind any more.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AVRO_FOLDER, generateContracts } from './generate.ts';
import { readLedger } from './ledger.ts';
import { drawFieldPictures } from './pictures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const files = generateContracts(await readLedger(ROOT));
for (const name of await readdir(join(ROOT, AVRO_FOLDER))) {
  const path = `${AVRO_FOLDER}/${name}`;
  if (!files.has(path)) await rm(join(ROOT, path));
}
for (const [path, text] of files) {
  const target = join(ROOT, path);
  const before = await readFile(target, 'utf8').catch(() => null);
  if (before === text) continue;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  console.log(path);
}
if (process.argv.includes('--pictures')) await drawFieldPictures(ROOT);
