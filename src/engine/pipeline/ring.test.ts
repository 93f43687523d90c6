import { describe, expect, it, vi } from 'vitest';
import { MBO_BYTES } from '../../core/dbn/layout.ts';
import { mostOddities } from '../../core/dbn/sequence-watch.ts';
import { allocateRing, RingReader, RingWriter } from './ring.ts';

/** Four MBO records and a bit. */
const SLOT_BYTES = 4 * MBO_BYTES + 8;
const MOST_ODDITIES = mostOddities(SLOT_BYTES / 4);

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

/** A block with its value in the first word and, `oddities` times, as an oddity. */
function write(writer: RingWriter, value: number, oddities = 0): void {
  const buffer = writer.acquire(0);
  if (!buffer) throw new Error('the ring was cancelled');
  buffer.i32[0] = value;
  const found = new Int32Array(oddities).fill(value);
  writer.publish({
    buffer,
    words: 1,
    streamOffset: value * 4,
    oddities: found,
    gapsVisible: value % 2 === 0,
  });
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

  it('takes with each block what is odd of it, as much as it can have, and keeps it until the release', () => {
    const { writer, reader } = ring();
    const take = () => reader.take() ?? expect.fail('there is a block');
    const full = (value: number) => Array.from({ length: MOST_ODDITIES }, () => value);
    write(writer, 1, MOST_ODDITIES);
    const held = take();
    for (const value of [2, 3]) write(writer, value, MOST_ODDITIES);
    const others = [take(), take()];
    expect([held, ...others].map(({ oddities }) => [...oddities])).toEqual([1, 2, 3].map(full));
    expect([held, ...others].map(({ gapsVisible }) => gapsVisible)).toEqual([false, true, false]);
    expect([held, ...others].map(({ buffer }) => buffer.i32[0])).toEqual([1, 2, 3]);
    reader.release(held.index);
    write(writer, 4);
    expect([...take().oddities]).toEqual([]);
    expect(others.map(({ oddities }) => [...oddities])).toEqual([2, 3].map(full));
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
