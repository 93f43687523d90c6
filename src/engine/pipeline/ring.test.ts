import { describe, expect, it, vi } from 'vitest';
import { allocateRing, RingReader, RingWriter } from './ring.ts';

const SLOT_BYTES = 64;

function ring(): { writer: RingWriter; reader: RingReader; woken: { times: number } } {
  const memory = allocateRing(SLOT_BYTES, 3);
  const woken = { times: 0 };
  const reader = new RingReader(memory, SLOT_BYTES);
  const writer = new RingWriter(memory, SLOT_BYTES, () => {
    woken.times += 1;
    reader.wake();
  });
  return { writer, reader, woken };
}

function write(writer: RingWriter, value: number): void {
  const block = writer.acquire(0);
  if (!block) throw new Error('the ring was cancelled');
  block.i32[0] = value;
  writer.publish(1, value * 4);
}

describe('RingReader', () => {
  it('takes blocks in order, each with its place', () => {
    const { writer, reader } = ring();
    for (const value of [7, 8, 9]) write(writer, value);
    for (const value of [7, 8, 9]) {
      const block = reader.take();
      expect([block?.buffer.i32[0], block?.words, block?.streamOffset]).toEqual([value, 1, value * 4]);
    }
    expect(reader.take()).toBeNull();
    expect(reader.drained).toBe(false);
    writer.end();
    expect(reader.drained).toBe(true);
  });

  it('sleeps until there is a block, and is woken once', async () => {
    const { writer, reader, woken } = ring();
    const waiting = reader.changed();
    write(writer, 1);
    write(writer, 2);
    await waiting;
    expect(woken.times).toBe(1);
    expect(reader.take()?.streamOffset).toBe(4);
  });

  it('reuses slots in the order in which they were taken', () => {
    const { writer, reader } = ring();
    for (const value of [1, 2, 3]) write(writer, value);
    const [first, second] = [reader.take(), reader.take()];
    reader.release(second?.index ?? -1);
    reader.release(first?.index ?? -1);
    write(writer, 4);
    write(writer, 5);
    expect([3, 4, 5].map(() => reader.take()?.buffer.i32[0])).toEqual([3, 4, 5]);
  });

  it.each([
    ['a block', (writer: RingWriter) => write(writer, 1)],
    ['the end', (writer: RingWriter) => writer.end()],
  ])('sees %s that came before it began to wait', async (_, act) => {
    const { writer, reader, woken } = ring();
    act(writer);
    await reader.changed();
    expect(woken.times).toBe(0);
  });

  it('is woken when the writer died', async () => {
    const { reader } = ring();
    const waiting = reader.changed();
    reader.abandon();
    await waiting;
    expect(reader.drained).toBe(true);
  });
});

describe('RingWriter', () => {
  it('is woken when half of the ring is free, or the reader has nothing left', async () => {
    const { writer, reader } = ring();
    const notify = vi.spyOn(Atomics, 'notify');
    for (const value of [1, 2, 3]) write(writer, value);
    const blocks = [reader.take(), reader.take(), reader.take()];
    reader.release(blocks[0]?.index ?? -1);
    expect(notify).not.toHaveBeenCalled();
    reader.release(blocks[1]?.index ?? -1);
    expect(notify).toHaveBeenCalledTimes(1);
    void reader.changed();
    expect(notify).toHaveBeenCalledTimes(2);
    notify.mockRestore();
  });

  it('gets no memory once the reader gave up', () => {
    const { writer, reader } = ring();
    for (const value of [1, 2, 3]) write(writer, value);
    reader.cancel();
    expect(writer.acquire(0)).toBeNull();
    expect(writer.cancelled).toBe(true);
  });
});
