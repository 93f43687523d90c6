import { describe, expect, it } from 'vitest';
import { BatchMemory } from './batch-memory.ts';

describe('BatchMemory', () => {
  it('gives the bytes that were asked for', () => {
    const memory = new BatchMemory();
    for (const length of [1, 4096, 100_000]) expect(memory.take(length)).toHaveLength(length);
  });

  it('uses again what came back, for what is not much smaller', () => {
    const memory = new BatchMemory();
    const first = memory.take(50_000);
    memory.giveBack(first);
    expect(memory.take(1_000).buffer).not.toBe(first.buffer);
    expect(memory.take(55_000).buffer).toBe(first.buffer);
    expect(memory.take(55_000).buffer).not.toBe(first.buffer);
  });
});
