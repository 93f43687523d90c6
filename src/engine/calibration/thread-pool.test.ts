// The pool's own part: whose turn it is, and what becomes of the rest when a thread dies. Threads are made up.
import { beforeEach, expect, it, vi } from 'vitest';
import { type PoolTask, type ThreadMessage, ThreadPool } from './thread-pool.ts';

const { threads, MadeUpThread } = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events');
  const begun: InstanceType<typeof MadeUp>[] = [];
  class MadeUp extends EventEmitter {
    readonly asked: unknown[] = [];

    constructor() {
      super();
      begun.push(this);
    }

    postMessage(task: unknown): void {
      this.asked.push(task);
    }
  }
  return { threads: begun, MadeUpThread: MadeUp };
});
vi.mock('node:worker_threads', () => ({ Worker: MadeUpThread }));
beforeEach(() => {
  threads.length = 0;
});

const task = { kind: 'moments', day: {} } as Extract<PoolTask['task'], { kind: 'moments' }>;
const done = { type: 'done', result: [] } as unknown as ThreadMessage;

it('begins threads as tasks come, and gives each the next when it is done', async () => {
  const pool = new ThreadPool(2, 'folder');
  const results = [0, 1, 2].map(() => pool.run<'moments'>(task));
  expect(threads.map(({ asked }) => asked.length)).toEqual([1, 1]);
  threads[1]?.emit('message', done);
  expect(threads.map(({ asked }) => asked.length)).toEqual([1, 2]);
  for (const thread of threads) thread.emit('message', done);
  expect(await Promise.all(results)).toHaveLength(3);
});

it('goes on with another thread in place of one that died over its task', async () => {
  const pool = new ThreadPool(1, 'folder');
  const first = pool.run<'moments'>(task);
  const second = pool.run<'moments'>(task);
  threads[0]?.emit('error', new Error('out of memory'));
  await expect(first).rejects.toThrow('out of memory');
  expect(threads).toHaveLength(2);
  threads[1]?.emit('message', done);
  expect(await second).toEqual([]);
});

it('does not begin what nobody waits for any more', async () => {
  const pool = new ThreadPool(1, 'folder');
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const job = pool.until(cancelled);
  const running = pool.run<'moments'>(task);
  const queued = job.run<'moments'>(task);
  cancelled[0] = 1;
  threads[0]?.emit('message', done);
  await running;
  await expect(queued).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  expect(threads[0]?.asked).toHaveLength(1);
});
