// What every link must do, as one suite of tests: run over memory, MessageChannel and WebSocket alike.
import { afterEach, describe, expect, it } from 'vitest';
import { FaultError } from '../errors.ts';
import type { ByteLink } from './link.ts';
import { type Handlers, Peer } from './peer.ts';

export interface LinkPair {
  readonly page: ByteLink;
  readonly engine: ByteLink;
  dispose(): Promise<void> | void;
}

const jobEvent = {
  jobId: 'j1',
  sourceName: 'day.dbn',
  phase: 'reading' as const,
  bytesRead: 1,
  bytesTotal: 2,
  records: 3,
  recordsPerSecond: 4,
  secondsLeft: null,
  fromStore: false,
  days: [],
  faults: [],
  beside: [],
  dayCount: 0,
  sourceIds: [],
  otherFiles: 0,
};

export function describeConformance(name: string, makePair: () => Promise<LinkPair>): void {
  describe(`wire over ${name}`, () => {
    let pair: LinkPair;
    let page: Peer;
    let engine: Peer;

    const connect = async (handlers: Handlers): Promise<void> => {
      pair = await makePair();
      engine = new Peer(pair.engine, handlers);
      page = new Peer(pair.page);
    };

    afterEach(async () => {
      page.close();
      engine.close();
      await pair.dispose();
    });

    it('answers a call with its result and payload', async () => {
      const payload = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
      await connect({
        'day.snapshots': async (params) => ({
          result: { windowFrom: params.chunkFrom * 256, windowCount: 7 },
          payload: payload.slice(),
        }),
      });
      const reply = await page.call('day.snapshots', { dayId: 'd', chunkFrom: 3, chunkEnd: 4 });
      expect(reply.result).toEqual({ windowFrom: 768, windowCount: 7 });
      expect(reply.payload).toEqual(payload);
      expect((reply.payload as Uint8Array).byteOffset % 8).toBe(0);
    });

    it('carries a request payload and keeps calls apart', async () => {
      const sizes: number[] = [];
      await connect({
        'upload.chunk': async (params, context) => {
          sizes.push(context.payload?.length ?? -1);
          return { result: { received: params.offset } };
        },
      });
      const calls = [0, 1, 2, 3].map((offset) =>
        page.call('upload.chunk', { uploadId: 'u', offset }, { payload: new Uint8Array(offset * 10) }),
      );
      const replies = await Promise.all(calls);
      expect(replies.map((r) => r.result.received)).toEqual([0, 1, 2, 3]);
      expect(sizes).toEqual([-1, 10, 20, 30]);
    });

    it('tells a failure by its fault', async () => {
      await connect({
        'day.info': async () => {
          throw new FaultError({ code: 'not_found', message: 'No such day.', byteOffset: '12' });
        },
      });
      const failure = await page.call('day.info', { dayId: 'x' }).catch((error: unknown) => error);
      expect((failure as FaultError).fault).toEqual({
        code: 'not_found',
        message: 'No such day.',
        byteOffset: '12',
      });
    });

    it('refuses malformed parameters, unknown requests and malformed results', async () => {
      await connect({ 'days.list': async () => ({ result: { days: 'none' } as never }) });
      const bad = page.call('source.open', { paths: [] });
      await expect(bad).rejects.toMatchObject({ fault: { code: 'bad_request' } });
      await expect(page.call('nonsense' as never, {} as never)).rejects.toThrow();
      await expect(page.call('days.list', {})).rejects.toMatchObject({ fault: { code: 'bad_request' } });
      await expect(page.call('day.scales', { dayId: 'd', lattice: 'L' })).rejects.toMatchObject({
        fault: { code: 'bad_request' },
      });
    });

    it('cancels: the caller is told at once and the handler is aborted', async () => {
      let aborted: (value: boolean) => void = () => undefined;
      const sawAbort = new Promise<boolean>((resolve) => {
        aborted = resolve;
      });
      await connect({
        'day.scales': (_params, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              aborted(true);
              reject(new Error('stopped'));
            });
          }),
      });
      const cancel = new AbortController();
      const call = page.call('day.scales', { dayId: 'd', lattice: 'B' }, { signal: cancel.signal });
      cancel.abort();
      await expect(call).rejects.toMatchObject({ fault: { code: 'cancelled' } });
      expect(await sawAbort).toBe(true);
    });

    it('delivers events in order, to every listener, until disposed', async () => {
      await connect({ 'days.list': async () => ({ result: { days: [], stored: 0 } }) });
      const seen: number[] = [];
      const also: number[] = [];
      page.on('job', (body) => seen.push(body.records));
      const listener = page.on('job', (body) => also.push(body.records));
      for (const records of [1, 2, 3]) engine.emit('job', { ...jobEvent, records });
      await page.call('days.list', {});
      listener.dispose();
      engine.emit('job', { ...jobEvent, records: 4 });
      await page.call('days.list', {});
      expect(seen).toEqual([1, 2, 3, 4]);
      expect(also).toEqual([1, 2, 3]);
    });

    it('fails what is under way when the link closes, and aborts its handlers', async () => {
      let aborted: (value: boolean) => void = () => undefined;
      const sawAbort = new Promise<boolean>((resolve) => {
        aborted = resolve;
      });
      let started: () => void = () => undefined;
      const running = new Promise<void>((resolve) => {
        started = resolve;
      });
      await connect({
        'day.info': (_params, { signal }) => {
          started();
          signal.addEventListener('abort', () => aborted(true));
          return new Promise(() => undefined);
        },
      });
      const call = page.call('day.info', { dayId: 'd' });
      const outcome = call.catch((error: unknown) => error);
      await running;
      page.close();
      expect(((await outcome) as FaultError).fault.code).toBe('link_closed');
      expect(await sawAbort).toBe(true);
      await expect(page.call('days.list', {})).rejects.toMatchObject({ fault: { code: 'link_closed' } });
    });

    it('closes on bytes that are not the protocol', async () => {
      await connect({});
      const closed = new Promise<void>((resolve) => {
        pair.page.onClose(() => resolve());
      });
      pair.page.send(new TextEncoder().encode('GET / HTTP/1.1 and more than a header'));
      await closed;
      expect(engine.closed).toBe(true);
    });
  });
}
