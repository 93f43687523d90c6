// The file of exact books by itself: parts that are packed at the same time come to lie in their order, each where the
// index says, and a disk that is full ends it.
import { existsSync } from 'node:fs';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MBO_WORDS, RTYPE, W_HEADER, W_INSTRUMENT, W_ORDER_ID } from '../../core/dbn/layout.ts';
import { planesFromRows } from '../../core/exact/row-block.ts';
import { newFolder } from '../engine.testkit.ts';
import { BronzeFile, BronzeWriter } from './bronze-file.ts';

const HEADER = MBO_WORDS | (RTYPE.mbo << 8);
const INSTRUMENT = 7;
/** Of very different sizes, so that packing one takes longer than packing those behind it. */
const SIZES = [8000, 1, 900, 2, 8000, 3, 1, 40];

function rowsOf(block: number, count: number): Int32Array {
  const rows = Int32Array.from({ length: count * MBO_WORDS }, (_, i) => Math.imul(i + block, 0x9e3779b1));
  for (let at = 0; at < rows.length; at += MBO_WORDS) {
    rows[at + W_HEADER] = HEADER;
    rows[at + W_INSTRUMENT] = INSTRUMENT;
    rows[at + W_ORDER_ID] = block;
  }
  return rows;
}

async function write(writer: BronzeWriter): Promise<void> {
  for (const [block, count] of SIZES.entries()) {
    writer.checkpoint(Uint8Array.of(block, count), block);
    writer.block(planesFromRows(rowsOf(block, count), count), block === 3);
    await writer.flush(4);
  }
}

it('has every part where its index says, in the order in which they came', async () => {
  const path = join(await newFolder(), 'day.bronze');
  const writer = await BronzeWriter.begin(path, HEADER, INSTRUMENT);
  await write(writer);
  expect(BronzeFile.open(path)).toBeNull();
  await writer.finish();
  const file = BronzeFile.open(path) ?? expect.fail('the file is there');
  const { blocks, checkpoints, rows } = file.index;
  expect(rows).toBe(SIZES.reduce((sum, count) => sum + count));
  const parts = blocks.flatMap(({ ids, rest }, i) => [checkpoints[i], ids, rest]);
  let end = 0;
  for (const part of parts) {
    expect(part?.offset).toBe(end);
    end += part?.bytes ?? 0;
  }
  for (const [block, count] of SIZES.entries()) {
    expect(checkpoints[block]).toMatchObject({ row: blocks[block]?.firstRow, now: block, block });
    expect([...file.checkpoint(checkpoints[block] ?? expect.fail())]).toEqual([block, count & 255]);
    const into = new Int32Array(count * MBO_WORDS);
    file.rows(blocks[block] ?? expect.fail(), into);
    expect(Buffer.compare(Buffer.from(into.buffer), Buffer.from(rowsOf(block, count).buffer))).toBe(0);
  }
});

it.skipIf(!existsSync('/dev/full'))('ends where the disk is full, and leaves nothing', async () => {
  const folder = await newFolder();
  const path = join(folder, 'day.bronze');
  await symlink('/dev/full', `${path}.${process.pid}.tmp`);
  const writer = await BronzeWriter.begin(path, HEADER, INSTRUMENT);
  await expect(write(writer)).rejects.toMatchObject({ fault: { code: 'disk_full' } });
  await writer.discard();
  expect(await readdir(folder)).toEqual([]);
});
