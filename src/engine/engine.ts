// The engine: store, pipeline and request handlers behind one protocol. Hosts run it in a worker thread (worker.ts), the
// command line in its own; both speak to it through a ByteLink.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EventBody, EventName } from '../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../contracts/params.ts';
import type { ByteLink } from '../../contracts/wire/link.ts';
import { Peer } from '../../contracts/wire/peer.ts';
import { Calibrations } from './calibration/calibrations.ts';
import { SimilarMoments } from './calibration/similar.ts';
import { ExactDays } from './exact/exact-days.ts';
import { Exports } from './export/exports.ts';
import type { EngineContext } from './handlers/context.ts';
import { engineHandlers } from './handlers/handlers.ts';
import { Uploads } from './handlers/uploads.ts';
import { Forecasts } from './pipeline/forecasts.ts';
import { Gold } from './pipeline/gold.ts';
import { Jobs } from './pipeline/jobs.ts';
import { Markers } from './pipeline/markers.ts';
import { Practice } from './practice/practise.ts';
import { DecodeThread, decodeWorkerUrl } from './source/decode-thread.ts';
import { Store } from './store/store.ts';

export interface EngineOptions {
  readonly dataFolder: string;
  readonly productVersion: string;
  /** Files and folders named on the command line, told to the page at its hello. */
  readonly openPaths: readonly string[];
  /** 1 reads files in the engine's own thread; by default decoding has a thread of its own where there are two cores. */
  readonly threads?: 1 | 2;
}

export interface Engine {
  /** Answers whoever speaks the protocol on the other end, until the link closes. */
  connect(link: ByteLink): Peer;
  /** For a host to call while no file is being read (practice/practise.ts); ends before the first is. */
  practise(): Promise<void>;
  /** Cancels what is running and closes the store. */
  close(): Promise<void>;
}

/** Throws a FaultError where the store cannot be opened. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataFolder, productVersion, openPaths } = options;
  const threads = options.threads ?? (availableParallelism() > 1 ? 2 : 1);
  const peers = new Set<Peer>();
  const emit = <N extends EventName>(name: N, body: EventBody<N>): void => {
    for (const peer of peers) peer.emit(name, body);
  };
  // Begun ahead of the first file.
  if (threads === 2) DecodeThread.at(decodeWorkerUrl());
  const store = new Store(dataFolder);
  const gold = new Gold(store, DEFAULT_FIELD_PARAMS);
  const practice = new Practice((folder) => createEngine({ ...options, dataFolder: folder, openPaths: [] }));
  const jobs = new Jobs({
    store,
    gold,
    demoFolder: join(dataFolder, 'demo', productVersion),
    threads,
    emit,
    clearTheWay: () => practice.end(),
  });
  const exact = new ExactDays({
    store,
    threads,
    serve: (work) => gold.serve(work),
    onProgress: (progress) => emit('exact', progress),
  });
  const uploads = new Uploads(dataFolder);
  await uploads.clean();
  const markers = new Markers(store, gold.precedence);
  const exports = new Exports({
    dataFolder,
    store,
    gold,
    productVersion,
    threads,
    onProgress: (progress) => emit('export', progress),
  });
  await exports.clean();
  const calibrations = new Calibrations({
    dataFolder,
    productVersion,
    onProgress: (progress) => emit('calibration', progress),
  });
  const similar = new SimilarMoments({
    dataFolder,
    store,
    gold,
    calibrations,
    onProgress: (progress) => emit('similar', progress),
  });
  const forecasts = new Forecasts(store, gold);
  const context: EngineContext = {
    productVersion,
    openPaths,
    store,
    gold,
    markers,
    forecasts,
    calibrations,
    similar,
    jobs,
    exact,
    uploads,
    exports,
  };
  const handlers = engineHandlers(context);
  return {
    connect(link) {
      const peer = new Peer(link, handlers);
      peers.add(peer);
      link.onClose(() => peers.delete(peer));
      return peer;
    },
    practise: () => practice.begin(),
    async close() {
      await practice.end();
      // Jobs may wait for a second pass over what was uploaded.
      await calibrations.close();
      await similar.close();
      await exact.close();
      await exports.close();
      await jobs.close();
      await gold.close();
      await uploads.close();
      for (const peer of [...peers]) peer.close();
      store.close();
    },
  };
}
