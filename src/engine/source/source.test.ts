// The life of a source: opened, read, cancelled, closed, in one thread and in two, over files that change or vanish.
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FaultError } from '../../../contracts/errors.ts';
import { eventually } from '../../base/eventually.testkit.ts';
import { emptyMetadata, encodeMetadata } from '../../core/dbn/encode.ts';
import { DecodeThread } from './decode-thread.ts';
import { openDbnSource } from './file-source.ts';
import { readWhole } from './shared-data.fixture.ts';
import { WorkerSource } from './worker-source.ts';

const RECORDS = 60_000;
const metadata = encodeMetadata(emptyMetadata(3, 'GLBX.MDP3', 'mbo'));

/** MBO records told apart by their order id. */
function manyRecords(count: number): Uint8Array {
  const words = new Int32Array(count * 14);
  for (let i = 0; i < count; i++) {
    words[i * 14] = 14 | (0xa0 << 8) | (1 << 16);
    words[i * 14 + 4] = i;
  }
  return new Uint8Array(words.buffer);
}

describe.each([1, 2] as const)('a source in %d thread(s)', (threads) => {
  let folder = '';
  let path = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
    path = join(folder, 'day.dbn.zst');
    await writeFile(path, zstdCompressSync(Buffer.concat([metadata, manyRecords(RECORDS)])));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the records in order, with their place in the stream', async () => {
    const source = await openDbnSource(path, { threads });
    let next = 0;
    for (let block = await source.next(); block; block = await source.next()) {
      expect(block.streamOffset).toBe(metadata.length + next * 56);
      expect(block.u8.byteOffset % 8).toBe(0);
      for (let at = 4; at < block.words; at += 14) expect(block.i32[at]).toBe(next++);
      block.release();
    }
    expect(next).toBe(RECORDS);
    expect(source.progress()).toEqual({
      bytesRead: source.progress().bytesTotal,
      bytesTotal: expect.any(Number),
    });
    expect(await source.next()).toBeNull();
    await source.close();
  });

  it('keeps a block as it is until it is released', async () => {
    const source = await openDbnSource(path, { threads, blockBytes: 8192 });
    const held = await source.next();
    const copy = held?.u8.slice();
    for (let i = 0; i < 5; i++) (await source.next())?.release();
    expect(held?.u8).toEqual(copy);
    held?.release();
    await source.close();
  });

  it.each([0, 1, 3])('can be closed after %d blocks, twice, and then gives nothing', async (blocks) => {
    const source = await openDbnSource(path, { threads, blockBytes: 8192 });
    for (let i = 0; i < blocks; i++) (await source.next())?.release();
    await Promise.all([source.close(), source.close()]);
    expect(await source.next()).toBeNull();
    expect(source.digest()).toBeNull();
  });

  it('ends a wait for a block when it is closed', async () => {
    const source = await openDbnSource(path, { threads, blockBytes: 8192 });
    const waiting = (async () => {
      while (await source.next()); // holds every block, so the ring runs full and the last call waits
    })();
    await source.metadata();
    await source.close();
    await waiting;
  });

  it('says when the file cannot be read', async () => {
    for (const missing of [join(folder, 'none.dbn'), folder]) {
      const error = await openDbnSource(missing, { threads }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(FaultError);
      expect(error.fault).toMatchObject({ code: 'file_unreadable', file: missing });
    }
  });

  it('notices that the file changed under it, and then has no digest', async () => {
    const growing = join(folder, `growing-${threads}.dbn`);
    await writeFile(growing, Buffer.concat([metadata, manyRecords(RECORDS)]));
    const source = await openDbnSource(growing, { threads, blockBytes: 8192 });
    (await source.next())?.release();
    await appendFile(growing, manyRecords(1));
    let words = 0;
    for (let block = await source.next(); block; block = await source.next()) {
      words += block.words;
      block.release();
    }
    expect(words).toBeGreaterThan(0);
    expect(source.faults().map((fault) => fault.code)).toEqual(['file_changed']);
    expect(source.digest()).toBeNull();
    await source.close();
  });
});

describe('two threads', () => {
  /** A script in place of the decoding worker's. */
  const script = (text: string) =>
    new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';${text}`)}`,
    );

  it('tell a worker that cannot start from a file that cannot be read', async () => {
    const workerUrl = new URL('./no-such-worker.ts', import.meta.url);
    const error = await openDbnSource(import.meta.filename, { threads: 2, workerUrl }).catch(
      (thrown) => thrown,
    );
    expect(error.fault.code).toBe('internal');
  });

  it('are the same two for every file', async () => {
    await readWhole(import.meta.filename, { threads: 2 });
    const worker = vi.spyOn(WorkerSource, 'open');
    for (let i = 0; i < 3; i++) {
      await readWhole(import.meta.filename, { threads: 2 });
      expect(await worker.mock.results[i]?.value).not.toBeNull();
    }
    worker.mockRestore();
  });

  it('are one for a file that is opened while another is read', async () => {
    const first = await openDbnSource(import.meta.filename, { threads: 2 });
    const second = await openDbnSource(import.meta.filename, { threads: 2 });
    expect([first, second].map((source) => source instanceof WorkerSource)).toEqual([true, false]);
    await first.close();
    await second.close();
  });

  it('are not waited for where the second does not begin: the first decodes', async () => {
    const workerUrl = script('setTimeout(() => parentPort.postMessage("ready"), 400)');
    const whole = await readWhole(import.meta.filename, { threads: 2, workerUrl, startMillis: 50 });
    expect(whole).toEqual(await readWhole(import.meta.filename, { threads: 1 }));
    // Nobody waits for it again, until it has begun after all.
    const take = () => DecodeThread.at(workerUrl).take();
    expect(await take()).toBe(false);
    await eventually(async () => expect(await take()).toBe(true));
  });

  it('lose the file that the second dies over, and begin anew', async () => {
    const workerUrl = script('parentPort.on("message", () => process.exit()).postMessage("ready")');
    for (let i = 0; i < 2; i++) {
      const error = await openDbnSource(import.meta.filename, { threads: 2, workerUrl }).catch(
        (thrown) => thrown,
      );
      expect(error.fault.message).toBe('Decoding stopped: the decoding thread ended unexpectedly.');
    }
  });

  it('give their memory to the next file, and a block held for too long does it no harm', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fieldbook-'));
    const path = join(folder, 'day.dbn');
    // More than a ring holds.
    const count = 200_000;
    await writeFile(path, Buffer.concat([metadata, manyRecords(count)]));
    const first = await openDbnSource(path, { threads: 2 });
    const held = await first.next();
    await first.close();
    const second = await openDbnSource(path, { threads: 2 });
    await second.metadata();
    held?.release();
    // The writer has come round to the first slot by now, were it free.
    await new Promise((resolve) => setTimeout(resolve, 200));
    let next = 0;
    for (let block = await second.next(); block; block = await second.next()) {
      for (let at = 4; at < block.words; at += 14) if (block.i32[at] === next) next++;
      block.release();
    }
    expect(next).toBe(count);
    await second.close();
    await rm(folder, { recursive: true });
  });
});
