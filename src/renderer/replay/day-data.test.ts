import { expect, it } from 'vitest';
import type { ChunkInfo, DayInfo } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { emptyQualityCounts } from '../../../contracts/quality.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import { DayData } from './day-data.ts';

const chunkInfo = (chunk: number, validWindows: number): ChunkInfo => ({
  chunk,
  windowFrom: chunk * 256,
  windowCount: 256,
  validWindows,
  spotLo: validWindows > 0 ? 100 : null,
  spotHi: validWindows > 0 ? 100 : null,
});

function dayOf(chunks: ChunkInfo[]): DayInfo {
  const summary = {
    dayId: 'd',
    sourceId: 's',
    sourceName: 'a.dbn',
    dataset: 'GLBX.MDP3',
    publisherId: 1,
    instrumentId: 2,
    symbol: 'ESH4',
    description: '',
    utcDate: '2023-12-25',
    dayStartNanos: '0',
    tickSizeNanos: '1',
    tickSizeFrom: 'definition' as const,
    records: 1,
    volume: { B: 0, A: 0, N: 0 },
    firstTsNanos: '0',
    lastTsNanos: '0',
    state: 'complete' as const,
  };
  return {
    summary,
    windowFrom: 0,
    windowEnd: chunks.length * 256,
    validWindows: 1,
    chunks,
    quality: emptyQualityCounts(),
    faults: [],
    params: DEFAULT_FIELD_PARAMS,
    paramsHash: 'p',
  };
}

it('asks for what is seen first, then for what can be drawn, and tells once of the hours where nothing can', async () => {
  const asked: string[] = [];
  const peer = {
    on: () => ({ dispose: () => {} }),
    call: async (_name: string, { chunkFrom, chunkEnd }: { chunkFrom: number; chunkEnd: number }) => {
      asked.push(`${chunkFrom}-${chunkEnd}`);
      return { result: { windowFrom: chunkFrom * 256, windowCount: 0 }, payload: null };
    },
  } as unknown as Peer;
  const chunks = Array.from({ length: 100 }, (_, chunk) =>
    chunkInfo(chunk, chunk >= 50 && chunk < 90 ? 9 : 0),
  );
  const data = new DayData(peer, dayOf(chunks));
  await data.whenLoaded;
  expect(asked).toEqual(['87-90', '55-87', '50-55', '90-100', '18-50', '0-18']);
  expect(data.revision.get()).toBe(4);
  data.dispose();
});

it('asks for hours out of sight once the picture is painted, and not when the day is gone by then', async () => {
  const asked: string[] = [];
  const peer = {
    on: () => ({ dispose: () => {} }),
    call: async (_name: string, { chunkFrom, chunkEnd }: { chunkFrom: number; chunkEnd: number }) => {
      asked.push(`${chunkFrom}-${chunkEnd}`);
      return { result: { windowFrom: chunkFrom * 256, windowCount: 0 }, payload: null };
    },
  } as unknown as Peer;
  const chunks = Array.from({ length: 40 }, (_, chunk) => chunkInfo(chunk, 9));
  const painting: (() => void)[] = [];
  const whenPainted = () => new Promise<void>((resolve) => painting.push(resolve));
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const data = new DayData(peer, dayOf(chunks), whenPainted);
  await settle();
  expect(asked).toEqual(['37-40']);
  painting.shift()?.();
  await settle();
  expect(asked).toEqual(['37-40', '5-37']);
  data.dispose();
  painting.shift()?.();
  await settle();
  expect(asked).toHaveLength(2);
});

it('tells where the price was in a part of the day from its chunks alone', () => {
  const peer = { on: () => ({ dispose: () => {} }), call: () => new Promise(() => {}) } as unknown as Peer;
  const chunks = [0, 1, 2, 3].map((chunk) => ({
    ...chunkInfo(chunk, 9),
    spotLo: 100 + chunk,
    spotHi: 110 + chunk,
  }));
  const data = new DayData(peer, dayOf([...chunks, chunkInfo(4, 0)]));
  expect(data.spotRange()).toEqual({ lo: 100, hi: 113 });
  expect(data.spotRange(256, 512)).toEqual({ lo: 101, hi: 111 });
  expect(data.spotRange(511, 513)).toEqual({ lo: 101, hi: 112 });
  expect(data.spotRange(1024, 1280)).toBeNull();
  data.dispose();
});
