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
