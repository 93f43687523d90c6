import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AfterPicture, DRAG_REST_MS, MOST_WAIT_MS, notLater, OncePainted } from './after-picture.ts';
import { ObservableValue } from './observable.ts';

function bench(changesPicture?: (now: string, before: string) => boolean, restMs?: number) {
  const source = new ObservableValue('a');
  const painting: (() => void)[] = [];
  const after = new AfterPicture({
    source,
    whenPainted: () => notLater(new Promise<void>((resolve) => painting.push(resolve))),
    ...(changesPicture && { changesPicture }),
    ...(restMs && { restMs }),
  });
  const heard: string[] = [];
  after.subscribe((value) => heard.push(value));
  const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));
  const paint = async (): Promise<void> => {
    await settle();
    for (const resolve of painting.splice(0)) resolve();
    await settle();
  };
  return { source, after, heard, painting, settle, paint };
}

describe('AfterPicture', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells the newest value once the picture is painted, and none between', async () => {
    const { source, after, heard, settle, paint } = bench();
    source.set('b');
    source.set('c');
    await settle();
    expect(after.get()).toBe('a');
    await paint();
    expect(heard).toEqual(['c']);
    expect(after.get()).toBe('c');
    source.set('d');
    await paint();
    expect(heard).toEqual(['c', 'd']);
  });

  it('asks for the picture only when all who hear of the change have heard of it', async () => {
    const { source, painting, settle } = bench();
    source.set('b');
    expect(painting).toHaveLength(0);
    await settle();
    expect(painting).toHaveLength(1);
  });

  it('does not wait for a picture that takes long', async () => {
    const { source, heard } = bench();
    source.set('b');
    await vi.advanceTimersByTimeAsync(MOST_WAIT_MS - 1);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(['b']);
  });

  it('waits for a rest, in which nothing more comes, where a drag may go on', async () => {
    const { source, heard, paint } = bench(undefined, DRAG_REST_MS);
    source.set('b');
    await paint();
    await vi.advanceTimersByTimeAsync(DRAG_REST_MS - 1);
    source.set('c');
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual([]);
    await paint();
    await vi.advanceTimersByTimeAsync(DRAG_REST_MS);
    expect(heard).toEqual(['c']);
  });

  it('tells of a drag that never rests now and then', async () => {
    const { source, heard, paint } = bench(undefined, DRAG_REST_MS);
    for (let at = 0; at < 2 * MOST_WAIT_MS; at += 20) {
      source.set(String(at));
      await paint();
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(heard).toHaveLength(1);
  });

  it('tells at once what the picture has no part in', () => {
    const { source, heard } = bench((now) => now.startsWith('picture'));
    source.set('other');
    expect(heard).toEqual(['other']);
  });

  it('tells nothing once it is gone', async () => {
    const { source, after, heard, paint } = bench();
    source.set('b');
    after.dispose();
    await paint();
    source.set('c');
    await paint();
    expect(heard).toEqual([]);
  });
});

describe('OncePainted', () => {
  it('calls once for all that asked before the picture was painted, and again for who asks later', async () => {
    const painting: (() => void)[] = [];
    const call = vi.fn();
    const once = new OncePainted(() => new Promise((resolve) => painting.push(resolve)), call);
    const paint = async (): Promise<void> => {
      for (const resolve of painting.splice(0)) resolve();
      await Promise.resolve();
    };
    once.ask();
    once.ask();
    await Promise.resolve();
    expect(call).not.toHaveBeenCalled();
    await paint();
    expect(call).toHaveBeenCalledOnce();
    once.ask();
    await paint();
    expect(call).toHaveBeenCalledTimes(2);
    once.ask();
    once.dispose();
    await paint();
    expect(call).toHaveBeenCalledTimes(2);
  });
});
