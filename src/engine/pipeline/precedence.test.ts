import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Precedence } from './precedence.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('lets what describes a picture wait until the last one is made, whether or not it could be', async () => {
  const precedence = new Precedence();
  const told: string[] = [];
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const made = [
    precedence.picture(() => first.promise),
    precedence.picture(() => second.promise).catch(() => {}),
  ];
  const gave = precedence.giveWay().then(() => void told.push('gave way'));
  first.resolve();
  await made[0];
  await Promise.resolve();
  expect(told).toEqual([]);
  second.reject(new Error('no tile'));
  await made[1];
  await gave;
  expect(told).toEqual(['gave way']);
  await precedence.giveWay();
  expect(vi.getTimerCount()).toBe(0);
});

it('does not wait for good, and not for what nobody wants', async () => {
  const precedence = new Precedence();
  void precedence.picture(() => new Promise(() => {}));
  const gave = precedence.giveWay();
  await vi.advanceTimersByTimeAsync(800);
  await gave;
  const abort = new AbortController();
  const refused = expect(precedence.giveWay(abort.signal)).rejects.toThrow();
  abort.abort();
  await vi.advanceTimersByTimeAsync(800);
  await refused;
});
